"""The styles of an OpenDocument workbook: what they say of a number, a day, or a text.

Source: OpenDocument 1.3, part 3, 16.29 (data styles) and 16.4 (styles of cells and of parts of a text).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from mic_datapkg.reading.cell import Section
from mic_datapkg.reading.number_format import CellStyle, NumberFormat, days_of, said
from mic_datapkg.reading.sources.rich_text import Run

_NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_DATA_STYLES = ("number-style", "percentage-style", "currency-style", "date-style", "time-style", "text-style")
_DIGITS = ("number", "scientific-number", "fraction")
_CONDITION = re.compile(r"value\(\)\s*(?P<compares><=|>=|!=|<|>|=)\s*(?P<than>-?[0-9]+(?:\.[0-9]+)?)")
# More styles than this may build on each other in a circle only.
DEEPEST = 50
PLAIN = CellStyle()


@dataclass(kw_only=True)
class _Data:
    """A style of numbers or days as it is built; ``maps`` lead to others, under a condition."""

    section: Section = field(default_factory=Section)
    days: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class _Named:
    """A style of cells or of parts of a text; what it does not say, the style says that it builds on."""

    parent: str = ""
    data: str = ""
    superscript: bool | None = None
    struck: bool | None = None


class Styles:
    """The styles of a workbook, by their names, as its elements come."""

    def __init__(self) -> None:
        self._data: dict[str, _Data] = {}
        self._named: dict[str, _Named] = {}
        self._open_data: _Data | None = None
        self._open_named: _Named | None = None
        self._words = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins that is part of no sheet."""
        of = partial(_of, attributes)
        if name in _DATA_STYLES:
            self._open_data = self._data[of("name")] = _Data()
        elif name == "style":
            self._open_named = self._named[of("name")] = _Named(
                parent=of("parent-style-name"), data=of("data-style-name")
            )
        elif name == "text-properties" and self._open_named is not None:
            self._properties(self._open_named, attributes)
        elif self._open_data is not None:
            self._of_data(self._open_data, name, attributes)
        self._words = ""

    def end(self, name: str) -> None:
        """An element of them ends."""
        if name == "style":
            self._open_named = None
        elif name in _DATA_STYLES:
            self._open_data = None
        elif self._open_data is not None and name in ("text", "currency-symbol"):
            data, percents = self._open_data, self._words.count("%")
            data.section = said(data.section, self._words)
            data.section = replace(data.section, percents=data.section.percents + percents)
        self._words = ""

    def text(self, text: str) -> None:
        """Characters, of an element of them or of any other."""
        if self._open_data is not None:
            self._words += text

    def of_cell(self, name: str, kind: str) -> CellStyle | None:
        """The style of a cell whose value is of that kind; None where it says nothing."""
        named = self._resolved(name)
        data = self._data.get(named.data, _Data())
        number = self._format(data, kind)
        style = CellStyle(
            format=number if number.says_something else None,
            days=days_of(data.days),
            superscript=bool(named.superscript),
            struck=bool(named.struck),
        )
        return None if style == PLAIN else style

    def of_text(self, name: str, around: Run) -> Run:
        """How a part of a text is written, inside of another part."""
        named = self._resolved(name)
        above, struck = named.superscript, named.struck
        return Run("", around.superscript if above is None else above, around.struck if struck is None else struck)

    def _resolved(self, name: str) -> _Named:
        made, named = _Named(), self._named.get(name)
        for _ in range(DEEPEST):
            if named is None:
                break
            made.data = made.data or named.data
            made.superscript = named.superscript if made.superscript is None else made.superscript
            made.struck = named.struck if made.struck is None else made.struck
            named = self._named.get(named.parent)
        return made

    def _format(self, data: _Data, kind: str) -> NumberFormat:
        """The sections of a number, first those under a condition; only a percentage is shown a hundredfold."""
        sections = []
        for condition, name in data.maps:
            found = _CONDITION.fullmatch(condition.strip())
            if found is not None and name in self._data:
                compares = found["compares"].replace("!=", "<>")
                sections.append(replace(self._data[name].section, compares=compares, than=float(found["than"])))
        sections.append(data.section)
        if kind != "percentage":
            sections = [replace(section, percents=0) for section in sections]
        return NumberFormat(sections=tuple(sections))

    def _of_data(self, data: _Data, name: str, attributes: Mapping[str, str]) -> None:
        if name in _DIGITS:
            factor = _of(attributes, "display-factor")
            # 1000 leaves away the three digits that one comma does in other formats.
            commas = next((n for n in range(1, 5) if factor in (str(1000**n), f"{1000**n}.0")), 0)
            data.section = replace(data.section, digits=True, commas=commas)
        elif name in ("year", "month", "day", "hours", "minutes", "seconds"):
            data.days += name[0] if name != "minutes" else "h"
        elif name == "map":
            data.maps.append((_of(attributes, "condition"), _of(attributes, "apply-style-name")))

    def _properties(self, named: _Named, attributes: Mapping[str, str]) -> None:
        position = _of(attributes, "text-position").split()
        if position:
            # "super 58%", or how far above the line in percent.
            named.superscript = position[0] == "super" or (position[0].rstrip("%").isdecimal() and position[0] != "0%")
        line = _of(attributes, "text-line-through-style") or _of(attributes, "text-line-through-type")
        if line:
            named.struck = line != "none"


def _of(attributes: Mapping[str, str], name: str) -> str:
    """An attribute of the namespaces of styles."""
    return next((attributes[f"{space} {name}"] for space in (_NUMBER, _STYLE) if f"{space} {name}" in attributes), "")
