"""How stretches of time are worded: the words of the definitions as expressions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from mic_datapkg.printed.aliases import aliases

MONTH, QUARTER, YEAR_TO_DATE, YEAR = "month", "quarter", "year_to_date", "year"
# A stretch that no table has: the last six months of a year.
OTHER = "other"
NUMBER = r"0?[1-9]|1[0-2]"
DAY_NUMBER = r"(?<![0-9])(?P<day>0?[1-9]|[12][0-9]|3[01])"
A_YEAR = r"(?:19|20)[0-9]{2}"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, kw_only=True)
class Words:
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
def words() -> Words:
    """The words, as the definitions have them."""
    known = aliases().periods

    def any_of(*keys: str) -> str:
        listed = (word for key in keys for word in known[key])
        return "(?:" + "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True)) + ")"

    names = "|".join(f"{name}|{name[:3]}" for name in aliases().month_names)
    # "năm tháng" may be "year, month": 5 is not read before its unit.
    numbers = "|".join(sorted((w for w, n in aliases().month_numbers.items() if n != 5), key=len, reverse=True))
    return Words(
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


def number(found: re.Match[str]) -> int:
    """The number of a month, in digits, in words, or by its English name."""
    text = found["n"]
    return int(text) if text.isdecimal() else aliases().month_numbers.get(text) or _named(text)


def _named(text: str) -> int:
    return next(n for n, name in enumerate(aliases().month_names, start=1) if name.startswith(text[:3]))


def quarter_end(found: re.Match[str]) -> int:
    """The last month of a quarter."""
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
def wordings() -> tuple[tuple[re.Pattern[str], _Made], ...]:
    """The wordings of stretches, the longer ones first: what one has read, the next no longer sees."""
    w = words()
    n, y = rf"(?P<n>{NUMBER})", rf"(?P<y>{A_YEAR})"
    of_year, maybe = rf"{w.of}{y}", rf"(?:{w.of}?\s*{y})?"
    made: tuple[tuple[str, _Made], ...] = (
        (
            rf"(?:{w.since}\s*)?{w.month}\s*(?P<first>{NUMBER})\s*{w.to}\s*(?:{w.month}\s*)?{n}(?![0-9]){maybe}",
            _range,
        ),
        (rf"{w.january}\s*{w.to}\s*{w.month}\s*{n}{maybe}", lambda found: (YEAR_TO_DATE, number(found))),
        (rf"{w.month}\s*:?\s*{n}(?:{w.of}|\s+){y}", lambda found: (MONTH, number(found))),
        (rf"{w.month}\s*:?\s*{n}", lambda found: (MONTH, number(found))),
        (rf"{w.month}\s*(?P<n>{w.numbers}|{_words_of_five()}){of_year}", lambda found: (MONTH, number(found))),
        (
            rf"(?P<n>{NUMBER}|{w.numbers})\s*{w.months}\s*{w.last}{maybe}",
            lambda found: (OTHER, number(found)),
        ),
        (
            rf"(?P<n>{NUMBER}|{w.numbers})\s*{w.months}(?:\s*{w.first})?{maybe}",
            lambda found: (YEAR_TO_DATE, number(found)),
        ),
        (rf"{w.first}\s*{n}\s*{w.months}{maybe}", lambda found: (YEAR_TO_DATE, number(found))),
        (rf"{w.half}{maybe}", lambda _: (YEAR_TO_DATE, 6)),
        (
            rf"{w.quarter_short}\s*\.?\s*(?P<n>iv|i{{1,3}}|[1-4])(?![0-9ivx]){w.of}?\s*{y}",
            lambda found: (QUARTER, quarter_end(found)),
        ),
        (
            rf"{w.quarter}\s*\.?\s*(?P<n>iv|i{{1,3}}|[1-4]|{w.numbers})(?![0-9ivx]){maybe}",
            lambda found: (QUARTER, quarter_end(found)),
        ),
        (rf"(?P<y>{A_YEAR})-(?P<n>0[1-9]|1[0-2])(?![0-9-])", lambda found: (MONTH, number(found))),
        (rf"{w.month_short}?\s*{n}\s*(?:[/.\-]|{w.of})\s*{y}", lambda found: (MONTH, number(found))),
        (rf"(?P<n>{w.names})\.?,?\s*{y}", lambda found: (MONTH, number(found))),
    )
    made = (*_of_documents(w), *made, *_not_filled_in(w), (rf"{w.year}\s*{y}", lambda _: (YEAR, 12)))
    return tuple((re.compile(rf"(?<![0-9a-zà-ỹ/.\-])(?:{wording})(?![0-9/])"), of) for wording, of in made)


def _of_documents(w: Words) -> tuple[tuple[str, _Made], ...]:
    """What is no stretch, and would be read as one."""
    return (
        # The day on which something was signed, also where it is still to be written; the number of a document; years
        # to plan for.
        (rf"{DAY_NUMBER}\s*(?P<sign>[/.\-])\s*(?:{NUMBER})\s*(?P=sign)\s*{A_YEAR}", lambda _: None),
        (
            rf"{w.day}[\s._…/-]*(?:[0-9]{{1,2}})?[\s._…/-]*{w.month}[\s._…/-]*(?:{NUMBER})?[\s._…/-]*{w.of}?\s*{A_YEAR}",
            lambda _: None,
        ),
        (rf"{DAY_NUMBER}\s*{w.month}\s*(?:{NUMBER})\s*{w.of}\s*{A_YEAR}", lambda _: None),
        (rf"{w.document}\s*:?\s*[0-9]+/{A_YEAR}", lambda _: None),
        (rf"(?:[0-9]+\s*{w.of}?\s*)?{A_YEAR}\s*-\s*{A_YEAR}", lambda _: None),
    )


def _not_filled_in(w: Words) -> tuple[tuple[str, _Made], ...]:
    return (
        # A month that was not filled in: tháng ... năm 2022.
        (
            rf"(?:{w.month}|{w.quarter})[\s._…/,:-]*(?:(?!i{{1,3}}\b|iv\b)[^\W\d_]+\s+){{0,2}}?{w.of}\s*{A_YEAR}",
            lambda _: None,
        ),
    )


def _words_of_five() -> str:
    return "|".join(word for word, number in aliases().month_numbers.items() if number == 5)


@cache
def alone() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What names a stretch where it is all that a text says; in a title it could be the number of a document.

    2022.1 is none of it: a spreadsheet makes that of 2022.10 as well.
    """
    w, n, y = words(), rf"(?P<n>{NUMBER})", rf"(?P<y>{A_YEAR})"
    made = (
        (rf"{y}\s*[/-]\s*{n}", MONTH),
        (rf"(?:{w.month}\.?|{w.month_short})\s*{n}\s*(?:[/.,-]|{w.of})?\s*{y}", MONTH),
        (rf"(?P<n>{w.names})\.?\s*[-/]\s*{y}", MONTH),
        (rf"{y}\s*[-/]?\s*{w.quarter_short}(?P<n>[1-4])", QUARTER),
        (rf"{n}\s*{w.month_short}\s*/\s*{y}", YEAR_TO_DATE),
    )
    return tuple((re.compile(wording), span) for wording, span in made)
