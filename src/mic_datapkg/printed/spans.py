"""A reference period as people write it: the month it ends with, and the span it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from mic_datapkg.printed.names import composed, visible

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_OF = r"\s*(?:[/.\-,]|năm|of|in)?\s*"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NAMES = "|".join(f"{name}|{name[:3]}" for name in _ENGLISH)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time: its last month and its span."""

    period: str
    span: str


def _month(found: re.Match[str]) -> Stretch:
    return Stretch(period=f"{found['year']}-{int(found['month']):02d}", span="month")


def _named_month(found: re.Match[str]) -> Stretch:
    number = next(n for n, name in enumerate(_ENGLISH, start=1) if name.startswith(found["name"][:3]))
    return Stretch(period=f"{found['year']}-{number:02d}", span="month")


def _quarter(found: re.Match[str]) -> Stretch:
    quarter = _ROMAN.get(found["quarter"]) or int(found["quarter"])
    return Stretch(period=f"{found['year']}-{3 * quarter:02d}", span="quarter")


def _months(found: re.Match[str]) -> Stretch:
    return Stretch(period=f"{found['year']}-{int(found['month']):02d}", span="year_to_date")


def _half(found: re.Match[str]) -> Stretch:
    return Stretch(period=f"{found['year']}-06", span="year_to_date")


def _year(found: re.Match[str]) -> Stretch:
    return Stretch(period=f"{found['year']}-12", span="year")


# Longer wordings first: what one has read, the next no longer sees.
_WORDINGS: tuple[tuple[str, Callable[[re.Match[str]], Stretch]], ...] = (
    (rf"{_MONTH}\s*tháng(?:\s*đầu)?(?:\s*năm)?{_OF}{_YEAR}", _months),
    (rf"(?:first\s*)?{_MONTH}\s*months(?:\s*of)?{_OF}{_YEAR}", _months),
    (rf"(?:nửa\s*đầu\s*năm|first\s*half(?:\s*of)?|h1){_OF}{_YEAR}", _half),
    (rf"(?:quý|quí|q|quarter)\s*\.?\s*(?P<quarter>iv|i{{1,3}}|[1-4])(?![0-9ivx]){_OF}{_YEAR}", _quarter),
    (rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])(?![0-9-])", _month),
    (rf"(?:tháng|t|month)?\s*{_MONTH}\s*(?:[/.\-]|năm)\s*{_YEAR}", _month),
    (rf"(?P<name>{_NAMES})\.?,?\s*{_YEAR}", _named_month),
    (rf"(?:cả\s*năm|năm|year|full\s*year)\s*{_YEAR}", _year),
)
# What names a stretch where it is all that a text says; in a title the same could be the number of a document.
# 2022.1 is none of it: a spreadsheet makes that of 2022.10 as well.
_ALONE: tuple[tuple[str, Callable[[re.Match[str]], Stretch]], ...] = (
    (rf"{_YEAR}\s*[/-]\s*{_MONTH}", _month),
    (rf"(?:tháng|thg\.?|t)\s*{_MONTH}\s*(?:[/.,-]|năm)?\s*{_YEAR}", _month),
    (rf"(?P<name>{_NAMES})\.?\s*[-/]\s*{_YEAR}", _named_month),
    (rf"{_YEAR}\s*[-/]?\s*q(?P<quarter>[1-4])", _quarter),
    (rf"{_MONTH}\s*t\s*/\s*{_YEAR}", _months),
)
# "tháng 5 và 5 tháng đầu năm 2022" names two stretches and one year.
_ITEM = r"(?:tháng (?:0?[1-9]|1[0-2])|qu[ýí] (?:iv|i{1,3}|[1-4])|(?:0?[1-9]|1[0-2]) tháng(?: đầu)?)(?![0-9a-z])"
_SHARED = re.compile(
    rf"(?P<item>{_ITEM})(?: đầu năm)?\s*(?:và|,|;)\s*(?P<rest>(?:{_ITEM}(?:\s*(?:năm|[/.\-]))?|(?:cả )?năm)\s*{_YEAR})"
)
_DAY = re.compile(
    r"(?<![0-9])(?P<day>0?[1-9]|[12][0-9]|3[01])\s*[/.\-]\s*(?P<month>0?[1-9]|1[0-2])\s*[/.\-]\s*" + _YEAR
)
_DAY_OF_A_DATE = re.compile(
    rf"{_YEAR}([/-])(?P<month>0[1-9]|1[0-2])\2(?P<day>0[1-9]|[12][0-9]|3[01])(?:[t ]00:00(?::00(?:\.0+)?)?)?"
)
# Until when figures count: tính đến hết ngày 20/01/2022.
_UNTIL = re.compile(r"^(?:số liệu )?(?:tính )?(?:đến )?(?:hết )?(?:ngày )?")
_DAY_IN_WORDS = re.compile(
    rf"(?:ngày\s*)?(?<![0-9])(?P<day>0?[1-9]|[12][0-9]|3[01])\s*tháng\s*{_MONTH}\s*năm\s*{_YEAR}"
)
# What names no stretch: the day on which something was signed, also where the day is still to be written; a form in
# which the month was not filled in (tháng ... năm 2022); the number of a document (số 12/2021); and
# years to plan for (kế hoạch 5 năm 2021-2025).
_NO_STRETCH = re.compile(
    rf"ngày[\s._…/-]*tháng[\s._…/-]*(?:{_MONTH})?[\s._…/-]*năm\s*(?:19|20)[0-9]{{2}}"
    rf"|(?<![0-9])(?<![0-9]\s)(?:tháng|quý|quí)[\s._…/,:-]*(?:(?!i{{1,3}}\b|iv\b)[^\W\d_]+\s+){{0,2}}?năm\s*(?:19|20)[0-9]{{2}}"
    rf"|số\s*:?\s*[0-9]+/(?:19|20)[0-9]{{2}}"
    rf"|(?:(?<![0-9])[0-9]+\s*năm\s*)?(?<![0-9/.-])20[0-9]{{2}}\s*-\s*20[0-9]{{2}}(?![0-9])"
)
# The months that are written in words before a year: tháng một năm 2022, tháng giêng năm 2022.
_IN_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "giêng,một",
            "hai",
            "ba",
            "tư,bốn",
            "năm",
            "sáu",
            "bảy,bẩy",
            "tám",
            "chín",
            "mười",
            "mười một",
            "chạp,mười hai",
        ),
        start=1,
    )
    for word in words.split(",")
}
_MONTH_IN_WORDS = re.compile(rf"tháng (?P<word>{'|'.join(sorted(_IN_WORDS, key=len, reverse=True))}) năm {_YEAR}")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Stretch]], ...]:
    """The wordings, compiled when they are first needed: most tables write their periods plainly."""
    return tuple((re.compile(rf"(?<![0-9a-zà-ỹ/.\-]){wording}(?![0-9/])"), made) for wording, made in _WORDINGS)


