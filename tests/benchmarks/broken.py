"""Rows of which one in ten breaks a rule: how long until the findings are there, and how much memory that takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from tests.benchmarks import made
from tests.benchmarks.comparison import Comparison
from tests.benchmarks.measuring import validated_alone

TABLE = "cyber_incidents"


def broken(rows: int, folder: Path) -> Iterator[Comparison]:
    """Seconds and peak memory of a fresh process, for valid rows and for each kind of mistake."""
    valid = made.written(made.incidents(rows), folder / "incidents.parquet")
    files = {"no mistake": valid}
    for number, (mistake, frame) in enumerate(made.broken(pl.scan_parquet(valid)).items()):
        files[f"1 row in 10 with {mistake}"] = made.written(frame, folder / f"broken-{number}.parquet")
    for mistake, file in files.items():
        runs = [validated_alone(file, TABLE) for _ in range(2)]
        best = min(runs, key=lambda run: run.seconds)
        expected = 0 if file == valid else rows // 10
        assert best.failed == expected, f"{mistake}: expected {expected} failures, got {best.failed}"
        yield Comparison(
            name=f"`broken`: {mistake}; {best.failed:,} failed, {best.findings} explained",
            ours=f"{best.seconds:.2f} s, peak {best.peak_megabytes:.0f} MB",
            other="",
        )
