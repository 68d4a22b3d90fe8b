"""Tables as Table Schemas of Data Package 2.0.

Source: https://datapackage.org/standard/table-schema/. What our own rules know beyond it (reasons, exactness, units)
stands in properties of our own, which the standard allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mic_datapkg.schema.column_rules import NO_FORMULA
from mic_datapkg.schema.columns import Column


def table_schema(columns: Iterable[Column], key: Iterable[str]) -> dict[str, Any]:
    """The Table Schema of a table: fields, constraints and, if it has one, its primary key."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    names = list(key)
    return {**schema, "primaryKey": names} if names else schema


def _field(column: Column) -> dict[str, Any]:
    """A column as a field descriptor, without properties that say nothing."""
    descriptor: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.title.en,
        "title_vi": column.title.vi,
        "description": column.description.en,
        "description_vi": column.description.vi,
        "unit": column.unit,
        "measure": column.measure,
        "exact": column.exact or None,
        "constraints": _constraints(column),
        "because": column.because.en if column.because else None,
        "because_vi": column.because.vi if column.because else None,
    }
    return {key: value for key, value in descriptor.items() if value}


def _constraints(column: Column) -> dict[str, Any]:
    constraints = {
        "required": column.required or None,
        "enum": list(column.codes) or None,
        "pattern": NO_FORMULA if column.free_text else column.pattern,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {name: value for name, value in constraints.items() if value is not None}
