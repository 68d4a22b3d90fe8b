"""The table itself: a header row that names columns, then a row for each period and area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import read_span
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.found import SPELLED, Found, remark, shapes_of, together
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_changes import INDEX, may_be_index
from mic_datapkg.reading.layouts.headers import column_named, header_row, is_numbering
from mic_datapkg.reading.layouts.stated_units import (
    StatedUnit,
    agreeing,
    or_unstated,
    remarks_on_unit,
    scale_in_brackets,
)
from mic_datapkg.reading.layouts.statements import Statements, contradictions, statements_in
from mic_datapkg.reading.shape import Header, HeaderCell, read_header, shape_finding
from mic_datapkg.reading.submission import TablePlaces
from mic_datapkg.reading.typing.decimals import decimals_of, remarks_on_numbers
from mic_datapkg.reading.untyped import NO_SCALE, Cells, Untyped
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """Where what stands in a sheet: the header row, the rows of data, and lines that are neither.

    ``stated`` is what the lines above the header say.
    """

    top: int
    headers: Sequence[str]
    data: Sequence[int]
    fitting: Sequence[int]
    notes: Sequence[int]
    stated: Statements


def read_table(sheet: Grid, table: Table, outside: Statements, declared: Convention | None = None) -> Found:
    """The rows of ``table`` in a sheet; rows with more or fewer cells than the header are findings and left out."""
    laid = _lay_out(sheet, table, outside)
    blank = [i for i, name in enumerate(laid.headers) if not name and not any(sheet.text(r, i) for r in laid.fitting)]
    numbering = [
        i
        for i, name in enumerate(laid.headers)
        if column_named(name, table) is None and is_numbering(name, (sheet.text(row, i) for row in laid.fitting))
    ]
    header = read_header(
        [HeaderCell(text=text, column=column_named(text, table)) for text in laid.headers],
        table,
        lambda index: sheet.place(laid.top, index),
        blank=(*blank, *numbering),
        given=("period",) if laid.stated.stretch else (),
    )
    shape = Found(
        findings=(*header.findings, *_faults_of_rows(sheet, table, laid)),
        shapes=(*header.shapes, *shapes_of(table.name, {"rows_complete": len(laid.data)})),
        ignored=(
            *(remark(sheet.place(row), "ignored_line", text=_first_text(sheet, row)) for row in laid.notes),
            *(remark(sheet.place(laid.top, index), "ignored_column") for index in blank),
            *(remark(sheet.place(laid.top, index), "ignored_numbering") for index in numbering),
        ),
    )
    unclear, looked = laid.stated.found_unclear(table.name)
    shape = together([shape, Found(findings=unclear, shapes=looked)])
    # Whose figures they are is not known where a line about it was not understood.
    disagreeing = (
        tuple(contradictions(sheet, laid.fitting, header.used, laid.stated, table.name)) if header.complete else ()
    )
    shape = together([shape, Found(findings=disagreeing)])
    read = header.complete and not unclear and not disagreeing
    return together([shape, _rows(sheet, table, laid, header, declared)]) if read else shape


def _lay_out(sheet: Grid, table: Table, outside: Statements) -> LaidOut:
    top = header_row(sheet, table)
    headers = [text_of(cell).strip() for cell in sheet.rows[top]]
    notes = [row for row in sheet.sparse() if row > top and len(headers) > 1 and _is_note(sheet, row)]
    noted = set(notes)
    below = range(top + 1, len(sheet.rows))
    data = [row for row in below if row not in noted] if notes else below
    return LaidOut(
        top=top,
        headers=headers,
        data=data,
        fitting=data if sheet.is_even else [row for row in data if _fits(sheet.rows[row], len(headers))],
        notes=[*range(top), *notes],
        stated=statements_in(sheet, range(top), outside, below=notes),
    )


def _fits(row: Sequence[Any], width: int) -> bool:
    """Whether a row has the header's number of cells; empty ones beyond it do not count."""
    return len(row) == width or (len(row) > width and not any(text_of(cell).strip() for cell in row[width:]))


