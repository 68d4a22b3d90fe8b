"""What the header of a report form says of a column: which figure stands there, and of which stretch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import composed, normal
from mic_datapkg.printed.spans import OTHER as OTHER_SPAN
from mic_datapkg.printed.spans import YEAR_TO_DATE, Mention, Stretch, named_in, spans_in
from mic_datapkg.reading.layouts.stated_periods import StatedPeriod, stated_period

VALUE, CUMULATIVE, MONTH = "value", "year_to_date", "month"
# What a stretch is to the one that a form reports; ``relations`` in the definitions says what each is called.
REPORTED, BEFORE, SO_FAR, SO_FAR_YEAR_AGO = "reported", "before", "so_far", "so_far_year_ago"
YEAR_AGO, YEAR_BEFORE, THIS_YEAR, OTHER = "year_ago", "year_before", "this_year", "other"
# How many months before its last one a stretch begins.
_MONTHS_BEFORE = {"quarter": 2, "year": 11}
_BY_LENGTH = (MONTH, "quarter", CUMULATIVE, "year")
FIGURES = (VALUE, "month_ago", "year_ago", "mom", "yoy")
# Between a header and the one that spans it and others.
UNDER = " | "


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a column of a form holds: its role, and whether its figures run from January or are estimates.

    ``stretch`` is its own, where it is not the one that the form reports.
    """

    role: str
    cumulative: bool = False
    estimated: bool = False
    stretch: Stretch | None = None


@lru_cache(maxsize=4096)
def use_of(header: str, reported: Stretch | None = None) -> Use | None:
    """What a header says, once the stretch that its form reports is known; None where it is not understood.

    Example:
        >>> january = Stretch(period="2022-01", span="month")
        >>> use_of("So với tháng 12/2021 (%)", january)
        Use(role='mom', cumulative=False, estimated=False)
        >>> use_of("Lũy kế đến hết tháng 01/2022", january).cumulative, use_of("Kế hoạch năm 2022", january).role
        (True, 'plan')
    """
    over, _, below = header.partition(UNDER)
    if below and use_of(over, reported) == Use(role=VALUE) and normal(below):
        # "Tháng 01/2022" over "So với cùng kỳ": what stands below is said of the stretch that is reported.
        return use_of(below, reported)
    turns = (_of_words(normal(_worded(header.replace(UNDER, " "), reported, turn))) for turn in range(2))
    return next((use for use in turns if use is not None), None)


def stretch_of(period: StatedPeriod, lines: Sequence[str], headers: Iterable[str]) -> Stretch | StatedPeriod:
    """The one stretch that a form reports, by its titles or else by its headers; all that was stated if not one.

    A title such as "tháng 5 và 5 tháng đầu năm 2022" names the month; its columns say which figures run from January.
    Of several months in the headers the last is reported; the others are what it is compared with.
    """
    uses = {header: use for header in headers if (use := use_of(header)) is not None and use.role == VALUE}
    if period.unclear:
        # "Tháng 01" above a column "Tháng 01/2022" is clear.
        period = stated_period([*lines, *uses])
        if period.unclear:
            return period
    named = period.stretches
    cumulative = any(use.cumulative for use in uses.values())
    if not named:
        months = {s for header in uses for s in spans_in(header) if s.span == MONTH and not uses[header].cumulative}
        others = frozenset(stretch for header in uses for stretch in spans_in(header))
        return max(months, key=lambda stretch: stretch.period) if months else _one(others)
    if cumulative and any(_is_of_a_month(header) for header in uses):
        named |= {Stretch(period=stretch.period, span=MONTH) for stretch in named if stretch.span == CUMULATIVE}
    if cumulative:
        # "Quý III và 9 tháng đầu năm": the columns tell the quarter from the months since January.
        shortest = min(named, key=lambda stretch: _BY_LENGTH.index(stretch.span))
        named = frozenset({shortest}) if len({stretch.period for stretch in named}) == 1 else named
    return _one(named)


