"""Which stretch the lines around a table state for its figures, and what in them was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.area_names import is_province
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.spans import MONTH, OTHER, QUARTER, YEAR, Mention, Named, Stretch, named_in

TASK, OUTLOOK, COMPARED, DOCUMENT, CARRIED_OUT = "task", "outlook", "compared", "document", "carried_out"


@dataclass(frozen=True, kw_only=True)
class StatedPeriod:
    """The stretches that lines state, and the texts that name one and could not be understood.

    ``year`` is the one that a line states by itself: months without theirs in a header are of it. ``estimated`` says
    that the lines speak of an estimate.
    """

    stretches: frozenset[Stretch] = frozenset()
    unclear: tuple[str, ...] = ()
    year: int | None = None
    estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class _Stated:
    """A mention with the line in which it stands, and what the words before it make of it."""

    mention: Mention
    line: int
    role: str | None
    alone: bool
    listed: bool


def stated_period(lines: Sequence[str]) -> StatedPeriod:
    """What lines that stand one below the other state together.

    A month without its year takes it from a line of its own above or below, or from the task for the month after it.

    Example:
        >>> stated_period(["BÁO CÁO THÁNG 01", "NĂM 2022"]).stretches
        frozenset({Stretch(period='2022-01', span='month')})
        >>> stated_period(["Kết quả tháng 12, nhiệm vụ tháng 01/2023"]).stretches
        frozenset({Stretch(period='2022-12', span='month')})
        >>> stated_period(["BÁO CÁO THÁNG 01", "(Quyết định năm 2020)"]).unclear
        ('tháng 01',)
    """
    stated = [one for number, line in enumerate(lines) for one in _stated_in(line, number)]
    reported = [one for one in stated if one.role is None]
    estimated = not reported
    # What is only estimated is what is reported, where nothing else is.
    reported = reported or [one for one in stated if one.role == OUTLOOK]
    years = [one for one in reported if one.mention.span == YEAR]
    others = [one for one in reported if one.mention.span != YEAR]
    found: set[Stretch] = set()
    wanting: list[_Stated] = []
    for one in others:
        year = one.mention.year or _year_of(one, stated)
        if year is None or one.mention.span == OTHER:
            wanting.append(one)
        else:
            found.add(one.mention.in_year(year))
    # "Biểu tháng 01" beside "Tháng 01/2022" says the same.
    unclear = [one for one in wanting if not any(_is_of(one.mention, stretch) for stretch in found)]
    named = {int(stretch.period[:4]) for stretch in found}
    # The year of a month is no stretch of its own, but where it is listed beside it: tháng 12 và năm 2021.
    own = {one.mention.year: one.listed for one in years if one.mention.year}
    if not unclear:
        found |= {Stretch(period=f"{y}-12", span=YEAR) for y, listed in own.items() if listed or y not in named}
    return StatedPeriod(
        stretches=frozenset(found),
        unclear=tuple(_text(lines[one.line], one.mention) for one in unclear),
        year=next(iter(own)) if len(own) == 1 else None,
        estimated=estimated and bool(found),
    )


def _text(line: str, mention: Mention) -> str:
    return named_in(line).text[mention.start : mention.end].strip()


def _stated_in(line: str, number: int) -> Iterable[_Stated]:
    named = named_in(line)
    before: str | None = None
    at = 0
    for mention in named.mentions:
        words = normal(named.text[at : mention.start].replace("(", " ").replace(")", " "))
        # "Nhiệm vụ tháng 2 và tháng 3": what is only listed is of one kind.
        listed = at > 0 and words in {"", *map(normal, aliases().periods["and"])}
        # "Hà Nội, tháng 02/2022" is where and when it was signed.
        signed = DOCUMENT if at == 0 and is_province(words) else None
        before = before if listed else signed or _role(words, mention)
        at = mention.end
        yield _Stated(mention=mention, line=number, role=before, alone=_is_alone(named, mention), listed=listed)


def _is_alone(named: Named, mention: Mention) -> bool:
    around = named.text[: mention.start] + named.text[mention.end :]
    return not any(character.isalnum() for character in around)


def _role(words: str, mention: Mention) -> str | None:
    """What the last of the words that tell it make of a mention; a plan that is carried out is what is reported."""
    found = [
        (f" {words} ".rfind(f" {phrase} ") + len(phrase), len(phrase), role)
        for role, phrases in aliases().title_roles.items()
        for phrase in phrases
        if f" {phrase} " in f" {words} "
    ]
    roles = {role for end, _, role in found if end == max(end for end, _, _ in found)}
    carried_out = any(role == CARRIED_OUT for _, _, role in found)
    if mention.span == YEAR and DOCUMENT in roles:
        # "Thực hiện kế hoạch năm 2022" names a plan, "kế hoạch năm 2022" may be what is still to be done.
        return TASK if TASK in roles and not carried_out else DOCUMENT
    if carried_out and roles & {TASK, CARRIED_OUT} and OUTLOOK not in roles:
        return None
    return next((role for role in (COMPARED, TASK, OUTLOOK, DOCUMENT) if role in roles), None)


def _year_of(one: _Stated, stated: Sequence[_Stated]) -> int | None:
    """The year of a mention without one: of its line, or of a line with nothing but a year above or below it."""
    line = [other for other in stated if other.line == one.line and other is not one and other.mention.year]
    years = {
        *(other.mention.year for other in line if other.role == OUTLOOK),
        *(other.mention.year for other in line if other.role is None and other.mention.span == YEAR),
        *(year for other in line if other.role == TASK and (year := _year_before(one.mention, other.mention))),
        *(
            other.mention.year
            for other in stated
            if other.alone and other.mention.span == YEAR and abs(other.line - one.line) == 1
        ),
    }
    return years.pop() if len(years) == 1 else None


def _year_before(mention: Mention, task: Mention) -> int | None:
    """The year of a stretch, by that of the one right after it."""
    first = task.month - {MONTH: 0, QUARTER: 2}.get(task.span, 11)
    if task.year is None or first != mention.month % 12 + 1:
        return None
    return task.year - (first == 1)


def _is_of(mention: Mention, stretch: Stretch) -> bool:
    return mention.span == stretch.span and mention.month == int(stretch.period[5:])
