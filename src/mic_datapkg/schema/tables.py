"""The tables of indicators: their columns and rules, loaded from ``definitions/`` and checked on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import narwhals as nw

from mic_datapkg.errors import DefinitionError, UsageError
from mic_datapkg.finding import Severity
from mic_datapkg.schema.column_rules import ColumnRule, InCodes, InForce, InRange, NoFormula, Present, Typed, Unique
from mic_datapkg.schema.columns import Column, read_column, read_common_columns
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.figures import FigureCells, SoundCells, where_sound
from mic_datapkg.schema.rules import KINDS, PROVINCES_IN_FORCE, Rule
from mic_datapkg.schema.table_schema import table_schema
from mic_datapkg.text import Text

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars
    import pyarrow as pa

KEY_IS_UNIQUE = "key_is_unique"
DEFINITIONS = Path(__file__).parents[1] / "definitions"


@dataclass(frozen=True, kw_only=True)
class Table:
    """The definition of one indicator table.

    ``columns`` are all columns in their order; ``column_rules`` those that follow from single columns;
    ``edit_rules`` those stated in the table's YAML.

    Example:
        >>> table("cyber_incidents").title["en"]
        'Cyber-attack incidents'
    """

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    column_rules: tuple[ColumnRule, ...]
    unique: Unique
    edit_rules: tuple[Rule, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order in which a report lists them: of columns, of the key, edit rules."""
        return (*self.column_rules, self.unique, *self.edit_rules)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the key columns."""
        return self.unique.key

    @property
    def measures(self) -> tuple[Column, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if column.unit is not None)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def holds(self, rule: Rule, bounded: Collection[str] = ()) -> nw.Expr:
        """The rule as one expression over a conformed frame: true, false, or null where it cannot be judged.

        ``bounded`` names the columns whose companion says that some of their values are bounds only.
        """
        if rule in self.edit_rules:
            holds = rule.holds(FigureCells(self.columns, rounded=True))
            return where_sound(holds, rule.columns, self.column_rules, bounded)
        return rule.holds(SoundCells())

    def surely_holds(self, rule: Rule, bounded: Collection[str] = ()) -> nw.Expr:
        """A cheaper expression: where it is true the rule holds, where null it is unknown, where false ask ``holds``.

        It reads whole numbers as printed in full; the intervals of rounded ones cost many times more.
        """
        if rule in self.edit_rules:
            holds = rule.surely_holds(FigureCells(self.columns, rounded=False))
            return where_sound(holds, rule.columns, self.column_rules, bounded)
        return rule.surely_holds(SoundCells())

    def pandera(self, engine: str = "polars") -> pandera.pandas.DataFrameSchema | pandera.polars.DataFrameSchema:
        """A pandera schema with the same rules, for ``"polars"`` or ``"pandas"`` frames.

        Raises:
            UsageError: the engine is not one of these.
        """
        from mic_datapkg.validating.pandera_schema import pandera_schema  # noqa: PLC0415 - pandera takes seconds to import

        schema: pandera.pandas.DataFrameSchema | pandera.polars.DataFrameSchema = pandera_schema(self, engine)
        return schema

    def table_schema(self) -> dict[str, Any]:
        """The Table Schema (Data Package 2.0) of the published table."""
        return table_schema(self.columns, self.key)

    def arrow(self) -> pa.Schema:
        """The Arrow schema of the published table, with units and titles in the field metadata."""
        from mic_datapkg.schema.arrow import arrow_schema  # noqa: PLC0415 - pyarrow is for publishing only

        about = {"name": self.name, "title": self.title.en, "title_vi": self.title.vi}
        return arrow_schema(self.columns).with_metadata({**about, "description": self.description.en})


def tables() -> tuple[Table, ...]:
    """All tables, by name.

    Raises:
        DefinitionError: a file under ``definitions/`` contradicts itself.
    """
    return load_tables(DEFINITIONS)


def table(name: str) -> Table:
    """The table of that name.

    Raises:
        UsageError: there is no such table.
    """
    found = {known.name: known for known in tables()}
    if name not in found:
        raise UsageError(f"expected the name of a table, got {name!r}; valid: {', '.join(found)}")
    return found[name]


def common_columns() -> tuple[Column, ...]:
    """The columns that every table has."""
    before, after = _common_columns(DEFINITIONS)
    return (*before, *after)


@cache
def _common_columns(definitions: Path) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    return read_common_columns(read_entry(definitions / "columns.yaml", definitions))


@cache
def load_tables(definitions: Path) -> tuple[Table, ...]:
    """The tables of a folder of definitions, checked against each other and the folder's lists."""
    units = read_entry(definitions / "units.yaml", definitions)
    reasons = read_entry(definitions / "reasons.yaml", definitions)
    known = Known(
        units={unit: units.text(unit) for unit in units.mapping},
        reasons={reason: reasons.text(reason) for reason in reasons.mapping},
        messages=read_entry(definitions / "messages.yaml", definitions),
    )
    before, after = _common_columns(definitions)
    entries = [read_entry(path, definitions) for path in sorted((definitions / "tables").glob("*.yaml"))]
    if not entries:
        raise DefinitionError(f"{definitions.name}/tables: expected a YAML file for each table, found none")
    return tuple(_table(entry, before, after, known) for entry in entries)


