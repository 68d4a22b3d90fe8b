"""Validate one Parquet or CSV file, and print what that cost: ``python -m tests.benchmarks.alone FILE TABLE``."""

from __future__ import annotations

import json
import sys
import time

import polars as pl
from tests.benchmarks.measuring import peak_megabytes

import mic_datapkg as mic


def main(file: str, table: str) -> None:
    started = time.perf_counter()
    parquet = file.endswith(".parquet")
    report = mic.validate(pl.scan_parquet(file), table=table) if parquet else mic.validate(mic.read(file))
    seconds = time.perf_counter() - started
    cost = {
        "seconds": seconds,
        "peak_megabytes": peak_megabytes(),
        "failed": sum(outcome.failed for outcome in report.outcomes),
        "findings": len(report.findings),
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main(*sys.argv[1:])
