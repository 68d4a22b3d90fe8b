"""Columns of cells as they are stored: numbers, texts, and numbers that are shown otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mic_datapkg.reading.cell import ShownNumber, text_of
from mic_datapkg.reading.typing.conform import LARGEST_WHOLE_FLOAT
from mic_datapkg.schema.columns import Column


def numbers_in(cells: Sequence[Any], column: Column) -> pl.Series | None:
    """The cells of a column of figures, if a workbook stores all of them as numbers that fit; else None."""
    numbers = _stored_numbers(cells, column) if column.unit is not None else None
    if numbers is None:
        return None
    numbers = numbers.alias(column.name)
    if column.type == "number":
        return numbers if numbers.is_finite().all() else None
    fit = (numbers == numbers.floor()) & (numbers.abs() <= LARGEST_WHOLE_FLOAT)
    return numbers.cast(pl.Int64) if fit.all() else None


def _stored_numbers(cells: Sequence[Any], column: Column) -> pl.Series | None:
    """The numbers, null for empty cells; None if a cell holds anything else, or shows a word to be understood."""
    if isinstance(cells, pl.Series) or not {*map(type, cells)} <= {float, int, str, ShownNumber}:
        return None
    numbers: list[float | None] = []
    for cell in cells:
        number = cell.plain(column.unit) if type(cell) is ShownNumber else cell
        if number is None or (type(number) is str and number):
            return None
        numbers.append(None if type(number) is str else float(number))
    return pl.Series(numbers, dtype=pl.Float64) if any(number is not None for number in numbers) else None


def texts_in(cells: Sequence[Any], column: Column) -> pl.Series:
    """The cells as they would stand in a CSV file; for an empty one the column's default, where it has one."""
    if isinstance(cells, pl.Series):
        texts = cells.str.strip_chars().replace("", column.default)
    elif cells.count("") == len(cells):
        # Most columns of a table are not sent at all.
        texts = pl.repeat(column.default, len(cells), dtype=pl.String, eager=True)
    else:
        stripped = ((cell if type(cell) is str else text_of(cell)).strip() for cell in cells)
        texts = pl.Series([text or column.default for text in stripped], dtype=pl.String)
    return texts.alias(column.name)


def shown_in(cells: Sequence[Any]) -> list[int]:
    """The rows whose number is shown otherwise than it is stored: as a text it is another one."""
    if isinstance(cells, pl.Series) or ShownNumber not in {*map(type, cells)}:
        return []
    return [row for row, cell in enumerate(cells) if type(cell) is ShownNumber]
