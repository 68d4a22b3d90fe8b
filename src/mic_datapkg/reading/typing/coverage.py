"""What the rows of a table cover: how many figures of which columns, periods, spans and areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from mic_datapkg.reading.submission import Coverage
from mic_datapkg.schema.column_rules import readable
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table

# The companion column with the number of the part that a row stands in.
PART = "part:number"


def coverage(frame: nw.LazyFrame[Any], table: Table) -> Coverage:
    """What a conformed frame covers; one query, on the frame's own engine, that reads every column once."""
    (found,) = collect(frame.select(*_asked(table)))
    return _covered(found, table)


def coverages(frame: nw.LazyFrame[Any], table: Table, parts: int) -> list[Coverage]:
    """The same for each part of a frame whose rows have the number of their part beside them."""
    found = {row[PART]: row for row in collect(frame.group_by(PART).agg(*_asked(table)))}
    return [_covered(found[part], table) if part in found else Coverage() for part in range(parts)]


def collect(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries; Polars streams, so that the data need not fit into memory."""
    if frame.implementation.is_polars():
        return frame.collect(engine="streaming").rows(named=True)
    return frame.collect().rows(named=True)


def _asked(table: Table) -> Iterable[nw.Expr]:
    # Texts are compared as they are: what could not be read is null.
    yield nw.col("period").min().alias("first")
    yield nw.col("period").max().alias("last")
    yield nw.col("area").max().alias("area")
    yield nw.col("area").n_unique().alias("areas")
    for code in _codes(table, "span"):
        yield (nw.col("span") == code).cast(nw.Int64).sum().alias(f"span {code}")
    for column in table.measures:
        yield nw.col(column.name).count().alias(f"figures {column.name}")
    for column in _written(table):
        yield nw.col(readable(column.name)).count().alias(f"filled {column.name}")


def _covered(found: Mapping[str, Any], table: Table) -> Coverage:
    return Coverage(
        first=found["first"],
        last=found["last"],
        spans=tuple(code for code in _codes(table, "span") if found[f"span {code}"]),
        area=found["area"] if found["areas"] == 1 else None,
        areas=int(found["areas"]) if found["area"] is not None else 0,
        figures={m.name: int(number) for m in table.measures if (number := found[f"figures {m.name}"])},
        filled=frozenset(column.name for column in _written(table) if found[f"filled {column.name}"]),
    )


def _codes(table: Table, column: str) -> Iterable[str]:
    return table.column(column).codes


def _written(table: Table) -> Iterable[Column]:
    """The columns in which only a sender writes: no keys, and none that has a default."""
    return (column for column in table.columns if not column.key and column.default is None)
