"""The lists that cells offer, on a hidden sheet, each under a name that formulas use."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from mic_datapkg.schema.areas import LAST_MONTH, last_months, provinces_in_force
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import common_columns
from mic_datapkg.template.wording import Wording


def add_lists(book: Workbook, wording: Wording) -> None:
    """Add the hidden sheet with the code lists and with the areas of every time."""
    sheet = book.create_sheet(wording("lists"))
    sheet.sheet_state = "hidden"
    for number, (name, entries) in enumerate(_lists(wording).items(), start=1):
        letter = get_column_letter(number)
        for row, entry in enumerate([name, *entries], start=1):
            sheet[f"{letter}{row}"] = entry
        within = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(entries) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=within)


def list_of(column: Column, period: str) -> str | None:
    """The formula of what a column's cells offer, if they do; ``period`` is the cell with the period of their row.

    Provinces depend on the month. While it is not filled in, those of today's list are offered.
    """
    if column.in_force:
        *earlier, _ = last_months()
        formula = _areas(None)
        for month in reversed(earlier):
            formula = f'IF({period}<="{month}",{_areas(month)},{formula})'
        return f'IF({period}="",{_areas(None)},{formula})'
    return _codes(column) if column.codes else None


def _lists(wording: Wording) -> dict[str, list[str]]:
    columns = {column.name: column for column in common_columns()}
    codes = {
        _codes(column): [title[wording.language] for title in column.codes.values()]
        for column in columns.values()
        if column.codes
    }
    areas = {
        _areas(month): [wording("country"), *(p.name_vi for p in provinces_in_force(month or LAST_MONTH))]
        for month in last_months()
    }
    return codes | areas


def _codes(column: Column) -> str:
    return f"codes_{column.name}"


def _areas(last_month: str | None) -> str:
    """Names are letters, digits and _ only, and must not look like a cell."""
    return f"areas_to_{last_month.replace('-', '_')}" if last_month else "areas_now"
