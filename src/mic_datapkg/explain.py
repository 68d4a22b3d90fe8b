"""Which rows break a rule, and what stands there: asked only for rules that failed."""

from __future__ import annotations

from functools import cache
from typing import Any

from mic_datapkg.conform import numbered, received
from mic_datapkg.entries import Entry, read_entry
from mic_datapkg.finding import Finding
from mic_datapkg.limits import ROW, Present, Typed, Unique
from mic_datapkg.reading import Submission
from mic_datapkg.repair import suggestions
from mic_datapkg.rules import Row, Rule, plain
from mic_datapkg.screen import collect
from mic_datapkg.tables import DEFINITIONS, Table
from mic_datapkg.text import Text


def explain(submission: Submission, table: Table, rule: Rule, limit: int) -> list[Finding]:
    """A finding for each of the first ``limit`` rows that break the rule."""
    frame = submission.frame(table)
    wanted = {ROW, *table.key, *rule.columns, *(received(column) for column in rule.columns)}
    rows_numbered = numbered(frame, table)
    names = [name for name in rows_numbered.collect_schema().names() if name in wanted]
    rows = collect(rows_numbered.filter(~table.holds(rule)).select(*names).sort(ROW).head(limit))
    ordered = frame.implementation.is_polars()
    return [_finding(submission, table, rule, row, row[ROW] if ordered else None) for row in rows]


def _finding(submission: Submission, table: Table, rule: Rule, row: dict[str, Any], number: int | None) -> Finding:
    subject = rule.columns[0]
    value = _value(rule, row)
    expected = None if isinstance(rule, Present | Unique) else rule.expected(row)
    places, line = submission.places(table, number)
    judged = not isinstance(rule, Typed | Present | Unique)
    return Finding(
        table=table.name,
        rule=rule.name,
        severity=rule.severity,
        text=rule.says + _verdict(rule, row, value, expected),
        period=row["period"],
        span=row["span"],
        area=row["area"],
        columns=rule.columns,
        value=value,
        expected=expected,
        place=places.place(line, subject),
        suggestions=suggestions(rule, row) if judged else (),
    )


def _value(rule: Rule, row: Row) -> str | None:
    """What stands at the cell at fault, as text."""
    if isinstance(rule, Unique):
        return ", ".join(row[column] for column in rule.key)
    column = rule.columns[0]
    return _written(row[column] if row[column] is not None else row.get(received(column)))


def _written(value: Any) -> str | None:
    return plain(value) if isinstance(value, int | float) else value


def _verdict(rule: Rule, row: Row, value: str | None, expected: str | None) -> Text:
    """What was expected and what was found, with the figures of the other columns that the rule reads."""
    messages = _messages()
    if isinstance(rule, Unique):
        return messages.text("repeated").format(value=value or "")
    if isinstance(rule, Present):
        return messages.text("empty")
    verdict = messages.text("verdict").format(expected=expected or "", value=value or "")
    others = ", ".join(f"{column} {_written(row[column])}" for column in rule.columns[1:])
    return verdict + messages.text("others").format(others=others) if others else verdict


@cache
def _messages() -> Entry:
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS)
