"""Which layout a sheet has: the table itself, report forms, or the long form."""

from __future__ import annotations

from dataclasses import replace

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import spans_in
from mic_datapkg.reading.found import Found, remark
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.headers import LOOKED_AT, has_plain_header, table_named, table_of_headers
from mic_datapkg.reading.layouts.statements import Statements
from mic_datapkg.reading.layouts.table_layout import read_table
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Shape
from mic_datapkg.schema.tables import Table, tables

# Lines of a sheet that are listed as ignored one by one: more of them are a list of something else.
MOST_LINES = 100


def read_sheet(sheet: Grid, name: str, outside: Statements, declared: Convention | None = None) -> Found:
    """What a sheet holds, in whichever layout; ``name`` is that of the sheet or, without sheets, of the file.

    ``outside`` is what the cover and the names around the sheet state.
    """
    if not sheet.rows:
        return Found(ignored=(remark(sheet.whole, "ignored_sheet"),))
    named = table_named(name)
    if named is not None and has_plain_header(sheet, named):
        return _few_lines(read_table(sheet, named, outside, declared), sheet)
    return _few_lines(_read_by_its_layout(sheet, name, named, outside, declared), sheet)


def _few_lines(read: Found, sheet: Grid) -> Found:
    """What was read, with no more lines listed as ignored than anyone reads; how many more there are is said."""
    lines = [said for said in read.ignored if said.place.line is not None]
    if len(lines) <= MOST_LINES:
        return read
    others = [said for said in read.ignored if said.place.line is None]
    more = remark(sheet.whole, "ignored_more", more=str(len(lines) - MOST_LINES))
    return replace(read, ignored=(*others, *lines[:MOST_LINES], more))


def _read_by_its_layout(
    sheet: Grid, name: str, named: Table | None, outside: Statements, declared: Convention | None
) -> Found:
    from mic_datapkg.reading.layouts.form_layout import forms_in, read_forms  # noqa: PLC0415 - most sheets are tables
    from mic_datapkg.reading.layouts.long_layout import long_header, read_long  # noqa: PLC0415 - the same

    long = long_header(sheet)
    if long is not None:
        return read_long(sheet, long, named, outside, declared)
    forms = forms_in(sheet, named, outside)
    if forms:
        return read_forms(sheet, forms, declared)
    known = named or _table_of_rows(sheet)
    if known is not None:
        return read_table(sheet, known, outside, declared)
    return _no_table(sheet, name)


def _no_table(sheet: Grid, name: str) -> Found:
    if normal(name) in aliases().no_tables:
        return Found(ignored=(remark(sheet.whole, "ignored_no_table"),))
    finding = shape_finding(
        "tables_known", name, sheet.whole, value=name, expected=", ".join(table.name for table in tables())
    )
    return Found(findings=(finding,), shapes=(Shape(table=name, rule="tables_known", checked=1),))


def _table_of_rows(sheet: Grid) -> Table | None:
    titled = False
    for row in range(min(len(sheet.rows), LOOKED_AT)):
        texts = [sheet.text(row, column) for column in range(len(sheet.rows[row]))]
        found = table_of_headers(texts, titled=titled)
        if found is not None:
            return found
        titled = titled or any(True for text in texts for _ in spans_in(text))
    return None
