"""Measure against other tools: ``python -m tests.benchmarks [--rows N] [--only NAME] [--write]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.broken import broken
from tests.benchmarks.cold_validate import cold_validate
from tests.benchmarks.comparison import Comparison, markdown
from tests.benchmarks.csv_10m import csv_10m
from tests.benchmarks.hostile import hostile
from tests.benchmarks.machine import facts
from tests.benchmarks.page import PAGE, page
from tests.benchmarks.rounded import rounded
from tests.benchmarks.screen_10m import screen_10m
from tests.benchmarks.submissions import changed_submission, many_files
from tests.benchmarks.workbook_100k import workbook_100k

EVERY = (cold_validate, changed_submission, many_files, screen_10m, rounded, broken, csv_10m, workbook_100k, hostile)
BENCHMARKS = {benchmark.__name__: benchmark for benchmark in EVERY}


def main() -> None:
    chosen = _arguments().parse_args()
    measured_on, started = facts(), time.monotonic()
    comparisons = _measured(chosen.only or list(BENCHMARKS), chosen.rows)
    print(markdown(comparisons), *measured_on, f"Took {time.monotonic() - started:.0f} s.", sep="\n")
    if chosen.write:
        PAGE.write_text(page(comparisons, measured_on, chosen.rows), encoding="utf-8", newline="\n")
    missed = [comparison.name for comparison in comparisons if comparison.met is False]
    sys.exit("\n".join(["These missed their target:", *missed]) if missed else 0)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure against other tools.")
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the tables that are made")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="only this benchmark; may be repeated")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    return parser


def _measured(names: list[str], rows: int) -> list[Comparison]:
    comparisons = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for comparison in BENCHMARKS[name](rows, Path(folder)):
                print(" ".join(cell for cell in comparison.cells if cell), file=sys.stderr)
                comparisons.append(comparison)
    return comparisons


if __name__ == "__main__":
    main()
