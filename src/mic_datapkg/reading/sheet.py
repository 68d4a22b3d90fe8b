"""The cells of one file or sheet, as they stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mic_datapkg.finding import Place
from mic_datapkg.reading.cell import column_letter, text_of
from mic_datapkg.reading.grid import Grid


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows of cells: texts of a CSV file, or what a workbook stores (texts, numbers, dates); an empty cell is ``""``.

    ``lines`` holds the physical line and ``numbers`` the spreadsheet row of each row.
    """

    file: str
    name: str | None = None
    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    numbers: Sequence[int]

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
