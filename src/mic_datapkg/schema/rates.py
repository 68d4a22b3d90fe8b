"""The band in which a dollar was exchanged for dong in each year."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import narwhals as nw

from mic_datapkg.errors import DefinitionError
from mic_datapkg.intervals import Interval

RATES = Path(__file__).parents[1] / "definitions" / "rates.csv"


@dataclass(frozen=True, kw_only=True)
class Band:
    """The lowest and highest VND per USD of one year, and where they are from."""

    year: str
    low: int
    high: int
    source: str


@cache
def bands() -> tuple[Band, ...]:
    """The band of every known year, earliest first."""
    with RATES.open(encoding="utf-8", newline="") as lines:
        return tuple(_band(row, number) for number, row in enumerate(csv.DictReader(lines), start=2))


def _band(row: dict[str, str], line: int) -> Band:
    try:
        low, high = int(row["low"]), int(row["high"])
    except (KeyError, TypeError, ValueError) as problem:
        raise DefinitionError(f"definitions/rates.csv:{line}: expected two whole numbers, low and high") from problem
    if low > high:
        raise DefinitionError(f"definitions/rates.csv:{line}: expected low <= high, got {low} > {high}")
    return Band(year=row["year"], low=low, high=high, source=row["source"])


def band_of(period: str) -> Band | None:
    """The band of the year of a month, or None where no rate is known.

    Example:
        >>> band_of("1975-04") is None
        True
    """
    return next((band for band in bands() if band.year == period[:4]), None)


def band(period: nw.Expr) -> Interval:
    """The band of each row's year; null where no rate is known."""
    low: nw.Expr = nw.lit(None, dtype=nw.Float64)
    high: nw.Expr = nw.lit(None, dtype=nw.Float64)
    for known in bands():
        in_year = (period >= nw.lit(f"{known.year}-01")) & (period <= nw.lit(f"{known.year}-12"))
        low = nw.when(in_year).then(nw.lit(float(known.low))).otherwise(low)
        high = nw.when(in_year).then(nw.lit(float(known.high))).otherwise(high)
    return Interval(low, high)
