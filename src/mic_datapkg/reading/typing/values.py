"""Cells read as values of a column: what is written plainly in one vectorised step, the rest one by one as print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from mic_datapkg.finding import Suggestion
from mic_datapkg.period import PATTERN
from mic_datapkg.printed.advice import Advice, advise, worded
from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import composed, normal
from mic_datapkg.printed.numbers import Convention, Printed, Unread, read_number, whole_readings
from mic_datapkg.printed.spans import read_day, read_span
from mic_datapkg.printed.units import UNSTATED, Scale
from mic_datapkg.reading.cell import ShownNumber, text_of
from mic_datapkg.reading.typing.stored import numbers_in, shown_in, texts_in
from mic_datapkg.reading.untyped import NO_SCALE
from mic_datapkg.schema.columns import Column

# How a value of each type is written plainly: whole numbers of up to 18 digits fit into 64 bits.
PLAIN = {
    "integer": r"^-?[0-9]{1,18}$",
    "number": r"^-?[0-9]+(\.[0-9]+)?$",
    "yearmonth": PATTERN,
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
# A number in the format of the tables themselves that could also have a thousands point.
THOUSANDS_OR_DECIMALS = r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$"
DTYPES = {"integer": pl.Int64, "number": pl.Float64, "string": pl.String, "yearmonth": pl.String, "date": pl.Date}
# 54/63: a count of this unit may stand over the number of all there are.
PROVINCES = "provinces"
FRACTION = re.compile(r"(?<![0-9.,/])(?P<count>[0-9]{1,3})\s*/\s*(?P<whole>[0-9]{1,3})(?![0-9.,/])")
# "- ước tính": a dash before a remark, which a spreadsheet takes for a minus sign.
HYPHEN, DASH = "-", "–"
# Cells of a column with advice of their own, more than anyone reads; of others it is said that they cannot be read.
ADVISED = 10_000
# Different cells of a column whose meaning is kept for those that are equal to them.
REMEMBERED = 10_000
LARGEST = 2**63 - 1


@dataclass(kw_only=True)
class Values:
    """The values of a column of cells.

    ``readable`` is true, false, or null for an empty cell; ``advice`` says for each unreadable row what to do. Rows in
    ``bounds`` hold no exact value, rows in ``estimated`` an estimate, ``spans`` those that a period named,
    ``wholes`` the number below the line of a fraction such as 54/63, and ``dashed`` texts that began with a hyphen.
    """

    values: pl.Series
    readable: pl.Series
    texts: pl.Series
    advice: dict[int, Advice] = field(default_factory=dict)
    bounds: dict[int, str] = field(default_factory=dict)
    estimated: set[int] = field(default_factory=set)
    spans: dict[int, str] = field(default_factory=dict)
    wholes: dict[int, int] = field(default_factory=dict)
    dashed: dict[int, str] = field(default_factory=dict)

    def advise(self, row: int, advice: Advice) -> None:
        """Say what to do about an unreadable cell, unless more was said than anyone reads."""
        if len(self.advice) < ADVISED:
            self.advice[row] = advice

    def repeat(self, like: int, row: int) -> None:
        """Say of a cell what was said of an equal one."""
        if like in self.advice:
            self.advise(row, self.advice[like])
        if like in self.estimated:
            self.estimated.add(row)
        marks: tuple[dict[int, Any], ...] = (self.bounds, self.spans, self.wholes, self.dashed)
        for said in marks:
            if like in said:
                said[row] = said[like]


def read_values(
    cells: Sequence[Any], column: Column, scales: Sequence[Scale] | None = None, convention: Convention | None = None
) -> Values:
    """The cells as values of ``column``; an empty cell takes the column's default, where it has one."""
    scaled = scales is not None and any(scale != NO_SCALE for scale in scales)
    numbers = None if scaled else numbers_in(cells, column)
    if numbers is not None:
        return Values(values=numbers, readable=_readable(numbers, numbers), texts=numbers.cast(pl.String))
    texts = texts_in(cells, column)
    # One query, because each is work of its own: most sheets have a few rows.
    query = texts.to_frame("text").select(
        value=_written_plainly(column.type, convention),
        wanting=_wanting(column, convention, scaled=scaled),
    )
    values, wanting = query["value"].alias(column.name), query["wanting"]
    read = Values(values=values, readable=_readable(texts, values), texts=texts)
    rows = {*wanting.arg_true().to_list(), *shown_in(cells)}
    if rows:
        _one_by_one(read, sorted(rows), cells, column, scales, convention)
    return read


def _written_plainly(of_type: str, convention: Convention | None) -> pl.Expr:
    """The values of the texts that are written plainly; null for the others."""
    text = pl.col("text")
    if of_type == "string":
        return text
    plainly = text.str.contains(PLAIN[of_type])
    if of_type == "number" and convention is Convention.COMMA:
        plainly = plainly & ~text.str.contains(THOUSANDS_OR_DECIMALS)
    written = pl.when(plainly).then(text)
    if of_type == "date":
        return written.str.to_date("%Y-%m-%d", strict=False)
    return written.cast(DTYPES[of_type], strict=False)


def _wanting(column: Column, convention: Convention | None, *, scaled: bool) -> pl.Expr:
    """Which texts are to be looked at one by one: what is not written plainly, is in no code list, or has a scale."""
    text = pl.col("text")
    if column.codes:
        found = ~text.is_in(list(column.codes))
    elif column.type == "string":
        # Letters beyond ASCII may stand there in a form that is to be composed.
        found = text.str.contains(r"[^\x00-\x7f]") | text.str.starts_with(HYPHEN)
    else:
        found = pl.lit(True) if scaled else _written_plainly(column.type, convention).is_null()
    return text.is_not_null() & found


