"""What the cells of a header row name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.stated_units import is_qualified
from mic_datapkg.schema.tables import Table, tables

# STT: 1, 1.1, II, a); nothing beside a total.
_ROW_NUMBER = re.compile(r"(?:[0-9]{0,5}(?:\.[0-9]+)*|[ivxIVX]+|[a-zA-ZđĐ])[.)]?")
# Header and title rows stand at the top of a sheet or of a form.
LOOKED_AT = 40


def column_named(header: str, table: Table) -> str | None:
    """The column of ``table`` that a header names, by name or by an alias."""
    if any(header == column.name for column in table.columns):
        return header
    key = normal(header)
    return aliases().common.get(key) or measure_named(header, aliases().inside[table.name].get(key))


def measure_named(header: str, measure: str | None) -> str | None:
    """The measure that a header or an indicator names, unless its brackets make it that of another figure."""
    compared = tuple(ending for endings in aliases().comparisons.values() for ending in endings)
    return None if measure is None or (not measure.endswith(compared) and is_qualified(header)) else measure


def table_named(name: str | None) -> Table | None:
    """The table that a file, a sheet or a heading is named after."""
    known = {table.name: table for table in tables()}
    return known.get(name or "") or known.get(aliases().titles.get(normal(name or ""), ""))


def has_plain_header(sheet: Grid, table: Table) -> bool:
    """Whether the first row holds names of columns of ``table`` and nothing else, as the published tables do."""
    names = {column.name for column in table.columns}
    return len(sheet.rows[0]) > 1 and all(sheet.text(0, column) in names for column in range(len(sheet.rows[0])))


def header_row(sheet: Grid, table: Table) -> int:
    """The first row in which two cells or more name columns of ``table``, else the first that is not empty."""
    for row in range(min(len(sheet.rows), LOOKED_AT)):
        names = [sheet.text(row, column) for column in range(len(sheet.rows[row]))]
        if sum(bool(name) and column_named(name, table) is not None for name in names) >= 2:
            return row
    return 0


def table_of_headers(headers: Sequence[str], *, titled: bool = False) -> Table | None:
    """The one table that has most of the measures that the headers name.

    They name a period as well; or an area where a title names the period and one of them tells the table by itself.
    """
    named = {
        table.name: sum(column_named(header, table) in _measures(table) for header in headers) for table in tables()
    }
    most = max(named.values())
    best = [name for name, number in named.items() if number == most]
    keys = {aliases().common.get(normal(header)) for header in headers}
    alone = {aliases().measures.get(normal(header), "").partition(".")[0] for header in headers}
    has_key = "period" in keys or (titled and "area" in keys and best[0] in alone)
    return table_named(best[0]) if most and len(best) == 1 and has_key else None


def is_numbering(header: str, cells: Iterable[str]) -> bool:
    """Whether a column holds nothing but the numbers of its rows."""
    named = aliases().form.get(normal(header)) == "number"
    return named and all(_ROW_NUMBER.fullmatch(cell) for cell in cells)


def _measures(table: Table) -> set[str]:
    return {measure.name for measure in table.measures}
