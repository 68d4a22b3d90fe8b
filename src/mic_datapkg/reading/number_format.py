"""Formats of cells in spreadsheets: how a stored number or day is shown.

Source: ECMA-376, part 1, 18.8.30 (built-in formats) and 18.8.31 (sections, texts, percent signs, commas that scale).
"""

from __future__ import annotations

import operator
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from mic_datapkg.reading.cell import Section, ShownNumber

# The built-in formats that show a percentage, and the one that shows a month.
BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<character>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<compares><=|>=|<>|<|>|=)(?P<than>-?[0-9]+(?:\.[0-9]+)?)\]|\[[^\]]*\]|[_*].|(?P<general>General)|(?P<other>.)",
    re.DOTALL,
)
_COMPARES = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
# What a day is where only some of it is shown: by the letters of year, month, day and time in a format.
_SHOWN_DAYS = {frozenset("ym"): "%Y-%m", frozenset("y"): "%Y"}


@dataclass(frozen=True, kw_only=True)
class NumberFormat:
    """A number format, as far as it says something about the number.

    Example:
        >>> str(number_format("0.0%").shown(0.141)), str(number_format('0.0,," triệu"').shown(16400000.0))
        ('14.1%', '16.4 triệu')
    """

    sections: tuple[Section, ...]

    @property
    def says_something(self) -> bool:
        """Whether any number is shown as something else than itself."""
        return any(_is_said(section) for section in self.sections)

    def shown(self, number: float) -> float | ShownNumber:
        """The number as a cell shows it; the number itself where nothing is said about it."""
        section = self._section(number)
        return ShownNumber(number, section) if _is_said(section) else number

    def _section(self, number: float) -> Section:
        if any(section.compares for section in self.sections):
            fitting = (s for s in self.sections if not s.compares or _COMPARES[s.compares](number, s.than))
            return next(fitting, self.sections[-1])
        place = 1 if number < 0 else 2 if number == 0 else 0
        return self.sections[place if place < min(len(self.sections), 3) else 0]


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """The number format that a code stands for."""
    sections = [Section()]
    for token in _TOKEN.finditer(code):
        found = token.groupdict()
        if found["other"] == ";":
            sections.append(Section())
        else:
            sections[-1] = _with(sections[-1], found)
    return NumberFormat(sections=tuple(sections))


def _with(section: Section, found: dict[str, str | None]) -> Section:
    """A section with one more token of its code."""
    character = "0" if found["general"] else found["other"] or ""
    if found["compares"]:
        return replace(section, compares=found["compares"], than=float(found["than"] or 0))
    if character and character in "0#?":
        return replace(section, digits=True, commas=0)
    if character == "," and section.digits:
        return replace(section, commas=section.commas + 1)
    if character == "%":
        return replace(said(section, "%"), percents=section.percents + 1)
    return said(section, found["text"] or found["character"] or found["currency"] or "")


def said(section: Section, words: str) -> Section:
    """A section with words, which come before the digits or behind them."""
    if section.digits:
        return replace(section, after=section.after + words)
    return replace(section, before=section.before + words)


def _is_said(section: Section) -> bool:
    """Whether a section has digits, and words or a scale; spaces and brackets say nothing."""
    words = section.before + section.after
    return section.digits and (bool(section.commas) or any(_tells(character) for character in words))


def _tells(character: str) -> bool:
    return character == "%" or character.isalpha() or unicodedata.category(character) in ("Sc", "Sm")


def days_shown(code: str) -> str:
    """What is left of a day that a format shows, for ``strftime``: its month or its year; empty for the whole day.

    Example:
        >>> days_shown("mm/yyyy"), days_shown("dd/mm/yyyy"), days_shown('"Năm "yyyy')
        ('%Y-%m', '', '%Y')
    """
    return days_of("".join(token["other"] or "" for token in _TOKEN.finditer(code.partition(";")[0])))


def days_of(letters: str) -> str:
    """The same from the letters of years, months, days and times that it shows."""
    return _SHOWN_DAYS.get(frozenset(letters.lower()) & frozenset("ymdhs"), "")


@dataclass(frozen=True, kw_only=True)
class CellStyle:
    """What the style of a cell says: of its number, of its day, and that it is a footnote mark or struck out."""

    format: NumberFormat | None = None
    days: str = ""
    superscript: bool = False
    struck: bool = False


def cell_style(code: str, *, superscript: bool = False, struck: bool = False) -> CellStyle | None:
    """The style of a cell with that format; None where it says nothing."""
    made = number_format(code)
    style = CellStyle(
        format=made if made.says_something else None,
        days=days_shown(code),
        superscript=superscript,
        struck=struck,
    )
    return None if style == CellStyle() else style
