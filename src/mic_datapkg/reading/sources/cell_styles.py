"""The styles of a workbook's cells: what they make of a number.

Source: ECMA-376, part 1, 18.8.30 (built-in number formats) and 18.8.31 (the language of others).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from mic_datapkg.reading.number_format import BUILT_IN, NumberFormat, number_format

# Built-in formats that show a number as it is, and the one that shows a day.
NUMBER_FORMATS = {*range(9), *range(11, 14), *range(37, 45), 48, 49}
DAY_FORMAT = 14
# Digits and signs; texts and characters as they are, or as spaces; colors, currencies and conditions in brackets.
_NUMBER = re.compile(
    r"General|(?:[#0?.,%;()E+\-$€₫/ @]|\"[^\"]*\"|[\\_*].|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow)\]"
    r"|\[Color ?[0-9]+\]|\[\$[^\]]*\]|\[[<>=]+[0-9.]+\])+"
)
# Days with a time of the day too: that of a whole day is left away, and any other takes a closer look.
_DAY = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?(?:[yYmMdDhHsS]|\\?[-/. ,:]|\"[^\"]*\")+(?:;@)?")


@dataclass(frozen=True, kw_only=True)
class CellStyles:
    """What the styles make of a number, by the numbers of the styles.

    ``formats`` show it with words, ``days`` as a day; under the ``unclear`` ones it is not what it is in the XML.
    """

    formats: Mapping[int, NumberFormat] = field(default_factory=dict)
    days: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()


def styles_in(styles: ET.Element, *, since_1904: bool = False) -> CellStyles:
    """The cell styles of a workbook; days that are counted from 1904 are unclear."""
    stated = {int(one.get("numFmtId") or 0): one.get("formatCode") or "" for one in styles.findall(".//{*}numFmt")}
    codes = {DAY_FORMAT: "mm-dd-yy", **BUILT_IN, **stated}
    cells = styles.find("{*}cellXfs")
    used = {n: int(one.get("numFmtId") or 0) for n, one in enumerate(cells if cells is not None else ())}
    formats = {n: made for n, of in used.items() if (made := number_format(codes.get(of, ""))).says_something}
    numbers = {n for n, of in used.items() if (_NUMBER.fullmatch(codes[of]) if of in codes else of in NUMBER_FORMATS)}
    days = {n for n, of in used.items() if _DAY.fullmatch(codes.get(of, "")) and not since_1904} - numbers
    return CellStyles(formats=formats, days=frozenset(days), unclear=frozenset(used.keys() - days - numbers))
