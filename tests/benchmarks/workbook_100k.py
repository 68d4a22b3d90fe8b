"""A workbook of many rows, read with its types, against frictionless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import polars as pl
from tests.benchmarks import made, others
from tests.benchmarks.comparison import Comparison, times_as_fast
from tests.benchmarks.measuring import interleaved

import mic_datapkg as mic

TABLE = "cyber_incidents"
ROWS = 100_000


def workbook_100k(rows: int, folder: Path) -> Iterator[Comparison]:
    """`read(file)`, each value with its place, against `frictionless` with the same schema."""
    rows = min(rows, ROWS)
    file = _written(made.incidents(rows).collect(), folder / f"{TABLE}.xlsx")
    assert mic.read(file)[TABLE].height == others.frictionless_reads(file) == rows, "expected every row to be read"
    costs = interleaved({"ours": lambda: mic.read(file), "frictionless": lambda: others.frictionless_reads(file)}, 2)
    name = f"`workbook_100k`: {rows:,} rows of a workbook, against frictionless"
    yield times_as_fast(name, costs["ours"], costs["frictionless"], at_least=10)


def _written(frame: pl.DataFrame, file: Path) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(TABLE)
    sheet.append(frame.columns)
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(file)
    return file
