"""The cells of a large sheet, stored as columns and read as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from mic_datapkg.reading.cell import text_of

# Rows at the top, in which titles and headers are looked for again and again.
TOP = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class CellColumn(Sequence[Any]):
    """A column of cells, each a text, a number or a day; an empty cell is ``""``.

    ``texts`` (String, without the spaces around them), ``numbers`` (Float64) and ``days`` (Date) are of one length.
    At most one of them holds a value for a cell.
    """

    texts: pl.Series
    numbers: pl.Series
    days: pl.Series

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, row: Any) -> Any:
        return self._cells[row]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cells)

    @cached_property
    def _cells(self) -> list[Any]:
        cells: list[Any] = self.texts.fill_null("").to_list()
        for others in (self.numbers, self.days):
            for row, value in zip(others.is_not_null().arg_true(), others.drop_nulls(), strict=True):
                cells[row] = value
        return cells

    @property
    def filled(self) -> pl.Series:
        """Whether each cell holds something."""
        return self.texts.is_not_null() | self.numbers.is_not_null() | self.days.is_not_null()

    @property
    def only_numbers(self) -> pl.Series | None:
        """The numbers, null for empty cells; None if a cell holds anything else."""
        return self.numbers if self.texts.count() + self.days.count() == 0 else None

    @property
    def as_texts(self) -> pl.Series:
        """The cells as they would stand in a CSV file, null for empty ones."""
        numbers = self.numbers.drop_nulls()
        texts = pl.select(pl.coalesce(self.texts, self.days.cast(pl.String))).to_series()
        if numbers.is_empty():
            return texts
        return texts.scatter(self.numbers.is_not_null().arg_true(), [text_of(number) for number in numbers])

    def at(self, rows: Sequence[int]) -> CellColumn:
        """The cells of some rows."""

        def cells(column: pl.Series) -> pl.Series:
            return column.slice(rows.start, len(rows)) if isinstance(rows, range) else column.gather(list(rows))

        return CellColumn(texts=cells(self.texts), numbers=cells(self.numbers), days=cells(self.days))


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid(Sequence[Sequence[Any]]):
    """Rows of cells, all of one length, stored as columns."""

    columns: Sequence[CellColumn]

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def __getitem__(self, row: Any) -> Any:
        # Most layouts are told by their top, and then read column by column.
        return self._top[row] if isinstance(row, int) and 0 <= row < TOP else self._rows[row]

    @cached_property
    def _top(self) -> list[tuple[Any, ...]]:
        rows = range(min(len(self), TOP))
        return list(zip(*(column.at(rows) for column in self.columns), strict=True))

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        return list(zip(*self.columns, strict=True))

    def sparse(self) -> list[int]:
        """The rows with less than two filled cells."""
        filled = pl.DataFrame([column.filled.alias(str(n)) for n, column in enumerate(self.columns)])
        return (filled.sum_horizontal() < 2).arg_true().to_list()
