"""Names of provinces read as the codes in force in a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mic_datapkg.printed.advice import Advice, advise
from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal, without_accents
from mic_datapkg.schema.areas import COUNTRY, Province, provinces

_CODE = re.compile(r"VN|[0-9]{2}")
_BRACKETS = re.compile(r"[()\[\]]")
# Bà Rịa - Vũng Tàu.
_LONGEST_NAME = 4


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """A code read from a name without its accents, and the name that it probably is."""

    code: str
    name: str


def read_area(text: str, period: str | None) -> str | Spelled | Advice:
    """The code of an area: a code as it is, a name by the month of its row, never by likeness.

    Example:
        >>> read_area("TP. Hồ Chí Minh", "2022-01"), read_area("Bắc Ninh", "2025-07")
        ('79', '24')
    """
    if _CODE.fullmatch(text):
        return text
    if normal(text) in aliases().country:
        return COUNTRY
    return advise("area_without_month", value=text) if period is None else _named_in(text, period)


def without_kind(name: str) -> str:
    """A name in its normal form without the kind of unit before it.

    Example:
        >>> without_kind("TP. Hồ Chí Minh")
        'hồ chí minh'
    """
    key = normal(name)
    kind = next((kind for kind in aliases().area_kinds if key.startswith(kind)), "")
    return key.removeprefix(kind).lstrip()


def is_province(name: str) -> bool:
    """Whether a text is the name of a province of any era, with or without its accents.

    Example:
        >>> is_province("tỉnh Đắk Lắk"), is_province("Cục Viễn thông")
        (True, False)
    """
    return _bare(name) in _named() or without_accents(without_kind(name)) in _unaccented()


@dataclass(frozen=True, kw_only=True)
class AreaMention:
    """The name of a province in a longer text, in words as `normal` makes them, with the words before and behind it."""

    name: str
    before: tuple[str, ...]
    behind: tuple[str, ...]


def areas_in(text: str) -> Iterator[AreaMention]:
    """Every name of a province in a text, the longest first where one is part of another.

    Example:
        >>> [(found.name, found.before[-1]) for found in areas_in("BƯU CHÍNH, VIỄN THÔNG TỈNH THỪA THIÊN HUẾ")]
        [('thừa thiên huế', 'tỉnh')]
    """
    words = normal(_BRACKETS.sub(" ", text)).split()
    at = 0
    while at < len(words):
        length = next((n for n in range(_LONGEST_NAME, 0, -1) if _is_name(words[at : at + n])), 0)
        if length:
            yield AreaMention(
                name=" ".join(words[at : at + length]), before=(*words[:at],), behind=(*words[at + length :],)
            )
        at += length or 1


def same_area(one: str, other: str) -> bool:
    """Whether two texts name one area.

    Example:
        >>> same_area("tỉnh Bến Tre", "BEN TRE"), same_area("Bến Tre", "Hà Giang")
        (True, False)
    """
    return without_accents(without_kind(one)) == without_accents(without_kind(other))


def _is_name(words: Sequence[str]) -> bool:
    return "".join(words) in _named() and words[0] not in {kind.split()[0] for kind in aliases().area_kinds}


def _named_in(text: str, period: str) -> str | Spelled | Advice:
    named = _named().get(_bare(text), ())
    in_force = [province.code for province in named if province.in_force(period)]
    if named:
        return in_force[0] if in_force else _not_in_force(text, period, named)
    unaccented = _unaccented().get(without_accents(without_kind(text)), ())
    spelled = [Spelled(code=p.code, name=p.name_vi) for p in unaccented if p.in_force(period)]
    return spelled[0] if spelled else advise("unknown_area", value=text)


def _not_in_force(text: str, period: str, named: tuple[Province, ...]) -> Advice:
    """What was or will be in force under the name, and what is in force in its place."""
    ended = [p for p in named if p.valid_to is not None and f"{p.valid_to:%Y-%m}" < period]
    if not ended:
        return advise("area_not_yet", value=text, since=f"{named[0].valid_from}", period=period)
    last = ended[-1]
    successor = next((p for p in provinces() if p.code == last.successor_code and p.in_force(period)), None)
    now = f"{successor.name_vi} ({successor.code})" if successor else ""
    return advise("area_no_more", value=text, until=f"{last.valid_to}", now=now, period=period)


@cache
def _named() -> dict[str, tuple[Province, ...]]:
    """The provinces of every era under each of their names."""
    found: dict[str, tuple[Province, ...]] = {}
    for province in provinces():
        for name in (_bare(province.name_vi), *_other_names(province)):
            found[name] = (*found.get(name, ()), province)
    return found


def _other_names(province: Province) -> list[str]:
    return [alias for alias, name in _aliases().items() if name == _bare(province.name_vi)]


@cache
def _aliases() -> dict[str, str]:
    # A name without its accents is no alias of it: it is read with a warning.
    return {
        _bare(alias): _bare(name)
        for alias, name in aliases().provinces.items()
        if without_accents(alias) != without_accents(name) or not alias.isascii()
    }


@cache
def _unaccented() -> dict[str, tuple[Province, ...]]:
    found: dict[str, tuple[Province, ...]] = {}
    for name, named in _named().items():
        key = without_accents(name)
        found[key] = (*found.get(key, ()), *named)
    return found


def _bare(name: str) -> str:
    """A name without the kind of unit before it, and without spaces."""
    return without_kind(name).replace(" ", "")
