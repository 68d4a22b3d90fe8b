"""Which rows break a rule, and what stands there: asked only for rules that failed."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from mic_datapkg.finding import Finding
from mic_datapkg.reading import Submission
from mic_datapkg.reading.typing.conform import numbered, received
from mic_datapkg.reading.typing.coverage import collect
from mic_datapkg.schema.column_rules import ROW, NoFormula, Present, Typed, Unique, bounded_in
from mic_datapkg.schema.messages import messages
from mic_datapkg.schema.rules import Row, Rule, plain
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text
from mic_datapkg.validating.repair import suggestions

# The number of the first row with the same key.
FIRST = "row:first"
# How many rows have it.
TIMES = "row:times"


def explain(
    submission: Submission, table: Table, rule: Rule, max_findings: int, among: nw.Expr | None = None
) -> list[Finding]:
    """A finding for each of the first ``max_findings`` rows that break the rule, out of all or of those ``among``."""
    frame = submission.frame(table)
    broken = breaking(frame, table, rule)
    broken = broken if among is None else broken.filter(among)
    wanted = {ROW, FIRST, *table.key, *rule.columns, *(received(column) for column in rule.columns)}
    names = [name for name in broken.collect_schema().names() if name in wanted]
    rows = collect(broken.select(*names).sort(ROW).head(max_findings))
    if not frame.implementation.is_polars():
        # Rows without an order have no numbers that anyone could look up.
        rows = [{**row, ROW: None, FIRST: None} for row in rows]
    return [_finding(submission, table, rule, row) for row in rows]


def breaking(frame: nw.LazyFrame[Any], table: Table, rule: Rule) -> nw.LazyFrame[Any]:
    """The rows that break a rule, each with its number; and of a repeated key the number of its first."""
    rows = numbered(frame, table)
    if isinstance(rule, Unique):
        # Not as a window, which would hold all rows. Null never meets null: an incomplete key is none of these.
        keys = rows.group_by(*rule.key).agg(nw.col(ROW).min().alias(FIRST), nw.len().alias(TIMES))
        repeated = rows.join(keys.filter(nw.col(TIMES) > 1), on=list(rule.key), how="inner")
        return repeated.filter(nw.col(ROW) > nw.col(FIRST))
    return rows.filter(~table.holds(rule, bounded_in(rows.collect_schema().names())))


def _finding(submission: Submission, table: Table, rule: Rule, row: Row) -> Finding:
    value, expected = _value(rule, row), rule.expected(row)
    advice = submission.advice(table, row[ROW], rule.columns[0]) if isinstance(rule, Typed) else None
    return Finding(
        table=table.name,
        rule=rule.name,
        severity=rule.severity,
        text=rule.says + (advice.text if advice else _verdict(submission, table, rule, row, value or "")),
        period=row["period"],
        span=row["span"],
        area=row["area"],
        columns=rule.columns,
        value=value,
        expected=expected,
        place=submission.place(table, row[ROW], rule.columns[0]),
        suggestions=advice.suggestions if advice else suggestions(rule, row),
    )


def _value(rule: Rule, row: Row) -> str | None:
    """What stands at the cell at fault, as text."""
    if isinstance(rule, Unique):
        return ", ".join(row[column] for column in rule.key)
    column = rule.columns[0]
    return _written(row[column] if row[column] is not None else row.get(received(column)))


def _written(value: Any) -> str | None:
    return plain(value) if isinstance(value, int | float) else value


def _verdict(submission: Submission, table: Table, rule: Rule, row: Row, value: str) -> Text:
    """What was expected and what was found, with the figures of the other columns that the rule reads."""
    if isinstance(rule, Unique):
        first = submission.place(table, row[FIRST], rule.key[0])
        return messages().text("repeated").format(value=value, first=str(first))
    if isinstance(rule, Present):
        return messages().text("empty")
    if isinstance(rule, NoFormula):
        return messages().text("formula").format(value=value)
    if isinstance(rule, Typed):
        return messages().text("unreadable").format(value=value, example=rule.example)
    others = ", ".join(f"{column} {_written(row[column])}" for column in rule.columns[1:])
    name, said = rule.wording(row)
    return messages().text(name).format(expected=rule.expected(row) or "", value=value, others=others, **said)
