"""Large CSV files, streamed by Polars and never held in memory.

They must be written plainly, as ``publish`` writes them: UTF-8, commas, the table's own column names, one record for
each row. The bet is that every cell is plain too, for then Polars types the cells while it parses. Where one is not,
the columns are read as text and typed by expressions, so that the cell becomes a finding at its place.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa

from mic_datapkg.finding import Place
from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.found import Found, remark, shapes_of
from mic_datapkg.reading.layouts.headers import table_named, table_of_headers
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.shape import HeaderCell, read_header
from mic_datapkg.reading.sources.csv_file import refuse_old_fonts, unreadable_csv
from mic_datapkg.reading.sources.scan import parts_of
from mic_datapkg.reading.submission import Part, shown
from mic_datapkg.reading.typing.conform import conform, received
from mic_datapkg.reading.typing.coverage import coverage
from mic_datapkg.reading.typing.values import DTYPES, PLAIN
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.column_rules import readable
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table

UTF_8 = (None, "utf-8", "utf-8-sig")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NOTHING_INSIDE = pl.DataFrame(schema={"row": pl.Int64, "breaks": pl.UInt32, "commas": pl.UInt32})


@dataclass(frozen=True, kw_only=True)
class RecordPlaces:
    """The records of a CSV file below its header line.

    ``longer`` holds the rows whose cells have line breaks in them, and ``breaks`` how many came up to and with each.
    """

    file: str
    columns: Sequence[str]
    longer: Sequence[int] = field(default=(), repr=False)
    breaks: Sequence[int] = field(default=(), repr=False)

    def place(self, row: int | None, column: str) -> Place:
        if row is None:
            return Place(file=self.file)
        before = bisect_left(self.longer, row)
        line = row + 2 + (self.breaks[before - 1] if before else 0)
        cell = f"{column_letter(self.columns.index(column))}{row + 2}" if column in self.columns else None
        return Place(file=self.file, line=line, cell=cell)

    def cells(self, columns: Sequence[str]) -> str | None:
        """The first and last column; the last row is not counted again."""
        letters = [column_letter(self.columns.index(name)) for name in columns if name in self.columns]
        return ":".join(dict.fromkeys([letters[0], letters[-1]])) if letters else None


def read_streamed(path: Path, limits: Limits, encoding: str | None = None) -> Found:
    """The rows of a large CSV file, left where they are.

    Raises:
        Unreadable: the file is not written plainly; the message names the line and what to do.
    """
    if encoding not in UTF_8:
        raise Unreadable("large_encoding", encoding=encoding or "")
    names, table = _header(path, limits)
    header = read_header(
        [HeaderCell(text=name, column=name) for name in names],
        table,
        lambda index: Place(file=shown(path), line=1, cell=None if index is None else f"{column_letter(index)}1"),
    )
    shape = Found(findings=header.findings, shapes=header.shapes)
    if not header.complete:
        return shape
    try:
        return _rows(path, names, table, shape, limits)
    except pl.exceptions.PolarsError as problem:
        raise _fault(path, len(names)) from problem


def _header(path: Path, limits: Limits) -> tuple[list[str], Table]:
    """The column names, and the table whose columns they are."""
    with path.open("rb") as file:
        line = file.readline(limits.characters).removeprefix(BYTE_ORDER_MARK)
    names = line.decode("utf-8", errors="replace").rstrip("\r\n").replace('"', "").split(",")
    table = table_named(path.stem) or table_of_headers(names)
    known = [column.name for column in table.columns] if table else []
    strange = [name for name in names if name not in known or names.count(name) > 1]
    if table is None or strange:
        raise Unreadable("large_header", line=1, most=str(limits.text_cells), value=(strange or names)[0])
    return names, table


def _rows(path: Path, names: Sequence[str], table: Table, shape: Found, limits: Limits) -> Found:
    commas, quoted = _looked_through(path, limits)
    typed, text = (_scanned(path, names, table, typed=typed) for typed in (True, False))
    rows = _rows_if_plain(typed, names, table)
    frame = _of_text(text, names, table) if rows is None else _of_typed(typed, names, table)
    # Counting each column parses all of it, so that whatever is wrong comes to light here.
    count: int = _aggregated(text, pl.len(), pl.col(*names).count())[0] if rows is None else rows
    inside = _inside_cells(text, names) if quoted else NOTHING_INSIDE
    if commas != (len(names) - 1) * (count + 1) + inside["commas"].sum():
        raise _fault(path, len(names))
    longer = inside.filter(pl.col("breaks") > 0)
    places = RecordPlaces(
        file=shown(path),
        columns=names,
        longer=longer["row"].to_list(),
        breaks=longer["breaks"].cum_sum().to_list(),
    )
    return Found(
        parts=(Part(table=table, frame=frame, places=places, rows=count, coverage=coverage(frame, table)),),
        findings=shape.findings,
        shapes=(*shape.shapes, *shapes_of(table.name, {"rows_complete": count})),
        remarks=(remark(Place(file=shown(path)), "streamed", table=table.name),),
    )


def _looked_through(path: Path, limits: Limits) -> tuple[int, bool]:
    """How many commas a file has, and whether it has quotes."""
    commas, quoted, letters = 0, False, False
    for part in parts_of(path, limits):
        if b"\0" in part:
            line = _line_where(path, lambda content: b"\0" in content)
            raise Unreadable("nul_byte", line=line)
        if not letters and not part.isascii():
            letters = True
            refuse_old_fonts(part.decode("utf-8", errors="ignore"))
        quoted = quoted or b'"' in part
        # Comparing an array is several times faster than `bytes.count` where every tenth byte is a comma.
        units = pl.Series(pa.Array.from_buffers(pa.uint8(), len(part), [None, pa.py_buffer(part)]))
        commas += int((units == ord(",")).sum())
    return commas, quoted


def _scanned(path: Path, names: Sequence[str], table: Table, *, typed: bool) -> pl.LazyFrame:
    # Days are typed by an expression: Polars would read more spellings of them than ours.
    numbers = {column.name: DTYPES[column.type] for column in table.columns if column.type in ("integer", "number")}
    schema = {name: numbers.get(name, pl.String) if typed else pl.String for name in names}
    # A name may hold what is a pattern elsewhere.
    return pl.scan_csv(path, glob=False, schema=schema)


def _rows_if_plain(typed: pl.LazyFrame, names: Sequence[str], table: Table) -> int | None:
    """The number of rows, if each cell is plain; else None."""
    columns = [column for column in table.columns if column.name in names]
    odd = [pl.col(column.name).is_nan().any() for column in columns if column.type == "number"]
    odd += [(_text(c, names).is_not_null() & _value(c, names).is_null()).any() for c in columns if c.type == "date"]
    try:
        rows, *found = _aggregated(typed, pl.len(), *odd, pl.col(*names).count())
    except pl.exceptions.PolarsError:
        return None
    return None if any(found[: len(odd)]) else rows


def _aggregated(frame: pl.LazyFrame, *numbers: pl.Expr) -> tuple[Any, ...]:
    named = [number.name.prefix(f"{n}:") for n, number in enumerate(numbers)]
    return frame.select(named).collect(engine="streaming").row(0)


def _text(column: Column, names: Sequence[str]) -> pl.Expr:
    """The cell as text; an empty or absent one takes the column's default, where it has one."""
    default = pl.lit(column.default, dtype=pl.String)
    text = pl.col(column.name)
    return pl.when(text != "").then(text).otherwise(default) if column.name in names else default


