"""The report form ("biểu mẫu"): a row for each indicator, columns for this period and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mic_datapkg.aliases import aliases
from mic_datapkg.names import normal
from mic_datapkg.numbers import Convention, Scale, Unread, read_unit
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.headers import table_named
from mic_datapkg.reading.records import Figure, Records
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.sheet import Sheet
from mic_datapkg.reading.submission import Remark, Shape
from mic_datapkg.spans import Stretch, spans_in
from mic_datapkg.tables import Table, table

# What stands before the name of an indicator: its number, a bullet, "trong đó".
_NUMBERING = re.compile(
    r"^(?:[ivx]+|[0-9]+(?:\.[0-9]+)*|[a-zđ])\s*[.)/]\s*|^[-–—+•*]\s*|^trong đó\s*:?\s*", re.IGNORECASE
)
# Some forms number their columns in the row below the header: A, B, 1, 2 = 3 - 4.
_COLUMN_NUMBER = re.compile(r"[a-eA-E]|\(?[0-9]{1,2}\)?(?:\s*=.*)?")
FIGURES = ("value", "month_ago", "year_ago", "mom", "yoy")


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form in a sheet: what each column holds, the rows below the header, and the stretch of its title."""

    top: int
    roles: Mapping[str, int]
    headers: Mapping[str, str]
    rows: range
    stretches: frozenset[Stretch]
    context: Table | None


def forms_in(sheet: Sheet, named: Table | None) -> list[Form]:
    """The forms of a sheet, each from its header row to the title of the next; none where no row is such a header."""
    tops = [row for row in range(len(sheet.rows)) if _is_header(_roles(sheet, row))]
    made: list[Form] = []
    for top, end in zip(tops, [*tops, len(sheet.rows)][1:], strict=True):
        above = range(made[-1].rows.stop if made else 0, top)
        last = end - _height_of_title(sheet, end) if end < len(sheet.rows) else end
        made.append(_form(sheet, top, above, last, named))
    return made


def read_forms(sheet: Sheet, forms: list[Form], declared: Convention | None) -> Found:
    """The figures of all forms of a sheet."""
    return together(_read(sheet, form, declared) for form in forms)


def _is_header(roles: Mapping[str, int]) -> bool:
    return "indicator" in roles and any(role in roles for role in FIGURES)


def _roles(sheet: Sheet, row: int) -> dict[str, int]:
    """What each column of a header row holds; the first of two columns with the same role counts."""
    roles: dict[str, int] = {}
    for column in range(len(sheet.rows[row])):
        text = sheet.text(row, column)
        role = aliases().form.get(normal(text)) if text else None
        if role is not None:
            roles.setdefault(role, column)
    if "indicator" in roles and "value" not in roles:
        months = [c for c in range(len(sheet.rows[row])) if list(spans_in(sheet.text(row, c)))]
        roles |= {"value": months[0]} if months else {}
    return roles


def _height_of_title(sheet: Sheet, top: int) -> int:
    """How many rows above a header belong to its title: those with one cell only."""
    height = 0
    while (
        height < top
        and sum(bool(sheet.text(top - height - 1, c)) for c in range(len(sheet.rows[top - height - 1]))) == 1
    ):
        height += 1
    return height


def _form(sheet: Sheet, top: int, above: range, end: int, named: Table | None) -> Form:
    roles, headers = _roles(sheet, top), {}
    first = top + 1
    while first < end and _is_second_header(sheet, first, roles["indicator"]):
        for column in range(len(sheet.rows[first])):
            role = _role_below(sheet, top, first, column)
            if role is not None:
                roles[role] = column
        first += 1
    for role, column in roles.items():
        headers[role] = " ".join(filter(None, (sheet.text(row, column) for row in range(top, first))))
    titles = [sheet.text(row, column) for row in above for column in range(len(sheet.rows[row]))]
    stretches = {stretch for title in [*titles, headers.get("value", "")] for stretch in spans_in(title)}
    context = next((found for title in reversed(titles) if title and (found := table_named(_bare(title)))), named)
    return Form(
        top=top,
        roles=roles,
        headers=headers,
        rows=range(first, end),
        stretches=frozenset(stretches),
        context=context,
    )


def _is_second_header(sheet: Sheet, row: int, indicator: int) -> bool:
    """Whether a row goes on with the header: no indicator, or a letter that numbers the column."""
    label = sheet.text(row, indicator)
    texts = [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]
    if label:
        return all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
    return bool(texts) and any(aliases().form.get(normal(text)) in FIGURES for text in texts)


