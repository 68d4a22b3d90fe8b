"""The cells of a plainly spelled sheet as values, as the library that opens other workbooks would read them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from mic_datapkg.reading.grid import STORED, CellColumn, Grid
from mic_datapkg.reading.sources.cell_styles import CellStyles
from mic_datapkg.reading.sources.plain_xml import Plain, meant, strings_in

NUMBER = r"^-?([0-9]+\.?[0-9]*|\.[0-9]+)([Ee][+-]?[0-9]+)?$"
# Days from 1900-03-01, before which spreadsheets disagree on what a number means, to 9999-12-31.
FIRST_DAY, LAST_DAY = 61, 2_958_465
DAY_ZERO = pl.date(1899, 12, 30)
# More columns than a sheet has.
ROW = 20_000
# Kinds of cells (ECMA-376, part 1, 18.18.11) whose values are told here: no truth values, errors or days as text.
NUMERIC, SHARED, TEXTS = "n", "s", ("inlineStr", "str")


@dataclass(frozen=True, kw_only=True)
class NumberedGrid:
    """The rows of a sheet that are not empty, with their numbers."""

    rows: Grid
    numbers: list[int]


def grid_of(plain: Plain, styles: CellStyles, shared: bytes) -> NumberedGrid | None:
    """The rows of a sheet that are not empty; None where the value of a cell takes a closer look.

    ``shared`` is the XML of the strings that cells share.
    """
    valued = plain.filled
    if valued.is_empty():
        # Rows that are only formatted: nothing stands in them, and nothing tells of what kind it is.
        return NumberedGrid(rows=Grid(columns=[]), numbers=[])
    cells = _values(valued, styles, shared)
    if cells is None:
        return None
    width = int(cells["column"].max() or 0)  # type: ignore[arg-type]
    filled = cells.filter(pl.any_horizontal(pl.col("texts", "numbers", "days").is_not_null()))
    numbers = filled["row"].unique(maintain_order=True).to_list()
    height = len(numbers)
    row = (filled["row"] != filled["row"].shift()).fill_null(value=True).cum_sum() - 1
    # The rectangle, column by column; each of its places says which cell stands there.
    places = pl.repeat(None, width * height, dtype=pl.UInt32, eager=True).scatter(
        (filled["column"] - 1) * height + row, pl.int_range(len(filled), dtype=pl.UInt32, eager=True)
    )
    every = CellColumn(**{name: filled[name].gather(places) for name in STORED}, formats=styles.formats)
    columns = [every.at(range(n * height, (n + 1) * height)) for n in range(width)]
    return NumberedGrid(rows=Grid(columns=columns), numbers=numbers)


def _values(cells: pl.DataFrame, styles: CellStyles, shared: bytes) -> pl.DataFrame | None:
    """The cells with their texts, numbers and days; None if one is unclear, or stands before the one above it."""
    kind, value, style = pl.col("kind").fill_null(NUMERIC), pl.col("value"), pl.col("style").fill_null(-1)
    number, is_number = pl.col("numbers"), pl.col("kind").fill_null(NUMERIC) == NUMERIC
    is_day = is_number & style.is_in(list(styles.days))
    read = (
        cells.lazy()
        .with_columns(
            numbers=pl.when(is_number).then(value).cast(pl.Float64, strict=False),
            texts=pl.when(kind.is_in(TEXTS)).then(value),
            shared=pl.when(kind == SHARED).then(value).cast(pl.UInt32, strict=False),
        )
        .with_columns(
            unclear=~kind.is_in([NUMERIC, SHARED, *TEXTS])
            | (is_number & ~(value.str.contains(NUMBER) & number.is_finite()))
            | (is_number & style.is_in(list(styles.unclear)))
            | (is_day & ~((number == number.floor()) & number.is_between(FIRST_DAY, LAST_DAY)))
            | ((kind == SHARED) & pl.col("shared").is_null())
            | ((pl.col("row").cast(pl.Int64) * ROW + pl.col("column")).diff() <= 0),
            days=pl.when(is_day).then(DAY_ZERO + pl.duration(days=number)),
        )
        .collect(engine="streaming")
    )
    texts = None if read["unclear"].any() else _texts(read, shared)
    if texts is None:
        return None
    return read.select(
        *("row", "column", "days"),
        texts=texts,
        numbers=pl.when(~is_day).then(number),
        styles=pl.when(is_number & style.is_in(list(styles.formats))).then(style),
    )


def _texts(cells: pl.DataFrame, shared: bytes) -> pl.Series | None:
    """The texts of the cells, null where there is none; None if one cannot be told."""
    texts = meant(cells["texts"])
    if texts is None or not cells["shared"].count():
        return texts
    strings = strings_in(shared)
    if strings is None or cells["shared"].max() >= len(strings):  # type: ignore[operator]
        return None
    return pl.select(pl.coalesce(texts, strings.gather(cells["shared"]))).to_series()