def _readable(texts: pl.Series, values: pl.Series) -> pl.Series:
    return pl.select(pl.when(texts.is_not_null()).then(values.is_not_null())).to_series()


def _one_by_one(
    read: Values,
    rows: Iterable[int],
    cells: Sequence[Any],
    column: Column,
    scales: Sequence[Scale] | None,
    convention: Convention | None,
) -> None:
    """Read the cells of ``rows`` as print and put what they mean into ``read``; equal cells are read once."""
    made = read.values.to_list()
    first: dict[tuple[type, Any, Scale], int] = {}
    for row in rows:
        cell = cells[row]
        cell = read.texts[row] if cell == "" else cell
        scale = scales[row] if scales is not None else NO_SCALE
        key = (type(cell), cell, scale)
        like = first.get(key)
        if like is not None:
            made[row] = made[like]
            read.repeat(like, row)
            continue
        if len(first) < REMEMBERED:
            first[key] = row
        value = _READERS[column.type](read, row, cell, column, scale, convention)
        if isinstance(value, Advice):
            read.advise(row, value)
        made[row] = None if isinstance(value, Advice) else value
    read.values = pl.Series(column.name, made, dtype=DTYPES[column.type])
    read.readable = _readable(read.texts, read.values)


def _number(
    read: Values, row: int, cell: Any, column: Column, scale: Scale, convention: Convention | None
) -> int | float | Advice:
    text = text_of(cell)
    fraction = FRACTION.search(text) if column.unit == PROVINCES else None
    if fraction is not None:
        read.wholes[row] = int(fraction["whole"])
        text = FRACTION.sub(r"\g<count> ", text)
    printed = _printed(cell, text, convention)
    if isinstance(printed, Unread) and printed.readings and column.type == "integer" and scale.power == 0:
        # There is no 1.074 of an incident: a whole number without a scale has one reading.
        printed = next(iter(whole_readings(text)), printed)
    if isinstance(printed, Unread):
        return _unread(printed, column, text_of(cell))
    if scale.unit == UNSTATED and not (printed.power or printed.unit):
        return advise("unit_unstated", value=f"{printed.value.normalize():f}")
    value = _in_base_units(printed, column, NO_SCALE if scale.unit == UNSTATED else scale)
    if isinstance(value, Advice):
        return value
    if printed.bound is not None:
        read.bounds[row] = text_of(cell).strip()
    if printed.estimated or printed.bound is not None:
        read.estimated.add(row)
    return int(value) if column.type == "integer" else float(value)


def _printed(cell: Any, text: str, convention: Convention | None) -> Printed | Unread:
    if isinstance(cell, ShownNumber):
        return cell.printed()
    return Printed(value=Decimal(repr(cell))) if _is_number(cell) else read_number(text, convention)


def _in_base_units(printed: Printed, column: Column, scale: Scale) -> Decimal | Advice:
    """The value in the column's unit, or why its unit or scale does not fit."""
    unit = "points" if printed.points else printed.unit or scale.unit
    if unit == "points" and column.unit == "percent":
        return advise("points", column=column.name)
    if unit not in (None, column.unit, *column.counted_in) or (
        column.unit == "percent" and (printed.power or scale.power)
    ):
        return advise("other_unit", unit=unit or f"10^{printed.power or scale.power}", expected=column.unit or "")
    if printed.power and scale.power and printed.power != scale.power:
        return advise("two_scales", cell=f"10^{printed.power}", header=f"10^{scale.power}")
    value = printed.value if printed.power else printed.value.scaleb(scale.power)
    if column.type == "integer" and value != value.to_integral_value():
        return advise("not_whole", value=f"{value:f}", unit=column.unit or "")
    if abs(value) > LARGEST:
        return advise("too_large", value=f"{value:f}")
    return value


def _unread(unread: Unread, column: Column, text: str) -> Advice:
    readings = tuple(
        Suggestion(column=column.name, value=f"{reading.normalize():f}", reason=worded("reading"))
        for reading in unread.readings
        if column.type == "number" or reading == reading.to_integral_value()
    )
    return advise(unread.problem, readings, value=text.strip(), word=unread.word)


def _month(read: Values, row: int, cell: Any, *_: Any) -> str | Advice:
    if isinstance(cell, date) and cell.day == 1:
        # Spreadsheets turn 2022-01 into the first day of that month as soon as it is typed.
        return f"{cell:%Y-%m}"
    stretch = read_span(text_of(cell))
    if stretch is None:
        return advise("not_a_month", value=text_of(cell).strip())
    read.spans[row] = stretch.span
    return stretch.period


def _day(_: Values, __: int, cell: Any, *___: Any) -> date | Advice:
    if isinstance(cell, datetime):
        return cell.date()
    found = cell if isinstance(cell, date) else read_day(text_of(cell))
    return advise("not_a_day", value=text_of(cell).strip()) if found is None else found


def _text(read: Values, row: int, cell: Any, column: Column, *_: Any) -> str:
    """The text in Unicode NFC; a wording of a code as that code, a hyphen before a remark as the dash that it is."""
    text = composed(text_of(cell).strip())
    if column.free_text and text.startswith(HYPHEN):
        read.dashed[row] = text
        return DASH + text.removeprefix(HYPHEN)
    return aliases().codes[column.name].get(normal(text), text) if column.codes else text


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


_READERS: dict[str, Callable[..., Any]] = {
    "integer": _number,
    "number": _number,
    "yearmonth": _month,
    "date": _day,
    "string": _text,
}
