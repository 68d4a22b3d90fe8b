"""A workbook of many rows, read with its types, against frictionless."""

from __future__ import annotations

import shutil
import subprocess
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
NAME = "`workbook_100k`"


def workbook_100k(rows: int, folder: Path) -> Iterator[Comparison]:
    """`read(file)`, each value with its place, against `frictionless` with the same schema."""
    rows = min(rows, ROWS)
    file = _written(made.incidents(rows).collect(), folder / f"{TABLE}.xlsx")
    yield _compared(file, rows, "as openpyxl writes it", at_least=3)
    if shutil.which("soffice") is None:
        yield Comparison(name=f"{NAME}, as LibreOffice saves it", ours="NOT RUN: no LibreOffice", other="")
        return
    yield _compared(_saved_by_libreoffice(file, folder / "saved"), rows, "as LibreOffice saves it", at_least=3)


def _compared(file: Path, rows: int, made_as: str, at_least: float) -> Comparison:
    assert mic.read(file)[TABLE].height == others.frictionless_reads(file) == rows, "expected every row to be read"
    costs = interleaved({"ours": lambda: mic.read(file), "frictionless": lambda: others.frictionless_reads(file)}, 2)
    name = f"{NAME}, {made_as}: {rows:,} rows, against frictionless"
    return times_as_fast(name, costs["ours"], costs["frictionless"], at_least=at_least)


def _written(frame: pl.DataFrame, file: Path) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(TABLE)
    sheet.append(frame.columns)
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(file)
    return file


def _saved_by_libreoffice(file: Path, folder: Path) -> Path:
    """The same workbook opened and saved by LibreOffice, which lets cells share their strings."""
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder), str(file)]
    subprocess.run(command, capture_output=True, check=True)
    return folder / file.name
