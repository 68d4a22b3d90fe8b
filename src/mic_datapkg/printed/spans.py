"""A reference period as people write it: the month it ends with, and the span it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import composed, visible

MONTH, QUARTER, YEAR_TO_DATE, YEAR = "month", "quarter", "year_to_date", "year"
# A stretch that no table has: the last six months of a year, two months together.
OTHER = "other"
_NUMBER = r"0?[1-9]|1[0-2]"
_DAY_NUMBER = r"(?<![0-9])(?P<day>0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:19|20)[0-9]{2}"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


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
class _Words:
    """The words of ``periods`` in the definitions, as pieces of expressions."""

    month: str
    month_short: str
    months: str
    first: str
    last: str
    quarter: str
    quarter_short: str
    half: str
    year: str
    of: str
    since: str
    to: str
    both: str
    january: str
    day: str
    document: str
    names: str
    numbers: str


@cache
def _words() -> _Words:
    known = aliases().periods

    def any_of(*keys: str) -> str:
        listed = (word for key in keys for word in known[key])
        return "(?:" + "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True)) + ")"

    names = "|".join(f"{name}|{name[:3]}" for name in aliases().month_names)
    # "năm tháng" may be "year, month": 5 is not read before its unit.
    numbers = "|".join(sorted((w for w, n in aliases().month_numbers.items() if n != 5), key=len, reverse=True))
    return _Words(
        month=any_of("month"),
        month_short=any_of("month_short"),
        months=any_of("months"),
        first=any_of("first"),
        last=any_of("last"),
        quarter=any_of("quarter"),
        quarter_short=any_of("quarter", "quarter_short"),
        half=any_of("half"),
        year=any_of("year"),
        of=rf"(?:\s*(?:[/.\-]|,?\s*{any_of('of')})\s*)",
        since=any_of("from"),
        to=any_of("to"),
        both=any_of("and"),
        january=any_of("since_january"),
        day=any_of("day"),
        document=any_of("document"),
        names=names,
        numbers=numbers,
    )


def _number(found: re.Match[str]) -> int:
    """The number of a month, in digits, in words, or by its English name."""
    text = found["n"]
    return int(text) if text.isdecimal() else aliases().month_numbers.get(text) or _named(text)


def _named(text: str) -> int:
    return next(n for n, name in enumerate(aliases().month_names, start=1) if name.startswith(text[:3]))


def _quarter_end(found: re.Match[str]) -> int:
    text = found["n"]
    number = _ROMAN.get(text) or (int(text) if text.isdecimal() else aliases().month_numbers[text])
    return 3 * number


def _range(found: re.Match[str]) -> tuple[str, int]:
    """From January it is the year to date; three months may be a quarter; any other is no stretch of a table."""
    first, last = int(found["first"]), int(found["n"])
    if first == 1 and last > 1:
        return YEAR_TO_DATE, last
    return (QUARTER, last) if last % 3 == 0 and first == last - 2 else (OTHER, last)


# What a pattern makes of what it found: a span and its last month; None for what is no stretch at all.
_Made = Callable[[re.Match[str]], tuple[str, int] | None]


@cache
def _wordings() -> tuple[tuple[re.Pattern[str], _Made], ...]:
    """The wordings of stretches, the longer ones first: what one has read, the next no longer sees."""
    w = _words()
    n, y = rf"(?P<n>{_NUMBER})", rf"(?P<y>{_YEAR})"
    of_year, maybe = rf"{w.of}{y}", rf"(?:{w.of}?\s*{y})?"
    made: tuple[tuple[str, _Made], ...] = (
        # The day on which something was signed, also where it is still to be written; the number of a document; years
        # to plan for.
        (rf"{_DAY_NUMBER}\s*(?P<sign>[/.\-])\s*(?:{_NUMBER})\s*(?P=sign)\s*{_YEAR}", lambda _: None),
        (
            rf"{w.day}[\s._…/-]*(?:[0-9]{{1,2}})?[\s._…/-]*{w.month}[\s._…/-]*(?:{_NUMBER})?[\s._…/-]*{w.of}?\s*{_YEAR}",
            lambda _: None,
        ),
        (rf"{_DAY_NUMBER}\s*{w.month}\s*(?:{_NUMBER})\s*{w.of}\s*{_YEAR}", lambda _: None),
        (rf"{w.document}\s*:?\s*[0-9]+/{_YEAR}", lambda _: None),
        (rf"(?:[0-9]+\s*{w.of}?\s*)?{_YEAR}\s*-\s*{_YEAR}", lambda _: None),
        (
            rf"(?:{w.since}\s*)?{w.month}\s*(?P<first>{_NUMBER})\s*{w.to}\s*(?:{w.month}\s*)?{n}(?![0-9]){maybe}",
            _range,
        ),
        (rf"{w.january}\s*{w.to}\s*{w.month}\s*{n}{maybe}", lambda found: (YEAR_TO_DATE, _number(found))),
        (rf"{w.month}\s*:?\s*{n}(?:{w.of}|\s+){y}", lambda found: (MONTH, _number(found))),
        (rf"{w.month}\s*:?\s*{n}", lambda found: (MONTH, _number(found))),
        (rf"{w.month}\s*(?P<n>{w.numbers}|{_words_of_five()}){of_year}", lambda found: (MONTH, _number(found))),
        (
            rf"(?P<n>{_NUMBER}|{w.numbers})\s*{w.months}\s*{w.last}{maybe}",
            lambda found: (OTHER, _number(found)),
        ),
        (
            rf"(?P<n>{_NUMBER}|{w.numbers})\s*{w.months}(?:\s*{w.first})?{maybe}",
            lambda found: (YEAR_TO_DATE, _number(found)),
        ),
        (rf"{w.first}\s*{n}\s*{w.months}{maybe}", lambda found: (YEAR_TO_DATE, _number(found))),
        (rf"{w.half}{maybe}", lambda _: (YEAR_TO_DATE, 6)),
        (
            rf"{w.quarter_short}\s*\.?\s*(?P<n>iv|i{{1,3}}|[1-4])(?![0-9ivx]){w.of}?\s*{y}",
            lambda found: (QUARTER, _quarter_end(found)),
        ),
        (
            rf"{w.quarter}\s*\.?\s*(?P<n>iv|i{{1,3}}|[1-4]|{w.numbers})(?![0-9ivx]){maybe}",
            lambda found: (QUARTER, _quarter_end(found)),
        ),
        (rf"(?P<y>{_YEAR})-(?P<n>0[1-9]|1[0-2])(?![0-9-])", lambda found: (MONTH, _number(found))),
        (rf"{w.month_short}?\s*{n}\s*(?:[/.\-]|{w.of})\s*{y}", lambda found: (MONTH, _number(found))),
        (rf"(?P<n>{w.names})\.?,?\s*{y}", lambda found: (MONTH, _number(found))),
        # A month that was not filled in: tháng ... năm 2022.
        (
            rf"(?:{w.month}|{w.quarter})[\s._…/,:-]*(?:(?!i{{1,3}}\b|iv\b)[^\W\d_]+\s+){{0,2}}?{w.of}\s*{_YEAR}",
            lambda _: None,
        ),
        (rf"{w.year}\s*{y}", lambda _: (YEAR, 12)),
    )
    return tuple((re.compile(rf"(?<![0-9a-zà-ỹ/.\-])(?:{wording})(?![0-9/])"), of) for wording, of in made)


def _words_of_five() -> str:
    return "|".join(word for word, number in aliases().month_numbers.items() if number == 5)


@cache
def _alone() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What names a stretch where it is all that a text says; in a title it could be the number of a document.

    2022.1 is none of it: a spreadsheet makes that of 2022.10 as well.
    """
    w, n, y = _words(), rf"(?P<n>{_NUMBER})", rf"(?P<y>{_YEAR})"
    made = (
        (rf"{y}\s*[/-]\s*{n}", MONTH),
        (rf"(?:{w.month}\.?|{w.month_short})\s*{n}\s*(?:[/.,-]|{w.of})?\s*{y}", MONTH),
        (rf"(?P<n>{w.names})\.?\s*[-/]\s*{y}", MONTH),
        (rf"{y}\s*[-/]?\s*{w.quarter_short}(?P<n>[1-4])", QUARTER),
        (rf"{n}\s*{w.month_short}\s*/\s*{y}", YEAR_TO_DATE),
    )
    return tuple((re.compile(wording), span) for wording, span in made)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A text in small letters with what it names: complete stretches, and those that want their year."""

    text: str
    mentions: tuple[Mention, ...]

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
    for pattern, made in _wordings():
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
    listed = re.compile(rf"\s*{_words().first}?\s*{_words().both}\s*")
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
    mentions = named_in(folded).mentions
    if len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (0, len(folded)):
        return mentions[0].stretch
    for pattern, span in _alone():
        found = pattern.fullmatch(folded)
        if found:
            return Stretch(
                period=f"{found['y']}-{_quarter_end(found) if span == QUARTER else _number(found):02d}", span=span
            )
    return None


def spans_in(text: str) -> Iterator[Stretch]:
    """Every complete stretch that a longer text names."""
    return (mention.stretch for mention in named_in(text).mentions if mention.stretch is not None)


@cache
def _days() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """What may stand before a day, and how days are written."""
    w, month = _words(), rf"(?P<month>{_NUMBER})"
    before = re.compile("^" + "".join(f"(?:{word} )?" for word in aliases().periods["until"]))
    return before, (
        re.compile(rf"{_DAY_NUMBER}\s*[/.\-]\s*{month}\s*[/.\-]\s*(?P<year>{_YEAR})"),
        re.compile(rf"(?:{w.day}\s*)?{_DAY_NUMBER}\s*{w.month}\s*{month}\s*{w.of}\s*(?P<year>{_YEAR})"),
        re.compile(
            rf"(?P<year>{_YEAR})([/-])(?P<month>0[1-9]|1[0-2])\2(?P<day>0[1-9]|[12][0-9]|3[01])"
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
