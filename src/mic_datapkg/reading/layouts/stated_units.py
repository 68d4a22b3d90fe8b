"""Units that stand beside a table and not in it: in the brackets of a header, or in a line above all headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Unread
from mic_datapkg.printed.spans import spans_in
from mic_datapkg.printed.units import UNSTATED, Scale, names_scale, read_unit, speaks_of_scale
from mic_datapkg.reading.found import remark
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_header import FIGURES, VALUE, use_of
from mic_datapkg.reading.submission import Remark
from mic_datapkg.reading.untyped import NO_SCALE
from mic_datapkg.schema.columns import Column

_BRACKETED = re.compile(r"[(\[](?P<inside>[^)\]]*)[)\]]")
_BRACKETS = re.compile(r"[()\[\]]")
_SEVERAL = re.compile(r"[,;/&]")
# Up to six words before a colon.
_LABEL = re.compile(r"(?P<label>[^\W\d_]+(?:\s+[^\W\d_]+){0,5})\s*:")
# Longer ones are no abbreviations of a unit: trđ, ngđ, k.
ABBREVIATION = 4
MONEY = ("VND", "USD")


def scale_in_brackets(header: str, column: Column) -> Scale:
    """The unit in the brackets of a header: ``Doanh thu (tỷ đồng)``; no scale where they hold something else.

    A unit that is not understood must not be taken for none: it is given as it stands, and the cells are asked for it.
    """
    stated = {scale for inside in _insides(header) if (scale := _scale_inside(inside, column)) is not None}
    if len(stated) > 1:
        return Scale(unit=" / ".join(_insides(header)))
    return stated.pop() if stated else NO_SCALE


def scale_of_figure(column: Column, *, unit: str, label: str, header: str, stated: StatedUnit | None) -> Scale:
    """The scale of a figure that stands in a row of its own.

    Its unit column and the brackets of its label say it, and must agree; else the brackets of the header above, or a
    line above all headers.
    """
    own = [scale for scale in (scale_beside(unit), scale_in_brackets(label, column)) if scale != NO_SCALE]
    if own:
        return agreeing(own)
    above = scale_in_brackets(header, column)
    if above == NO_SCALE:
        return or_unstated(stated.of(column) if stated is not None else NO_SCALE, column)
    # Percentages stand in the same column as what "Giá trị (tỷ đồng)" speaks of.
    return NO_SCALE if column.unit == "percent" else above


def or_unstated(scale: Scale, column: Column) -> Scale:
    """The scale, or that none is stated of money: nobody counts it in dong without saying so."""
    return Scale(unit=UNSTATED) if scale == NO_SCALE and column.unit in MONEY else scale


def scale_beside(unit: str) -> Scale:
    """The unit that stands beside a figure; one that is not understood as it stands, for which the cell is asked."""
    stated = read_unit(unit)
    return Scale(unit=unit) if isinstance(stated, Unread) else stated


def agreeing(told: Sequence[Scale]) -> Scale:
    """What several places say of one figure, where one may leave open what another says.

    Where they contradict each other, it is given as a unit that no column has, and the cell is asked for its own.
    """
    powers, units = {scale.power for scale in told}, {scale.unit for scale in told} - {None}
    if len(powers) == 1 and len(units) <= 1:
        return Scale(power=powers.pop(), unit=units.pop() if units else None)
    return Scale(unit=" / ".join(f"10^{scale.power} {scale.unit or ''}".strip() for scale in told))


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit in brackets."""
    return not normal(text) and any(_scales(inside) for inside in _insides(text))


def is_qualified(header: str) -> bool:
    """Whether brackets make a name that of another figure: ``Doanh thu (kế hoạch)``, ``Số sự cố (lũy kế)``."""
    return any(_is_of_other_figures(inside) for inside in _insides(header))


def _is_of_other_figures(inside: str) -> bool:
    use = use_of(inside)
    if use is None or next(spans_in(inside), None) is not None:
        return use is not None
    return use.cumulative if use.role == VALUE else use.role in (*FIGURES, "plan", "other_period")


def _insides(header: str) -> list[str]:
    # No further than the last that closes: of many that open and never end, each would be looked at to the end.
    end = max(header.rfind(")"), header.rfind("]")) + 1
    return [inside for found in _BRACKETED.finditer(header, 0, end) if (inside := found["inside"].strip())]


