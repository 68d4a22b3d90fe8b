"""The text cells of one file or sheet, and how they become a typed table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mic_datapkg.columns import Column
from mic_datapkg.conform import received
from mic_datapkg.finding import Finding, Place
from mic_datapkg.limits import readable
from mic_datapkg.period import PATTERN
from mic_datapkg.reading.shape import Header, read_header, remark, shape_finding
from mic_datapkg.reading.submission import Part, Places, Remark, Shape
from mic_datapkg.tables import Table

# How a value of each type is written: whole numbers of up to 18 digits fit into 64 bits.
WRITTEN = {
    "integer": r"^-?[0-9]{1,18}$",
    "number": r"^-?[0-9]+(\.[0-9]+)?$",
    "yearmonth": PATTERN,
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
DTYPES = {"integer": pl.Int64, "number": pl.Float64, "string": pl.String, "yearmonth": pl.String, "date": pl.Date}


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of one file or sheet as text, the header apart.

    ``lines`` and ``numbers`` hold the physical line and the spreadsheet row of each row in ``rows``.
    """

    file: str
    sheet: str | None = None
    header: Sequence[str]
    header_line: int
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    numbers: Sequence[int]

    def header_place(self, index: int | None) -> Place:
        """The place of a header cell, or of the whole header."""
        cell = None if index is None else f"{column_letter(index)}{self.header_line}"
        return Place(file=self.file, sheet=self.sheet, line=self.header_line, cell=cell)


@dataclass(frozen=True, kw_only=True)
class GridReading:
    """A grid read as a table: the part, what was wrong with its shape, and how much was looked at for it."""

    part: Part | None
    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]
    ignored: tuple[Remark, ...]


def read_grid(grid: Grid, table: Table) -> GridReading:
    """The grid as rows of ``table``; a row with more or fewer cells than the header is a finding and left out."""
    whole = [n for n, row in enumerate(grid.rows) if len(row) == len(grid.header)]
    rows = [grid.rows[n] for n in whole]
    blank = [i for i, name in enumerate(grid.header) if not name and not any(row[i].strip() for row in rows)]
    header = read_header(grid.header, table, grid.header_place, blank)
    places = Places(
        file=grid.file,
        sheet=grid.sheet,
        lines=[grid.lines[n] for n in whole],
        numbers=[grid.numbers[n] for n in whole],
        letters={name: column_letter(index) for name, index in header.used.items()},
    )
    part = Part(table=table, frame=_typed(rows, header, table), places=places, rows=len(whole))
    nothing = [] if grid.rows else [shape_finding("rows_sent", table.name, grid.header_place(None))]
    return GridReading(
        part=part if header.complete else None,
        findings=(*header.findings, *nothing, *_ragged(grid, table)),
        shapes=(
            *header.shapes,
            Shape(table=table.name, rule="rows_sent", checked=1),
            Shape(table=table.name, rule="rows_complete", checked=len(grid.rows)),
        ),
        ignored=tuple(remark(grid.header_place(index), "ignored_column") for index in blank),
    )


def _ragged(grid: Grid, table: Table) -> list[Finding]:
    width = len(grid.header)
    return [
        shape_finding(
            "rows_complete",
            table.name,
            Place(file=grid.file, sheet=grid.sheet, line=line),
            value=str(len(row)),
            expected=str(width),
        )
        for row, line in zip(grid.rows, grid.lines, strict=True)
        if len(row) != width
    ]


def _typed(rows: list[Sequence[str]], header: Header, table: Table) -> nw.LazyFrame[pl.LazyFrame]:
    columns: list[pl.Series] = []
    for column in table.columns:
        index = header.used.get(column.name)
        texts = [column.default or ""] * len(rows) if index is None else [row[index].strip() for row in rows]
        columns.extend(type_cells(pl.Series(texts, dtype=pl.String), column))
    return nw.from_native(pl.DataFrame(columns).lazy())


def type_cells(texts: pl.Series, column: Column) -> list[pl.Series]:
    """The values of a column of text cells, whether each could be read, and, if one could not, the texts.

    An empty cell takes the column's default, where it has one, and is null elsewhere.
    """
    given = pl.when(texts != "").then(texts).otherwise(pl.lit(column.default, dtype=pl.String))
    cells = pl.select(given.alias(column.name)).to_series()
    values = _values(cells, column.type)
    could_be_read = pl.select(pl.when(cells.is_not_null()).then(values.is_not_null())).to_series()
    made = [values.alias(column.name), could_be_read.alias(readable(column.name))]
    return made if could_be_read.all() else [*made, cells.alias(received(column.name))]


def _values(cells: pl.Series, of_type: str) -> pl.Series:
    if of_type == "string":
        return cells
    written = pl.select(pl.when(cells.str.contains(WRITTEN[of_type])).then(cells)).to_series()
    if of_type == "date":
        return written.str.to_date("%Y-%m-%d", strict=False)
    return written.cast(DTYPES[of_type], strict=False)


def column_letter(index: int) -> str:
    """What spreadsheets call a column, counted from 0.

    Example:
        >>> column_letter(3), column_letter(26)
        ('D', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
