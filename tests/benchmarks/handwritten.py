"""The rules of ``cyber_incidents`` as Polars queries by hand: what an expert writes who has this one table to validate.

Both give, for each rule, how many rows passed and how many failed. ``counts`` bets that the rows are valid and asks
only what must be zero: it takes each column's minimum, looks at each month once, and compares hashes in place of keys.
A lost bet costs the query of ``careful``, which is right for any rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from polars import col
from tests.benchmarks.made import AREAS_OF_34, AREAS_OF_63, LAST_OF_63, SPANS, STATUSES

PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
COUNTS = ["total", "phishing", "deface", "malware"]
PERCENTAGES = ["total_mom_pct", "total_yoy_pct"]
TYPES = {
    "period": "yearmonth",
    "span": "string",
    "area": "string",
    **dict.fromkeys(COUNTS, "integer"),
    **dict.fromkeys(PERCENTAGES, "number"),
    "status": "string",
    "as_of": "date",
    "source": "string",
    "note": "string",
}
REQUIRED = ["period", "span", "area", "status"]
KEY = ["period", "span", "area"]
TEXTS = ["source", "note"]
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
ADDED_UP = col("phishing") + col("deface") + col("malware")

Counts = dict[str, tuple[int, int]]


def counts(frame: pl.LazyFrame) -> Counts:
    """For each rule how many rows passed and how many failed."""
    found, months = _one_row(_bets(frame)), _one_row(_months(frame))
    return _all_passed(found) if _is_clean(found, months) else careful(frame)


def _bets(frame: pl.LazyFrame) -> pl.LazyFrame:
    wrong = {
        "wrong:span": ~col("span").is_in(SPANS),
        "wrong:status": ~col("status").is_in(STATUSES),
        "wrong:area": ~_in_force(),
        "wrong:sum": col("total") != ADDED_UP,
        # What begins with a letter is no formula, and what lies beyond may be.
        **{f"wrong:{name}": ~((col(name) >= "A") & (col(name) < "\uff00")) for name in TEXTS},
    }
    return frame.select(*TYPES, **wrong).select(
        pl.len().alias("rows"),
        *(col(name).count() for name in TYPES),
        *(col(name).sum() for name in wrong),
        col("wrong:sum").count().alias("judged:sum"),
        *(col(name).min().alias(f"least:{name}") for name in [*COUNTS, *PERCENTAGES]),
        *((~col(name).is_finite()).any().alias(f"endless:{name}") for name in PERCENTAGES),
    )


def _months(frame: pl.LazyFrame) -> pl.LazyFrame:
    """How many keys differ by their hashes, and whether each month is one."""
    by_month = frame.group_by("period").agg(keys=pl.struct("span", "area").hash().n_unique())
    return by_month.select(col("keys").sum(), col("period").str.contains(PERIOD).all().alias("are_months"))


def _in_force() -> pl.Expr:
    before = col("period") <= LAST_OF_63
    return pl.when(before).then(col("area").is_in(AREAS_OF_63)).otherwise(col("area").is_in(AREAS_OF_34))


def _is_clean(found: Mapping[str, Any], months: Mapping[str, Any]) -> bool:
    least = [(found[f"least:{name}"], 0) for name in COUNTS] + [(found[f"least:{name}"], -100) for name in PERCENTAGES]
    return (
        months["are_months"]
        and months["keys"] == found["rows"]
        and all(found[name] == found["rows"] for name in REQUIRED)
        and all(value is None or value >= bound for value, bound in least)
        and not any(value for name, value in found.items() if name.startswith(("wrong:", "endless:")))
    )


def _all_passed(found: Mapping[str, Any]) -> Counts:
    judged = {
        **{f"{name}_is_{kind}": found[name] for name, kind in TYPES.items()},
        **{f"{name}_is_present": found[name] for name in REQUIRED},
        **{f"{name}_in_range": found[name] for name in [*COUNTS, *PERCENTAGES]},
        "span_in_codes": found["span"],
        "status_in_codes": found["status"],
        "area_in_force": found["area"],
        **{f"{name}_is_no_formula": found[name] for name in TEXTS},
        "key_is_unique": found["rows"],
        "kinds_add_up": found["judged:sum"],
    }
    return {rule: (passed, 0) for rule, passed in judged.items()}


def careful(frame: pl.LazyFrame) -> Counts:
    """The same for any rows, in one query and a second one for the key."""
    known = frame.with_columns(
        is_month=col("period").str.contains(PERIOD),
        **{name: pl.when(~col(name).is_nan()).then(name) for name in PERCENTAGES},
    ).with_columns(period=pl.when("is_month").then("period"))
    holds = _verdicts()
    judged = known.select(**holds).select(
        *(col(rule).sum().alias(f"passed:{rule}") for rule in holds),
        *((~col(rule)).sum().alias(f"failed:{rule}") for rule in holds),
    )
    found = _one_row(judged)
    keys = known.select(KEY).drop_nulls()
    rows, distinct = (_one_row(query.select(rows=pl.len()))["rows"] for query in (keys, keys.unique()))
    outcomes = {rule: (found[f"passed:{rule}"], found[f"failed:{rule}"]) for rule in holds}
    return {**outcomes, "key_is_unique": (distinct, rows - distinct)}


def _verdicts() -> dict[str, pl.Expr]:
    """Each rule but the key: true, false, or null where it cannot be judged."""
    given = {name: pl.when(col(name).is_not_null()).then(pl.lit(True)) for name in TYPES}
    finite = {name: col(name).is_finite() for name in PERCENTAGES}
    sound = pl.all_horizontal(*(col(name) >= 0 for name in COUNTS))
    missing = {**{name: col(name).is_null() for name in REQUIRED}, "period": col("is_month").is_null()}
    month_and_area = col("period").is_not_null() & col("area").is_not_null()
    return {
        **{f"{name}_is_{TYPES[name]}": (given | finite)[name] for name in TYPES},
        "period_is_yearmonth": col("is_month"),
        **{f"{name}_is_present": pl.when(missing[name]).then(False).otherwise(given[name]) for name in REQUIRED},
        **{f"{name}_in_range": col(name) >= 0 for name in COUNTS},
        **{f"{name}_in_range": pl.when(finite[name]).then(col(name) >= -100) for name in PERCENTAGES},
        "span_in_codes": pl.when(col("span").is_not_null()).then(col("span").is_in(SPANS)),
        "status_in_codes": pl.when(col("status").is_not_null()).then(col("status").is_in(STATUSES)),
        "area_in_force": pl.when(month_and_area).then(_in_force()),
        **{f"{name}_is_no_formula": ~col(name).str.contains(FORMULA) for name in TEXTS},
        "kinds_add_up": pl.when(sound).then(col("total") == ADDED_UP),
    }


def _one_row(query: pl.LazyFrame) -> dict[str, Any]:
    return query.collect(engine="streaming").row(0, named=True)
