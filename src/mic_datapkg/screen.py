"""How many rows passed, failed and could not be judged: one aggregate query over all rules of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from mic_datapkg.finding import Severity
from mic_datapkg.limits import Unique, bounded_in
from mic_datapkg.rules import Rule
from mic_datapkg.tables import Table


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one rule: of the rows ``checked``, how many passed, failed, or could not be judged."""

    table: str
    rule: str
    kind: str
    severity: Severity
    checked: int
    passed: int
    failed: int

    @property
    def unknown(self) -> int:
        return self.checked - self.passed - self.failed


def screen(frame: nw.LazyFrame[Any], table: Table) -> list[Outcome]:
    """The outcome of every rule of ``table`` over a conformed frame, exact however large the frame is.

    All rules but the key are one query in one pass. Rules over rounded figures are first asked as if nothing were
    rounded; only the rows that this does not settle are asked again with intervals.
    """
    rules = [*table.limits, *table.edit_rules]
    bounded = bounded_in(frame.collect_schema().names())
    rows, counts = _counted(frame, [table.surely_holds(rule, bounded) for rule in rules])
    outcomes = {
        rule.name: _outcome(table, rule, rows, *_settled(frame, table, rule, *count))
        for rule, count in zip(rules, counts, strict=True)
    }
    outcomes[table.unique.name] = _outcome(table, table.unique, rows, *_unique(frame, table.unique))
    return [outcomes[rule.name] for rule in table.rules]


def rows_in(frame: nw.LazyFrame[Any]) -> int:
    """The number of rows."""
    return _aggregated(frame, [nw.len().alias("rows")])[0]


def _counted(frame: nw.LazyFrame[Any], holds: list[nw.Expr]) -> tuple[int, list[tuple[int, int]]]:
    """The number of rows, and for each expression how often it is true and how often false."""
    judged = frame.select(*(expression.alias(str(number)) for number, expression in enumerate(holds)))
    sums, known = nw.all().sum().name.suffix(":true"), nw.all().count().name.suffix(":known")
    rows, *counts = _aggregated(judged, [nw.len().alias("rows"), sums, known])
    return rows, [(true, known - true) for true, known in zip(counts[: len(holds)], counts[len(holds) :], strict=True)]


def _aggregated(frame: nw.LazyFrame[Any], numbers: list[nw.Expr]) -> list[int]:
    (row,) = collect(frame.select(*numbers))
    # A sum over no row is null on some engines, and a Decimal on DuckDB.
    return [int(number or 0) for number in row.values()]


def _settled(frame: nw.LazyFrame[Any], table: Table, rule: Rule, passed: int, failed: int) -> tuple[int, int]:
    """The counts, once the rows that break the rule as figures printed in full were asked again as rounded ones."""
    if not failed or rule not in table.edit_rules:
        return passed, failed
    bounded = bounded_in(frame.collect_schema().names())
    unsettled = frame.filter(~table.surely_holds(rule, bounded))
    _, [(kept, broken)] = _counted(unsettled, [table.holds(rule, bounded)])
    return passed + kept, broken


def _unique(frame: nw.LazyFrame[Any], rule: Unique) -> tuple[int, int]:
    """How many complete keys there are, and how many rows repeat one of them."""
    keys = frame.select(*rule.key).drop_nulls()
    complete, hashes = _hashed(keys, rule)
    distinct = complete if hashes == complete else rows_in(keys.unique())
    return distinct, complete - distinct


def _hashed(keys: nw.LazyFrame[Any], rule: Unique) -> tuple[int, int]:
    """How many keys there are, and how many different hashes of them; -1 on an engine other than Polars.

    Equal keys have equal hashes: as many hashes as keys prove that no key stands there twice, at half the cost of
    comparing keys. Fewer prove nothing.
    """
    if not keys.implementation.is_polars():
        return rows_in(keys), -1
    hashed: nw.LazyFrame[Any] = nw.from_native(keys.to_native().select(pl.struct(rule.key).hash().alias("hash")))
    complete, hashes = _aggregated(hashed, [nw.len().alias("keys"), nw.col("hash").n_unique()])
    return complete, hashes


def _outcome(table: Table, rule: Rule, checked: int, passed: int, failed: int) -> Outcome:
    return Outcome(
        table=table.name,
        rule=rule.name,
        kind=rule.kind,
        severity=rule.severity,
        checked=checked,
        passed=passed,
        failed=failed,
    )


def collect(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries; Polars streams, so that the data need not fit into memory."""
    if frame.implementation.is_polars():
        return frame.collect(engine="streaming").rows(named=True)
    return frame.collect().rows(named=True)
