"""A large CSV file, read with its types, against Polars alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from tests.benchmarks import made
from tests.benchmarks.comparison import Comparison, times_as_long
from tests.benchmarks.measuring import interleaved, validated_alone

import mic_datapkg as mic

TABLE = "cyber_incidents"


def csv_10m(rows: int, folder: Path) -> Iterator[Comparison]:
    """`read(file)` and every typed value, against `polars.scan_csv` with known types."""
    frame = pl.scan_parquet(made.written(made.incidents(rows), folder / "incidents.parquet"))
    file = folder / "csv" / f"{TABLE}.csv"
    if not file.exists():
        file.parent.mkdir()
        frame.sink_csv(file)
    schema = dict(frame.collect_schema())
    typed = pl.scan_csv(file, schema=schema)
    assert _ours(file) == _counted(typed), "expected as many values as Polars finds"
    costs = interleaved({"ours": lambda: _ours(file), "polars": lambda: _counted(typed)}, rounds=3)
    yield times_as_long(
        "`csv_10m`: against `polars.scan_csv` with known types", costs["ours"], costs["polars"], at_most=3
    )
    alone = validated_alone(file, TABLE)
    assert not alone.failed, "expected valid rows"
    yield Comparison(
        name=f"`csv_10m`: peak memory of `validate(read(file))`, {file.stat().st_size / 1e6:,.0f} MB of CSV",
        ours=f"{alone.seconds:.2f} s, peak {alone.peak_megabytes:.0f} MB",
        other="",
        target="< 2000 MB",
        met=alone.peak_megabytes < 2000,
    )


def _ours(file: Path) -> tuple[int, ...]:
    return _counted(mic.read(file).frame(mic.table(TABLE)).to_native())


def _counted(frame: pl.LazyFrame) -> tuple[int, ...]:
    """How many values each column has: every cell is parsed, and none is kept."""
    names = [column.name for column in mic.table(TABLE).columns]
    return frame.select(pl.col(*names).count()).collect(engine="streaming").row(0)
