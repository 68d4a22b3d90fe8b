"""The resources of a package: the indicator tables and the reference tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl
import pyarrow as pa

from mic_datapkg.publishing.merge import Merged
from mic_datapkg.schema.areas import provinces
from mic_datapkg.schema.arrow import arrow_schema
from mic_datapkg.schema.columns import Column, read_plain_column
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.table_schema import table_schema
from mic_datapkg.schema.tables import DEFINITIONS, Table, common_columns
from mic_datapkg.text import Text


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A table of the package in its published form."""

    name: str
    title: Text
    description: Text
    data: pa.Table
    fields: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def schema(self) -> dict[str, object]:
        """The Table Schema."""
        return table_schema(self.fields, self.key)


@dataclass(frozen=True, kw_only=True)
class ReferenceTable:
    """The definition of a resource that is no indicator table."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def resource(self, rows: Sequence[dict[str, object]]) -> Resource:
        """The table filled with rows."""
        return Resource(
            name=self.name,
            title=self.title,
            description=self.description,
            data=pa.Table.from_pylist(list(rows), schema=arrow_schema(self.columns)),
            fields=self.columns,
            key=self.key,
        )


def indicator_resource(table: Table, rows: pl.DataFrame) -> Resource:
    """An indicator table filled with its rows."""
    return Resource(
        name=table.name,
        title=table.title,
        description=table.description,
        data=rows.to_arrow().cast(table.arrow()),
        fields=table.columns,
        key=table.key,
    )


def reference_resources(merged: Sequence[Merged], revisions: Sequence[dict[str, object]]) -> list[Resource]:
    """The resources beside the indicator tables: indicators, observations, provinces and revisions."""
    known = reference_tables()
    return [
        known["indicators"].resource([row for one in merged for row in _indicators(one.table)]),
        known["observations"].resource(_observations(merged)),
        known["provinces"].resource([vars(province) for province in provinces()]),
        known["revisions"].resource(revisions),
    ]


@cache
def reference_tables() -> dict[str, ReferenceTable]:
    """The definitions of the reference tables, by name."""
    entry = read_entry(DEFINITIONS / "package.yaml", DEFINITIONS).below("reference_tables")
    return {name: _reference_table(name, entry.below(name)) for name in entry.mapping}


def _reference_table(name: str, entry: Entry) -> ReferenceTable:
    common = {column.name: column for column in common_columns()}
    columns = tuple(
        common[item] if isinstance(item, str) else read_plain_column(Entry(item, f"{entry.where}: {item.get('name')}"))
        for item in entry.get("fields", list)
    )
    made = ReferenceTable(
        name=name,
        title=entry.text("title"),
        description=entry.text("description"),
        columns=columns,
        key=tuple(entry.known(key, [c.name for c in columns], "key") for key in entry.get("primary_key", list)),
    )
    entry.done()
    return made


def _indicators(table: Table) -> list[dict[str, object]]:
    return [
        {
            "table": table.name,
            "indicator": measure.name,
            "unit": measure.unit,
            "measure": measure.measure,
            "title_vi": measure.title.vi,
            "title_en": measure.title.en,
            "description_vi": measure.description.vi,
            "description_en": measure.description.en,
        }
        for measure in table.measures
    ]


def _observations(merged: Sequence[Merged]) -> list[dict[str, object]]:
    """Every figure of every table, one a row."""
    found = [
        {
            "period": row["period"],
            "span": row["span"],
            "area": row["area"],
            "table": one.table.name,
            "indicator": measure.name,
            "value": float(row[measure.name]),
            "unit": measure.unit,
            "status": row["status"],
            "source": row["source"],
        }
        for one in merged
        for row in one.rows.iter_rows(named=True)
        for measure in one.table.measures
        if row[measure.name] is not None
    ]
    return sorted(found, key=lambda row: [row[key] for key in reference_tables()["observations"].key])
