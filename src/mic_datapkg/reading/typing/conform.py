"""Any frame in a table's own columns and types, on the frame's own engine.

Engines differ in how they store and compare: NaN beside null, integers that became floats, columns that are absent.
A conformed frame has every column of its table in one type each, NaN as null, and beside each column a companion that
says whether the value could be read, so that every expression means the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Any

import narwhals as nw
import polars as pl
from narwhals.dtypes import DType

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.period import PATTERN
from mic_datapkg.schema.column_rules import HASH, ROW, readable
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table

DTYPES: dict[str, Any] = {
    "integer": nw.Int64,
    "number": nw.Float64,
    "string": nw.String,
    "yearmonth": nw.String,
    "date": nw.Date,
}
# Above 2^53 a float no longer tells neighbouring whole numbers apart.
LARGEST_WHOLE_FLOAT = 2.0**53
LARGEST_INTEGER = 2**63 - 1


def received(column: str) -> str:
    """The name of the companion column with the value as it was received, where it could not be read."""
    return f"{column}:received"


def narwhals_frame(native: Any) -> nw.LazyFrame[Any]:
    """The frame as a lazy one on its own engine; pandas and PyArrow, which have none, through Polars without a copy.

    Raises:
        UsageError: it is no frame.
        SubmissionError: it has columns of mixed types, or two of the same name.
    """
    try:
        frame = nw.from_native(native)
    except TypeError as problem:
        raise UsageError(
            f"expected a Submission or a pandas, Polars, PyArrow or DuckDB frame, got {type(native).__name__}"
        ) from problem
    except (nw.exceptions.DuplicateError, ValueError) as problem:
        raise SubmissionError(f"the frame's columns cannot be told apart: {problem}") from problem
    if isinstance(frame, nw.LazyFrame):
        return frame
    lazy: nw.LazyFrame[Any] = (frame if frame.implementation.is_polars() else _through_polars(frame)).lazy()
    return lazy


def _through_polars(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    columns: list[Any] = []
    for name in frame.columns:
        try:
            columns.append(frame.select(name).to_polars())
        except Exception as problem:  # each library raises its own error for a column of mixed objects
            raise SubmissionError(f"column {name!r} holds values of different types: {problem}") from problem
    return nw.from_native(pl.concat(columns, how="horizontal") if columns else pl.DataFrame())


def conform(frame: nw.LazyFrame[Any], table: Table) -> nw.LazyFrame[Any]:
    """The frame with exactly the columns of ``table``, each with its companions."""
    schema = frame.collect_schema()
    conformed = [conform_column(column, schema.get(column.name)) for column in table.columns]
    expressions = {name: expression for c in conformed for name, expression in c.expressions.items()}
    hashes = []
    if frame.implementation.is_polars() and all(name in schema for name in table.key):
        # Of the columns as they came, because reading them again costs less than conforming them again; each with a
        # seed of its own, or equal columns would cancel each other out.
        hashed = reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(table.key)))
        frame = nw.from_native(frame.to_native().with_columns(hashed.alias(HASH)))
        hashes = [HASH]
    # Not `select` alone: a frame that has none of the columns would shrink to one row of literals.
    return frame.with_columns(**expressions).select(*expressions, *hashes)


def numbered(frame: nw.LazyFrame[Any], table: Table) -> nw.LazyFrame[Any]:
    """The frame with row numbers from 0; engines whose rows have no order number them by their key."""
    if frame.implementation.is_polars():
        with_numbers: nw.LazyFrame[Any] = nw.from_native(frame.to_native().with_row_index(ROW))
        return with_numbers
    return frame.with_row_index(ROW, order_by=table.key)


@dataclass(frozen=True, kw_only=True)
class Conformed:
    """A column's value in its own type, and whether it could be read (null where it is missing)."""

    column: Column
    value: nw.Expr
    readable: nw.Expr
    received: nw.Expr | None = None

    @property
    def expressions(self) -> dict[str, nw.Expr]:
        """The column and its companions, by name."""
        name = self.column.name
        made = {name: self.value, readable(name): self.readable}
        return made if self.received is None else {**made, received(name): self.received}


def conform_column(column: Column, dtype: DType | None) -> Conformed:
    """How a column of that type, or an absent one, is brought to its own type."""
    value = nw.col(column.name)
    if dtype is None:
        return _absent(column)
    if column.type == "integer" and dtype.is_integer():
        return _integers(column, value, dtype)
    if column.type in ("integer", "number") and dtype.is_numeric():
        return _numbers(column, value.cast(nw.Float64))
    if column.type == "yearmonth" and _is_text(dtype):
        return _if(column, value.cast(nw.String), value.cast(nw.String).str.contains(PATTERN))
    return _as_it_is(column, value, dtype)


def _as_it_is(column: Column, value: nw.Expr, dtype: DType) -> Conformed:
    """Text and dates need no look at the values; every value of another type is unreadable."""
    if (column.type == "string" and _is_text(dtype)) or (column.type == "date" and dtype in (nw.Date, nw.Datetime)):
        return Conformed(column=column, value=value.cast(DTYPES[column.type]), readable=_known(value, nw.lit(True)))
    nothing = nw.lit(None, dtype=DTYPES[column.type])
    text = value.cast(nw.String) if dtype.is_numeric() or _is_text(dtype) or dtype == nw.Boolean else None
    return Conformed(column=column, value=nothing, readable=_known(value, nw.lit(False)), received=text)


def _absent(column: Column) -> Conformed:
    if column.default is not None:
        return Conformed(column=column, value=nw.lit(column.default), readable=nw.lit(True))
    nothing = nw.lit(None, dtype=DTYPES[column.type])
    return Conformed(column=column, value=nothing, readable=nw.lit(None, dtype=nw.Boolean))


def _integers(column: Column, value: nw.Expr, dtype: DType) -> Conformed:
    if dtype in (nw.UInt64, nw.Int128, nw.UInt128):
        return _if(column, value, (value <= LARGEST_INTEGER) & (value >= -LARGEST_INTEGER))
    return Conformed(column=column, value=value.cast(nw.Int64), readable=_known(value, nw.lit(True)))


def _numbers(column: Column, value: nw.Expr) -> Conformed:
    sound = value.is_finite()
    if column.type == "integer":
        sound = sound & (value == value.floor()) & (value.abs() <= LARGEST_WHOLE_FLOAT)
    # A NaN is a missing value: pandas has no other for floats.
    return _if(column, value, sound, readable=nw.when(~value.is_nan()).then(sound))


def _if(column: Column, value: nw.Expr, condition: nw.Expr, readable: nw.Expr | None = None) -> Conformed:
    """The value where the condition, null for no value, holds, and unreadable elsewhere, unless stated otherwise."""
    kept = nw.when(condition).then(value).cast(DTYPES[column.type])
    return Conformed(
        column=column,
        value=kept,
        readable=condition if readable is None else readable,
        received=value.cast(nw.String),
    )


def _known(value: nw.Expr, condition: nw.Expr) -> nw.Expr:
    return nw.when(~value.is_null()).then(condition)


def _is_text(dtype: DType) -> bool:
    return dtype in (nw.String, nw.Categorical, nw.Enum)
