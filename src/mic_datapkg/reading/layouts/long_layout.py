"""The long form: a row for each figure, with its period, indicator, value and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.area_names import read_area
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import read_span
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_changes import INDEX, may_be_index
from mic_datapkg.reading.layouts.headers import LOOKED_AT, is_numbering, measure_named, table_named
from mic_datapkg.reading.layouts.records import Figure, Records
from mic_datapkg.reading.layouts.stated_units import StatedUnit, remarks_on_unit, scale_of_figure
from mic_datapkg.reading.layouts.statements import Statements, contradictions, statements_in
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Remark, Shape
from mic_datapkg.schema.tables import Table, common_columns, table

NEEDED = ("period", "indicator", "value")
ATTRIBUTES = ("status", "as_of", "source", "note")


def long_header(sheet: Grid) -> tuple[int, dict[str, int]] | None:
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
    sheet: Grid,
    header: tuple[int, Mapping[str, int]],
    named: Table | None,
    outside: Statements,
    declared: Convention | None,
) -> Found:
    """The figures of a long form, gathered into the rows of their tables."""
    top, roles = header
    around = statements_in(sheet, range(top), outside)
    records = Records(sheet=sheet)
    unknown: list[Finding] = []
    ignored: list[Remark] = []
    stated = around.unit
    rows = range(top + 1, len(sheet.rows))
    for row in rows:
        texts = {role: sheet.text(row, column) for role, column in roles.items()}
        if (fault := _of_another_width(sheet, top, row)) is not None:
            unknown.append(fault)
        elif not texts["indicator"] and not texts["value"]:
            # A blank row, or a remark below the table.
            ignored += [remark(sheet.place(row), "ignored_line", text=text) for text in _texts(sheet, row)[:1]]
        elif (found := _indicator(texts, named)) is None:
            place = sheet.place(row, roles["indicator"])
            unknown.append(shape_finding("indicators_known", "", place, value=texts["indicator"]))
        else:
            texts["area"] = texts.get("area") or around.area
            texts["status"] = texts.get("status") or ("estimated" if around.period.estimated else "")
            _add(records, found, row, texts, roles, sheet.text(top, roles["value"]), stated)
    shapes = [Shape(table="", rule=rule, checked=len(rows)) for rule in ("indicators_known", "rows_complete")]
    own = Found(
        findings=(*_unknown_columns(sheet, top, roles), *unknown),
        shapes=(*shapes, Shape(table="", rule="form_columns_known", checked=len(sheet.rows[top]))),
        remarks=(remark(sheet.whole, "long"), *remarks_on_unit(sheet, stated)),
        ignored=tuple(ignored),
    )
    unclear, looked = around.found_unclear("")
    disagreeing = tuple(contradictions(sheet, rows, roles, around, ""))
    own = together([own, Found(findings=(*unclear, *disagreeing), shapes=looked)])
    return own if unclear or disagreeing else together([own, records.found(declared)])


def _add(
    records: Records,
    named: tuple[Table, str],
    row: int,
    texts: Mapping[str, str],
    roles: Mapping[str, int],
    header: str,
    stated: StatedUnit | None,
) -> None:
    """Put the figure of a row, and what is said beside it, into the row of its table."""
    known, measure = named
    at, cells = roles["value"], records.sheet.rows[row]
    column = next(column for column in known.measures if column.name == measure)
    scale = scale_of_figure(column, unit=texts.get("unit", ""), label=texts["indicator"], header=header, stated=stated)
    key, stands = _key(texts), {role: (row, column) for role, column in roles.items()}
    cell: Any = cells[at] if at < len(cells) else ""
    if may_be_index(cell, texts["indicator"], column):
        place = records.sheet.place(row, at)
        records.findings.append(shape_finding(INDEX, known.name, place, value=texts["value"]))
        return
    records.add(known, key, Figure(column=measure, cell=cell, at=(row, at), scale=scale), stands)
    for name in ATTRIBUTES:
        if texts.get(name):
            records.add(known, key, Figure(column=name, cell=texts[name], at=(row, roles.get(name, at))), stands)


def _of_another_width(sheet: Grid, top: int, row: int) -> Finding | None:
    """A finding for a row that goes on behind the header: 1,383 in two cells must not be read as 1."""
    width, cells = len(sheet.rows[top]), sheet.rows[row]
    if not any(text_of(cell).strip() for cell in cells[width:]):
        return None
    return shape_finding("rows_complete", "", sheet.place(row), value=str(len(cells)), expected=str(width))


def _unknown_columns(sheet: Grid, top: int, roles: Mapping[str, int]) -> Iterator[Finding]:
    """A finding for each column that holds something and is not read; the numbers of the rows are nothing to read."""
    for column in range(len(sheet.rows[top])):
        header, cells = sheet.text(top, column), [sheet.text(row, column) for row in range(top + 1, len(sheet.rows))]
        if column not in roles.values() and any(cells) and not is_numbering(header, cells):
            yield shape_finding("form_columns_known", "", sheet.place(top, column), value=header)


def _texts(sheet: Grid, row: int) -> list[str]:
    return [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]


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
