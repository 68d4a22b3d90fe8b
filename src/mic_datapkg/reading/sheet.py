"""The cells of one file or sheet, as they stood."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from mic_datapkg.finding import Place
from mic_datapkg.reading.cell import column_letter, text_of
from mic_datapkg.reading.grid import Grid


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows of cells: texts of a CSV file, or what a workbook stores (texts, numbers, dates); an empty cell is ``""``.

    ``lines`` holds the physical line and ``numbers`` the spreadsheet row of each row, ``merged`` the first row, first
    column, last row and last column of each cell that spans others, counted from 0 as the spreadsheet does.
    """

    file: str
    name: str | None = None
    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    numbers: Sequence[int]
    merged: Sequence[tuple[int, int, int, int]] = ()

    def place(self, row: int, column: int | None = None) -> Place:
        """The place of a row, or of one of its cells."""
        cell = None if column is None else f"{column_letter(column)}{self.numbers[row]}"
        return Place(file=self.file, sheet=self.name, line=self.lines[row], cell=cell)

    @property
    def whole(self) -> Place:
        """The place of the sheet as a whole."""
        return Place(file=self.file, sheet=self.name)

    def text(self, row: int, column: int) -> str:
        """A cell as text without surrounding spaces; empty beyond the end of the row."""
        cells = self.rows[row]
        return text_of(cells[column]).strip() if column < len(cells) else ""

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
    def _tall(self) -> dict[int, list[tuple[int, int]]]:
        """First and last row of the cells that span rows, by their first column."""
        made: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _ in sorted(self.merged):
            if bottom > top:
                made.setdefault(left, []).append((top, bottom))
        return made

    @property
    def longest(self) -> int:
        """How many characters the longest text has."""
        if isinstance(self.rows, Grid):
            return self.rows.longest
        return max((len(cell) for row in self.rows for cell in row if isinstance(cell, str)), default=0)

    def foreign_texts(self) -> Iterator[str]:
        """The texts that have letters beyond ASCII."""
        if isinstance(self.rows, Grid):
            for column in self.rows.columns:
                texts = column.texts.drop_nulls()
                yield from texts.filter(texts.str.len_bytes() > texts.str.len_chars())
        else:
            for row in self.rows:
                yield from (cell for cell in row if isinstance(cell, str) and not cell.isascii())

    @property
    def is_even(self) -> bool:
        """Whether all rows have the same number of cells."""
        return isinstance(self.rows, Grid) or len({len(row) for row in self.rows}) <= 1

    def column(self, index: int, rows: Sequence[int]) -> Sequence[Any]:
        """The cells of a column in some rows."""
        if isinstance(self.rows, Grid):
            return self.rows.columns[index].at(rows)
        return [self.rows[row][index] for row in rows]

    def sparse(self) -> list[int]:
        """The rows with less than two filled cells."""
        if isinstance(self.rows, Grid):
            return self.rows.sparse()
        # A row of figures is told by its second cell.
        return [number for number, row in enumerate(self.rows) if len(list(islice(_filled(row), 2))) < 2]


def _filled(row: Sequence[Any]) -> Iterator[Any]:
    return (cell for cell in row if not isinstance(cell, str) or cell.strip())
