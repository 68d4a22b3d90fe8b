"""A reference period as people write it: the month it ends with, and the span it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import composed, visible
from mic_datapkg.printed.wordings import (
    A_YEAR,
    DAY_NUMBER,
    MONTH,
    NUMBER,
    OTHER,
    QUARTER,
    YEAR,
    YEAR_TO_DATE,
    alone,
    number,
    quarter_end,
    wordings,
    words,
)

__all__ = [
    "MONTH",
    "OTHER",
    "QUARTER",
    "YEAR",
    "YEAR_TO_DATE",
    "Mention",
    "Named",
    "Stretch",
    "named_in",
    "read_day",
    "read_span",
    "spans_in",
]


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time: its last month and its span."""

    period: str
    span: str


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A stretch as a text names it, between two characters of the folded text: its last month, and its year if said."""

    start: int
    end: int
    span: str
    month: int
    year: int | None

    @property
    def stretch(self) -> Stretch | None:
        """The stretch; None without its year, or where no table has such a one."""
        return None if self.year is None or self.span == OTHER else self.in_year(self.year)

    def in_year(self, year: int) -> Stretch:
        """The stretch in a year that stands elsewhere."""
        return Stretch(period=f"{year}-{self.month:02d}", span=self.span)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A text in small letters with what it names: complete stretches, and those that want their year."""

    text: str
    mentions: tuple[Mention, ...]

    @property
    def is_one(self) -> bool:
        """Whether the text is one mention and nothing else."""
        return len(self.mentions) == 1 and (self.mentions[0].start, self.mentions[0].end) == (0, len(self.text))

    def worded(self, name: Callable[[Mention], str | None]) -> str:
        """The text with each mention called by a name, or left as it stands for None, and without days."""
        made, at = [], 0
        for mention in self.mentions:
            called = name(mention)
            made += [
                self.text[at : mention.start],
                self.text[mention.start : mention.end] if called is None else called,
            ]
            at = mention.end
        return " ".join([*made, self.text[at:]])


# The same headers and titles are asked about again and again.
@lru_cache(maxsize=4096)
def named_in(text: str) -> Named:
    """What a text names; a mention takes the year of the one behind it with which it is listed.

    Example:
        >>> [(m.span, m.month, m.year) for m in named_in("Kết quả tháng 01, nhiệm vụ tháng 02 năm 2022").mentions]
        [('month', 1, None), ('month', 2, 2022)]
        >>> [(m.span, m.month, m.year) for m in named_in("tháng 5 và 5 tháng đầu năm 2022").mentions]
        [('month', 5, 2022), ('year_to_date', 5, 2022)]
    """
    folded = _folded(text)
    found: list[Mention] = []
    left = list(folded)
    for pattern, made in wordings():
        for one in pattern.finditer("".join(left)):
            of = made(one)
            # What has been read is not read again; a day is seen no more.
            left[one.start() : one.end()] = "\0" * (one.end() - one.start()) if of else " " * (one.end() - one.start())
            if of is not None:
                year = one.groupdict().get("y")
                span, month = of
                found.append(
                    Mention(start=one.start(), end=one.end(), span=span, month=month, year=int(year) if year else None)
                )
    days = "".join(c if mark != " " else " " for c, mark in zip(folded, left, strict=True))
    return Named(text=days, mentions=tuple(_with_shared_years(days, sorted(found, key=lambda one: one.start))))


def _with_shared_years(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    listed = re.compile(rf"\s*{words().first}?\s*{words().both}\s*")
    made: list[Mention] = []
    for mention in reversed(mentions):
        behind = made[-1] if made else None
        shares = behind is not None and listed.fullmatch(text[mention.end : behind.start])
        # December and January are of two years.
        if mention.year is None and behind is not None and shares and mention.month <= behind.month:
            made.append(replace(mention, year=behind.year))
        else:
            made.append(mention)
    return reversed(made)


def read_span(text: str) -> Stretch | None:
    """The stretch that a text is, or None if it is none, or says more than one.

    Example:
        >>> read_span("6 tháng đầu năm 2022")
        Stretch(period='2022-06', span='year_to_date')
        >>> read_span("12.2022").period, read_span("quý I/2022").span, read_span("9 tháng")
        ('2022-12', 'quarter', None)
    """
    folded = _folded(text).rstrip(".")
    named = named_in(folded)
    if named.is_one:
        return named.mentions[0].stretch
    for pattern, span in alone():
        found = pattern.fullmatch(folded)
        if found:
            return Stretch(
                period=f"{found['y']}-{quarter_end(found) if span == QUARTER else number(found):02d}", span=span
            )
    return None


def spans_in(text: str) -> Iterator[Stretch]:
    """Every complete stretch that a longer text names."""
    return (mention.stretch for mention in named_in(text).mentions if mention.stretch is not None)


@cache
def _days() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """What may stand before a day, and how days are written."""
    w, month = words(), rf"(?P<month>{NUMBER})"
    before = re.compile("^" + "".join(f"(?:{word} )?" for word in aliases().periods["until"]))
    return before, (
        re.compile(rf"{DAY_NUMBER}\s*[/.\-]\s*{month}\s*[/.\-]\s*(?P<year>{A_YEAR})"),
        re.compile(rf"(?:{w.day}\s*)?{DAY_NUMBER}\s*{w.month}\s*{month}\s*{w.of}\s*(?P<year>{A_YEAR})"),
        re.compile(
            rf"(?P<year>{A_YEAR})([/-])(?P<month>0[1-9]|1[0-2])\2(?P<day>0[1-9]|[12][0-9]|3[01])"
            r"(?:[t ]00:00(?::00(?:\.0+)?)?)?"
        ),
    )


def read_day(text: str) -> date | None:
    """The day that a text is: 2022-01-20, or 20/01/2022 with the day first, as in Vietnam; a time of midnight is none.

    Example:
        >>> read_day("20/1/2022")
        datetime.date(2022, 1, 20)
    """
    before, days = _days()
    said = before.sub("", _folded(text).rstrip("."), count=1)
    found = next((found for pattern in days if (found := pattern.fullmatch(said))), None)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", visible(composed(text)).casefold().replace("–", "-")).strip()
