"""A number as people print it, in Vietnamese or English: its exact value and what stands around it, or why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache

from mic_datapkg.printed.aliases import Aliases, aliases
from mic_datapkg.printed.names import composed, normal, visible

# Spaces of several widths stand between groups of three digits.
SPACES = " \u00a0\u2009\u202f"
# Half of one is printed .5 as well, but the point behind a word (No.5) belongs to the word.
_NUMBER = re.compile(rf"(?:(?<![\w.,])[.,](?=[0-9]))?[0-9]+(?:[{SPACES}]?[.,][0-9]+|[{SPACES}][0-9]{{3}}(?![0-9]))*")
_MINUS = "-‐‑−–—"
# 45,9- is how accounting programs print a fall; 1.000.000,- has a dash in place of decimals.
_MINUS_BEHIND = re.compile(rf"(?<![.,])[{_MINUS}]$")


class Convention(StrEnum):
    """Which character stands before the decimals."""

    COMMA = "comma"
    POINT = "point"

    @property
    def character(self) -> str:
        return "," if self is Convention.COMMA else "."


class Problem(StrEnum):
    """Why a text is no number; the wording stands in ``definitions/messages.yaml``."""

    NO_NUMBER = "no_number"
    SEVERAL = "several_numbers"
    MALFORMED = "malformed_number"
    AMBIGUOUS = "ambiguous_number"
    UNKNOWN_WORD = "unknown_word"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A printed number: its value with the scale word applied, and what was said about it.

    ``power`` is that of the scale word (6 for triệu), ``unit`` one of ``units.yaml``, ``bound`` one of over, under and
    about; ``convention`` the decimal character if the number's own shape tells it.
    """

    value: Decimal
    power: int = 0
    unit: str | None = None
    bound: str | None = None
    estimated: bool = False
    points: bool = False
    convention: Convention | None = None


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A text that is no number, with the reason, and the readings between which nothing decides."""

    problem: Problem
    readings: tuple[Decimal, ...] = ()
    word: str = ""


@lru_cache(maxsize=4096)
def read_number(text: str, convention: Convention | None = None) -> Printed | Unread:
    """The number that a text prints.

    The shape of a number decides how it is read. Where it does not (1.234 and 11,496 can be both), ``convention``
    does, and without one the number is not read.

    Example:
        >>> read_number("giảm 9,29%").value
        Decimal('-9.29')
        >>> read_number("11,496 nghìn tỷ").problem
        <Problem.AMBIGUOUS: 'ambiguous_number'>
        >>> int(read_number("11,496 nghìn tỷ", Convention.COMMA).value)
        11496000000000
    """
    text = visible(composed(text)).strip()
    found = list(_NUMBER.finditer(text))
    if not found:
        return Unread(problem=Problem.NO_NUMBER)
    if len(found) > 1:
        return Unread(problem=Problem.SEVERAL)
    digits = _digits(found[0].group(), convention)
    if isinstance(digits, Unread):
        return digits
    before, after = text[: found[0].start()], text[found[0].end() :]
    return _with_surroundings(digits, before, after)


def read_stored(number: Decimal, before: str, after: str) -> Printed | Unread:
    """A number that is known, with the words that stand around it.

    Example:
        >>> read_stored(Decimal("0.57"), "giảm ", "%").value
        Decimal('-0.57')
    """
    return _with_surroundings(_Digits(value=abs(number)), before + ("-" if number < 0 else ""), after)


def whole_readings(text: str) -> list[Printed]:
    """The whole numbers, without a power of ten, that a text may be by one convention or the other.

    Example:
        >>> [int(one.value) for one in whole_readings("1.074 cuộc")], whole_readings("1.074 triệu")
        ([1074], [])
    """
    read = (read_number(text, convention) for convention in Convention)
    whole = (one for one in read if isinstance(one, Printed) and not one.power)
    return [one for one in whole if one.value == one.value.to_integral_value()]


@dataclass(frozen=True, kw_only=True)
class _Digits:
    value: Decimal
    convention: Convention | None = None


def _digits(token: str, convention: Convention | None) -> _Digits | Unread:
    compact = re.sub(rf"[{SPACES}]+(?=[.,])", "", token)
    groups = re.split(rf"[{SPACES}]", compact)
    if len(groups) > 1 and len(groups[0]) > 3:
        return Unread(problem=Problem.MALFORMED)
    joined = "".join(groups)
    separators = [character for character in joined if character in ".,"]
    if not separators:
        return _Digits(value=Decimal(joined))
    last = separators[-1]
    whole, decimals = joined.rsplit(last, 1)
    point = Convention.COMMA if last == "," else Convention.POINT
    if joined[0] in ".,":
        return _half(whole, decimals, point)
    if len(separators) > 1:
        both = len(set(separators)) == 2
        other = Convention.POINT if last == "," else Convention.COMMA
        return _grouped(whole, other.character, decimals, point) if both else _grouped(joined, last, "", other)
    if len(decimals) == 3 and len(whole) <= 3 and len(groups) == 1 and not whole.startswith("0"):
        return _ambiguous(whole, decimals, last, convention)
    return _Digits(value=Decimal(f"{whole}.{decimals}"), convention=point)


def _half(whole: str, decimals: str, point: Convention) -> _Digits | Unread:
    """.5: a number below one, printed without its zero."""
    if whole or len(decimals) == 3:
        # ,500 may be what is left of 1,500.
        return Unread(problem=Problem.MALFORMED)
    return _Digits(value=Decimal(f"0.{decimals}"), convention=point)


def _grouped(whole: str, separator: str, decimals: str, convention: Convention) -> _Digits | Unread:
    first, *others = whole.split(separator)
    if not 1 <= len(first) <= 3 or any(len(group) != 3 or not group.isdigit() for group in others):
        return Unread(problem=Problem.MALFORMED)
    return _Digits(value=Decimal(f"{first}{''.join(others)}.{decimals or 0}"), convention=convention)


def _ambiguous(whole: str, decimals: str, separator: str, convention: Convention | None) -> _Digits | Unread:
    """1.234: with thousands, or with three decimals; only a convention tells."""
    grouped, fraction = Decimal(whole + decimals), Decimal(f"{whole}.{decimals}")
    if convention is None:
        return Unread(problem=Problem.AMBIGUOUS, readings=(grouped, fraction))
    return _Digits(value=fraction if separator == convention.character else grouped)


def _with_surroundings(digits: _Digits, before: str, after: str) -> Printed | Unread:
    around = before + after
    if around.count("(") != around.count(")") or _MINUS_BEHIND.search(after.rstrip()):
        # A bracket that is not closed, or a dash behind the number, may say that it is negative, or nothing.
        return Unread(problem=Problem.MALFORMED)
    closing = ")" if after.lstrip().startswith(")") else after.rstrip()[-1:]
    bracketed = before.rstrip().endswith("(") and closing == ")"
    if bracketed:
        before, after = before.rstrip()[:-1], after.replace(")", "", 1)
    minus = before.rstrip().endswith(tuple(_MINUS))
    before = before.rstrip().rstrip(_MINUS + "+")
    if not before and not after.strip():
        return Printed(value=-digits.value if minus or bracketed else digits.value, convention=digits.convention)
    said = Said(aliases())
    for word in (*words_in(before, said.known), *words_in(after, said.known)):
        if not said.take(word):
            return Unread(problem=said.problem, word=word)
    if said.rise and (minus or bracketed or said.fall):
        return Unread(problem=Problem.CONTRADICTION, word="-" if minus or bracketed else "/")
    value = digits.value.scaleb(said.power or 0)
    return Printed(
        value=-value if minus or bracketed or said.fall else value,
        power=said.power or 0,
        unit=said.unit,
        bound=said.bound,
        estimated=said.estimated,
        points=said.points,
        convention=digits.convention,
    )


def words_in(text: str, known: frozenset[str]) -> list[str]:
    """The words of a text, those that belong together (nghìn tỷ) as one: the longest known first."""
    words = re.findall(r"[%~≈<>]|[^\s%~≈<>]+", normal(text.replace("(", " ").replace(")", " ")))
    made = []
    at = 0
    while at < len(words):
        length = next((n for n in range(_longest(known), 1, -1) if " ".join(words[at : at + n]) in known), 1)
        made.append(" ".join(words[at : at + length]))
        at += length
    return made


@cache
def _longest(known: frozenset[str]) -> int:
    """The most words that belong together."""
    return max(len(phrase.split()) for phrase in known)


@cache
def known_words() -> frozenset[str]:
    """The words that may stand around a number."""
    known = aliases()
    return frozenset(known.scales) | frozenset(known.units) | frozenset(known.words)


class Said:
    """What the words around a number, or of a unit, say."""

    def __init__(self, known: Aliases) -> None:
        self._aliases = known
        self.known = known_words()
        self.power: int | None = None
        self.unit: str | None = None
        self.bound: str | None = None
        self.estimated = self.points = self.rise = self.fall = False
        self.problem = Problem.UNKNOWN_WORD

    def take(self, word: str) -> bool:
        """Note what a word says; False where it is unknown or contradicts another."""
        if word in self._aliases.scales:
            return self._once("power", self._aliases.scales[word])
        if word in self._aliases.units:
            return self._once("unit", self._aliases.units[word])
        meaning = self._aliases.words.get(word)
        if meaning in ("over", "under", "about"):
            return self._once("bound", meaning)
        if meaning in ("estimated", "points", "rise", "fall"):
            setattr(self, meaning, True)
        return meaning is not None

    def _once(self, name: str, value: int | str) -> bool:
        """Set what may be said once; the same unit again (14,1% %) is a slip, the same scale (tỷ tỷ) may be none."""
        if getattr(self, name) is not None and (name == "power" or getattr(self, name) != value):
            self.problem = Problem.CONTRADICTION
            return False
        setattr(self, name, value)
        return True
