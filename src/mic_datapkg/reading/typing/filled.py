"""A Submission of what was filled in; a file without a figure is a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.reading.found import Found, remark
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Part, Remark, Shape, Submission

RULE = "figures_sent"


def filled(found: Found) -> Submission:
    """What was found as a submission; of a file with figures without the tables in which nothing is filled in.

    A form has more tables than most senders have figures for: those left blank are listed as ignored. A file in which
    no figure stands anywhere is one finding, unless something worse is known of it.
    """
    parts = [part for part in found.parts if isinstance(part, Part)]
    with_figures = {part.whole.file for part in parts if part.coverage.figures}
    blank = [part for part in parts if not part.coverage.filled and part.whole.file in with_figures]
    kept = [part for part in parts if not any(part is one for one in blank)]
    asked = [file.path for file in found.files if file.readable and file.ignored is None]
    empty = list(_without_figures(asked, kept, found.findings))
    return Submission(
        parts=tuple(kept),
        findings=(*found.findings, *empty),
        shapes=(*found.shapes, *([Shape(table="", rule=RULE, checked=len(asked))] if asked else [])),
        remarks=found.remarks,
        ignored=(*_worth_saying(found.ignored, parts), *map(_unfilled, blank)),
        files=found.files,
    )


def _without_figures(asked: list[str | None], parts: list[Part], findings: tuple[Finding, ...]) -> Iterator[Finding]:
    figures: Counter[str | None] = Counter()
    for part in parts:
        figures[part.whole.file] += len(part.coverage.filled.intersection(m.name for m in part.table.measures))
    known = {finding.place.file for finding in findings if finding.severity is Severity.ERROR}
    for file in asked:
        if not figures[file] and file not in known:
            yield shape_finding(RULE, "", Place(file=file))


def _worth_saying(ignored: Iterable[Remark], parts: list[Part]) -> Iterator[Remark]:
    """What was ignored, but for the lines of sheets in which nothing is filled in: that says it all."""
    filled = {part.whole for part in parts if part.coverage.filled}
    unfilled = {part.whole for part in parts} - filled
    return (
        one for one in ignored if one.place.line is None or replace(one.place, line=None, cell=None) not in unfilled
    )


def _unfilled(part: Part) -> Remark:
    return remark(part.whole, "ignored_unfilled", table=part.table.name)
