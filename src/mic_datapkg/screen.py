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

# The companion columns of the key.
COMPLETE, HASH = "key:complete", "key:hash"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one rule: of the rows ``checked``, how many passed, failed, or could not be judged.

    ``accepted`` of those that failed may stand.
    """

    table: str
    rule: str
    kind: str
    severity: Severity
    checked: int
    passed: int
    failed: int
    accepted: int = 0

    @property
    def unknown(self) -> int:
        return self.checked - self.passed - self.failed

    @property
    def standing(self) -> int:
        """How often the rule is broken and nobody accepted it."""
        return self.failed - self.accepted


def screen(frame: nw.LazyFrame[Any], table: Table) -> list[Outcome]:
    """The outcome of every rule of ``table`` over a conformed frame, exact however large the frame is.

    All rules are one query in one pass. Two of them are asked for less than they say, which is many times cheaper, and
    only what this does not settle is asked again: whether figures agree as if none were rounded, and whether there are
    as many hashes of keys as keys.
    """
    rules = [*table.limits, *table.edit_rules]
    bounded = bounded_in(frame.collect_schema().names())
    holds = [*(table.surely_holds(rule, bounded) for rule in rules), nw.col(COMPLETE)]
    rows, [*counts, (complete, _)], hashes = _counted(_with_keys(frame, table.unique), holds)
    outcomes = {
        rule.name: _outcome(table, rule, rows, *_settled(frame, table, rule, *count))
        for rule, count in zip(rules, counts, strict=True)
    }
    distinct = complete if hashes == complete else rows_in(frame.select(*table.key).drop_nulls().unique())
    outcomes[table.unique.name] = _outcome(table, table.unique, rows, distinct, complete - distinct)
    return [outcomes[rule.name] for rule in table.rules]


def rows_in(frame: nw.LazyFrame[Any]) -> int:
    """The number of rows."""
    engine: Any = pl if frame.implementation.is_polars() else nw
    return _aggregated(frame, [engine.len()])[0]


def _with_keys(frame: nw.LazyFrame[Any], rule: Unique) -> nw.LazyFrame[Any]:
    """The frame with two companions of the key: whether it is complete and, on Polars, the hash of a complete one.

    Equal keys have equal hashes: as many hashes as keys prove that no key stands there twice. Fewer prove nothing.
    """
    known = frame.with_columns(rule.complete.alias(COMPLETE))
    if not frame.implementation.is_polars():
        return known
    hashes = pl.when(COMPLETE).then(pl.struct(rule.key).hash())
    hashed: nw.LazyFrame[Any] = nw.from_native(known.to_native().with_columns(hashes.alias(HASH)))
    return hashed


def _counted(frame: nw.LazyFrame[Any], holds: list[nw.Expr]) -> tuple[int, list[tuple[int, int]], int]:
    """The number of rows; for each expression how often it is true and how often false; the number of hashes, or -1."""
    hashed = HASH in frame.collect_schema().names()
    names = [str(number) for number in range(len(holds))]
    judged = frame.select(
        *([HASH] if hashed else []), *(expression.alias(name) for name, expression in zip(names, holds, strict=True))
    )
    engine: Any = pl if frame.implementation.is_polars() else nw
    numbers = [number for name in names for number in (engine.col(name).sum(), engine.col(name).count())]
    distinct = pl.col(HASH).map_batches(_distinct, pl.Int64, returns_scalar=True) if hashed else engine.lit(-1)
    rows, hashes, *counts = _aggregated(judged, [engine.len(), distinct, *numbers])
    return rows, [(true, known - true) for true, known in zip(counts[::2], counts[1::2], strict=True)], hashes


def _distinct(hashes: pl.Series) -> int:
    """How many differ; on all of them at once, which takes less time than in the streaming engine."""
    return hashes.drop_nulls().n_unique()


def _aggregated(frame: nw.LazyFrame[Any], numbers: list[Any]) -> list[int]:
    """The numbers, expressions of Polars for a Polars frame and of narwhals for others."""
    native = frame.to_native() if frame.implementation.is_polars() else frame
    (row,) = collect(nw.from_native(native.select(*(number.alias(f"number{n}") for n, number in enumerate(numbers)))))
    # A sum over no row is null on some engines, and a Decimal on DuckDB.
    return [int(number or 0) for number in row.values()]


def _settled(frame: nw.LazyFrame[Any], table: Table, rule: Rule, passed: int, failed: int) -> tuple[int, int]:
    """The counts, once the rows that break the rule as figures printed in full were asked again as rounded ones."""
    if not failed or rule not in table.edit_rules:
        return passed, failed
    bounded = bounded_in(frame.collect_schema().names())
    unsettled = frame.filter(~table.surely_holds(rule, bounded))
    _, [(kept, broken)], _ = _counted(unsettled, [table.holds(rule, bounded)])
    return passed + kept, broken


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