def own_stretches(headers: Mapping[int, str], reported: Stretch) -> dict[int, Stretch]:
    """The stretches of columns that are rows of their own: three months or more in a row, or parts of the one reported.

    A month or two beside the one reported are what it is compared with.
    """
    year = int(reported.period[:4])
    own: dict[int, Stretch] = {}
    for column, header in headers.items():
        use, mentions = use_of(header), named_in(header).mentions
        is_value = use is not None and (use.role, use.cumulative) == (VALUE, False)
        if is_value and len(mentions) == 1 and mentions[0].span != OTHER_SPAN:
            own[column] = mentions[0].in_year(mentions[0].year or year)
    told = set(own.values())
    parts = told and reported.span in ("quarter", "year") and all(is_within(one, reported) for one in told - {reported})
    return own if (parts and told != {reported}) or _in_a_row(told) else {}


def is_within(stretch: Stretch, whole: Stretch) -> bool:
    """Whether a shorter stretch is a part of a quarter, a year, or the months since January."""
    first = (
        f"{whole.period[:4]}-01"
        if whole.span == CUMULATIVE
        else f"{whole.period[:5]}{int(whole.period[5:]) - _MONTHS_BEFORE.get(whole.span, 0):02d}"
    )
    return first <= stretch.period <= whole.period and _BY_LENGTH.index(stretch.span) < _BY_LENGTH.index(whole.span)


