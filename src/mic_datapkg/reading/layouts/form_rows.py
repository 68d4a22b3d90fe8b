"""The rows of a report form, each read as the figures of one indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from mic_datapkg.finding import Finding
from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.spans import Stretch, named_in
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.form_changes import doubt
from mic_datapkg.reading.layouts.form_header import CUMULATIVE, FIGURES, MONTH, VALUE, Use
from mic_datapkg.reading.layouts.form_units import TitleUnit, Units
from mic_datapkg.reading.layouts.headers import measure_named, table_named
from mic_datapkg.reading.layouts.labels import bare, is_part
from mic_datapkg.reading.layouts.records import Figure, Records
from mic_datapkg.reading.layouts.stated_areas import contradicts
from mic_datapkg.reading.layouts.stated_units import remarks_on_unit, scale_in_brackets
from mic_datapkg.reading.layouts.statements import Statements
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Remark, Shape
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table, table

# Columns that are known and have no place in any table: they are listed as ignored, never read as a value.
IGNORED = {"plan": "ignored_plan", "comparison": "ignored_compared", "other_period": "ignored_other_period"}


class FormRows(Protocol):
    """What the rows of a form are read by."""

    @property
    def top(self) -> int: ...
    @property
    def headers(self) -> Mapping[int, str]: ...
    @property
    def rows(self) -> range: ...
    @property
    def context(self) -> Table | None: ...
    @property
    def unit(self) -> TitleUnit: ...
    @property
    def area(self) -> str: ...
    @property
    def stated(self) -> Statements: ...
    @property
    def uses(self) -> Mapping[int, Use | None]: ...


@dataclass(kw_only=True)
class Reading:
    """The rows of a form, one after the other."""

    sheet: Grid
    form: FormRows
    reported: Stretch
    ignored: list[Remark] = field(default_factory=list)
    # The table of the last indicator, and whether its parts stand below it.
    last: Table | None = None
    among: bool = False
    # The measure of the last indicator; and whether that was one of no table, whose parts are then of none either.
    total: Column | None = None
    orphaned: bool = False

    def found(self, declared: Convention | None) -> Found:
        """The figures of the form."""
        self.records = Records(sheet=self.sheet)
        self.context = self.form.context
        faults = list(self._columns())
        indicator = self._at("indicator")
        self.units = Units(
            sheet=self.sheet,
            at=self._at("unit"),
            headers=self.form.headers,
            indicator=indicator,
            title=self.form.unit,
        )
        self.doubts: list[Finding] = []
        unknown = [finding for row in self.form.rows for finding in self._row(row, indicator)]
        told = f"{self.reported.period} ({self.reported.span})"
        shapes = (
            Shape(table="", rule="indicators_known", checked=len(self.form.rows)),
            Shape(table="", rule="form_columns_known", checked=len(self.form.headers)),
        )
        said = (
            remark(self.sheet.place(self.form.top), "form", period=told),
            *remarks_on_unit(self.sheet, self.form.unit.stated),
        )
        own = Found(
            findings=(*faults, *unknown, *self.doubts), shapes=shapes, remarks=said, ignored=tuple(self.ignored)
        )
        return together([own, self.records.found(declared)])

    def _columns(self) -> Iterator[Finding]:
        """Find what each column holds; one that is not understood, or says what another does, is a finding."""
        self.uses: dict[int, Use] = {}
        for column in range(max(len(self.sheet.rows[row]) for row in (self.form.top, *self.form.rows))):
            header, texts = self.form.headers.get(column, ""), [self.sheet.text(row, column) for row in self.form.rows]
            # Words without a header are those of people who sign; their lines are listed as ignored.
            if not any(text if header else has_digit(text) for text in texts):
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

    def _key(self, row: int, use: Use, *, stock: bool) -> dict[str, str]:
        """The key of a row of a column's stretch; estimates are one where its column of values says so."""
        stretch = use.stretch or self.reported
        # A state is that at the end of the stretch, whatever the figures beside it cover.
        span = MONTH if stock else CUMULATIVE if use.cumulative else stretch.span
        estimated = replace(use, role=VALUE, estimated=True) in self.uses.values() or self.form.stated.period.estimated
        at = self._at("area")
        own = self.sheet.text(row, at) or self.sheet.merged_text(row, at) if at is not None else ""
        area = own or self.form.area
        if own and self.form.stated.area_here and contradicts(own, self.form.area, stretch.period):
            differing = shape_finding("area_stated", "", self.sheet.place(row, at), value=f"{self.form.area} / {own}")
            # Once, however many figures the row has.
            self.doubts += [differing] if differing not in self.doubts[-1:] else []
        return {
            "period": stretch.period,
            "span": span,
            **({"area": area} if area else {}),
            **({"status": "estimated"} if estimated else {}),
        }

    def _row(self, row: int, label_at: int | None) -> Iterator[Finding]:
        label = self._label(row, label_at)
        figures = {at: use for at, use in self.uses.items() if use.role in FIGURES and self.sheet.text(row, at)}
        named = self._named(label)
        if not any(self.sheet.text(row, at) if named else has_digit(self.sheet.text(row, at)) for at in figures):
            self._heading(row, label)
            return
        by_itself = aliases().measures.get(normal(bare(label))) is not None
        part = is_part(label) or (self.among and not by_itself)
        if named is None or (part and not self._is_part_of_total(*named, by_itself=by_itself)):
            # Its own parts, if any stand below, are of no table either.
            self.orphaned = self.orphaned or not part
            yield shape_finding("indicators_known", "", self.sheet.place(row, label_at), value=label)
            return
        known, measure = named
        self.last, self.among = known, part
        if not part:
            self.total, self.orphaned = known.column(measure), False
        keys = [key for at, use in figures.items() if (key := self._figure(known, measure, use, (row, at)))]
        for role in ("source", "note"):
            at = self._at(role)
            if at is not None and (text := self.sheet.text(row, at)):
                for key in {tuple(key.values()): key for key in keys}.values():
                    self.records.add(known, key, Figure(column=role, cell=text, at=(row, at)))

    def _is_part_of_total(self, known: Table, measure: str, *, by_itself: bool) -> bool:
        """Whether a part is counted as its total is: households are no part of the subscribers above them."""
        if self.total is None:
            return by_itself or not self.orphaned
        return not self.orphaned and (by_itself or known.column(measure).unit == self.total.unit)

    def _label(self, row: int, at: int | None) -> str:
        """The label of a row, also where a second column without a header goes on with it: Trong đó | Phishing."""
        if at is None:
            return ""
        label, more = self.sheet.text(row, at), "" if at + 1 in self.form.headers else self.sheet.text(row, at + 1)
        return f"{label or self.sheet.merged_text(row, at)} {more}".strip() if more else label

    def _heading(self, row: int, label: str) -> None:
        """A row without figures: the title of a table, "Trong đó:", or a line that says nothing to us."""
        named = table_named(bare(label)) if label else None
        self.context = named or self.context
        self.among = not bare(label) if label else self.among
        texts = [text for column in range(len(self.sheet.rows[row])) if (text := self.sheet.text(row, column))]
        if named is None and texts:
            self.ignored.append(remark(self.sheet.place(row), "ignored_line", text=" ".join(texts)))

    def _named(self, label: str) -> tuple[Table, str] | None:
        """The measure that a label names, in any table or in the one whose title or total stands above."""
        key = normal(bare(label))
        everywhere = measure_named(label, aliases().measures.get(key))
        contexts = (
            [self.context] if self.last is None or not (self.among or is_part(label)) else [self.context, self.last]
        )
        for context in contexts:
            if context is not None and (inside := measure_named(label, aliases().inside[context.name].get(key))):
                return context, inside
            if everywhere is not None:
                name, measure = everywhere.split(".")
                return table(name), measure
        return None

    def _figure(self, known: Table, measure: str, use: Use, at: tuple[int, int]) -> dict[str, str] | None:
        """Put a figure into its row and give the row's key; one that no column is for is listed as ignored."""
        measured = next(column for column in known.measures if column.name == measure)
        stock = measured.measure in ("stock", "share")
        column = measure if use.role == VALUE else _compared(known, measure, use.role, self.form.headers[at[1]])
        if column is None or (use.cumulative and stock):
            reason = "ignored_stock" if use.cumulative and stock else "ignored_comparison"
            self.ignored.append(remark(self.sheet.place(*at), reason, indicator=measure))
            return None
        key = self._key(at[0], use, stock=stock)
        filled = next(one for one in known.measures if one.name == column)
        scale = self._scale(measured, filled, at)
        cell = self.sheet.rows[at[0]][at[1]]
        if (
            rule := doubt(cell, self.form.headers[at[1]], filled, measured, self._scale(measured, measured, at))
        ) is not None:
            self.doubts.append(shape_finding(rule, known.name, self.sheet.place(*at), value=self.sheet.text(*at)))
            return None
        column = _in_unit(known, column, scale)
        self.records.add(known, key, Figure(column=column, cell=cell, at=at, scale=scale))
        return key

    def _scale(self, measured: Column, filled: Column, at: tuple[int, int]) -> Scale:
        """The scale of a figure; that of a comparison stands in its header alone."""
        if filled.measure == "change" and filled != measured:
            return scale_in_brackets(self.form.headers[at[1]], filled)
        label = self._label(at[0], self._at("indicator"))
        return self.units.scale(at, measured, label, part=self.among or is_part(label))


def _in_unit(known: Table, measure: str, scale: Scale) -> str:
    """The measure, or that of the same in the unit stated: revenue in USD beside revenue."""
    others = (column.name for column in known.measures if column.unit == scale.unit)
    own = next(column.unit for column in known.measures if column.name == measure)
    return measure if own == scale.unit else next((name for name in others if name.startswith(f"{measure}_")), measure)


def _compared(known: Table, measure: str, role: str, header: str) -> str | None:
    """The column of a comparison: the measure's name with its ending; percentages only under a percent sign or none."""
    names = [f"{measure}{ending}" for ending in aliases().comparisons.get(role, ())]
    columns = [column for column in known.measures if column.name in names]
    fitting = [column.name for column in columns if column.unit == "percent" or "%" not in header]
    return fitting[0] if fitting else None


def has_digit(text: str) -> bool:
    """Whether a text may hold a figure; where and when it was signed is none."""
    if not any(character.isdigit() for character in text) or not any(character.isalpha() for character in text):
        return any(character.isdigit() for character in text)
    return any(
        character.isdigit() for character in named_in(text).worded(lambda mention: "" if mention.stretch else None)
    )