@cache
def _alone() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Stretch]], ...]:
    return tuple((re.compile(wording), made) for wording, made in _ALONE)


def read_span(text: str) -> Stretch | None:
    """The stretch that a text is, or None if it is none, or says more than one.

    Example:
        >>> read_span("6 tháng đầu năm 2022")
        Stretch(period='2022-06', span='year_to_date')
        >>> read_span("12.2022").period, read_span("quý I/2022").span, read_span("9 tháng")
        ('2022-12', 'quarter', None)
    """
    folded = _folded(text).rstrip(".")
    for pattern, made in (*_patterns(), *_alone()):
        found = pattern.fullmatch(folded)
        if found:
            return made(found)
    return None


def spans_in(text: str) -> Iterator[Stretch]:
    """Every stretch that a longer text names, such as the title of a report form."""
    found: list[Stretch] = []

    def note(stretch: Stretch) -> str:
        found.append(stretch)
        return ""

    with_spans_as(text, note)
    yield from found


def with_spans_as(text: str, name: Callable[[Stretch], str]) -> str:
    """A text in which each stretch is called by a name, in lower case and without days."""
    left = _NO_STRETCH.sub(" ", _DAY_IN_WORDS.sub(" ", _DAY.sub(" ", _folded(text))))
    # From the last to the first: each takes the year of the one behind it.
    while (more := _SHARED.sub(r"\g<item>/\g<year> \g<rest>", left)) != left:
        left = more
    for pattern, made in _patterns():
        left = pattern.sub(partial(_named, made, name), left)
    return left


def _named(made: Callable[[re.Match[str]], Stretch], name: Callable[[Stretch], str], found: re.Match[str]) -> str:
    return f" {name(made(found))} "


def read_day(text: str) -> date | None:
    """The day that a text is: 2022-01-20, or 20/01/2022 with the day first, as in Vietnam; a time of midnight is none.

    Example:
        >>> read_day("20/1/2022")
        datetime.date(2022, 1, 20)
    """
    said = _UNTIL.sub("", _folded(text).rstrip("."), count=1)
    found = _DAY.fullmatch(said) or _DAY_IN_WORDS.fullmatch(said) or _DAY_OF_A_DATE.fullmatch(said)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _folded(text: str) -> str:
    folded = re.sub(r"\s+", " ", visible(composed(text)).casefold().replace("–", "-")).strip()
    return _MONTH_IN_WORDS.sub(lambda found: f"tháng {_IN_WORDS[found['word']]} năm {found['year']}", folded)
