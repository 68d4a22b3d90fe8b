"""In which unit the figures of a report form stand: beside them, in their labels and headers, or in a title line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.units import UNSTATED, Scale
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.stated_units import (
    MONEY,
    StatedUnit,
    agreeing,
    or_unstated,
    scale_beside,
    scale_in_brackets,
)
from mic_datapkg.schema.columns import Column

PERCENT = "percent"
# A sign for "as above" in a unit column.
_DITTO = re.compile(r"[\"“”″'‘’]{1,2}")
NONE = Scale()


@dataclass(frozen=True, kw_only=True)
class TitleUnit:
    """The unit that the titles of a form state for all of it; ``inherited`` from the form above in its sheet."""

    stated: StatedUnit | None = None
    inherited: bool = False

    @classmethod
    def of(cls, stated: StatedUnit | None, above: TitleUnit) -> TitleUnit:
        """Of what title lines state; where they state none, that of the form above."""
        return TitleUnit(stated=above.stated, inherited=True) if stated is None else TitleUnit(stated=stated)

    def said_of(self, column: Column) -> list[Scale]:
        """What the titles say of a measure that has a unit of its own beside it: both must agree."""
        fitting = self.stated.fitting(column) if self.stated is not None and not self.inherited else []
        return fitting if len(fitting) == 1 and column.unit != PERCENT else []

    def scale_for(self, column: Column) -> Scale:
        """The scale of a measure: a percentage is one whatever the money of the form is counted in."""
        scale = self.stated.of(column) if self.stated is not None else NONE
        return NONE if self.inherited and scale.unit not in (None, column.unit, *column.counted_in) else scale


@dataclass(kw_only=True)
class Units:
    """The units of a form's rows: those of its unit column at ``at``, or else what the form says elsewhere."""

    sheet: Grid
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
        stated = [scale_beside(beside)] if beside else []
        # "Doanh thu (USD)" beside "tỷ USD" says less, and the same; "(cuộc)" beside "nghìn cuộc" does not.
        inside = scale_in_brackets(label, column)
        stated += [inside] if inside.power or inside.unit not in {scale.unit for scale in stated} & {*MONEY} else []
        if column.unit != PERCENT:
            stated.append(scale_in_brackets(self.headers[at], column))
        told = list(dict.fromkeys(scale for scale in stated if scale != NONE))
        if beside and told and told[0].power:
            self.seen.add(told[0].unit)
        if told:
            return agreeing(list(dict.fromkeys([*told, *self.title.said_of(column)])))
        header = self.headers.get(self.indicator, "") if self.indicator is not None else ""
        if column.unit != PERCENT and (above := scale_in_brackets(header, column)) != NONE:
            return above
        general = self.title.scale_for(column)
        # Below figures in tỷ đồng an empty unit may mean the same, or none.
        unclear = not beside and self.at is not None and self.seen & {column.unit, None, *column.counted_in}
        wanting = general == NONE and unclear and column.unit != PERCENT
        return Scale(unit=UNSTATED) if wanting else or_unstated(general, column)

    def _beside(self, row: int) -> str:
        """The text of the unit column, also where it stands once for several rows or says "as above"."""
        if self.at is None:
            return ""
        text = self.sheet.text(row, self.at) or self.sheet.merged_text(row, self.at)
        if _DITTO.fullmatch(text) or normal(text) in aliases().form_words["ditto"]:
            return self.above
        self.above = text or self.above
        return text
