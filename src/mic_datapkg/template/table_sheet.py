"""The sheet of one table: title, rules and headings that are locked, and cells to fill in."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter

from mic_datapkg.schema.areas import provinces
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table
from mic_datapkg.template.style import (
    BORDER,
    GREY,
    HEADING,
    LETTERS,
    PALE,
    TO_FILL,
    font,
    lines_of,
    protect,
    set_up_page,
    wrapped,
)
from mic_datapkg.template.validation import validation_of
from mic_datapkg.template.wording import Wording
from mic_datapkg.text import LANGUAGES

TITLE, DESCRIPTION, RULES, HEADER, FIRST = range(1, 6)
# Rows that are drawn, as many as fit on a printed page; those below are drawn once they are filled in. They have no
# fixed height, so that they grow with what is written into them.
DRAWN = 25
LAST = 1048576
WIDTHS = {"yearmonth": 10, "number": 12, "date": 13, "string": 16}
# The longest figures so far have 15 digits and four points between them.
NARROWEST, WIDEST = 14, 20
LINE_HEIGHT, HEADING_HEIGHT = 13.5, 12


def add_table(book: Workbook, table: Table, name: str, wording: Wording) -> None:
    """Add the sheet of a table."""
    sheet = book.create_sheet(name)
    for number, column in enumerate(table.columns, start=1):
        _add_column(sheet, get_column_letter(number), column, wording)
    headings = [_heading(column, wording) for column in table.columns]
    lines = max(lines_of(text, _width(column)) for text, column in zip(headings, table.columns, strict=True))
    sheet.row_dimensions[HEADER].height = HEADING_HEIGHT * lines + 6
    _add_top(sheet, table, wording)
    _draw_filled_rows(sheet, get_column_letter(len(table.columns)))
    keys = sum(column.key for column in table.columns)
    sheet.freeze_panes = f"{get_column_letter(keys + 1)}{FIRST}"
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    set_up_page(sheet, wording("page"), landscape=True)
    protect(sheet)


def _add_column(sheet: Any, letter: str, column: Column, wording: Wording) -> None:
    heading = sheet[f"{letter}{HEADER}"]
    heading.value = _heading(column, wording)
    heading.font, heading.fill, heading.border = font(bold=True, size=9, color="FFFFFF"), HEADING, BORDER
    heading.alignment = wrapped("center", "center")
    drawn = [sheet[f"{letter}{row}"] for row in range(FIRST, FIRST + DRAWN)]
    for cell in drawn:
        cell.fill, cell.border = TO_FILL, BORDER
    # What holds for the whole column holds for the rows below those that are drawn, too.
    for styled in (sheet.column_dimensions[letter], *drawn):
        styled.font, styled.protection = font(), Protection(locked=False)
        styled.number_format = _format(column, wording)
        styled.alignment = wrapped("right" if column.unit else "left", indent=1)
    sheet.column_dimensions[letter].width = _width(column)
    # The period is the first column of every table.
    validation = validation_of(column, f"{letter}{FIRST}", f"$A{FIRST}", wording)
    validation.add(f"{letter}{FIRST}:{letter}{LAST}")
    sheet.add_data_validation(validation)


def _draw_filled_rows(sheet: Any, last: str) -> None:
    filled = FormulaRule(
        formula=[f'$A{FIRST + DRAWN}<>""'], border=BORDER, fill=PatternFill(bgColor=PALE, fill_type="solid")
    )
    sheet.conditional_formatting.add(f"A{FIRST + DRAWN}:{last}{LAST}", filled)


def _add_top(sheet: Any, table: Table, wording: Wording) -> None:
    """What stands above the headings, over the width of the table."""
    rules = [rule.says[wording.language] for rule in (table.unique, *table.edit_rules)]
    texts = {
        TITLE: (table.title[wording.language], font(bold=True, size=14)),
        DESCRIPTION: (table.description[wording.language], font(color=GREY)),
        RULES: ("\n".join([wording("rules"), *(f"• {rule}" for rule in rules)]), font()),
    }
    width = sum(_width(column) for column in table.columns)
    for row, (text, style) in texts.items():
        cell = sheet.cell(row, 1, text)
        cell.font, cell.alignment = style, wrapped(vertical="center" if row == TITLE else "top")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(table.columns))
        sheet.row_dimensions[row].height = 24 if row == TITLE else LINE_HEIGHT * lines_of(text, LETTERS * width) + 4


def _heading(column: Column, wording: Wording) -> str:
    """The title with the unit below, both of which reading understands; a star where a row needs a value."""
    star = " *" if column.required and column.default is None else ""
    return f"{column.title[wording.language]}{star}{_below(column, wording)}"


def _below(column: Column, wording: Wording) -> str:
    if column.unit_title is not None:
        return f"\n({column.unit_title[wording.language]})"
    kind = "list" if column.codes or column.in_force else column.type
    return "" if kind == "string" else f"\n({wording('hints', kind)})"


def _format(column: Column, wording: Wording) -> str:
    """Months as text, or spreadsheets make days of them; percentages as they are typed."""
    formats = {"integer": "#,##0", "number": "General", "date": wording("dates")}
    return formats.get(column.type, "@")


def _width(column: Column) -> int:
    if column.codes:
        return max(len(title[language]) for title in column.codes.values() for language in LANGUAGES)
    if column.in_force:
        return max(len(province.name_vi) for province in provinces())
    if column.type == "integer":
        return min(WIDEST, max(NARROWEST, len(f"{column.maximum or 0:,.0f}")))
    return WIDTHS[column.type]