def _scale_inside(inside: str, column: Column) -> Scale | None:
    label, unit = _labelled(inside)
    scale = read_unit(unit)
    if isinstance(scale, Scale):
        return None if scale == NO_SCALE else scale
    letters = "".join(character for character in normal(unit) if character.isalpha())
    short = column.unit in MONEY and 0 < len(letters) <= ABBREVIATION
    return Scale(unit=inside) if label or short or names_scale(unit) else None


@dataclass(frozen=True, kw_only=True)
class StatedUnit:
    """The unit that a line such as ``Đơn vị tính: tỷ đồng, %`` states for all figures below it."""

    text: str
    row: int
    scales: tuple[Scale, ...]

    def fitting(self, column: Column) -> list[Scale]:
        """The scales that may be of a column."""
        units = (column.unit, *column.counted_in)
        return [s for s in self.scales if s.unit in units or (s.unit is None and column.unit != "percent")]

    def of(self, column: Column) -> Scale:
        """The scale of a column whose figures state none themselves; percentages may leave theirs out."""
        fitting = self.fitting(column)
        if len(fitting) == 1:
            return fitting[0]
        return NO_SCALE if column.unit == "percent" else Scale(unit=self.text)


def stated_unit(sheet: Grid, rows: Iterable[int]) -> StatedUnit | None:
    """The unit that lines above or below a table state; None where no line does."""
    found = [(row, text) for row in rows for text in _units_of_line(sheet, row)]
    if not found:
        return None
    texts = list(dict.fromkeys(text for _, text in found))
    scales = dict.fromkeys(scale for text in texts for scale in _scales(text))
    return StatedUnit(text=", ".join(texts), row=found[0][0], scales=tuple(scales))


def _units_of_line(sheet: Grid, row: int) -> Iterator[str]:
    texts = [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]
    for number, text in enumerate(texts):
        if _is_bare_unit(text):
            # Official tables state it so more often than behind a label.
            yield _BRACKETS.sub(" ", text).strip()
            continue
        label, unit = _labelled(_BRACKETS.sub(" ", text))
        if label and not unit:
            unit = texts[number + 1] if number + 1 < len(texts) else ""
        # "Đơn vị" is also who reports: Đơn vị: Cục Viễn thông.
        if label and unit and (label not in aliases().who_reports or _scales(unit) or names_scale(unit)):
            yield unit.strip()
        elif not label:
            # "DOANH THU (tỷ đồng)"; a percent sign there is of the figures that have it.
            inside = [one for one in _insides(text) if _scales(one) and Scale(unit="percent") not in _scales(one)]
            yield from inside or ([text] if speaks_of_scale(text) else [])


def _is_bare_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else: a power of ten or money; "thuê bao" alone may as well be a title."""
    scales = _scales(_BRACKETS.sub(" ", text))
    return bool(scales) and all(scale.power or scale.unit in MONEY for scale in scales)


def _labelled(text: str) -> tuple[str, str]:
    """What says that a unit follows, and the unit: ``ĐVT: tỷ đồng``; no label and the whole text where nothing does."""
    # Only up to the last colon: words without one behind them would each be looked at to the end.
    for found in _LABEL.finditer(text[: text.rfind(":") + 1]):
        words = normal(found["label"]).split()
        for first in range(len(words)):
            label = " ".join(words[first:])
            if aliases().form.get(label) == "unit":
                return label, text[found.end() :].strip()
    words = normal(text).split()
    for number in range(len(words), 0, -1):
        label = " ".join(words[:number])
        if aliases().form.get(label) == "unit" and (number == len(words) or label not in aliases().who_reports):
            return label, " ".join(words[number:])
    return "", text.strip()


def _scales(text: str) -> list[Scale]:
    """The scales of a text, one or several; none where a part is not understood."""
    whole = read_unit(text)
    read = [whole] if isinstance(whole, Scale) else [read_unit(part) for part in _SEVERAL.split(text) if part.strip()]
    known = [scale for scale in read if not isinstance(scale, Unread) and scale != NO_SCALE]
    return known if len(known) == len(read) else []


def remarks_on_unit(sheet: Grid, stated: StatedUnit | None) -> list[Remark]:
    """Which unit a line outside the table states for its figures."""
    return [] if stated is None else [remark(sheet.place(stated.row), "stated_unit", unit=stated.text)]