def _role_below(sheet: Sheet, top: int, row: int, column: int) -> str | None:
    """The role of a cell under a header that spans several columns: So với (%) | tháng trước."""
    text = sheet.text(row, column)
    if not text or _COLUMN_NUMBER.fullmatch(text):
        return None
    over = next((t for c in range(column, -1, -1) if (t := sheet.text(top, c))), "")
    return aliases().form.get(normal(f"{over} {text}")) or aliases().form.get(normal(text))


def _read(sheet: Sheet, form: Form, declared: Convention | None) -> Found:
    if len(form.stretches) != 1:
        named = ": " + ", ".join(sorted(f"{s.period} ({s.span})" for s in form.stretches)) if form.stretches else ""
        finding = shape_finding(
            "period_stated", form.context.name if form.context else "", sheet.place(form.top), value=named
        )
        return Found(findings=(finding,), shapes=(Shape(table=finding.table, rule="period_stated", checked=1),))
    return _Reading(sheet=sheet, form=form).found(declared)


@dataclass(kw_only=True)
class _Reading:
    """The rows of a form, one after the other."""

    sheet: Sheet
    form: Form
    ignored: list[Remark] = field(default_factory=list)

    def found(self, declared: Convention | None) -> Found:
        self.records = Records(sheet=self.sheet)
        self.context = self.form.context
        (stretch,) = self.form.stretches
        self.key = {"period": stretch.period, "span": stretch.span}
        unknown = [finding for row in self.form.rows for finding in self._row(row)]
        said = remark(self.sheet.place(self.form.top), "form", period=f"{stretch.period} ({stretch.span})")
        shape = Shape(table="", rule="indicators_known", checked=len(self.form.rows))
        return together(
            [
                Found(findings=tuple(unknown), shapes=(shape,), remarks=(said,), ignored=tuple(self.ignored)),
                self.records.found(declared),
            ]
        )

    def _row(self, row: int) -> Iterator[Any]:
        label_at = self.form.roles["indicator"]
        label = self.sheet.text(row, label_at)
        figures = {role: at for role, at in self.form.roles.items() if role in FIGURES and self.sheet.text(row, at)}
        if not figures:
            self._heading(row, label)
            return
        named = self._named(label)
        if named is None:
            yield shape_finding("indicators_known", "", self.sheet.place(row, label_at), value=label)
            return
        known, measure = named
        for role, column in figures.items():
            self._figure(known, measure, role, (row, column))
        for role in ("source", "note"):
            at = self.form.roles.get(role)
            if at is not None and (text := self.sheet.text(row, at)):
                self.records.add(known, self.key, Figure(column=role, cell=text, at=(row, at)))

    def _heading(self, row: int, label: str) -> None:
        """A row without figures: the title of a table, or a line that says nothing to us."""
        named = table_named(_bare(label)) if label else None
        self.context = named or self.context
        texts = [text for column in range(len(self.sheet.rows[row])) if (text := self.sheet.text(row, column))]
        if named is None and texts:
            self.ignored.append(remark(self.sheet.place(row), "ignored_line", text=" ".join(texts)))

    def _named(self, label: str) -> tuple[Table, str] | None:
        """The measure that a label names, in any table or in the one whose title stands above."""
        key = normal(_bare(label))
        everywhere = aliases().measures.get(key)
        if self.context is not None and (inside := aliases().inside[self.context.name].get(key)):
            return self.context, inside
        if everywhere is None:
            return None
        name, measure = everywhere.split(".")
        return table(name), measure

    def _figure(self, known: Table, measure: str, role: str, at: tuple[int, int]) -> None:
        column = measure if role == "value" else _compared(known, measure, role, self.form.headers[role])
        if column is None:
            self.ignored.append(remark(self.sheet.place(*at), "ignored_comparison", indicator=measure))
            return
        cell = self.sheet.rows[at[0]][at[1]]
        scale = self._scale(at[0]) if role in ("value", "month_ago", "year_ago") else Scale()
        self.records.add(known, self.key, Figure(column=column, cell=cell, at=at, scale=scale))

    def _scale(self, row: int) -> Scale:
        at = self.form.roles.get("unit")
        if at is None:
            return Scale()
        stated = read_unit(self.sheet.text(row, at))
        # A unit that is not understood must not be taken for none: the cell will be asked for it.
        return Scale(unit=self.sheet.text(row, at)) if isinstance(stated, Unread) else stated


def _compared(known: Table, measure: str, role: str, header: str) -> str | None:
    """The column of a comparison: the measure's name with its ending; percentages only under a percent sign or none."""
    names = [f"{measure}{ending}" for ending in aliases().comparisons.get(role, ())]
    columns = [column for column in known.measures if column.name in names]
    fitting = [column.name for column in columns if column.unit == "percent" or "%" not in header]
    return fitting[0] if fitting else None


def _bare(label: str) -> str:
    return _NUMBERING.sub("", _NUMBERING.sub("", label.strip()))
