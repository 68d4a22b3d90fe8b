"""The files of a resource, the same bytes for the same data."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mic_datapkg.schema.rules import plain


def csv_bytes(data: pa.Table) -> bytes:
    """The table as CSV: UTF-8 without a byte-order mark, comma, LF, an empty cell for null, no exponents."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(data.column_names)
    writer.writerows(zip(*([_cell(value) for value in column.to_pylist()] for column in data.columns), strict=True))
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, int | float) else str(value)


def parquet_bytes(data: pa.Table, standing: Path) -> bytes:
    """The table as Parquet; the standing file's own bytes where it holds the same data.

    pyarrow writes its version into each file, so the same data written by another version has other bytes.
    Snappy, because readers in pure JavaScript know no zstd.
    """
    if standing.exists() and same_parquet(standing, data):
        return standing.read_bytes()
    sink = BytesIO()
    pq.write_table(data, sink, compression="snappy")
    return sink.getvalue()


def same_parquet(standing: Path, data: pa.Table) -> bool:
    """Whether a Parquet file has the same columns, metadata and values as a table."""
    try:
        found = pq.read_table(standing)
    except (pa.ArrowException, OSError):
        return False
    return bool(found.schema.equals(data.schema, check_metadata=True) and found.equals(data))
