"""The report form ("biểu mẫu"): a row for each indicator, columns for this period and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import YEAR, Stretch, named_in, spans_in
from mic_datapkg.reading.found import Found, together
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_header import (
    FIGURES,
    MONTH,
    UNDER,
    VALUE,
    Use,
    agree,
    own_stretches,
    stretch_of,
    use_of,
)
from mic_datapkg.reading.layouts.form_rows import IGNORED, Reading, has_digit
from mic_datapkg.reading.layouts.form_units import TitleUnit
from mic_datapkg.reading.layouts.stated_periods import StatedPeriod
from mic_datapkg.reading.layouts.stated_units import is_unit
from mic_datapkg.reading.layouts.statements import Statements, statements_in, with_outside
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Shape
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.tables import Table

# Some forms number their columns in the row below the header: A, B, 1, 2 = 3 - 4.
_COLUMN_NUMBER = re.compile(r"[a-eA-E]|\(?[0-9]{1,2}\)?(?:\s*=.*)?")

_BEFORE = {"month_ago": "other_period", "mom": "comparison"}
# More forms in one sheet than anyone fills in.
MOST_FORMS = 1000


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form in a sheet: the texts of its header by column, the rows below it, and the stretch that it reports.

    ``reported`` holds all that was stated where that is not one stretch.
    """

    top: int
    headers: Mapping[int, str]
    rows: range
    reported: Stretch | StatedPeriod
    context: Table | None
    unit: TitleUnit
    stated: Statements

    @property
    def area(self) -> str:
        """The area that the form reports, as it stands there."""
        return self.stated.area

    @cached_property
    def uses(self) -> Mapping[int, Use | None]:
        """What each column with a header holds; None where that is not understood."""
        reported = self.reported if isinstance(self.reported, Stretch) else None
        uses = {column: use_of(header, reported) for column, header in self.headers.items()}
        own = own_stretches(self.headers, reported) if reported is not None else {}
        uses |= {column: Use(role=VALUE, stretch=stretch) for column, stretch in own.items()}
        if reported is None or reported.span == MONTH:
            return uses
        # What stands before a quarter or a year is no month, and no table compares with it.
        return {at: use and replace(use, role=_BEFORE.get(use.role, use.role)) for at, use in uses.items()}

    def column(self, role: str) -> int | None:
        """The first column with a role."""
        return next((column for column, use in self.uses.items() if use is not None and use.role == role), None)


def forms_in(sheet: Grid, named: Table | None, outside: Statements) -> list[Form]:
    """The forms of a sheet, each from its header row to the title of the next; none where no row is such a header."""
    tops = [row for row in range(len(sheet.rows)) if _is_header(sheet, row)]
    if len(tops) > MOST_FORMS:
        raise Unreadable("many_forms", sheet=sheet.name, most=str(MOST_FORMS))
    made: list[Form] = []
    for top, end in zip(tops, [*tops, len(sheet.rows)][1:], strict=True):
        above = range(made[-1].rows.stop if made else 0, top)
        last = end - _height_of_title(sheet, end) if end < len(sheet.rows) else end
        stated = statements_in(sheet, above, below=_foot(sheet, range(top + 1, last)))
        form = _form(sheet, range(top, last), stated, _unit_above(made), named)
        made.append(_below(made, form, outside))
    return made


def _foot(sheet: Grid, rows: range) -> range:
    """The last rows of a form, in which no figure stands: notes, and who signs."""
    first = rows.stop
    while first > rows.start and not any(
        has_digit(sheet.text(first - 1, c)) for c in range(len(sheet.rows[first - 1]))
    ):
        first -= 1
    return range(first, rows.stop)


def _below(forms: list[Form], form: Form, outside: Statements) -> Form:
    """A form that names no stretch or area is of that which all forms above it, or the names around, state."""
    told, areas = {above.reported for above in forms}, {above.area for above in forms}
    if not forms and outside.stretch is not None:
        told = {outside.stretch}
    if form.reported == StatedPeriod() and len(told) == 1:
        form = replace(form, reported=told.pop())
    stated = with_outside(form.stated, outside)
    if not form.area and len(areas) == 1:
        stated = replace(stated, area=areas.pop())
    return replace(form, stated=stated)


def _unit_above(forms: list[Form]) -> TitleUnit:
    return forms[-1].unit if forms else TitleUnit()


def read_forms(sheet: Grid, forms: list[Form], declared: Convention | None) -> Found:
    """The figures of all forms of a sheet."""
    return together(_read(sheet, form, declared) for form in forms)


