"""What was sent: per table a typed frame, and for each value the place it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from mic_datapkg.errors import UsageError
from mic_datapkg.finding import Finding, Place
from mic_datapkg.printed.advice import Advice
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.grid import Grid
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text


class Places(Protocol):
    """Where the rows and columns of a part stood."""

    def place(self, row: int | None, column: str) -> Place:
        """The place of a cell by its row, counted from 0, and column; of the whole part for no row."""

    def cells(self, columns: Sequence[str]) -> str | None:
        """The first and last cell of some columns, such as ``D2:F64``; None where cells have no names."""


@dataclass(frozen=True, kw_only=True)
class FramePlaces:
    """Rows of a frame, or of a Parquet file: row 0 stands in line 1."""

    file: str | None = None

    def place(self, row: int | None, column: str) -> Place:
        return Place(file=self.file, line=None if row is None else row + 1)

    def cells(self, columns: Sequence[str]) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class TablePlaces:
    """A table as it stands in a sheet: each row one row of the sheet, each column one column."""

    sheet: Grid
    rows: Sequence[int]
    columns: Mapping[str, int]

    def place(self, row: int | None, column: str) -> Place:
        return self.sheet.whole if row is None else self.sheet.place(self.rows[row], self.columns.get(column))

    def cells(self, columns: Sequence[str]) -> str | None:
        numbers = [self.sheet.numbers[row] for row in (self.rows[0], self.rows[-1])] if self.rows else []
        return cells_between([self.columns[name] for name in columns if name in self.columns], numbers)


@dataclass(frozen=True, kw_only=True)
class CellPlaces:
    """Cells from anywhere in a sheet, as a report form has them: (row, column) to (row, column) of the sheet."""

    sheet: Grid
    cells_at: Mapping[tuple[int, str], tuple[int, int]]
    fallback: Mapping[int, int]

    def place(self, row: int | None, column: str) -> Place:
        if row is None:
            return self.sheet.whole
        return (
            self.sheet.place(*self.cells_at[row, column])
            if (row, column) in self.cells_at
            else self.sheet.place(self.fallback[row])
        )

    def cells(self, columns: Sequence[str]) -> str | None:
        found = [at for (_, column), at in self.cells_at.items() if column in columns]
        return cells_between([column for _, column in found], [self.sheet.numbers[row] for row, _ in found])


def cells_between(columns: Sequence[int], rows: Sequence[int]) -> str | None:
    """The first and last of cells whose columns are counted from 0, and rows as a spreadsheet does.

    Example:
        >>> cells_between([3, 5], [2, 64]), cells_between([3], [2])
        ('D2:F64', 'D2')
    """
    if not columns or not rows:
        return None
    ends = [f"{column_letter(end(columns))}{end(rows)}" for end in (min, max)]
    return ":".join(dict.fromkeys(ends))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a part covers: its first and last period, its spans, its area if it is one, and its figures by column.

    ``filled`` names the columns in which something was written, readable or not.
    """

    first: str | None = None
    last: str | None = None
    spans: tuple[str, ...] = ()
    area: str | None = None
    areas: int = 0
    figures: Mapping[str, int] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table as it stood in one file, one sheet or one frame: a conformed frame and its places.

    ``rows`` is the number of rows, or None on an engine where counting them would be a query of its own. ``scales``
    are those that were stated around the figures of each column. ``advice`` says for cells that could not be read, by
    row and column, what to do.
    """

    table: Table
    frame: nw.LazyFrame[Any] = field(repr=False)
    places: Places
    rows: int | None
    coverage: Coverage
    scales: Mapping[str, frozenset[Scale]] = field(default_factory=dict)
    advice: Mapping[tuple[int, str], Advice] = field(default_factory=dict, repr=False)

    @property
    def whole(self) -> Place:
        """The place of the part as a whole: its file, and its sheet if it stands in one."""
        return self.places.place(None, "")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How many headers, rows or files were looked at for one rule about the shape of what was sent."""

    table: str
    rule: str
    checked: int


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that was sent, with the reason if it was not used; a frame is one without a path."""

    path: str | None
    readable: bool = True
    ignored: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What reading says about a place without judging it: how it was read, or that it was ignored."""

    place: Place
    text: Text

    def message(self, language: str = "en") -> str:
        """The remark as one sentence with its place."""
        return f"{self.place}: {self.text[language]}"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What was sent, typed and with its places.

    ``findings`` are what reading alone could find (unknown columns, ragged rows ...), ``shapes`` how much was looked
    at for them. ``remarks`` say how each file was read, ``ignored`` what was not used, and why. ``files`` are all that
    were sent, read or not.
    """

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    shapes: tuple[Shape, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that were sent, by name."""
        by_name = {part.table.name: part.table for part in self.parts}
        return tuple(by_name[name] for name in sorted(by_name))

    def parts_of(self, table: Table) -> tuple[Part, ...]:
        """The parts in which a table was sent, in the order of reading."""
        return tuple(part for part in self.parts if part.table.name == table.name)

    def frame(self, table: Table) -> nw.LazyFrame[Any]:
        """All rows of a table as one conformed frame, part after part."""
        frames = [part.frame for part in self.parts_of(table)]
        return frames[0] if len(frames) == 1 else nw.concat(frames, how="diagonal")

    def place(self, table: Table, row: int | None, column: str) -> Place:
        """The place of a cell in a row of ``frame``, or of the table where rows have no numbers."""
        part, row_there = self._part(table, row)
        return part.places.place(row_there, column)

    def advice(self, table: Table, row: int | None, column: str) -> Advice | None:
        """What to do about a cell of ``frame`` that could not be read, where more is known than its type."""
        part, row_there = self._part(table, row)
        return None if row_there is None else part.advice.get((row_there, column))

    def _part(self, table: Table, row: int | None) -> tuple[Part, int | None]:
        """The part in which a row of ``frame`` stands, and its number there."""
        parts = self.parts_of(table)
        for part in parts:
            if row is None or part.rows is None or row < part.rows:
                return part, row
            row -= part.rows
        raise UsageError(f"{table.name} has no such row")

    def __getitem__(self, name: str) -> Any:
        """The typed rows of a table as a frame of the engine that holds them (Polars for files)."""
        wanted = next((table for table in self.tables if table.name == name), None)
        if wanted is None:
            sent = ", ".join(table.name for table in self.tables) or "none"
            raise UsageError(f"no table {name!r} was sent; sent: {sent}")
        return self.frame(wanted).select(*(column.name for column in wanted.columns)).collect().to_native()


def shown(path: Path) -> str:
    """A path as messages show it: as it was given, with forward slashes everywhere."""
    return path.as_posix()
