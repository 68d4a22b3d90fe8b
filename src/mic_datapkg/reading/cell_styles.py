"""The styles of a workbook's cells: which of them show a number as a percentage, or as a day.

Source: ECMA-376, part 1, 18.8.30 (built-in number formats) and 18.8.31 (the language of others).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

# Built-in number formats 0% and 0.00%; those that show numbers, and the one that shows days.
PERCENT_FORMATS = {9, 10}
NUMBER_FORMATS = {*range(14), *range(37, 45), 48, 49}
DAY_FORMAT = 14
# Without quotes, colors and conditions, in which any letter may stand.
_NUMBER = re.compile(r"General|@|[#0?.,%;()_ E+\-]+")
_DAY = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?(?:[yY]{2,4}|[mM]{1,4}|[dD]{1,4}|\\?[-/. ])+(?:;@)?")


@dataclass(frozen=True, kw_only=True)
class CellStyles:
    """The numbers of styles under which a stored number is a percentage, a day, or it takes a closer look."""

    percents: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()


# Quoted texts, and characters behind a backslash, are shown as they are.
_LITERAL = re.compile(r'"[^"]*"|\\.')


def shows_percent(code: str) -> bool:
    """Whether a number format multiplies by 100.

    Example:
        >>> shows_percent("0.0%"), shows_percent('0.0"%"')
        (True, False)
    """
    return "%" in _LITERAL.sub("", code)


def styles_in(styles: ET.Element, *, since_1904: bool = False) -> CellStyles:
    """The cell styles of a workbook; days that are counted from 1904 are unclear."""
    codes = {int(one.get("numFmtId") or 0): one.get("formatCode") or "" for one in styles.findall(".//{*}numFmt")}
    percents = PERCENT_FORMATS | {number for number, code in codes.items() if shows_percent(code)}
    days = {DAY_FORMAT: "mm-dd-yy", **codes}
    found = styles.find("{*}cellXfs")
    formats = {n: int(one.get("numFmtId") or 0) for n, one in enumerate(found if found is not None else ())}
    day = {n for n, of in formats.items() if of in days and _DAY.fullmatch(days[of]) and not since_1904}
    number = {n for n, of in formats.items() if (_NUMBER.fullmatch(codes[of]) if of in codes else of in NUMBER_FORMATS)}
    return CellStyles(
        percents=frozenset(n for n, of in formats.items() if of in percents),
        days=frozenset(day),
        unclear=frozenset(formats) - day - number,
    )
