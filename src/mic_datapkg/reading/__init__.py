"""Reading: a path becomes a Submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.finding import Finding, Place
from mic_datapkg.reading.csv_file import read_csv
from mic_datapkg.reading.excel_file import read_excel
from mic_datapkg.reading.frame import FrameReading, submission_of_frame
from mic_datapkg.reading.grid import Grid, GridReading, read_grid
from mic_datapkg.reading.parquet_file import read_parquet
from mic_datapkg.reading.shape import remark, severity_of_shape, shape_finding
from mic_datapkg.reading.submission import Part, Places, Remark, Shape, Submission, shown
from mic_datapkg.tables import Table, tables

__all__ = ["Part", "Places", "Submission", "read", "severity_of_shape", "submission_of_frame"]

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(*paths: str | PathLike[str]) -> Submission:
    """The tables found in files and folders, typed, each value with its place.

    A CSV or Parquet file, or a sheet of a workbook, is named after its table. Folders are read with all folders below
    them; files of other kinds are listed as ignored. What is wrong with single cells, columns and rows becomes a
    finding; nothing is guessed.

    Raises:
        UsageError: no path was given, or one does not exist.
        SubmissionError: a file cannot be read at all, or no file holds a table.

    Example:
        >>> submission = read("datapackage/submissions/2022-01")
        >>> submission["pay_tv"]["subscribers"].to_list()
        [16400000]
    """
    if not paths:
        raise UsageError("expected a file or folder to read, got none")
    reading = _Reading(known={table.name: table for table in tables()})
    for path in paths:
        for file in _files(Path(path)):
            reading.add(file)
    if not reading.parts and not reading.findings:
        searched = ", ".join(shown(Path(path)) for path in paths)
        raise SubmissionError(f"{searched}: no table found; expected files such as {tables()[0].name}.csv")
    return Submission(
        parts=tuple(reading.parts),
        findings=tuple(reading.findings),
        shapes=tuple(reading.shapes),
        ignored=tuple(reading.ignored),
    )


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
    if not path.exists():
        raise UsageError(f"{shown(path)}: no such file or folder")
    return [path]


def _hidden(path: Path) -> bool:
    """Whether a path is hidden, or a lock file that Excel or LibreOffice left behind."""
    return any(part.startswith((".", "~$")) for part in path.parts)


@dataclass(kw_only=True)
class _Reading:
    """What has been read so far."""

    known: dict[str, Table]
    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ignored: list[Remark] = field(default_factory=list)

    def add(self, file: Path) -> None:
        suffix = file.suffix.lower()
        if suffix == ".csv":
            self._named(file.stem, Place(file=shown(file)), lambda table: read_grid(read_csv(file), table))
        elif suffix == ".parquet":
            self._named(file.stem, Place(file=shown(file)), lambda table: read_parquet(file, table))
        elif suffix in WORKBOOKS:
            for grid in read_excel(file):
                self._sheet(grid)
        else:
            self.ignored.append(remark(Place(file=shown(file)), "ignored_file"))

    def _sheet(self, grid: Grid) -> None:
        place = Place(file=grid.file, sheet=grid.sheet)
        if grid.header:
            self._named(grid.sheet or "", place, lambda table: read_grid(grid, table))
        else:
            self.ignored.append(remark(place, "ignored_sheet"))

    def _named(self, name: str, place: Place, read_as: Callable[[Table], GridReading | FrameReading]) -> None:
        """Read what is named after a table; another name is a finding."""
        self.shapes.append(Shape(table=name, rule="tables_known", checked=1))
        if name not in self.known:
            self.findings.append(shape_finding("tables_known", name, place, value=name, expected=", ".join(self.known)))
            return
        read = read_as(self.known[name])
        self.parts += [read.part] if read.part else []
        self.findings.extend(read.findings)
        self.shapes.extend(read.shapes)
        self.ignored.extend(read.ignored if isinstance(read, GridReading) else ())
