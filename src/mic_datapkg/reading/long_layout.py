"""The long form: a row for each figure, with its period, indicator, value and unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mic_datapkg.aliases import aliases
from mic_datapkg.finding import Finding
from mic_datapkg.names import normal
from mic_datapkg.numbers import Convention
from mic_datapkg.reading.area_names import read_area
from mic_datapkg.reading.found import Found, remark, remarks_on_unit, together
from mic_datapkg.reading.headers import LOOKED_AT, measure_named, table_named
from mic_datapkg.reading.records import Figure, Records
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.sheet import Sheet
from mic_datapkg.reading.stated_units import scale_of_figure, stated_unit
from mic_datapkg.reading.submission import Shape
from mic_datapkg.spans import read_span
from mic_datapkg.tables import Table, common_columns, table

NEEDED = ("period", "indicator", "value")
ATTRIBUTES = ("status", "as_of", "source", "note")


def long_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The header row of a long form and what each of its columns holds; None where no row is one."""
    for row in range(min(len(sheet.rows), LOOKED_AT)):
        roles: dict[str, int] = {}
        for column in range(len(sheet.rows[row])):
            key = normal(sheet.text(row, column))
            role = aliases().long.get(key) or aliases().common.get(key)
            if role is not None:
                roles.setdefault(role, column)
        if all(role in roles for role in NEEDED):
            return row, roles
    return None


def read_long(
    sheet: Sheet, top: int, roles: Mapping[str, int], named: Table | None, declared: Convention | None
) -> Found:
    """The figures of a long form, gathered into the rows of their tables."""
    records = Records(sheet=sheet)
    unknown: list[Finding] = []
    stated = stated_unit(sheet, range(top))
    for row in range(top + 1, len(sheet.rows)):
        texts = {role: sheet.text(row, column) for role, column in roles.items()}
        if not any(texts[role] for role in NEEDED):
            continue
        found = _indicator(texts, named)
        if found is None:
            place = sheet.place(row, roles["indicator"])
            unknown.append(shape_finding("indicators_known", "", place, value=texts["indicator"]))
            continue
        known, measure = found
        key = _key(texts)
        at = roles["value"]
        cell: Any = sheet.rows[row][at] if at < len(sheet.rows[row]) else ""
        column = next(column for column in known.measures if column.name == measure)
        scale = scale_of_figure(
            column, unit=texts.get("unit", ""), label=texts["indicator"], header=sheet.text(top, at), stated=stated
        )
        records.add(known, key, Figure(column=measure, cell=cell, at=(row, at), scale=scale))
        for name in ATTRIBUTES:
            if texts.get(name):
                records.add(known, key, Figure(column=name, cell=texts[name], at=(row, roles[name])))
    shape = Shape(table="", rule="indicators_known", checked=len(sheet.rows) - top - 1)
    return together(
        [
            Found(
                findings=tuple(unknown),
                shapes=(shape,),
                remarks=(remark(sheet.whole, "long"), *remarks_on_unit(sheet, stated)),
            ),
            records.found(declared),
        ]
    )


def _indicator(texts: Mapping[str, str], named: Table | None) -> tuple[Table, str] | None:
    context = table_named(texts["table"]) if texts.get("table") else named
    key = normal(texts["indicator"])
    if context is not None and (inside := measure_named(texts["indicator"], aliases().inside[context.name].get(key))):
        return context, inside
    everywhere = measure_named(texts["indicator"], aliases().measures.get(key))
    if everywhere is None or (texts.get("table") and context is None):
        return None
    name, measure = everywhere.split(".")
    return (table(name), measure) if context is None or context.name == name else None


def _key(texts: Mapping[str, str]) -> dict[str, str]:
    """Period, span and area in one spelling each, so that figures of one row meet; as they stand where unreadable."""
    defaults = {column.name: column.default or "" for column in common_columns()}
    stretch = read_span(texts["period"])
    period = stretch.period if stretch else texts["period"]
    span = texts.get("span") or (stretch.span if stretch else defaults["span"])
    area = texts.get("area") or defaults["area"]
    code = read_area(area, period)
    return {
        "period": period,
        "span": aliases().codes["span"].get(normal(span), span),
        "area": code if isinstance(code, str) else area,
    }
