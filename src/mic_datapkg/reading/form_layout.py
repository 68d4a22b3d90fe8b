"""The report form ("biểu mẫu"): a row for each indicator, columns for this period and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mic_datapkg.aliases import aliases
from mic_datapkg.finding import Finding
from mic_datapkg.names import normal
from mic_datapkg.numbers import Convention, Scale, Unread, read_unit
from mic_datapkg.reading.form_header import CUMULATIVE, FIGURES, UNDER, VALUE, Use, stretch_of, use_of
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
# Columns that are known and have no place in any table: they are listed as ignored, never read as a value.
IGNORED = {"plan": "ignored_plan", "comparison": "ignored_compared", "other_period": "ignored_other_period"}


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form in a sheet: the texts of its header by column, the rows below it, and the stretch that it reports.

    ``reported`` holds every stretch that was named where these are not one.
    """

    top: int
    headers: Mapping[int, str]
    rows: range
    reported: Stretch | frozenset[Stretch]
    context: Table | None

    @cached_property
    def uses(self) -> Mapping[int, Use | None]:
        """What each column with a header holds; None where that is not understood."""
        reported = self.reported if isinstance(self.reported, Stretch) else None
        return {column: use_of(header, reported) for column, header in self.headers.items()}

    def column(self, role: str) -> int | None:
        """The first column with a role."""
        return next((column for column, use in self.uses.items() if use is not None and use.role == role), None)


def forms_in(sheet: Sheet, named: Table | None) -> list[Form]:
    """The forms of a sheet, each from its header row to the title of the next; none where no row is such a header."""
    tops = [row for row in range(len(sheet.rows)) if _is_header(sheet, row)]
    made: list[Form] = []
    for top, end in zip(tops, [*tops, len(sheet.rows)][1:], strict=True):
        above = range(made[-1].rows.stop if made else 0, top)
        last = end - _height_of_title(sheet, end) if end < len(sheet.rows) else end
        made.append(_form(sheet, top, above, last, named))
    return made


def read_forms(sheet: Sheet, forms: list[Form], declared: Convention | None) -> Found:
    """The figures of all forms of a sheet."""
    return together(_read(sheet, form, declared) for form in forms)


def _is_header(sheet: Sheet, row: int) -> bool:
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
    width = len(sheet.rows[top])
    headers = {column: text for column in range(width) if (text := sheet.text(top, column))}
    indicator = next(column for column, text in headers.items() if _role(text) == "indicator")
    first = top + 1
    while first < end and _is_second_header(sheet, first, indicator):
        headers |= _headers_below(sheet, first, headers)
        first += 1
    titles = [sheet.text(row, column) for row in above for column in range(len(sheet.rows[row]))]
    context = next((found for title in reversed(titles) if title and (found := table_named(_bare(title)))), named)
    return Form(
        top=top,
        headers=dict(sorted(headers.items())),
        rows=range(first, end),
        reported=stretch_of(titles, headers.values()),
        context=context,
    )


def _is_second_header(sheet: Sheet, row: int, indicator: int) -> bool:
    """Whether a row goes on with the header: no indicator, or a letter that numbers the column."""
    texts = [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]
    if sheet.text(row, indicator):
        return all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
    return any(_role(text) in (*FIGURES, *IGNORED) for text in texts)


def _headers_below(sheet: Sheet, row: int, headers: Mapping[int, str]) -> dict[int, str]:
    """The headers of a second row, each behind the one that it stands under: So với (%) | tháng trước."""
    made = {}
    for column in range(len(sheet.rows[row])):
        text = sheet.text(row, column)
        if text and not _COLUMN_NUMBER.fullmatch(text):
            over = max((c for c in headers if c <= column), default=column)
            # A header spans the columns to its right only if there is one below itself.
            made[column] = f"{headers[over]}{UNDER}{text}" if over in headers and sheet.text(row, over) else text
    return made


def _read(sheet: Sheet, form: Form, declared: Convention | None) -> Found:
    reported = form.reported
    if isinstance(reported, Stretch) and form.column(VALUE) is not None:
        return _Reading(sheet=sheet, form=form, reported=reported).found(declared)
    named = {reported} if isinstance(reported, Stretch) else reported
    named |= {stretch for header in form.headers.values() for stretch in spans_in(header)} if named else set()
    told = ": " + ", ".join(sorted(f"{s.period} ({s.span})" for s in named)) if named else ""
    finding = shape_finding(
        "period_stated", form.context.name if form.context else "", sheet.place(form.top), value=told
    )
    return Found(findings=(finding,), shapes=(Shape(table=finding.table, rule="period_stated", checked=1),))


