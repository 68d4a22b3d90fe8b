"""How blank forms look."""

from __future__ import annotations

import textwrap
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

# Arial is on every computer with a spreadsheet program, and so are fonts of its widths; it has all Vietnamese letters.
FONT = "Arial"
DARK, PALE, LINE, GREY = "1F3864", "FFF9E5", "A6A6A6", "595959"

_SIDE = Side(style="thin", color=LINE)
# The unit of widths is a digit of the workbook's standard font; letters of a text in 10 points are narrower.
LETTERS = 1.3

BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
TO_FILL = PatternFill("solid", fgColor=PALE)
HEADING = PatternFill("solid", fgColor=DARK)


def font(**other: Any) -> Font:
    """The font of forms, 10 points unless stated."""
    return Font(**{"name": FONT, "size": 10, **other})


def wrapped(horizontal: str = "left", vertical: str = "top", indent: int = 0) -> Alignment:
    """Text on as many lines as it takes."""
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True, indent=indent)


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in that many characters, which spreadsheets do not find out themselves."""
    return sum(max(1, len(textwrap.wrap(line, int(width)))) for line in text.split("\n"))


def set_up_page(sheet: Any, page: str, *, landscape: bool) -> None:
    """Print on A4, as wide as the paper and as long as it takes, with the name of the sheet below."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right", "top"):
        setattr(sheet.page_margins, side, 0.45)
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = f"{page} &P/&N"


def protect(sheet: Any) -> None:
    """Lock what is not to be filled in, without a password; widths and heights of cells stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
