"""Rows made for the benchmarks: as many as wanted, with unique keys, each call the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars import col

from mic_datapkg.schema.areas import COUNTRY, provinces_in_force

SPANS = ["month", "quarter", "year_to_date", "year"]
STATUSES = ["reported", "estimated", "provisional"]
LAST_OF_63 = "2025-06"
AREAS_OF_63, AREAS_OF_34 = (
    [COUNTRY, *sorted(province.code for province in provinces_in_force(month))] for month in (LAST_OF_63, "2025-07")
)
# 0001-01 to 9999-12: all months that four digits can write.
MONTHS = 9999 * 12
MOST_ROWS = MONTHS * len(SPANS) * len(AREAS_OF_34)
THOUSAND_MILLION = 10**9

row = col("row")


def incidents(rows: int) -> pl.LazyFrame:
    """Valid rows of ``cyber_incidents``, ordered by month, with some empty cells."""
    return _keys(rows).select(
        *("period", "span", "area"),
        total=_figure(1, 2000) + _figure(2, 900) + _figure(3, 3000),
        phishing=pl.when(_figure(4, 100) >= 5).then(_figure(1, 2000)),
        deface=pl.when(_figure(4, 100) >= 5).then(_figure(2, 900)),
        malware=_figure(3, 3000),
        total_mom_pct=pl.when(_figure(5, 100) >= 10).then((_figure(6, 2500) - 800) / 10),
        total_yoy_pct=pl.when(_figure(5, 100) < 80).then((_figure(7, 3000) - 900) / 10),
        status=pl.lit(pl.Series(STATUSES)).gather((_figure(8, 20) - 17).clip(0)),
        as_of=pl.when(_figure(9, 100) == 0).then(pl.date(2022, 1, 20)),
        source=pl.format("https://mic.gov.vn/bao-cao/{}", "period"),
        note=pl.when(_figure(9, 100) == 1).then(pl.lit("số sơ bộ")),
    )


def revenue(rows: int, *, rounded: bool, one_off_in: int = 0) -> pl.LazyFrame:
    """Valid rows of ``telecom_revenue``; of the rounded ones, one in ``one_off_in`` is off by the rounding."""
    mobile = 1_000_000_000_003 + _figure(1, 9000) * 1_000_003_001
    fixed = 400_000_000_007 + _figure(2, 4000) * 1_000_007_003
    off = pl.when(row % one_off_in == 0).then(THOUSAND_MILLION).otherwise(0) if one_off_in else 0
    if rounded:
        mobile, fixed = (part // THOUSAND_MILLION * THOUSAND_MILLION for part in (mobile, fixed))
    return _keys(rows).select(
        *("period", "span", "area"),
        revenue=mobile + fixed + off,
        mobile_revenue=mobile,
        fixed_revenue=fixed,
        revenue_yoy_pct=pl.when(_figure(5, 100) >= 10).then((_figure(6, 300) - 100) / 10),
    )


def _keys(rows: int) -> pl.LazyFrame:
    """The keys of so many rows, spread evenly over the months."""
    if rows > MOST_ROWS:
        raise SystemExit(f"expected at most {MOST_ROWS} rows, got {rows}: no more keys can be told apart")
    month = row * MONTHS // rows
    period = pl.format("{}-{}", _digits(month // 12 + 1, 4), _digits(month % 12 + 1, 2))
    place = row - (month * rows + MONTHS - 1) // MONTHS
    codes = [pl.lit(pl.Series(areas)).gather(place // len(SPANS) % len(areas)) for areas in (AREAS_OF_63, AREAS_OF_34)]
    return (
        pl.LazyFrame({"row": pl.int_range(rows, eager=True)})
        .with_columns(period=period, span=pl.lit(pl.Series(SPANS)).gather(place % len(SPANS)))
        .with_columns(area=pl.when(col("period") <= LAST_OF_63).then(codes[0]).otherwise(codes[1]))
    )


def _digits(number: pl.Expr, digits: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(digits)


def _figure(seed: int, below: int) -> pl.Expr:
    """A whole number below a limit, by chance but the same in each run."""
    return (row.hash(seed) % below).cast(pl.Int64)


def broken(frame: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The rows of ``incidents`` with one in ten broken, by what is wrong with them."""
    tenth = pl.int_range(pl.len()) % 10 == 3
    rows = frame.select(pl.len()).collect().item()
    kept = rows - rows // 10
    return {
        "sums off by one": frame.with_columns(
            # With all parts there: a sum with a missing part would be unknown, not wrong.
            **{part: pl.when(tenth).then(col(part).fill_null(0)).otherwise(part) for part in ("phishing", "deface")},
            total=pl.when(tenth)
            .then(col("phishing").fill_null(0) + col("deface").fill_null(0) + col("malware") + 1)
            .otherwise("total"),
        ),
        "negative counts": frame.with_columns(malware=pl.when(tenth).then(-1).otherwise("malware")),
        "month 13": frame.with_columns(period=pl.when(tenth).then(pl.lit("2022-13")).otherwise("period")),
        "repeated keys": pl.concat([frame.head(kept), frame.head(rows - kept)]),
    }


def faulty(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of ``incidents`` with each kind of mistake in some, and some rows twice."""

    def wrong(column: str, every: int, value: object) -> pl.Expr:
        return pl.when(pl.int_range(pl.len()) % every == 1).then(pl.lit(value)).otherwise(column).alias(column)

    with_mistakes = frame.with_columns(
        wrong("period", 97, "2022-13"),
        wrong("span", 89, "week"),
        wrong("area", 83, "05"),
        wrong("phishing", 79, -1),
        wrong("total", 73, None),
        wrong("deface", 71, 10_000),
        wrong("total_mom_pct", 67, float("nan")),
        wrong("total_yoy_pct", 61, float("inf")),
        wrong("status", 59, "guessed"),
        wrong("source", 31, "=1+2"),
    ).with_columns(
        wrong("period", 53, None),
        wrong("span", 47, None),
        wrong("area", 43, None),
        wrong("total_mom_pct", 41, -100.1),
        wrong("status", 37, None),
    )
    return pl.concat([with_mistakes, with_mistakes.head(100)])


def written(frame: pl.LazyFrame, file: Path) -> Path:
    """The Parquet file with these rows, written unless it is there."""
    if not file.exists():
        frame.sink_parquet(file)
    return file