@dataclass(frozen=True, kw_only=True)
class Known:
    """The lists that a table's YAML refers to."""

    units: Mapping[str, Text]
    reasons: Mapping[str, Text]
    messages: Entry


def _table(entry: Entry, before: tuple[Column, ...], after: tuple[Column, ...], known: Known) -> Table:
    name = entry.get("name", str)
    if not entry.where.endswith(f"/{name}.yaml"):
        raise entry.error(f"a table's file is named after it: expected {name}.yaml")
    measures = tuple(read_column(field, known.units, known.reasons) for field in entry.each("fields"))
    columns = (*before, *measures, *after)
    _no_repetition(entry, [column.name for column in columns])
    column_rules = tuple(rule for column in columns for rule in _column_rules(column, known))
    taken = [KEY_IS_UNIQUE, *(rule.name for rule in column_rules)]
    rules = tuple(_rule(rule, measures, taken) for rule in entry.each("rules"))
    _no_repetition(entry, [rule.name for rule in rules])
    if not rules and not any(isinstance(rule, InRange) for rule in column_rules):
        raise entry.error("a table needs a rule or a range: nothing would be validated")
    made = Table(
        name=name,
        title=entry.text("title"),
        description=entry.text("description"),
        columns=columns,
        column_rules=column_rules,
        unique=Unique(
            name=KEY_IS_UNIQUE,
            severity=Severity.ERROR,
            says=known.messages.text("unique"),
            key=tuple(column.name for column in columns if column.key),
        ),
        edit_rules=rules,
    )
    entry.done()
    return made


def _no_repetition(entry: Entry, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise entry.error(f"the name {name!r} stands there twice")


def _column_rules(column: Column, known: Known) -> list[ColumnRule]:
    """The rules of a column, each with its sentence."""

    def worded(kind: str, suffix: str) -> dict[str, Any]:
        # What cannot be read as an area is no province, not merely no text.
        of_type = kind == "type" and not column.in_force
        messages = known.messages.below("type") if of_type else known.messages
        says = messages.template(column.type if of_type else "in_force" if kind == "type" else kind, "column")
        return {
            "name": f"{column.name}_{suffix}",
            "severity": Severity.ERROR,
            "says": says.format(column=column.label),
            "column": column.name,
        }

    made: list[ColumnRule] = [
        Typed(
            **worded("type", f"is_{column.type}"),
            type=column.type,
            example=known.messages.below("example").get(column.type, str),
        )
    ]
    if column.required:
        made.append(Present(**worded("required", "is_present")))
    if column.codes:
        made.append(InCodes(**worded("codes", "in_codes"), codes=tuple(column.codes)))
    if column.in_force:
        made.append(InForce(**worded("in_force", "in_force")))
    if column.free_text:
        made.append(NoFormula(**worded("no_formula", "is_no_formula")))
    if column.because is not None:
        made.append(_range(column, column.because))
    return made


def _range(column: Column, because: Text) -> InRange:
    return InRange(
        name=f"{column.name}_in_range",
        severity=Severity.ERROR,
        says=because,
        column=column.name,
        minimum=column.minimum,
        maximum=column.maximum,
    )


def _rule(entry: Entry, measures: tuple[Column, ...], taken: list[str]) -> Rule:
    kind = KINDS[entry.one_of("kind", sorted(KINDS))]
    name = entry.get("name", str)
    if name in taken:
        raise entry.error(f"the name {name!r} is taken by a rule of a column")
    hints = get_type_hints(kind)
    own = [field.name for field in fields(kind) if field.default is MISSING and field.name not in _COMMON]
    stated = {key: _columns(entry, key, hints[key], measures) for key in own}
    _in_units(entry, kind, stated, {measure.name: measure.unit for measure in measures})
    _distinct(entry, stated.values())
    rule = kind(
        name=name, severity=Severity(entry.one_of("severity", list(Severity))), says=entry.text("says"), **stated
    )
    entry.done()
    return rule


def _distinct(entry: Entry, stated: Iterable[str | tuple[str, ...]]) -> None:
    names = [name for value in stated for name in ([value] if isinstance(value, str) else value)]
    for name in names:
        if names.count(name) > 1:
            raise entry.error(f"the column {name!r} stands there twice")


def _in_units(entry: Entry, kind: type[Rule], stated: Mapping[str, Any], units: Mapping[str, str | None]) -> None:
    """A percentage is in percent and an amount of dong in dong: what the kind reads there must be measured so."""
    for key, unit in kind.units.items():
        if units[stated[key]] != unit:
            raise entry.error(f"{key!r}: expected a column in {unit}, got {stated[key]!r} in {units[stated[key]]}")


_COMMON = ("name", "severity", "says")


def _columns(entry: Entry, key: str, hint: Any, measures: tuple[Column, ...]) -> str | tuple[str, ...]:
    """The column, or columns, that a rule names under a key."""
    names = [column.name for column in measures]
    if hint is str:
        return str(entry.one_of(key, [*names, PROVINCES_IN_FORCE] if key == "bound" else names))
    listed = entry.get(key, list)
    if len(listed) < 2:
        raise entry.error(f"{key!r}: expected two columns or more, got {listed!r}")
    return tuple(entry.known(str(name), names, key) for name in listed)
