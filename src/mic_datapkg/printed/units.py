"""A unit as people print it: the power of ten and the unit that a header, a line or a unit column states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import composed, normal, visible
from mic_datapkg.printed.numbers import SPACES, Said, Unread, known_words, words_in

# In a unit 1.000 đồng is nghìn đồng; 10^9 and other powers are told and refused.
_ONE_AND_ZEROS = re.compile(rf"\s*1(?:[.,{SPACES}]?000)+(?![0-9.,])")
_POWER = re.compile(r"10{2,}|10\s*\^|1[., ]000")
# In place of a unit: none is stated, and the figures above have one that may hold here as well.
UNSTATED = "?"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The power of ten and the unit that a header or a unit column states."""

    power: int = 0
    unit: str | None = None


def read_unit(text: str) -> Scale | Unread:
    """The scale and unit of a text such as ``nghìn tỷ đồng`` or ``1.000 đồng``.

    Example:
        >>> read_unit("triệu thuê bao")
        Scale(power=6, unit='subscribers')
    """
    said = Said(aliases())
    text = visible(composed(text))
    ones = _ONE_AND_ZEROS.match(text)
    for word in words_in(text[ones.end() :] if ones else text, said.known):
        if not said.take(word):
            return Unread(problem=said.problem, word=word)
    power = (said.power or 0) + (ones.group().count("0") if ones else 0)
    return Scale(power=power, unit="points" if said.points else said.unit)


def speaks_of_scale(text: str) -> bool:
    """Whether a line of text speaks of thousands or millions, but not of so many of something.

    Example:
        >>> speaks_of_scale("Số liệu tính theo triệu đồng"), speaks_of_scale("Công ty vượt mốc 100 triệu thuê bao")
        (True, False)
    """
    left = f" {normal(text)} "
    for phrase in aliases().no_scales:
        left = left.replace(f" {phrase} ", " ")
    words = words_in(left, known_words())
    pairs = zip(["", *words], words, strict=False)
    # "ty" and "tr" are parts of other words where accents are left away.
    return any(
        word in aliases().scales and (not word.isascii() or len(word) > 4) and not before[-1:].isdigit()
        for before, word in pairs
    )


def names_scale(text: str) -> bool:
    """Whether a text has a scale word or a power of ten somewhere, whatever else it says."""
    text = visible(composed(text))
    return bool(_POWER.search(text)) or any(word in aliases().scales for word in words_in(text, known_words()))
