"""Texts whose parts are written in different ways: what they say without footnote marks and what is struck out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from mic_datapkg.reading.number_format import CellStyle

# 10 with a small 6 above is a power, and no footnote.
_TEN = re.compile(r"(?<![\w.,])10$")


# A remark in a cell has some hundred characters.
LONGEST_USUAL = 1000
LONG = re.compile(rb"[^<]{%d}" % LONGEST_USUAL)


class Run(NamedTuple):
    """Characters that are written alike; None where they are written as the cell is."""

    text: str
    superscript: bool | None = None
    struck: bool | None = None


@dataclass(kw_only=True)
class Apart:
    """What a text says, and apart from it what stands above the line and what is struck out."""

    text: str = ""
    superscript: str = ""
    struck: str = ""


def apart(runs: Iterable[Run], style: CellStyle | None = None) -> Apart:
    """The parts of a text in a cell of that style."""
    own, made = style or CellStyle(), Apart()
    for run in runs:
        if own.struck if run.struck is None else run.struck:
            made.struck += run.text
        elif not (own.superscript if run.superscript is None else run.superscript):
            made.text += run.text
        elif run.text.strip().isdigit() and _TEN.search(made.text):
            made.text += f"^{run.text}"
        else:
            made.superscript += run.text
    return made


def is_plain(runs: Iterable[Run]) -> bool:
    """Whether nothing stands above the line or is struck out."""
    return not any(run.superscript or run.struck for run in runs)


class Runs:
    """The runs of one string in the XML of a workbook (ECMA-376, part 1, 18.4), element by element."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._run, self._aside = Run(""), False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "r":
            self._run = Run("")
        elif name == "rPr":
            self._run = Run("", superscript=False, struck=False)
        elif name == "vertAlign":
            self._run = self._run._replace(superscript=attributes.get("val") == "superscript")
        elif name == "strike":
            self._run = self._run._replace(struck=is_on(attributes.get("val")))
        elif name in ("t", "rPh"):
            # How a text is to be spoken is no part of it.
            self._aside = name == "rPh" or (self._aside and name == "t")

    def end(self, name: str) -> None:
        """An element ends."""
        self._aside = self._aside and name != "rPh"

    def text(self, text: str) -> None:
        """Characters of a run."""
        if not self._aside:
            self.runs.append(self._run._replace(text=text))


def is_on(value: str | None) -> bool:
    """Whether a property that is on when it is only named is on."""
    return value not in ("0", "false", "off")


def long_strings(content: bytes) -> dict[str, int]:
    """How many characters the long ones of the strings that cells share have, by their numbers.

    A library makes a text of its own for each cell that refers to one.
    """
    if LONG.search(content) is None:
        return {}
    found: dict[str, int] = {}
    number = -1
    parser = expat.ParserCreate()

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal number
        number += name.rpartition(":")[2] == "si"

    def text(characters: str) -> None:
        found[str(number)] = found.get(str(number), 0) + len(characters)

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(content, True)
    return {number: length for number, length in found.items() if length >= LONGEST_USUAL}


def rich_strings(content: bytes) -> dict[str, list[Run]]:
    """Those of the strings that cells share that are not plain, by their numbers.

    Raises:
        ExpatError: it is no XML.
    """
    found: dict[str, list[Run]] = {}
    runs, number = Runs(), -1
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal runs, number
        name = name.rpartition(":")[2]
        if name == "si":
            runs, number = Runs(), number + 1
        elif name == "r" and parser.EndElementHandler is None:
            parser.EndElementHandler, parser.CharacterDataHandler = end, text
        runs.start(name, attributes)

    def end(name: str) -> None:
        name = name.rpartition(":")[2]
        runs.end(name)
        if name == "si":
            parser.EndElementHandler = parser.CharacterDataHandler = None
            if not is_plain(runs.runs):
                found[str(number)] = runs.runs

    def text(characters: str) -> None:
        runs.text(characters)

    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found
