"""Frames that are typed already, from memory, an engine or a Parquet file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from mic_datapkg.conform import conform, narwhals_frame
from mic_datapkg.finding import Finding, Place
from mic_datapkg.reading.shape import read_header
from mic_datapkg.reading.submission import Part, Places, Shape, Submission
from mic_datapkg.tables import Table


@dataclass(frozen=True, kw_only=True)
class FrameReading:
    """A frame read as a table: the part, and what was wrong with its columns."""

    part: Part | None
    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]


def read_frame(
    frame: nw.LazyFrame[Any], table: Table, *, places: Places, rows: int | None, header: Place
) -> FrameReading:
    """The frame in the columns and types of ``table``; unknown and missing columns are findings."""
    read = read_header(frame.collect_schema().names(), table, lambda _: header)
    part = Part(table=table, frame=conform(frame, table), places=places, rows=rows)
    return FrameReading(part=part if read.complete else None, findings=read.findings, shapes=read.shapes)


def submission_of_frame(native: Any, table: Table) -> Submission:
    """A pandas, Polars, PyArrow or DuckDB frame as the submission of one table.

    Raises:
        UsageError: it is no frame.
        SubmissionError: its columns cannot be told apart or hold mixed types.
    """
    read = read_frame(narwhals_frame(native), table, places=Places(), rows=None, header=Place())
    return Submission(parts=(read.part,) if read.part else (), findings=read.findings, shapes=read.shapes)
