"""What was sent, merged by key into what was published; a changed value is a revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.rules import plain
from mic_datapkg.schema.tables import Table

JOINT = " ; "


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One published value that a later submission changed."""

    table: str
    period: str
    span: str
    area: str
    indicator: str
    old_value: str
    new_value: str

    def __str__(self) -> str:
        return (
            f"{self.table} {self.period} {self.span} {self.area}: {self.indicator} {self.old_value} -> {self.new_value}"
        )


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A table after merging, sorted by key, and what was revised on the way."""

    table: Table
    rows: pl.DataFrame
    revisions: tuple[Revision, ...]


def merge(table: Table, sent: pl.DataFrame, published: pl.DataFrame | None) -> Merged:
    """The rows of ``sent`` merged by key into ``published``.

    An empty cell says nothing: it neither changes nor removes a published value. Sources and notes of both stay where
    both have values in the row; otherwise, and for the status, what was sent last stands.
    """
    if published is None:
        return Merged(table=table, rows=sent.sort(table.key), revisions=())
    both = published.join(sent, on=table.key, how="full", coalesce=True, suffix=":sent")
    columns = [_merged(column, table.measures) for column in table.columns if not column.key]
    rows = both.select(*table.key, *columns).sort(table.key)
    return Merged(table=table, rows=rows, revisions=tuple(_revisions(table, both)))


def _merged(column: Column, measures: Iterable[Column]) -> pl.Expr:
    old, new = pl.col(column.name), pl.col(f"{column.name}:sent")
    latest = pl.coalesce(new, old)
    if column.name not in ("source", "note"):
        return latest.alias(column.name)
    keeps_old = pl.any_horizontal(pl.col(m.name).is_not_null() & pl.col(f"{m.name}:sent").is_null() for m in measures)
    known = old.str.contains(new, literal=True)
    joined = pl.when(known).then(old).otherwise(pl.concat_str(old, new, separator=JOINT))
    return pl.when(keeps_old & old.is_not_null() & new.is_not_null()).then(joined).otherwise(latest).alias(column.name)


def _revisions(table: Table, both: pl.DataFrame) -> Iterable[Revision]:
    for measure in table.measures:
        old, new = measure.name, f"{measure.name}:sent"
        for row in both.filter(pl.col(old) != pl.col(new)).sort(table.key).iter_rows(named=True):
            yield Revision(
                table=table.name,
                period=row["period"],
                span=row["span"],
                area=row["area"],
                indicator=measure.name,
                old_value=plain(row[old]),
                new_value=plain(row[new]),
            )
