"""How many rows passed, failed and could not be judged: one aggregate query over all rules of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from mic_datapkg.finding import Severity
from mic_datapkg.reading.typing.coverage import collect
from mic_datapkg.schema.column_rules import HASH, bounded_in
from mic_datapkg.schema.rules import Rule
from mic_datapkg.schema.tables import Table


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one rule: of the rows ``checked``, how many passed, failed, or could not be judged.

    ``accepted`` of those that failed may stand. ``broken`` says in which files it failed, and how often in each.
    """

    table: str
    rule: str
    kind: str
    severity: Severity
    checked: int
    passed: int
    failed: int
    accepted: int = 0
    broken: tuple[tuple[str | None, int], ...] = ()

    @property
    def unknown(self) -> int:
        return self.checked - self.passed - self.failed

    @property
    def standing(self) -> int:
        """How often the rule is broken and nobody accepted it."""
        return self.failed - self.accepted


def screen(frame: nw.LazyFrame[Any], table: Table) -> list[Outcome]:
    """The outcome of every rule of ``table`` over a conformed frame, exact however large the frame is.

    All rules but the key are one query in one pass. Some are asked for less than they say, which is many times
    cheaper, and only what this does not settle is asked again: whether figures agree as if none were rounded, and
    whether texts begin with a letter.
    """
    rules = [*table.column_rules, *table.edit_rules]
    bounded = bounded_in(frame.collect_schema().names())
    holds = [*(table.surely_holds(rule, bounded) for rule in rules), table.unique.complete]
    rows, [*counts, (complete, _)] = _counted(frame, holds)
    outcomes = {
        rule.name: _outcome(table, rule, rows, *_settled(frame, table, rule, *count))
        for rule, count in zip(rules, counts, strict=True)
    }
    # As many hashes as rows prove that no key stands there twice; fewer prove nothing.
    distinct = (
        rows if complete == rows == _hashes_in(frame) else rows_in(frame.select(*table.key).drop_nulls().unique())
    )
    outcomes[table.unique.name] = _outcome(table, table.unique, rows, distinct, complete - distinct)
    return [outcomes[rule.name] for rule in table.rules]


def rows_in(frame: nw.LazyFrame[Any]) -> int:
    """The number of rows."""
    return _aggregated(frame, [nw.len()])[0]


def _hashes_in(frame: nw.LazyFrame[Any]) -> int:
    """How many hashes of keys differ; -1 where a frame has none."""
    if HASH not in frame.collect_schema().names():
        return -1
    # Counted while they stream: a file of a few hundred kilobytes may claim tens of millions of rows.
    return int(frame.to_native().select(pl.col(HASH).n_unique()).collect(engine="streaming").item())


def _counted(frame: nw.LazyFrame[Any], holds: list[nw.Expr]) -> tuple[int, list[tuple[int, int]]]:
    """The number of rows, and for each expression how often it is true and how often false."""
    names = [str(number) for number in range(len(holds))]
    judged = frame.select(*(expression.alias(name) for name, expression in zip(names, holds, strict=True)))
    numbers = [number for name in names for number in (nw.col(name).sum(), nw.col(name).count())]
    rows, *counts = _aggregated(judged, [nw.len(), *numbers])
    return rows, [(true, known - true) for true, known in zip(counts[::2], counts[1::2], strict=True)]


def _aggregated(frame: nw.LazyFrame[Any], numbers: list[nw.Expr]) -> list[int]:
    (row,) = collect(frame.select(*(number.alias(f"number{n}") for n, number in enumerate(numbers))))
    # A sum over no row is null on some engines, and a Decimal on DuckDB.
    return [int(number or 0) for number in row.values()]


def _settled(frame: nw.LazyFrame[Any], table: Table, rule: Rule, passed: int, failed: int) -> tuple[int, int]:
    """The counts, once the rows for which the cheaper expression does not settle it were asked again."""
    if not failed:
        return passed, failed
    bounded = bounded_in(frame.collect_schema().names())
    unsettled = frame.filter(~table.surely_holds(rule, bounded))
    _, [(kept, broken)] = _counted(unsettled, [table.holds(rule, bounded)])
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
