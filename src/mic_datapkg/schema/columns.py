"""The columns of tables: those of one table and those that every table has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mic_datapkg.schema.entries import Entry
from mic_datapkg.text import Text

TYPES = ("integer", "number", "string", "yearmonth", "date")
MEASURES = ("flow", "stock", "share", "change")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    ``unit`` and ``measure`` (flow, stock, share or change) are None for the columns that are no figures. ``exact``
    says that the figure is never rounded in print. ``counted_in`` holds units of which there is one for each of the
    column's own. ``free_text`` is what people write, ``codes`` the code list, ``because`` the
    reason for ``minimum`` and ``maximum``.
    """

    name: str
    type: str
    title: Text
    description: Text
    unit: str | None = None
    unit_title: Text | None = None
    measure: str | None = None
    exact: bool = False
    counted_in: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    default: str | None = None
    codes: Mapping[str, Text] = field(default_factory=dict)
    in_force: bool = False
    free_text: bool = False
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    because: Text | None = None

    @property
    def label(self) -> Text:
        """The title with the name, as messages call the column."""
        return Text(vi=f"{self.title.vi} ({self.name})", en=f"{self.title.en} ({self.name})")


def read_column(entry: Entry, units: Mapping[str, Text], reasons: Mapping[str, Text]) -> Column:
    """A measure, from an entry of a table's ``fields``."""
    constraints = entry.below("constraints", default={})
    minimum, maximum = (constraints.number(bound) for bound in ("minimum", "maximum"))
    if minimum is not None and maximum is not None and minimum > maximum:
        raise constraints.error(f"expected minimum <= maximum, got {minimum} > {maximum}")
    constraints.done()
    limited = minimum is not None or maximum is not None
    if not limited and "because" in entry.mapping:
        raise entry.error("'because' gives the reason of a minimum or maximum, and there is none")
    unit = entry.one_of("unit", list(units))
    column = Column(
        name=entry.get("name", str),
        type=entry.one_of("type", ("integer", "number")),
        title=entry.text("title"),
        description=entry.text("description"),
        unit=unit,
        unit_title=units[unit],
        measure=entry.one_of("measure", MEASURES),
        exact=entry.get("exact", bool, False),
        counted_in=tuple(entry.known(other, list(units), "unit") for other in entry.get("counted_in", list, [])),
        minimum=minimum,
        maximum=maximum,
        because=reasons[entry.one_of("because", list(reasons))] if limited else None,
    )
    entry.done()
    return column


def read_common_columns(entry: Entry) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns that every table has, before and after its measures."""
    before, after = (tuple(read_plain_column(column) for column in entry.each(side)) for side in ("before", "after"))
    entry.done()
    return before, after


def read_plain_column(entry: Entry) -> Column:
    """A column that is no measure."""
    constraints = entry.below("constraints", default={})
    codes = entry.texts("codes") if "codes" in entry.mapping else {}
    column = Column(
        name=entry.get("name", str),
        type=entry.one_of("type", TYPES),
        title=entry.text("title"),
        description=entry.text("description"),
        key=entry.get("key", bool, False),
        required=constraints.get("required", bool, False),
        default=entry.one_of("default", list(codes), None) if codes else entry.get("default", str, None),
        codes=codes,
        in_force=entry.get("in_force", bool, False),
        free_text=entry.get("free_text", bool, False),
        pattern=constraints.get("pattern", str, None),
    )
    constraints.done()
    entry.done()
    return column
