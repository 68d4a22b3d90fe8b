"""A verdict for each file that was sent, and what was read in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

import polars as pl

from mic_datapkg.finding import Finding, Severity
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.submission import Coverage, File, Part, Submission
from mic_datapkg.reading.typing.filled import RULE as FIGURES_SENT
from mic_datapkg.schema.column_rules import ROW
from mic_datapkg.schema.rules import Rule
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text
from mic_datapkg.validating.explain import breaking
from mic_datapkg.validating.screen import Outcome


class Verdict(StrEnum):
    """What became of a file."""

    VALID = "valid"
    FAULTY = "faulty"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    IGNORED = "ignored"


@dataclass(frozen=True, kw_only=True)
class ReadTable:
    """One table as it was read in one file: from which cells, what they cover, and the scales stated around them."""

    table: str
    sheet: str | None
    cells: str | None
    rows: int | None
    coverage: Coverage
    scales: Mapping[str, frozenset[Scale]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FileResult:
    """A file with its verdict and its tables; ``reason`` says why it was not read. A frame has no path."""

    path: str | None
    verdict: Verdict
    errors: int = 0
    reason: Text | None = None
    tables: tuple[ReadTable, ...] = ()


def broken_by_file(submission: Submission, table: Table, rule: Rule, failed: int) -> tuple[tuple[str | None, int], ...]:
    """In which files a rule is broken, and how often in each; a frame is a file without a name."""
    parts = submission.parts_of(table)
    files = [part.whole.file for part in parts]
    if not failed or len(set(files)) == 1:
        return ((files[0], failed),) if failed else ()
    # Parts that stand one below the other are numbered through: only files have several, and these have an order.
    rows = breaking(submission.frame(table), table, rule).select(ROW).to_native().collect(engine="streaming")[ROW]
    starts = pl.Series(accumulate((part.rows or 0 for part in parts), initial=0))
    found: Counter[str | None] = Counter()
    for part, times in starts.search_sorted(rows, side="right").value_counts().rows():
        found[files[part - 1]] += times
    return tuple(sorted(found.items(), key=str))


def file_results(
    submission: Submission, outcomes: Iterable[Outcome], findings: Iterable[Finding]
) -> tuple[FileResult, ...]:
    """Every file that was sent, with its verdict: how often rules of severity error are broken in it decides."""
    errors: Counter[str | None] = Counter()
    for outcome in outcomes:
        if outcome.severity is Severity.ERROR:
            errors.update(dict(outcome.broken))
    empty: set[str | None] = set()
    reasons: dict[str | None, Text] = {}
    for finding in findings:
        if finding.accepted and finding.severity is Severity.ERROR:
            errors[finding.place.file] -= 1
        elif finding.rule == FIGURES_SENT:
            empty.add(finding.place.file)
        reasons.setdefault(finding.place.file, finding.text)
    tables: dict[str | None, list[ReadTable]] = {}
    for part in submission.parts:
        # Of a table without a row nothing was read.
        tables.setdefault(part.whole.file, []).extend([] if part.rows == 0 else [_read(part)])
    return tuple(
        FileResult(
            path=file.path,
            verdict=_verdict(file, errors[file.path], empty),
            errors=max(errors[file.path], 0),
            reason=file.ignored if file.readable else reasons.get(file.path),
            tables=tuple(tables.get(file.path, ())),
        )
        for file in submission.files
    )


def _verdict(file: File, errors: int, empty: set[str | None]) -> Verdict:
    if file.ignored is not None:
        return Verdict.IGNORED
    if not file.readable:
        return Verdict.UNREADABLE
    if file.path in empty:
        return Verdict.EMPTY
    return Verdict.FAULTY if errors > 0 else Verdict.VALID


def _read(part: Part) -> ReadTable:
    return ReadTable(
        table=part.table.name,
        sheet=part.whole.sheet,
        cells=part.places.cells(list(part.coverage.figures)),
        rows=part.rows,
        coverage=part.coverage,
        scales=part.scales,
    )
