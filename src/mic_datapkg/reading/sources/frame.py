"""Frames that are typed already, from memory, an engine or a Parquet file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import narwhals as nw

from mic_datapkg.reading.found import Found
from mic_datapkg.reading.shape import HeaderCell, read_header
from mic_datapkg.reading.submission import File, FramePlaces, Part, Submission
from mic_datapkg.reading.typing.conform import conform, narwhals_frame
from mic_datapkg.reading.typing.coverage import coverage
from mic_datapkg.reading.typing.parts import typed
from mic_datapkg.schema.tables import Table


def read_frame(frame: nw.LazyFrame[Any], table: Table, *, places: FramePlaces, rows: int | None) -> Found:
    """The frame in the columns and types of ``table``; unknown and missing columns are findings."""
    known = [column.name for column in table.columns]
    cells = [HeaderCell(text=name, column=name if name in known else None) for name in frame.collect_schema().names()]
    header = read_header(cells, table, lambda _: places.place(None, ""))
    shape = Found(findings=header.findings, shapes=header.shapes)
    if not header.complete:
        return shape
    conformed = conform(frame, table)
    covered = coverage(conformed, table)
    return replace(shape, parts=(Part(table=table, frame=conformed, places=places, rows=rows, coverage=covered),))


def submission_of_frame(native: Any, table: Table) -> Submission:
    """A pandas, Polars, PyArrow or DuckDB frame as the submission of one table.

    Raises:
        UsageError: it is no frame.
        SubmissionError: its columns cannot be told apart or hold mixed types.
    """
    found = read_frame(narwhals_frame(native), table, places=FramePlaces(), rows=None)
    return typed(replace(found, files=(File(path=None),)))