def _value(column: Column, names: Sequence[str]) -> pl.Expr:
    """The text as a value, null where it is not written plainly."""
    text = _text(column, names)
    if column.type == "string":
        return text
    plain = pl.when(text.str.contains(PLAIN[column.type])).then(text)
    if column.type == "date":
        return plain.str.to_date("%Y-%m-%d", strict=False)
    return plain.cast(DTYPES[column.type], strict=False)


def _of_typed(typed: pl.LazyFrame, names: Sequence[str], table: Table) -> nw.LazyFrame[Any]:
    made = {"string": _value, "date": _value, "yearmonth": _text}
    columns = [column for column in table.columns if column.name in names and column.type in made]
    return conform(nw.from_native(typed.with_columns(**{c.name: made[c.type](c, names) for c in columns})), table)


def _of_text(text: pl.LazyFrame, names: Sequence[str], table: Table) -> nw.LazyFrame[Any]:
    expressions: dict[str, pl.Expr] = {}
    for column in table.columns:
        cell, value = _text(column, names), _value(column, names)
        expressions[column.name] = value
        expressions[readable(column.name)] = pl.when(cell.is_not_null()).then(value.is_not_null())
        expressions[received(column.name)] = cell
    return nw.from_native(text.select(**expressions))


def _inside_cells(text: pl.LazyFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows with line breaks or commas in quoted cells, and how many of each."""

    def inside(character: str) -> pl.Expr:
        return pl.sum_horizontal(pl.col(name).str.count_matches(character, literal=True) for name in names)

    rows = text.select(row=pl.int_range(pl.len()), breaks=inside("\n"), commas=inside(","))
    return rows.filter((pl.col("breaks") > 0) | (pl.col("commas") > 0)).collect(engine="streaming")


def _fault(path: Path, width: int) -> Unreadable:
    """What is wrong with the first line that is not written plainly."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for record in reader:
                if len(record) != width:
                    return Unreadable("large_row", line=line, expected=str(width), found=str(len(record)))
                line = reader.line_num + 1
    except UnicodeDecodeError:
        line = _line_where(path, lambda content: not _is_utf_8(content))
        return Unreadable("other_encoding", line=line, encoding="UTF-8")
    except csv.Error as problem:
        return unreadable_csv(problem, line)
    return Unreadable("no_csv")


def _line_where(path: Path, wrong: Callable[[bytes], bool]) -> int:
    with path.open("rb") as file:
        return next(number for number, content in enumerate(file, start=1) if wrong(content))


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
