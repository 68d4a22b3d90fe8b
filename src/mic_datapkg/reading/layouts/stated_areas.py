"""Whose figures a table holds, as the lines around it say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.area_names import AreaMention, Spelled, areas_in, is_province, read_area, same_area
from mic_datapkg.printed.names import normal


@dataclass(frozen=True, kw_only=True)
class StatedArea:
    """One text that says whose figures they are: a province as it stands there, or that it was not understood."""

    text: str
    understood: bool = True


def stated_areas(line: list[str]) -> Iterator[StatedArea]:
    """What a line says: ``Địa phương: | Đắk Lắk``, ``Sở Thông tin và Truyền thông tỉnh Đắk Lắk``, ``vùng Tây Nguyên``.

    The name of a province without a word that makes it the one that reports is not understood; that of a place before
    the day of signature, or in an address, says nothing.
    """
    for text, behind in zip(line, [*line[1:], ""], strict=True):
        before, colon, after = text.partition(":")
        if aliases().common.get(normal(before)) == "area" and (area := after.strip() or (behind if colon else "")):
            yield StatedArea(text=area)
        elif not _begins(text, aliases().addressees):
            yield from _in_text(text)


def _in_text(text: str) -> Iterator[StatedArea]:
    words = f" {normal(text)} "
    found = list(areas_in(text))
    regions = [phrase for phrase in aliases().regions if f" {phrase} " in words]
    if regions or _names_district(words) or (not found and _begins(text, aliases().enterprises)):
        # A part of the country, or of a province, is not all of it.
        yield StatedArea(text=text, understood=False)
        return
    for mention in found:
        if not _is_place_of_signature(mention):
            yield StatedArea(text=mention.name, understood=_is_led(mention))
    # Without its accents a name is told only behind words that lead to it.
    if not found and (led := _led_without_accents(normal(text))):
        yield StatedArea(text=led)


def _is_led(mention: AreaMention) -> bool:
    before = f" {' '.join(mention.before)} "
    return not (mention.before or mention.behind) or any(f" {phrase} " in before for phrase in aliases().authorities)


def _led_without_accents(words: str) -> str | None:
    leads = (phrase for phrase in aliases().authorities if f" {words} ".rfind(f" {phrase} ") >= 0)
    names = (words[f" {words} ".rfind(f" {phrase} ") + len(phrase) :].strip() for phrase in leads)
    return next((name for name in names if name and is_province(name)), None)


def _names_district(words: str) -> bool:
    """Whether a line names a district, or a commune behind a word that leads to who reports."""
    led = any(f" {lead} {part} " in words for lead in aliases().authorities for part in aliases().districts)
    pairs = zip(words.split(), words.split()[1:], words.split()[2:], strict=False)
    larger = aliases().larger_districts
    return led or any(part in larger and before not in aliases().not_one for before, part, _ in pairs)


def contradicts(area: str, stated: str, period: str) -> bool:
    """Whether a row is of another area than the lines around its table state.

    Example:
        >>> contradicts("Hà Giang", "tỉnh Bến Tre", "2022-01"), contradicts("83", "tỉnh Bến Tre", "2022-01")
        (True, False)
    """
    return not same_area(area, stated) and _code(area, period) != _code(stated, period)


def _code(area: str, period: str) -> object:
    read = read_area(area, period)
    return read.code if isinstance(read, Spelled) else read


def _is_place_of_signature(mention: AreaMention) -> bool:
    """Hà Nội, ngày 05 tháng 02 năm 2022; on a cover the month alone."""
    dated = (*aliases().periods["day"], *aliases().periods["month"])
    return not mention.before and bool(mention.behind) and mention.behind[0] in dated


def _begins(text: str, phrases: Iterable[str]) -> bool:
    words = f"{normal(text)} "
    return any(words.startswith(f"{phrase} ") for phrase in phrases)
