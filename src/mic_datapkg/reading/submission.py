"""What was sent: per table a typed frame, and for each value the place it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw

from mic_datapkg.errors import UsageError
from mic_datapkg.finding import Finding, Place
from mic_datapkg.tables import Table
from mic_datapkg.text import Text


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the rows and columns of a part stood.

    ``lines`` holds the line of each row; without it row n stands in line n + 1, as in a frame or a Parquet file.
    ``letters`` holds the spreadsheet letter of each column, and ``numbers`` the spreadsheet row of each row.
    """

    file: str | None = None
    sheet: str | None = None
    lines: Sequence[int] | None = None
    numbers: Sequence[int] | None = None
    letters: Mapping[str, str] = field(default_factory=dict)

    def place(self, row: int | None, column: str | None = None) -> Place:
        """The place of a row, counted from 0, or of a cell of it."""
        if row is None:
            return Place(file=self.file, sheet=self.sheet)
        letter = self.letters.get(column or "")
        return Place(
            file=self.file,
            sheet=self.sheet,
            line=self.lines[row] if self.lines is not None else row + 1,
            cell=f"{letter}{self.numbers[row]}" if letter and self.numbers is not None else None,
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table as it stood in one file, one sheet or one frame: a conformed frame and its places.

    ``rows`` is the number of rows, or None on an engine where counting them would be a query of its own.
    """

    table: Table
    frame: nw.LazyFrame[Any] = field(repr=False)
    places: Places
    rows: int | None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How many headers, rows or files were looked at for one rule about the shape of what was sent."""

    table: str
    rule: str
    checked: int


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
    at for them. ``remarks`` say how each file was read, ``ignored`` what was not used, and why.
    """

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    shapes: tuple[Shape, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()

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
        parts = self.parts_of(table)
        for part in parts:
            if row is None or part.rows is None or row < part.rows:
                return part.places.place(row, column)
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
