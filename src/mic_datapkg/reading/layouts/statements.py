"""What stands around a table about all its figures: their period, area and unit, and which table it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mic_datapkg.finding import Finding, Place
from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.area_names import is_province, same_area
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.spans import YEAR, Stretch, named_in, read_span
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_header import is_within
from mic_datapkg.reading.layouts.labels import table_in_title
from mic_datapkg.reading.layouts.stated_areas import contradicts, stated_areas
from mic_datapkg.reading.layouts.stated_periods import StatedPeriod, stated_period
from mic_datapkg.reading.layouts.stated_units import StatedUnit, stated_unit
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Shape
from mic_datapkg.schema.tables import Table

# What stands for a space in the name of a file: bao-cao-2022-03.
_BESIDE_LETTERS = re.compile(r"(?<=[^\W\d_])[-_]|[-_](?=[^\W\d_])")


@dataclass(frozen=True, kw_only=True)
class Statements:
    """What the lines around a table state, read once for every layout.

    ``area`` is the one whose figures they are, as it stands there; empty where nothing of the kind is written.
    ``period_outside`` and ``area_outside`` say that these come from a cover or a name, and not from the lines.
    ``named`` is the stretch that the name of the tab or of the file tells, which must be that of the lines too.
    ``unclear`` holds texts that name an area and were not understood, or name another one, each with its place.
    """

    period: StatedPeriod = field(default_factory=StatedPeriod)
    area: str = ""
    area_at: Place | None = None
    unit: StatedUnit | None = None
    table: Table | None = None
    unclear: tuple[tuple[str, Place], ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)
    named: Stretch | None = None
    period_outside: bool = False
    area_outside: bool = False

    @property
    def stretch_here(self) -> Stretch | None:
        """The stretch, if the lines around the table themselves state it."""
        return None if self.period_outside else self.stretch

    @property
    def area_here(self) -> str:
        """The area, if the lines around the table themselves state it."""
        return "" if self.area_outside else self.area

    @property
    def stretch(self) -> Stretch | None:
        """The one stretch that is stated; None for none, for several, and where something was not understood."""
        one = len(self.period.stretches) == 1 and not self.period.unclear
        return next(iter(self.period.stretches)) if one else None

    def found_unclear(self, table: str) -> tuple[tuple[Finding, ...], tuple[Shape, ...]]:
        """A finding for each text about the area that was not understood, and how much was looked at."""
        findings = tuple(shape_finding("area_stated", table, place, value=text) for text, place in self.unclear)
        looked = bool(self.area or self.unclear)
        return findings, (Shape(table=table, rule="area_stated", checked=len(findings) or 1),) if looked else ()


def statements_in(
    sheet: Grid, rows: Sequence[int], outside: Statements | None = None, below: Sequence[int] = ()
) -> Statements:
    """What the rows above a table state, and those below it; what they leave open, names and a cover may say.

    Lines below name other periods (so với tháng 12/2021), but who signs there is who reports.
    """
    lines = [_cells(sheet, row) for row in rows]
    texts = tuple(text for row, line in zip(rows, lines, strict=True) for text in _joined(sheet.rows[row], line))
    said = [(area, row) for row, line in zip(rows, lines, strict=True) for area in stated_areas(line)]
    said += [(area, row) for row in below for area in stated_areas(_cells(sheet, row)) if area.understood]
    understood = [(area.text, row) for area, row in said if area.understood]
    area, at = understood[0] if understood else ("", None)
    unclear = [(one.text, row) for one, row in said if not one.understood]
    # Of two that report nobody knows whose figures they are.
    unclear += [(text, row) for text, row in understood[1:] if not same_area(text, area)]
    found = Statements(
        period=stated_period(texts),
        area=area,
        area_at=None if at is None else sheet.place(at),
        unit=stated_unit(sheet, [*rows, *below]),
        table=next((t for line in reversed(lines) for text in reversed(line) if (t := table_in_title(text))), None),
        unclear=tuple((text, sheet.place(row)) for text, row in unclear),
        lines=texts,
    )
    return found if outside is None else with_outside(found, outside)


def with_outside(found: Statements, outside: Statements) -> Statements:
    """The statements, with those from around the sheet where none of the kind stands in it."""
    silent = not found.period.stretches and not found.period.unclear
    return replace(
        found,
        named=outside.named,
        period_outside=silent,
        area_outside=not found.area,
        period=outside.period if silent else found.period,
        area=found.area or outside.area,
        area_at=found.area_at or outside.area_at,
        # A tab "Tây Nguyên" holds no figures of the country.
        unclear=found.unclear or (() if found.area else outside.unclear),
    )


def contradictions(
    sheet: Grid, rows: Sequence[int], columns: Mapping[str, int], stated: Statements, table: str
) -> Iterator[Finding]:
    """Findings where rows are of another stretch or area than the lines above them state."""
    if "period" in columns and rows and (stretch := stated.stretch_here) is not None:
        texts = [sheet.text(row, columns["period"]) for row in rows]
        read = [one for text in dict.fromkeys(texts) if (one := read_span(text)) is not None]
        # Rows before the month of the title are its history.
        if read and not any(one == stretch or is_within(one, stretch) for one in read):
            place, told = sheet.place(rows[0], columns["period"]), f"{stretch.period} ({stretch.span}) / {texts[0]}"
            yield shape_finding("period_stated", table, place, value=f": {told}")
    for row in rows if "area" in columns and stated.area_here else ():
        own = sheet.text(row, columns["area"])
        of_row = read_span(sheet.text(row, columns["period"])) if "period" in columns else stated.stretch
        if own and contradicts(own, stated.area_here, of_row.period if of_row else ""):
            place = sheet.place(row, columns["area"])
            yield shape_finding("area_stated", table, place, value=f"{stated.area_here} / {own}")


def is_cover(sheet: Grid) -> bool:
    """Whether a sheet is named as the cover of its workbook."""
    return normal(sheet.name or "") in aliases().covers


def named_around(names: Sequence[str], folder: str, place: Place) -> Statements:
    """What the names of a tab and a file state, and of its folder where they do not."""
    told = _named_by(names)
    one = told if told is not None else _named_by([folder])
    spaced = [_spaced(name) for name in (*names, folder)]
    said = [area for name in spaced for area in stated_areas([name])]
    areas = [*(area.text for area in said if area.understood), *filter(is_province, spaced)]
    unclear = [(area.text, place) for area in said if not area.understood]
    period = StatedPeriod(stretches=frozenset({one})) if one is not None else StatedPeriod()
    return Statements(
        period=period,
        area=areas[0] if areas else "",
        area_at=place if areas else None,
        unclear=() if areas else tuple(unclear),
        named=told,
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _named_by(names: Sequence[str]) -> Stretch | None:
    """The stretch that the first of some names tells, with or without signs in place of spaces."""
    spellings = (one for name in names for one in (_BESIDE_LETTERS.sub(" ", name), _spaced(name)))
    told = (stated_period([one]) for one in spellings)
    return next((next(iter(p.stretches)) for p in told if len(p.stretches) == 1 and not p.unclear), None)


def _cells(sheet: Grid, row: int) -> list[str]:
    return [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]


def _joined(cells: Sequence[object], line: list[str]) -> Iterator[str]:
    """The texts of a line, together where they are one: ``Tháng | 01 | năm 2022``; a day only behind "Kỳ báo cáo"."""
    label = ""
    for cell in cells:
        if isinstance(cell, date) and _is_period(label):
            yield f"{cell:%m/%Y}"
        label = text_of(cell).strip() or label
    years_at_most = all(mention.span == YEAR for text in line for mention in named_in(text).mentions)
    # "năm 2022" behind a cell "Tháng" is no year.
    split = {*aliases().periods["month"], *aliases().periods["quarter"]} & {*normal(" ".join(line)).split()}
    yield from [" ".join(line)] if len(line) > 1 and years_at_most and split else line


def _is_period(label: str) -> bool:
    key = normal(label)
    lookup = aliases().common
    return lookup.get(key) == "period" or any(
        lookup.get(" ".join(key.split()[n:])) == "period" for n in range(1, len(key.split()))
    )
