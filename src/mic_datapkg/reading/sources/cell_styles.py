"""The styles of a workbook's cells: what they say of a number, a day, or a text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from mic_datapkg.reading.number_format import BUILT_IN, CellStyle, cell_style
from mic_datapkg.reading.sources.rich_text import is_on


def styles_in(styles: ET.Element) -> dict[str, CellStyle]:
    """The cell styles of a workbook that say something, by their numbers."""
    # Only these: the formats of conditional styles have numbers of their own, which may be the same.
    stated = {int(one.get("numFmtId") or 0): one.get("formatCode") or "" for one in styles.findall("{*}numFmts/*")}
    codes = {**BUILT_IN, **stated}
    fonts = [_said_by(font) for font in styles.findall("{*}fonts/{*}font")] or [(False, False)]
    made = {}
    for number, one in enumerate(styles.findall("{*}cellXfs/*")):
        superscript, struck = fonts[min(int(one.get("fontId") or 0), len(fonts) - 1)]
        code = codes.get(int(one.get("numFmtId") or 0), "")
        made[str(number)] = cell_style(code, superscript=superscript, struck=struck)
    return {number: style for number, style in made.items() if style is not None}


def _said_by(font: ET.Element) -> tuple[bool, bool]:
    """Whether a font stands above the line, and whether it is struck out."""
    place, strike = font.find("{*}vertAlign"), font.find("{*}strike")
    above = place is not None and place.get("val") == "superscript"
    return above, strike is not None and is_on(strike.get("val"))
