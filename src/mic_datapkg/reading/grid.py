"""The cells of one sheet or file, column by column, each with its place and its marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from mic_datapkg.finding import Place
from mic_datapkg.reading.cell import cell_name, text_of

# The row and column of a cell, counted from 0 as the sheet does; and those of the first and last of several.
At = tuple[int, int]
Span = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Cells of a sheet that are more than their value, each by its row and column, counted from 0.

    ``linked`` are formulas that take their value from another file, ``valueless`` show an error or were never
    calculated. ``struck`` holds texts that are struck out and ``superscript`` those that are footnote marks: neither
    is part of the cell's value. ``merged`` holds the first row, first column, last row and last column of each cell
    that spans others.
    """

    formulas: frozenset[At] = frozenset()
    linked: frozenset[At] = frozenset()
    valueless: frozenset[At] = frozenset()
    struck: Mapping[At, str] = field(default_factory=dict)
    superscript: Mapping[At, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Span] = ()


class Rows(Sequence[Sequence[Any]]):
    """The rows of a grid, each made when it is asked for: as many cells as stand in it."""

    def __init__(self, columns: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
        self._columns, self._widths = columns, widths

    def __len__(self) -> int:
        return len(self._widths)

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        return tuple(column[row] for column in self._columns[: self._widths[row]])


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of a sheet or file: texts, and what a workbook stores (numbers, days); an empty cell is ``""``.

    All ``columns`` are as long as there are rows, which are those that hold something. ``lines`` has the physical line
    and ``numbers`` the spreadsheet row of each. ``widths`` has the number of cells of each row, where a text file has
    rows of several widths; the cells behind the last of a row are empty.
    """

    file: str
    name: str | None = None
    columns: Sequence[Sequence[Any]]
    lines: Sequence[int]
    numbers: Sequence[int]
    widths: Sequence[int] | None = None
    marks: Marks = field(default_factory=Marks)

    @cached_property
    def rows(self) -> Sequence[Sequence[Any]]:
        """The cells row by row, without those behind the last of a row."""
        return Rows(self.columns, [len(self.columns)] * len(self.lines) if self.widths is None else self.widths)

    def place(self, row: int, column: int | None = None) -> Place:
        """The place of a row, or of one of its cells."""
        cell = None if column is None else cell_name(self.numbers[row] - 1, column)
        return Place(file=self.file, sheet=self.name, line=self.lines[row], cell=cell)

    def place_at(self, at: At) -> Place:
        """The place of a cell of the sheet, in a row that is kept or not."""
        return Place(file=self.file, sheet=self.name, line=at[0] + 1, cell=cell_name(*at))

    @property
    def whole(self) -> Place:
        """The place of the sheet as a whole."""
        return Place(file=self.file, sheet=self.name)

    def text(self, row: int, column: int) -> str:
        """A cell as text without surrounding spaces; empty beyond the end of the row."""
        return text_of(self.columns[column][row]).strip() if column < len(self.columns) else ""

    def merged_text(self, row: int, column: int) -> str:
        """The text of the cell above, if it spans this one as well; else empty."""
        number = self.numbers[row] - 1
        spanning = self._tall.get(column, [])
        found = bisect_right(spanning, (number, number)) - 1
        if found < 0 or spanning[found][1] < number:
            return ""
        top = bisect_left(self.numbers, spanning[found][0] + 1)
        return self.text(top, column) if self.numbers[top] == spanning[found][0] + 1 else ""

    @cached_property
    def _tall(self) -> dict[int, list[At]]:
        """First and last row of the cells that span rows, by their first column."""
        made: dict[int, list[At]] = {}
        for top, left, bottom, _ in sorted(self.marks.merged):
            if bottom > top:
                made.setdefault(left, []).append((top, bottom))
        return made

    @property
    def merged(self) -> Sequence[Span]:
        """The cells that span others."""
        return self.marks.merged

    @property
    def longest(self) -> int:
        """How many characters the longest text has."""
        return max((len(text) for text in self._texts()), default=0)

    def foreign_texts(self) -> Iterator[str]:
        """The texts that have letters beyond ASCII, column by column."""
        return (text for text in self._texts() if not text.isascii())

    def _texts(self) -> Iterator[str]:
        return (cell for column in self.columns for cell in column if isinstance(cell, str))

    @property
    def is_even(self) -> bool:
        """Whether all rows have the same number of cells."""
        return self.widths is None

    def column(self, index: int, rows: Sequence[int]) -> Sequence[Any]:
        """The cells of a column in some rows."""
        cells = self.columns[index]
        if isinstance(rows, range):
            return cells[rows.start : rows.stop]
        return [cells[row] for row in rows]

    def sparse(self) -> list[int]:
        """The rows with less than two filled cells."""
        # A row of figures is told by its second cell.
        rows = enumerate(zip(*self.columns, strict=True))
        return [number for number, row in rows if len(list(islice(filter(is_filled, row), 2))) < 2]


def is_filled(cell: Any) -> bool:
    """Whether a cell holds something: spaces alone are nothing."""
    return not isinstance(cell, str) or bool(cell.strip())


def ranges(numbers: Iterable[int]) -> list[At]:
    """Numbers that follow each other, as the first and last of each stretch.

    Example:
        >>> ranges([4, 5, 6, 9])
        [(4, 6), (9, 9)]
    """
    made: list[At] = []
    for number in sorted(numbers):
        if made and made[-1][1] == number - 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return made