def _is_note(sheet: Grid, row: int) -> bool:
    """Whether a row is a remark below the table: two words or more in one cell, and nothing else."""
    texts = [text for cell in sheet.rows[row] if (text := text_of(cell).strip())]
    return len(texts) == 1 and len(texts[0].split()) > 1 and texts[0][0].isalpha() and read_span(texts[0]) is None


def _first_text(sheet: Grid, row: int) -> str:
    """The beginning of a line: enough to find it again."""
    text = next(text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column)))
    return shorten(text, 80, placeholder=" …")


def _faults_of_rows(sheet: Grid, table: Table, laid: LaidOut) -> list[Finding]:
    width, fitting = str(len(laid.headers)), set(laid.fitting)
    return [
        shape_finding("rows_complete", table.name, sheet.place(row), value=str(len(sheet.rows[row])), expected=width)
        for row in laid.data
        if row not in fitting
    ]


def _with_stated(own: Scale, column: Column, stated: StatedUnit) -> Scale:
    """The scale of a header with what a line above it says; both must agree."""
    if own == NO_SCALE:
        return stated.of(column)
    fitting = stated.fitting(column)
    return agreeing([own, *fitting]) if len(fitting) == 1 else own


def _indices(sheet: Grid, table: Table, laid: LaidOut, header: Header) -> Iterator[Finding]:
    """Findings for figures in columns of changes that may be indices; our own name of a column promises changes."""
    for measure in (m for m in table.measures if m.name in header.used):
        at = header.used[measure.name]
        for row in laid.fitting if laid.headers[at] != measure.name and measure.measure == "change" else ():
            if may_be_index(sheet.rows[row][at], laid.headers[at], measure):
                yield shape_finding(INDEX, table.name, sheet.place(row, at), value=sheet.text(row, at))


def _rows(sheet: Grid, table: Table, laid: LaidOut, header: Header, declared: Convention | None) -> Found:
    count = len(laid.fitting)
    values: dict[str, Sequence[Any]] = {name: sheet.column(index, laid.fitting) for name, index in header.used.items()}
    titled = laid.stated.stretch
    if "period" not in header.used and titled is not None:
        values["period"] = [titled.period] * count
        values.setdefault("span", [titled.span] * count)
    # Titles state the province of a table without a column for it.
    if "area" not in header.used and laid.stated.area:
        values["area"] = [laid.stated.area] * count
    if "status" not in header.used and laid.stated.period.estimated:
        values["status"] = ["estimated"] * count
    stated = laid.stated.unit
    measures = [measure for measure in table.measures if measure.name in header.used]
    scales = {m.name: scale_in_brackets(laid.headers[header.used[m.name]], m) for m in measures}
    if stated is not None:
        scales = {m.name: _with_stated(scales[m.name], m, stated) for m in measures}
    # Our own name of a column promises our unit; words of a header do not.
    in_words = (m for m in measures if laid.headers[header.used[m.name]] != m.name)
    scales |= {m.name: or_unstated(scales[m.name], m) for m in in_words}
    cells = Cells(
        rows=count,
        values=values,
        scales={name: [scale] * count for name, scale in scales.items() if scale != NO_SCALE},
    )
    decimals = decimals_of((values[m.name] for m in table.measures if m.name in values), declared)
    places = TablePlaces(sheet=sheet, rows=laid.fitting, columns=header.used)
    return Found(
        parts=(Untyped(table=table, cells=cells, convention=decimals.convention, places=places),),
        findings=tuple(_indices(sheet, table, laid, header)),
        shapes=tuple(shapes_of(table.name, dict.fromkeys(SPELLED, count))),
        remarks=(
            remark(sheet.whole, "table", table=table.name),
            *remarks_on_unit(sheet, stated),
            *remarks_on_numbers(sheet.whole, decimals),
        ),
    )
