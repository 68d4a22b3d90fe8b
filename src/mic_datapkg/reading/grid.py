"""The cells of a large sheet, stored as columns and read as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.number_format import NumberFormat, hundredfold

# Rows at the top, in which titles and headers are looked for again and again.
TOP = 40
# What a column of cells is stored as.
STORED = ("texts", "numbers", "days", "styles")


@dataclass(frozen=True, kw_only=True, eq=False)
class CellColumn(Sequence[Any]):
    """A column of cells, each a text, a number or a day; an empty cell is ``""``.

    ``texts`` (String, without the spaces around them), ``numbers`` (Float64) and ``days`` (Date) are of one length.
    At most one of them holds a value for a cell. ``styles`` (Int32) names for some numbers one of the ``formats``.
    """

    texts: pl.Series
    numbers: pl.Series
    days: pl.Series
    styles: pl.Series
    formats: Mapping[int, NumberFormat]

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
        for row, style in zip(self.styles.is_not_null().arg_true(), self.styles.drop_nulls(), strict=True):
            cells[row] = self.formats[style].shown(cells[row])
        return cells

    @property
    def filled(self) -> pl.Series:
        """Whether each cell holds something."""
        return self.texts.is_not_null() | self.numbers.is_not_null() | self.days.is_not_null()

    @property
    def only_numbers(self) -> pl.Series | None:
        """The numbers, null for empty cells; None if a cell holds anything else, or shows words."""
        return self.numbers if self.texts.count() + self.days.count() + self.styles.count() == 0 else None

    @property
    def only_percentages(self) -> pl.Series | None:
        """The percentages that the cells show, null for empty cells; None if a cell shows anything else."""
        others = self.texts.count() + self.days.count() + self.numbers.count() - self.styles.count()
        if others or not all(self.formats[style].is_percentage for style in self.styles.drop_nulls().unique()):
            return None
        return pl.Series([None if n is None else hundredfold(n) for n in self.numbers.to_list()], dtype=pl.Float64)

    @property
    def as_texts(self) -> pl.Series:
        """The cells as they would stand in a CSV file, null for empty ones."""
        texts = pl.select(pl.coalesce(self.texts, self.days.cast(pl.String))).to_series()
        rows = self.numbers.is_not_null().arg_true()
        return texts.scatter(rows, [text_of(self._cells[row]) for row in rows]) if len(rows) else texts

    def at(self, rows: Sequence[int]) -> CellColumn:
        """The cells of some rows."""

        def cells(column: pl.Series) -> pl.Series:
            return column.slice(rows.start, len(rows)) if isinstance(rows, range) else column.gather(list(rows))

        stored = {name: cells(getattr(self, name)) for name in STORED}
        return CellColumn(**stored, formats=self.formats)


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

    @property
    def longest(self) -> int:
        """How many characters the longest text has."""
        return max((int(column.texts.str.len_chars().max() or 0) for column in self.columns), default=0)  # type: ignore[arg-type]

    def sparse(self) -> list[int]:
        """The rows with less than two filled cells."""
        filled = pl.DataFrame([column.filled.alias(str(n)) for n, column in enumerate(self.columns)])
        return (filled.sum_horizontal() < 2).arg_true().to_list()
