"""The first sheet of a blank form: how to fill it in, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from mic_datapkg.schema.tables import Table, common_columns
from mic_datapkg.template.style import GREY, LETTERS, font, lines_of, protect, set_up_page, wrapped
from mic_datapkg.template.table_sheet import FIRST, LINE_HEIGHT
from mic_datapkg.template.wording import Wording

WIDTH = 92
LINK = "0563C1"


def add_instructions(book: Workbook, tables: Sequence[Table], wording: Wording) -> None:
    """Add the sheet of instructions, with a link to the sheet of each table."""
    sheet = book.create_sheet(wording("instructions"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, WIDTH
    _add_line(sheet, "", wording("title"), font(bold=True, size=16))
    for number, step in enumerate(wording.steps(defaults=_defaults(wording)), start=1):
        _add_line(sheet, f"{number}.", step, font(size=11))
    _add_line(sheet, "", wording("tables"), font(bold=True, size=12))
    for table in tables:
        name = wording.sheet(table)
        cell = _add_line(sheet, "", table.title[wording.language], font(size=11, color=LINK, underline="single"))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(name)}!A{FIRST}")
        _add_line(sheet, "", table.description[wording.language], font(color=GREY))
    sheet.sheet_view.showGridLines = False
    set_up_page(sheet, wording("page"), landscape=False)
    protect(sheet)


def _defaults(wording: Wording) -> str:
    """What an empty cell stands for, column by column."""
    said = []
    for column in common_columns():
        if column.default is not None:
            title = column.codes.get(column.default)
            said.append(title[wording.language] if title else wording("country").casefold())
    return ", ".join(said)


def _add_line(sheet: Any, number: str, text: str, style: Any) -> Any:
    row = len(sheet["A"]) + 1 if sheet["A1"].value is not None else 1
    sheet.cell(row, 1, number).font = style
    sheet.cell(row, 1).alignment = wrapped("right")
    cell = sheet.cell(row, 2, text)
    cell.font, cell.alignment = style, wrapped()
    scale = float(style.size) / 10
    sheet.row_dimensions[row].height = LINE_HEIGHT * scale * lines_of(text, LETTERS * WIDTH / scale) + 4
    return cell
