"""In which unit the figures of a report form stand: beside them, in their labels and headers, or in a title line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mic_datapkg.aliases import aliases
from mic_datapkg.columns import Column
from mic_datapkg.names import normal
from mic_datapkg.numbers import UNSTATED, Scale, Unread, read_unit
from mic_datapkg.reading.sheet import Sheet

PERCENT = "percent"
# "As above" in a unit column.
_DITTO = re.compile(r"[\"“”″'‘’]{1,2}|-?\s*(?:nt|như trên|như nt|ditto)\s*-?", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[](?P<inside>[^)\]]*)[)\]]")
# "Đơn vị: Cục Viễn thông" is who reports; behind these words there is nothing but a unit.
_ONLY_UNITS = frozenset(map(normal, ("đơn vị tính", "đvt", "đv tính", "unit of measure")))
NONE = Scale()


@dataclass(frozen=True, kw_only=True)
class TitleUnit:
    """The unit that the titles of a form state for all of it; ``inherited`` from the form above in its sheet."""

    scale: Scale = NONE
    inherited: bool = False

    @classmethod
    def of(cls, lines: Iterable[list[str]], above: TitleUnit) -> TitleUnit:
        """Of title lines, each as its cells; without a unit there, that of the form above."""
        stated = list(dict.fromkeys(scale for line in lines for scale in _stated_in(line)))
        if not stated:
            return TitleUnit(scale=above.scale, inherited=True)
        return TitleUnit(scale=stated[0] if len(stated) == 1 else _both(stated))

    def scale_for(self, column: Column) -> Scale:
        """The scale of a measure: a percentage is one whatever the money of the form is counted in."""
        if column.unit == PERCENT or (self.inherited and self.scale.unit not in (column.unit, *column.counted_in)):
            return NONE
        return self.scale


@dataclass(kw_only=True)
class Units:
    """The units of a form's rows: those of its unit column at ``at``, or else what the form says elsewhere."""

    sheet: Sheet
    at: int | None
    headers: Mapping[int, str]
    indicator: int | None
    title: TitleUnit
    above: str = ""
    seen: set[str | None] = field(default_factory=set)

    def scale(self, cell: tuple[int, int], column: Column, label: str, *, part: bool) -> Scale:
        """The scale of one figure; a part is counted in what its total above is, where nothing else is said."""
        row, at = cell
        beside = self._beside(row) or (self.above if part else "")
        stated = [scale for text in (beside,) if text and (scale := _read(text)) is not None]
        # "Doanh thu (USD)" beside "tỷ USD" says less, and the same.
        stated += [scale for scale in _bracketed(label) if scale.power or scale.unit not in {s.unit for s in stated}]
        if column.unit != PERCENT:
            stated += _bracketed(self.headers[at])
        told = list(dict.fromkeys(scale for scale in stated if scale != NONE))
        if beside and told and told[0].power:
            self.seen.add(told[0].unit)
        if told:
            return _agreeing(told)
        header = self.headers.get(self.indicator, "") if self.indicator is not None else ""
        for scale in _bracketed(header) if column.unit != PERCENT else ():
            return scale
        general = self.title.scale_for(column)
        # Below figures in tỷ đồng an empty unit may mean the same, or none.
        unclear = not beside and self.at is not None and self.seen & {column.unit, None, *column.counted_in}
        return Scale(unit=UNSTATED) if general == NONE and unclear and column.unit != PERCENT else general

    def _beside(self, row: int) -> str:
        """The text of the unit column, also where it stands once for several rows or says "as above"."""
        if self.at is None:
            return ""
        text = self.sheet.text(row, self.at) or self.sheet.merged_text(row, self.at)
        if _DITTO.fullmatch(text):
            return self.above
        self.above = text or self.above
        return text


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit in brackets."""
    return not normal(text) and bool(_bracketed(text))


def _read(text: str) -> Scale:
    stated = read_unit(text)
    # A unit that is not understood must not be taken for none: the cell will be asked for it.
    return Scale(unit=text) if isinstance(stated, Unread) else stated


def _bracketed(text: str) -> list[Scale]:
    """The units in the brackets of a text: ``(tỷ đồng)``, ``(ĐVT: tỷ đồng)``."""
    found = (_named(bracket["inside"]) for bracket in _BRACKETED.finditer(text))
    return [scale for scale in found if scale is not None and scale != NONE]


def _named(text: str) -> Scale | None:
    """The unit that a text is, with or without the words "đơn vị tính:" before it; None where it is no unit."""
    before, colon, behind = text.partition(":")
    is_announced = bool(colon) and aliases().form.get(normal(before)) == "unit"
    stated = read_unit(behind if is_announced else text)
    if not isinstance(stated, Unread):
        return stated
    return Scale(unit=behind.strip()) if is_announced and normal(before) in _ONLY_UNITS and behind.strip() else None


def _stated_in(line: list[str]) -> Iterator[Scale]:
    """The units that a title line states, also where they stand in the cell behind "Đơn vị tính:"."""
    for text, behind in zip(line, [*line[1:], ""], strict=True):
        announced = f"{text} {behind}" if text.rstrip().endswith(":") else text
        bare = announced.strip().strip("()[]")
        own = _named(bare) if ":" in bare else None
        yield from (scale for scale in ([own] if own else _bracketed(text)) if scale not in (NONE, Scale(unit=PERCENT)))


def _agreeing(told: list[Scale]) -> Scale:
    """What several places say of one figure; one may leave open what the other says."""
    powers = {scale.power for scale in told}
    units = {scale.unit for scale in told} - {None}
    if len(powers) == 1 and len(units) <= 1:
        return Scale(power=powers.pop(), unit=units.pop() if units else None)
    return _both(told)


def _both(told: Iterable[Scale]) -> Scale:
    """Units that contradict each other: the cell will be asked for its own."""
    return Scale(unit=" / ".join(f"10^{scale.power} {scale.unit or ''}".strip() for scale in told))
