"""All rules of one large table, against a query by hand, pandera and frictionless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from tests.benchmarks import handwritten, made, others
from tests.benchmarks.comparison import Comparison, times_as_fast, times_as_long
from tests.benchmarks.measuring import Cost, cost_of, interleaved

import mic_datapkg as mic

TABLE = "cyber_incidents"
# frictionless looks at a few ten thousand rows a second.
CSV_ROWS = 100_000


def screen_10m(rows: int, folder: Path) -> Iterator[Comparison]:
    """`validate(pl.scan_parquet(file), table="cyber_incidents")` on valid rows, all of its rules."""
    frame = pl.scan_parquet(made.written(made.incidents(rows), folder / "incidents.parquet"))
    _same_counts(made.faulty(frame.head(20_000)))
    _same_counts(frame)
    _pandera_is_awake(frame.head(1000))
    runs = {
        "ours": lambda: mic.validate(frame, table=TABLE),
        "by hand": lambda: handwritten.counts(frame),
        "pandera": lambda: others.pandera_accepts(frame),
    }
    costs = interleaved(runs, rounds=5)
    ours = costs["ours"]
    yield times_as_long("`screen_10m`: against the best Polars query by hand", ours, costs["by hand"], at_most=2)
    yield times_as_fast("`screen_10m`: against a pandera schema by hand", ours, costs["pandera"], at_least=3)
    adapter = mic.table(TABLE).pandera("polars")
    yield times_as_fast(
        '`screen_10m`: against our `table.pandera("polars")`',
        ours,
        cost_of(lambda: others.pandera_accepts(frame, adapter)),
    )
    yield from _frictionless(frame, rows, ours, folder)


def _frictionless(frame: pl.LazyFrame, rows: int, ours: Cost, folder: Path) -> Iterator[Comparison]:
    """Rows per second: of frictionless on a part of the rows as CSV."""
    part = frame.gather_every(max(1, rows // CSV_ROWS)).collect()
    file = folder / f"{TABLE}.csv"
    part.write_csv(file)
    assert others.frictionless_accepts(file), "expected frictionless to find nothing in valid rows"
    _frictionless_is_awake(part.head(100), folder)
    costs = interleaved(
        {"frictionless": lambda: others.frictionless_accepts(file), "ours": lambda: mic.validate(mic.read(file))}, 2
    )
    speed, speed_of_csv = rows / ours.wall, part.height / costs["ours"].wall
    other = part.height / costs["frictionless"].wall
    name = f"`screen_10m`: rows a second, against frictionless on {part.height:,} rows of CSV"
    yield Comparison(
        name=name,
        ours=f"{speed:,.0f}",
        other=f"{other:,.0f}",
        ratio=f"{speed / other:.0f} × as fast",
        target="≥ 100",
        met=speed / other >= 100,
    )
    yield Comparison(
        name="`screen_10m`: the same, ours on that CSV file too, each cell with its place",
        ours=f"{speed_of_csv:,.0f}",
        other=f"{other:,.0f}",
        ratio=f"{speed_of_csv / other:.0f} × as fast",
    )


def _same_counts(frame: pl.LazyFrame) -> None:
    """The query by hand gives what we give, for each rule: a faster wrong answer is no competitor."""
    report = mic.validate(frame, table=TABLE)
    ours = {outcome.rule: (outcome.passed, outcome.failed) for outcome in report.outcomes if outcome.kind != "shape"}
    by_hand = handwritten.counts(frame)
    differing = {rule for rule in ours.keys() | by_hand.keys() if ours.get(rule) != by_hand.get(rule)}
    assert not differing, f"the query by hand counts otherwise: {differing}"


def _mistakes(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        "a negative count": rows.with_columns(malware=-1),
        "a sum that is off": rows.with_columns(pl.col("total") + 1),
        "a month 13": rows.with_columns(period=pl.lit("2022-13")),
        "an unknown area": rows.with_columns(area=pl.lit("X")),
        "a key twice": pl.concat([rows, rows]),
    }


def _pandera_is_awake(rows: pl.LazyFrame) -> None:
    assert others.pandera_accepts(rows), "expected pandera to find nothing in valid rows"
    for mistake, frame in _mistakes(rows.collect()).items():
        assert not others.pandera_accepts(frame.lazy()), f"pandera sleeps: it accepts {mistake}"


def _frictionless_is_awake(rows: pl.DataFrame, folder: Path) -> None:
    for mistake, frame in _mistakes(rows).items():
        frame.write_csv(folder / "mistake.csv")
        assert not others.frictionless_accepts(folder / "mistake.csv"), f"frictionless sleeps: it accepts {mistake}"
