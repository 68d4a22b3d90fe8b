"""What was published before, beside what is sent: a published value is not changed without a stated reason."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.finding import Finding, Severity
from mic_datapkg.reading import Submission
from mic_datapkg.reading.typing.conform import numbered
from mic_datapkg.schema.column_rules import ROW, bounded_in
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.figures import where_sound
from mic_datapkg.schema.messages import messages
from mic_datapkg.schema.rules import Row, plain
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text
from mic_datapkg.validating.screen import Outcome

# The rule, which is a kind of its own: there is one for each table.
UNREVISED = "unrevised"


def sentence() -> Text:
    """What the rule says."""
    return messages().below(UNREVISED).text("says")


def revised(
    submission: Submission, against: str | PathLike[str], max_findings: int
) -> tuple[tuple[Outcome, ...], list[Finding]]:
    """How many values are sent as they were published, and a finding for each of the first that are not.

    Values are compared, not rows: those that were never published are unknown, and an empty cell says nothing. A value
    that breaks a rule of its column has a finding already.

    Raises:
        UsageError: there is no published package.
        SubmissionError: a table of it cannot be read.
    """
    package = Path(against)
    if not (package / "datapackage.json").is_file():
        raise UsageError(f"{package.as_posix()}: expected the folder of a published package, with its datapackage.json")
    outcomes, findings = [], []
    for table in submission.tables:
        outcome, changed = _compared(submission, table, package, max_findings)
        outcomes.append(outcome)
        findings += changed
    return tuple(outcomes), findings


def _compared(submission: Submission, table: Table, package: Path, max_findings: int) -> tuple[Outcome, list[Finding]]:
    beside = _beside(submission, table, package)
    counts = [(_sent(m).is_not_null().sum(), (_sent(m) == _old(m)).sum(), _differs(m).sum()) for m in table.measures]
    named = [number.alias(f"{m}:{n}") for m, numbers in enumerate(counts) for n, number in enumerate(numbers)]
    try:
        (row,) = beside.select(named).collect(engine="streaming").rows()
        changed = [
            (found, measure)
            for measure in table.measures
            for found in beside.filter(_differs(measure)).sort(ROW).head(max_findings).collect().iter_rows(named=True)
        ]
    except (pl.exceptions.PolarsError, OSError) as problem:
        raise SubmissionError(f"{package.as_posix()}: {table.name} cannot be compared: {problem}") from problem
    changed.sort(key=lambda one: one[0][ROW] or 0)
    outcome = Outcome(
        table=table.name,
        rule=UNREVISED,
        kind=UNREVISED,
        severity=Severity.WARNING,
        checked=sum(row[::3]),
        passed=sum(row[1::3]),
        failed=sum(row[2::3]),
    )
    return outcome, [_finding(submission, table, measure, found) for found, measure in changed[:max_findings]]


def _beside(submission: Submission, table: Table, package: Path) -> pl.LazyFrame:
    """The sound values that are sent, each row beside the one that was published under its key."""
    frame = submission.frame(table)
    bounded = bounded_in(frame.collect_schema().names())
    values = {m.name: where_sound(nw.col(m.name), [m.name], table.column_rules, bounded) for m in table.measures}
    sent = numbered(frame, table).select(ROW, *table.key, **values)
    # Rows without an order have no numbers that anyone could look up.
    native: pl.LazyFrame = sent.to_native() if sent.implementation.is_polars() else _without_numbers(sent)
    published = package / "data" / f"{table.name}.parquet"
    if not published.exists():
        return native.with_columns(pl.lit(None).alias(_name(measure)) for measure in table.measures)
    known = pl.scan_parquet(published).select(*table.key, *(pl.col(m.name).alias(_name(m)) for m in table.measures))
    return native.join(known, on=table.key, how="left")


def _without_numbers(sent: nw.LazyFrame[Any]) -> pl.LazyFrame:
    rows: pl.DataFrame = sent.collect("polars").to_native()
    return rows.lazy().with_columns(pl.lit(None).alias(ROW))


def _name(measure: Column) -> str:
    return f"{measure.name}:published"


def _sent(measure: Column) -> pl.Expr:
    return pl.col(measure.name)


def _old(measure: Column) -> pl.Expr:
    return pl.col(_name(measure))


def _differs(measure: Column) -> pl.Expr:
    return _sent(measure) != _old(measure)


def _finding(submission: Submission, table: Table, measure: Column, row: Row) -> Finding:
    value, published = plain(row[measure.name]), plain(row[_name(measure)])
    found = messages().below(UNREVISED).text("found")
    return Finding(
        table=table.name,
        rule=UNREVISED,
        severity=Severity.WARNING,
        text=found.format(column=measure.label, value=value, expected=published),
        period=row["period"],
        span=row["span"],
        area=row["area"],
        columns=(measure.name,),
        value=value,
        expected=published,
        place=submission.place(table, row[ROW], measure.name),
    )
