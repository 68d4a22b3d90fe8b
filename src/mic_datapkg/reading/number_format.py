"""Number formats of spreadsheets: which words a cell shows around the number that it stores.

Source: ECMA-376, part 1, 18.8.30 (built-in formats) and 18.8.31 (sections, texts, percent signs, commas that scale).
"""

from __future__ import annotations

import operator
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mic_datapkg.reading.cell import ShownNumber

# The built-in formats that show a percentage.
BUILT_IN = {9: "0%", 10: "0.00%"}
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<character>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<compares><=|>=|<>|<|>|=)(?P<than>-?[0-9]+(?:\.[0-9]+)?)\]|\[[^\]]*\]|[_*].|(?P<general>General)|(?P<other>.)",
    re.DOTALL,
)
_AS_SHOWN = re.compile(r"(?P<before>[^0-9]*)(?P<number>[0-9](?:[0-9.,\s]*[0-9])?)(?P<after>[^0-9]*)")
_SIGNS = "-−+( "
_COMPARES = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(kw_only=True)
class _Section:
    """How numbers of one sign, or those that a condition names, are shown."""

    before: str = ""
    after: str = ""
    digits: bool = False
    percents: int = 0
    commas: int = 0
    compares: str = ""
    than: float = 0.0

    def say(self, words: str) -> None:
        """Words come before the digits, or behind them."""
        if self.digits:
            self.after += words
        else:
            self.before += words

    def take(self, character: str) -> None:
        """A character that is no text."""
        if character in "0#?":
            self.digits, self.commas = True, 0
        elif character == "," and self.digits:
            self.commas += 1
        elif character == "%":
            self.percents += 1
            self.say("%")


@dataclass(frozen=True, kw_only=True)
class NumberFormat:
    """A number format, as far as it says something about the number.

    Example:
        >>> str(number_format("0.0%").shown(0.141)), str(number_format('0.0,," triệu"').shown(16400000.0))
        ('14.1%', '16.4 triệu')
    """

    sections: tuple[_Section, ...]

    @property
    def says_something(self) -> bool:
        """Whether any number is shown as something else than itself."""
        return any(_is_said(section) for section in self.sections)

    @property
    def is_percentage(self) -> bool:
        """Whether every number is shown with a percent sign behind it, and with nothing else."""
        return all((s.before, s.after, s.percents, s.commas, s.compares) == ("", "%", 1, 0, "") for s in self.sections)

    def shown(self, number: float) -> float | ShownNumber:
        """The number as a cell shows it; the number itself where nothing is said about it."""
        section = self._section(number)
        if not _is_said(section):
            return number
        value = (Decimal(repr(number)) * 100**section.percents).scaleb(-3 * section.commas)
        return ShownNumber(value=value, before=section.before, after=section.after, commas=section.commas)

    def _section(self, number: float) -> _Section:
        if any(section.compares for section in self.sections):
            fitting = (s for s in self.sections if not s.compares or _COMPARES[s.compares](number, s.than))
            return next(fitting, self.sections[-1])
        place = 1 if number < 0 else 2 if number == 0 else 0
        return self.sections[place if place < min(len(self.sections), 3) else 0]


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """The number format that a code stands for."""
    sections = [_Section()]
    for token in _TOKEN.finditer(code):
        section, found = sections[-1], token.groupdict()
        if found["other"] == ";":
            sections.append(_Section())
        elif found["other"]:
            section.take(found["other"])
        elif found["general"]:
            section.take("0")
        elif found["compares"]:
            section.compares, section.than = found["compares"], float(found["than"])
        else:
            section.say(found["text"] or found["character"] or found["currency"] or "")
    return NumberFormat(sections=tuple(sections))


def hundredfold(number: float) -> float:
    """A hundred times the number as it is written, without the error of a product: 14.1 for 0.141."""
    return float(Decimal(repr(number)) * 100)


def format_of_shown(number: float, text: str) -> NumberFormat | None:
    """The format under which a number is shown as that text, with all its digits or rounded; None if it says nothing.

    Example:
        >>> format_of_shown(16400000.0, "16,4 triệu").shown(16400000.0).value
        Decimal('16.4')
    """
    found = _AS_SHOWN.fullmatch(text.strip())
    if found is None:
        return None
    digits = re.sub("[^0-9]", "", found["number"])
    scales = (commas for commas in range(5) for places in range(7) if _digits(number, commas, places) == digits)
    section = _Section(
        before=found["before"].rstrip(_SIGNS), after=found["after"].lstrip(")"), digits=True, commas=next(scales, 0)
    )
    made = NumberFormat(sections=(section,))
    return made if made.says_something else None


def _digits(number: float, commas: int, places: int) -> str:
    return re.sub("[^0-9]", "", f"{Decimal(repr(number)).scaleb(-3 * commas):.{places}f}")


def _is_said(section: _Section) -> bool:
    """Whether a section has digits, and words or a scale; spaces and brackets say nothing."""
    words = section.before + section.after
    return section.digits and (bool(section.commas) or any(_tells(character) for character in words))


def _tells(character: str) -> bool:
    return character == "%" or character.isalpha() or unicodedata.category(character) in ("Sc", "Sm")
