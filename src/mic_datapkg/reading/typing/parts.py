"""A Submission of what was found: its cells typed, those of one table at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import narwhals as nw
import polars as pl

from mic_datapkg.finding import Finding
from mic_datapkg.printed.advice import Advice
from mic_datapkg.printed.area_names import Spelled
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.found import Found
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Part, Submission
from mic_datapkg.reading.typing.coverage import PART, coverages
from mic_datapkg.reading.typing.filled import filled
from mic_datapkg.reading.typing.rows import read_rows
from mic_datapkg.reading.typing.values import DASH, HYPHEN
from mic_datapkg.reading.untyped import Untyped, stacked


def typed(found: Found) -> Submission:
    """What was found as a submission, every part typed.

    A step of Polars takes as long for one row as for a thousand, so the rows of a table from hundreds of files are
    typed together. Files that write their decimals in different ways are not.
    """
    alike: dict[tuple[str, str | None], list[int]] = {}
    for number, part in enumerate(found.parts):
        if isinstance(part, Untyped):
            alike.setdefault((part.table.name, part.convention), []).append(number)
    parts = {number: part for number, part in enumerate(found.parts) if isinstance(part, Part)}
    findings = list(found.findings)
    for numbers in alike.values():
        same = [part for number in numbers if isinstance(part := found.parts[number], Untyped)]
        for number, (part, spelled) in zip(numbers, _typed(same), strict=True):
            parts[number] = part
            findings += spelled
    return filled(replace(found, parts=tuple(parts[number] for number in sorted(parts)), findings=tuple(findings)))


def _typed(parts: Sequence[Untyped]) -> Iterator[tuple[Part, list[Finding]]]:
    """Each of the parts of one table, with a finding for each cell that was read though it is spelled otherwise."""
    table = parts[0].table
    rows = read_rows(stacked([part.cells for part in parts]), table, parts[0].convention)
    starts = [0, *accumulate(part.cells.rows for part in parts)]
    advice: list[dict[tuple[int, str], Advice]] = [{} for _ in parts]
    spelled: list[list[Finding]] = [[] for _ in parts]
    for (row, column), said in rows.advice.items():
        number = bisect_right(starts, row) - 1
        advice[number][row - starts[number], column] = said
    for row, area in rows.spelled.items():
        number = bisect_right(starts, row) - 1
        spelled[number].append(_misspelt(parts[number], row - starts[number], area))
    for (row, column), text in rows.dashed.items():
        number = bisect_right(starts, row) - 1
        spelled[number].append(_dashed(parts[number], row - starts[number], column, text))
    covered = coverages(_numbered(rows.frame, starts), table, len(parts))
    for number, part in enumerate(parts):
        frame = rows.frame.slice(starts[number], part.cells.rows)
        yield (
            Part(
                table=table,
                frame=nw.from_native(frame.lazy()),
                places=part.places,
                rows=part.cells.rows,
                coverage=covered[number],
                scales={name: frozenset(scales) for name, scales in part.cells.scales.items()},
                advice=advice[number],
            ),
            spelled[number],
        )


def _numbered(frame: pl.DataFrame, starts: Sequence[int]) -> nw.LazyFrame[Any]:
    """The rows of several parts, each with the number of its part."""
    numbers = pl.Series(range(len(starts) - 1), dtype=pl.Int64)
    lengths = pl.Series([end - start for start, end in pairwise(starts)], dtype=pl.Int64)
    return nw.from_native(frame.lazy().with_columns(numbers.repeat_by(lengths).explode().alias(PART)))


def _misspelt(part: Untyped, row: int, area: Spelled) -> Finding:
    stood = text_of(part.cells.values["area"][row]).strip()
    place = part.places.place(row, "area")
    return shape_finding("areas_spelled", part.table.name, place, value=stood, expected=f"{area.name} ({area.code})")


def _dashed(part: Untyped, row: int, column: str, text: str) -> Finding:
    place = part.places.place(row, column)
    meant = DASH + text.removeprefix(HYPHEN)
    return shape_finding("texts_begin_plainly", part.table.name, place, value=text, expected=meant)