def agree(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches are the same, or one is a part of the other."""
    return one == other or is_within(one, other) or is_within(other, one)


def _in_a_row(stretches: Iterable[Stretch]) -> bool:
    """Whether there are three of one span, each right behind the one before."""
    steps = {MONTH: 1, "quarter": 3, "year": 12}
    numbers = {(s.span, int(s.period[:4]) * 12 + int(s.period[5:])) for s in stretches if s.span in steps}
    return any({(span, n + steps[span]), (span, n + 2 * steps[span])} <= numbers for span, n in numbers)


def _one(named: frozenset[Stretch]) -> Stretch | StatedPeriod:
    months = [stretch for stretch in named if stretch.span == MONTH]
    others = [stretch for stretch in named if stretch.span == CUMULATIVE]
    if len(months) == 1 and len(others) == len(named) - 1 and len({stretch.period for stretch in named}) == 1:
        return months[0]
    return next(iter(named)) if len(named) == 1 else StatedPeriod(stretches=named)


def _is_of_a_month(header: str) -> bool:
    use, months = use_of(header), aliases().periods["month"]
    return use is not None and not use.cumulative and any(word in months for word in normal(header).split())


def _worded(header: str, reported: Stretch | None, turn: int) -> str:
    """A header with each stretch in it called by what it is to the one that the form reports."""
    if reported is None:
        return named_in(header).worded(lambda mention: _called(_relation_to_any(mention)))
    year = int(reported.period[:4])

    def year_ago(found: re.Match[str]) -> str:
        return _called(YEAR_AGO) if int(found["year"]) == year - 1 else found.group()

    def called(mention: Mention) -> str:
        relations = _relation(mention.in_year(mention.year or year), reported) if mention.span != OTHER_SPAN else ()
        # Without a year, December is the month before January, and nothing is a year ago.
        if mention.year is None:
            relations = _relation_without_year(mention, reported)
        return " ".join(_called(relation) for relation in (relations or (OTHER,))[turn:][:1] if relation)

    return named_in(_same_period().sub(year_ago, composed(header))).worded(called)


def _relation_to_any(mention: Mention) -> str:
    """What a stretch is called where the one reported is not known."""
    if mention.span == OTHER_SPAN:
        return OTHER
    return SO_FAR if mention.span == YEAR_TO_DATE and mention.year is None else REPORTED


def _relation_without_year(mention: Mention, reported: Stretch) -> tuple[str, str]:
    month = int(reported.period[5:])
    if mention.month == month and mention.span in (reported.span, YEAR_TO_DATE):
        return (SO_FAR if mention.span == YEAR_TO_DATE else REPORTED,) * 2
    return (BEFORE if mention.span == MONTH and mention.month == (month - 1 or 12) else OTHER,) * 2


def _relation(stretch: Stretch, reported: Stretch) -> tuple[str, str]:
    """What a stretch is to the one reported, in two wordings: behind another word the second may be the right one."""
    year, month = int(reported.period[:4]), int(reported.period[5:])
    before = f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"
    year_ago = f"{year - 1}-{month:02d}"
    if stretch == reported:
        return REPORTED, ""
    if stretch == Stretch(period=before, span="month") and reported.span == "month":
        return BEFORE, ""
    if stretch == Stretch(period=year_ago, span=reported.span):
        return YEAR_AGO, YEAR_BEFORE
    if stretch.span == CUMULATIVE and stretch.period in (reported.period, year_ago):
        # The sum of last year is never its month.
        return (SO_FAR, "") if stretch.period == reported.period else (SO_FAR_YEAR_AGO, SO_FAR_YEAR_AGO)
    if stretch.span == "year" and stretch.period[:4] == str(year):
        return THIS_YEAR, THIS_YEAR
    return (YEAR_BEFORE if stretch == Stretch(period=f"{year - 1}-12", span="year") else OTHER), OTHER


def _called(relation: str) -> str:
    return aliases().relations[relation]


def _compared_first(key: str) -> str:
    """A comparison in its usual words: "so sánh tháng trước" is "so với tháng trước"."""
    begins = (phrase for phrase in aliases().form_words["compared"] if f"{key} ".startswith(f"{phrase} "))
    phrase = max(begins, key=len, default=None)
    return key if phrase is None else f"{_called('compared')} {key[len(phrase) :].strip()}".strip()


@cache
def _same_period() -> re.Pattern[str]:
    """Cùng kỳ năm 2021, with the year of last year."""
    same, year = ("|".join(map(re.escape, words)) for words in (aliases().same_period, aliases().periods["year"]))
    return re.compile(rf"(?:{same})(?: (?:{year}))? (?P<year>20[0-9]{{2}})(?![0-9/])", re.IGNORECASE)


def _of_words(key: str) -> Use | None:
    form, words = aliases().form, aliases().form_words
    key = _compared_first(key.removeprefix("+ ").removeprefix(f"{_called(REPORTED)} "))
    if aliases().words.get(key.split(" ")[0]) == "fall" and len(key.split()) > 1:
        # "Giảm so với tháng trước": whether 9,29 below it means a fall or a change of that size nobody knows.
        return None
    shorter = _without_first(key, words["actual"])
    known = form.get(key) or form.get(shorter) or ("area" if aliases().common.get(key) == "area" else None)
    if known is not None:
        return Use(role=known)
    if any(_holds(key, phrase) for phrase in words["plan"]):
        return Use(role="plan")
    key = shorter
    rest, estimated = _without(key, words["estimate"])
    rest, cumulative = _without(rest, words[CUMULATIVE])
    if not estimated:
        rest, estimated = _without(rest, words["estimate"])
    role = VALUE if not rest and (estimated or cumulative) else form.get(rest)
    if role in FIGURES and rest != key:
        return Use(role=role, cumulative=cumulative, estimated=estimated and role == VALUE)
    if any(_holds(key, phrase) for phrase in words["comparison"]):
        return Use(role="comparison")
    other, named = _without(rest, (_called(OTHER), _called(YEAR_BEFORE), _called(THIS_YEAR)))
    return Use(role="other_period") if named and (not other or form.get(other) in FIGURES) else None


def _holds(key: str, phrase: str) -> bool:
    return f" {phrase} " in f" {key} "


def _without_first(key: str, phrases: Iterable[str]) -> str:
    """The words behind the longest phrase that they begin with; all of them where nothing is left."""
    phrase = max((phrase for phrase in phrases if key.startswith(f"{phrase} ")), key=len, default="")
    return key.removeprefix(phrase).strip()


def _without(key: str, phrases: Iterable[str]) -> tuple[str, bool]:
    """The words without the longest phrase before or behind them, and whether there was one."""
    for phrase in sorted(phrases, key=len, reverse=True):
        if f"{key} ".startswith(f"{phrase} "):
            return key[len(phrase) :].strip(), True
        if f" {key}".endswith(f" {phrase}"):
            return key[: -len(phrase)].strip(), True
    return key, False
