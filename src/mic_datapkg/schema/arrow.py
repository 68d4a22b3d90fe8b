"""Columns as Arrow schemas, with titles, descriptions and units in the metadata of each field."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from mic_datapkg.schema.columns import Column

# `yearmonth` is text: Arrow has no type for months, and validators of Parquet resources expect a string.
TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "string": pa.string(),
    "yearmonth": pa.string(),
    "date": pa.date32(),
}


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of the columns of a table; key columns are not nullable."""
    return pa.schema([_field(column) for column in columns])


def _field(column: Column) -> pa.Field:
    metadata = {
        "title": column.title.en,
        "title_vi": column.title.vi,
        "description": column.description.en,
        "description_vi": column.description.vi,
        "unit": column.unit,
        "measure": column.measure,
    }
    told = {key: value for key, value in metadata.items() if value}
    return pa.field(column.name, TYPES[column.type], nullable=not column.required, metadata=told)
