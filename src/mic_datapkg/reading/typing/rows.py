"""Columns of cells read as the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mic_datapkg.printed.advice import Advice, advise
from mic_datapkg.printed.area_names import Spelled, read_area
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import MONTH
from mic_datapkg.reading.typing.conform import received
from mic_datapkg.reading.typing.fractions import wholes_in_force
from mic_datapkg.reading.typing.values import Values, read_values
from mic_datapkg.reading.untyped import Cells
from mic_datapkg.schema.column_rules import bound, readable
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The typed rows of a table, with advice for the cells that could not be read.

    ``spelled`` holds the rows whose area was read from a name without accents, ``dashed`` the texts that began with a
    hyphen, by row and column.
    """

    frame: pl.DataFrame
    advice: Mapping[tuple[int, str], Advice]
    spelled: Mapping[int, Spelled]
    dashed: Mapping[tuple[int, str], str]


def read_rows(cells: Cells, table: Table, convention: Convention | None) -> Rows:
    """The cells as typed rows of ``table``."""
    read = {column.name: _read(cells, column, convention) for column in table.columns}
    _spans_of_periods(read, cells)
    spelled = _codes_of_areas(read["area"], read["period"], cells)
    wholes_in_force(read, table.measures)
    _say_what_was_estimated(read, table, cells)
    return Rows(
        frame=_framed(read, table),
        advice={(row, name): advice for name, values in read.items() for row, advice in values.advice.items()},
        spelled=spelled,
        dashed={(row, name): text for name, values in read.items() for row, text in values.dashed.items()},
    )


def _read(cells: Cells, column: Column, convention: Convention | None) -> Values:
    given = cells.values.get(column.name, [""] * cells.rows)
    return read_values(given, column, cells.scales.get(column.name), convention)


def _spans_of_periods(read: dict[str, Values], cells: Cells) -> None:
    """A period such as ``quý I/2022`` names its span, where no cell does."""
    spans, named = read["span"], read["period"].spans
    stated = cells.values.get("span")
    filled = {row: span for row, span in named.items() if stated is None or text_is_empty(stated[row])}
    _other_spans(spans, {row: span for row, span in named.items() if row not in filled and span != MONTH})
    if filled:
        made = spans.values.to_list()
        for row, span in filled.items():
            made[row] = span
        spans.values = pl.Series("span", made, dtype=pl.String)


def _other_spans(spans: Values, named: Mapping[int, str]) -> None:
    """Unread each span that is not the one its period names: "quý I/2022" is no month. 2022-03 may end a quarter."""
    differing = {row: span for row, span in named.items() if spans.values[row] not in (None, span)}
    if differing:
        made = spans.values.to_list()
        for row, span in differing.items():
            spans.advise(row, advise("other_span", value=made[row], named=span))
            made[row] = None
        spans.values = pl.Series("span", made, dtype=pl.String)
        unread = pl.Series([row in differing for row in range(len(made))], dtype=pl.Boolean)
        spans.readable = pl.select(pl.when(unread).then(False).otherwise(spans.readable)).to_series()


def text_is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return isinstance(cell, str) and not cell.strip()


def _codes_of_areas(areas: Values, periods: Values, cells: Cells) -> dict[int, Spelled]:
    """Replace the names of areas by codes; the rows whose name lacked its accents."""
    named = areas.values.is_not_null() & ~areas.values.str.contains(r"^(VN|[0-9]{2})$")
    spelled: dict[int, Spelled] = {}
    made = areas.values.to_list() if named.any() else []
    for row in named.arg_true().to_list():
        found = read_area(made[row], periods.values[row])
        if isinstance(found, Spelled):
            spelled[row] = found
        if isinstance(found, Advice):
            areas.advice[row] = found
        made[row] = None if isinstance(found, Advice) else found.code if isinstance(found, Spelled) else found
    if made:
        areas.values = pl.Series("area", made, dtype=pl.String)
        unread = pl.Series([row in areas.advice for row in range(cells.rows)], dtype=pl.Boolean)
        areas.readable = pl.select(pl.when(unread).then(False).otherwise(areas.readable)).to_series()
    return spelled


def _say_what_was_estimated(read: dict[str, Values], table: Table, cells: Cells) -> None:
    """A row with an estimate or a bound is estimated, unless its status says otherwise; a bound stands in the note."""
    measured = [read[measure.name] for measure in table.measures]
    stated = cells.values.get("status")
    rows = {row for values in measured for row in values.estimated if stated is None or text_is_empty(stated[row])}
    bounded: dict[int, list[str]] = {}
    for values in measured:
        for row, text in values.bounds.items():
            bounded.setdefault(row, []).append(f"{values.values.name}: {text}")
    _change(read["status"], dict.fromkeys(rows, "estimated"))
    notes = read["note"].values
    _change(read["note"], {row: "; ".join([*filter(None, [notes[row]]), *said]) for row, said in bounded.items()})


def _change(values: Values, changes: Mapping[int, str]) -> None:
    if changes:
        made = values.values.to_list()
        for row, value in changes.items():
            made[row] = value
        values.values = pl.Series(values.values.name, made, dtype=pl.String)
        values.readable = pl.select(
            pl.when(values.values.is_not_null()).then(values.readable.fill_null(True))
        ).to_series()


def _framed(read: dict[str, Values], table: Table) -> pl.DataFrame:
    columns: list[pl.Series] = []
    for column in table.columns:
        values = read[column.name]
        columns += [values.values.alias(column.name), values.readable.alias(readable(column.name))]
        if not values.readable.all():
            columns.append(values.texts.alias(received(column.name)))
        if values.bounds:
            rows = range(len(values.values))
            columns.append(pl.Series(bound(column.name), [row in values.bounds for row in rows], dtype=pl.Boolean))
    return pl.DataFrame(columns)
