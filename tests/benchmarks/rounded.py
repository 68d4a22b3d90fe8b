"""Sums of rounded figures, which are off by the rounding now and then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from tests.benchmarks import made
from tests.benchmarks.comparison import Comparison, times_as_long
from tests.benchmarks.measuring import interleaved

import mic_datapkg as mic

TABLE = "telecom_revenue"


def rounded(rows: int, folder: Path) -> Iterator[Comparison]:
    """Revenue rounded to the thousand million, against the same printed in full."""
    frames = {
        "in full": made.revenue(rows, rounded=False),
        "no row": made.revenue(rows, rounded=True),
        "1 % of rows": made.revenue(rows, rounded=True, one_off_in=100),
        "every row": made.revenue(rows, rounded=True, one_off_in=1),
    }
    scans = {
        name: pl.scan_parquet(made.written(frame, folder / f"revenue-{number}.parquet"))
        for number, (name, frame) in enumerate(frames.items())
    }
    costs = interleaved({name: lambda scan=scan: _validate(scan) for name, scan in scans.items()}, rounds=3)
    exact = costs.pop("in full")
    for name, cost in costs.items():
        yield times_as_long(f"`rounded`: sums off by rounding in {name}, against exact figures", cost, exact)


def _validate(frame: pl.LazyFrame) -> None:
    report = mic.validate(frame, table=TABLE)
    assert report.valid, "expected sums that are off by rounding to be valid"