@dataclass(kw_only=True)
class _Reading:
    """The rows of a form, one after the other."""

    sheet: Sheet
    form: Form
    reported: Stretch
    ignored: list[Remark] = field(default_factory=list)

    def found(self, declared: Convention | None) -> Found:
        self.records = Records(sheet=self.sheet)
        self.context = self.form.context
        faults = list(self._columns())
        unknown = [finding for row in self.form.rows for finding in self._row(row)]
        told = f"{self.reported.period} ({self.reported.span})"
        shapes = (
            Shape(table="", rule="indicators_known", checked=len(self.form.rows)),
            Shape(table="", rule="form_columns_known", checked=len(self.form.headers)),
        )
        said = (remark(self.sheet.place(self.form.top), "form", period=told),)
        own = Found(findings=(*faults, *unknown), shapes=shapes, remarks=said, ignored=tuple(self.ignored))
        return together([own, self.records.found(declared)])

    def _columns(self) -> Iterator[Finding]:
        """Find what each column holds; one that is not understood, or says what another does, is a finding."""
        self.uses: dict[int, Use] = {}
        for column in range(max(len(self.sheet.rows[row]) for row in (self.form.top, *self.form.rows))):
            header, texts = self.form.headers.get(column, ""), [self.sheet.text(row, column) for row in self.form.rows]
            # Words without a header are those of people who sign; their lines are listed as ignored.
            if not any(text if header else _has_digit(text) for text in texts):
                continue
            use, place = self.form.uses.get(column), self.sheet.place(self.form.top, column)
            if use is not None and use.role in IGNORED:
                self.ignored.append(remark(place, IGNORED[use.role], header=header))
            elif use is None or use in self.uses.values():
                yield shape_finding("form_columns_known", "", place, value=header)
            else:
                self.uses[column] = use

    def _at(self, role: str) -> int | None:
        return next((column for column, use in self.uses.items() if use.role == role), None)

    def _key(self, *, cumulative: bool) -> dict[str, str]:
        """The key of a row of this stretch; estimates are one where its column of values says so."""
        span = CUMULATIVE if cumulative else self.reported.span
        estimated = Use(role=VALUE, cumulative=cumulative, estimated=True) in self.uses.values()
        return {"period": self.reported.period, "span": span, **({"status": "estimated"} if estimated else {})}

    def _row(self, row: int) -> Iterator[Finding]:
        label_at = self._at("indicator")
        label = self.sheet.text(row, label_at) if label_at is not None else ""
        figures = {at: use for at, use in self.uses.items() if use.role in FIGURES and self.sheet.text(row, at)}
        named = self._named(label)
        if not any(self.sheet.text(row, at) if named else _has_digit(self.sheet.text(row, at)) for at in figures):
            self._heading(row, label)
            return
        if named is None:
            yield shape_finding("indicators_known", "", self.sheet.place(row, label_at), value=label)
            return
        known, measure = named
        keys = [key for at, use in figures.items() if (key := self._figure(known, measure, use, (row, at)))]
        for role in ("source", "note"):
            at = self._at(role)
            if at is not None and (text := self.sheet.text(row, at)):
                for key in {tuple(key.values()): key for key in keys}.values():
                    self.records.add(known, key, Figure(column=role, cell=text, at=(row, at)))

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

    def _figure(self, known: Table, measure: str, use: Use, at: tuple[int, int]) -> dict[str, str] | None:
        """Put a figure into its row and give the row's key; one that no column is for is listed as ignored."""
        stock = any(column.name == measure and column.measure in ("stock", "share") for column in known.measures)
        column = measure if use.role == VALUE else _compared(known, measure, use.role, self.form.headers[at[1]])
        if column is None or (use.cumulative and stock):
            reason = "ignored_stock" if use.cumulative and stock else "ignored_comparison"
            self.ignored.append(remark(self.sheet.place(*at), reason, indicator=measure))
            return None
        scale = self._scale(at[0]) if use.role in (VALUE, "month_ago", "year_ago") else Scale()
        key = self._key(cumulative=use.cumulative)
        self.records.add(known, key, Figure(column=column, cell=self.sheet.rows[at[0]][at[1]], at=at, scale=scale))
        return key

    def _scale(self, row: int) -> Scale:
        at = self._at("unit")
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


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _bare(label: str) -> str:
    return _NUMBERING.sub("", _NUMBERING.sub("", label.strip()))