def _is_header(sheet: Grid, row: int) -> bool:
    """Whether a row names a column of indicators and one of figures."""
    texts = [cell for cell in sheet.rows[row] if isinstance(cell, str) and cell]
    # Asked of every row of a sheet, so first what is quickly told.
    return any(_is_of_indicators(text) for text in texts) and any(_role(text) in FIGURES for text in texts)


@lru_cache(maxsize=4096)
def _is_of_indicators(text: str) -> bool:
    return aliases().form.get(normal(text)) == "indicator"


def _role(text: str) -> str | None:
    # Figures are no headers, and rows of a long table have many.
    use = use_of(text.strip()) if text and not text[0].isdecimal() else None
    return use.role if use is not None else None


def _height_of_title(sheet: Grid, top: int) -> int:
    """How many rows above a header belong to its title: those with one cell only."""
    height = 0
    while (
        height < top
        and sum(bool(sheet.text(top - height - 1, c)) for c in range(len(sheet.rows[top - height - 1]))) == 1
    ):
        height += 1
    return height


def _form(sheet: Grid, rows: range, stated: Statements, above: TitleUnit, named: Table | None) -> Form:
    top, end = rows.start, rows.stop
    width = len(sheet.rows[top])
    headers = {column: text for column in range(width) if (text := sheet.text(top, column))}
    indicator = next(column for column, text in headers.items() if _role(text) == "indicator")
    first = top + 1
    while first < end and _is_second_header(sheet, first, indicator):
        headers |= _headers_below(sheet, first, headers)
        first += 1
    return Form(
        top=top,
        headers=dict(sorted(headers.items())),
        rows=range(first, end),
        reported=stretch_of(stated.period, stated.lines, headers.values()),
        context=stated.table or named,
        unit=TitleUnit.of(stated.unit, above),
        stated=stated,
    )


def _is_second_header(sheet: Grid, row: int, indicator: int) -> bool:
    """Whether a row goes on with the header: no indicator, or a letter that numbers the column."""
    texts = [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]
    if sheet.text(row, indicator):
        return all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
    # "(tỷ đồng)" below "Kỳ báo cáo" goes on with the header as well.
    return any(_role(text) in (*FIGURES, *IGNORED) for text in texts) or (
        bool(texts) and all(is_unit(text) for text in texts)
    )


def _headers_below(sheet: Grid, row: int, headers: Mapping[int, str]) -> dict[int, str]:
    """The headers of a second row, each behind the one that it stands under: So với (%) | tháng trước."""
    made = {}
    for column in range(len(sheet.rows[row])):
        text = sheet.text(row, column)
        if text and not _COLUMN_NUMBER.fullmatch(text):
            over = max((c for c in headers if c <= column), default=column)
            # A header spans the columns to its right only if there is one below itself.
            spanned = over in headers and sheet.text(row, over)
            made[column] = _under(headers[over], text) if spanned else text
    return made


def _under(over: str, text: str) -> str:
    """A header behind the one that it stands under; a month under its year as one."""
    years, months = named_in(over), named_in(text)
    is_month_of_year = all(
        one.is_one and one.mentions[0].span == span for one, span in ((years, YEAR), (months, MONTH))
    )
    return f"{text} {over}" if is_month_of_year and not months.mentions[0].year else f"{over}{UNDER}{text}"


def _read(sheet: Grid, form: Form, declared: Convention | None) -> Found:
    reported = form.reported
    table = form.context.name if form.context else ""
    if isinstance(reported, Stretch) and form.stated.named is not None and not agree(reported, form.stated.named):
        # A sheet that was copied for the next month keeps the title, or the name, of the last.
        reported = StatedPeriod(stretches=frozenset({reported, form.stated.named}))
    if isinstance(reported, Stretch) and form.column(VALUE) is not None:
        findings, shapes = form.stated.found_unclear(table)
        # Whose figures they are is not known, so none of them is read.
        read = Reading(sheet=sheet, form=form, reported=reported).found(declared) if not findings else Found()
        return together([read, Found(findings=findings, shapes=shapes)])
    stated = StatedPeriod(stretches=frozenset({reported})) if isinstance(reported, Stretch) else reported
    of_headers = {s for header in form.headers.values() for s in spans_in(header)} if stated.stretches else set()
    named = [f"{s.period} ({s.span})" for s in sorted(stated.stretches | of_headers, key=lambda s: (s.period, s.span))]
    told = ", ".join([*(f"“{text}”" for text in stated.unclear), *named])
    place = sheet.place(form.top)
    finding = shape_finding("period_stated", table, place, value=f": {told}" if told else "")
    return Found(findings=(finding,), shapes=(Shape(table=finding.table, rule="period_stated", checked=1),))
