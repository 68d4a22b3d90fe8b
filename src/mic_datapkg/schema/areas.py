"""Provinces and the months in which their codes are in force.

63 is not a constant: there were 63 provinces until June 2025 and there are 34 since July 2025, and codes are re-used
under other names. What a code means, and how many there are, always depends on the month.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import narwhals as nw

from mic_datapkg.errors import DefinitionError
from mic_datapkg.period import last_month_ending_by

COUNTRY = "VN"
# Later than any month that is written with four digits of a year: what is in force then has no end.
LAST_MONTH = "9999-12"
PROVINCES = Path(__file__).parents[1] / "definitions" / "provinces.csv"


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province or municipality, with the days from and to which its code and name are in force.

    ``valid_from`` is None for what was in force before the list begins, ``valid_to`` for what still is.
    """

    code: str
    name_vi: str
    type: str
    valid_from: date | None
    valid_to: date | None
    successor_code: str | None
    legal_basis: str

    def in_force(self, period: str) -> bool:
        """Whether it is in force on the last day of the month."""
        starts = "" if self.valid_from is None else f"{self.valid_from:%Y-%m}"
        return starts <= period and (self.valid_to is None or period <= last_month_ending_by(self.valid_to))


@dataclass(frozen=True, kw_only=True)
class Era:
    """A stretch of months, ``until`` the last (None: still going on), with the codes in force all through it."""

    until: str | None
    codes: frozenset[str]


@cache
def provinces() -> tuple[Province, ...]:
    """All provinces of the effective-dated list, in its order.

    Source: Resolution 202/2025/QH15 and Decision 19/2025/QD-TTg; ``definitions/provinces.csv``.
    """
    with PROVINCES.open(encoding="utf-8", newline="") as lines:
        return tuple(_province(row, number) for number, row in enumerate(csv.DictReader(lines), start=2))


def _province(row: dict[str, str], line: int) -> Province:
    try:
        return Province(
            code=row["code"],
            name_vi=row["name_vi"],
            type=row["type"],
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            successor_code=row["successor_code"] or None,
            legal_basis=row["legal_basis"],
        )
    except (KeyError, ValueError) as problem:
        raise DefinitionError(f"definitions/provinces.csv:{line}: {problem}") from problem


def provinces_in_force(period: str) -> tuple[Province, ...]:
    """The provinces in force on the last day of a month.

    Example:
        >>> len(provinces_in_force("2025-06")), len(provinces_in_force("2025-07"))
        (63, 34)
    """
    return tuple(province for province in provinces() if province.in_force(period))


def last_months() -> tuple[str | None, ...]:
    """The last month of each list of provinces, earliest first; None for the list that still holds.

    Example:
        >>> last_months()[:2]
        ('2024-12', '2025-06')
    """
    return (*sorted({last_month_ending_by(p.valid_to) for p in provinces() if p.valid_to}), None)


@cache
def eras() -> tuple[Era, ...]:
    """The stretches of months over which the set of codes stays the same, earliest first."""
    every = [Era(until=month, codes=_codes_in_force(month or LAST_MONTH)) for month in last_months()]
    return (*(era for era, following in pairwise(every) if era.codes != following.codes), every[-1])


def _codes_in_force(period: str) -> frozenset[str]:
    return frozenset(province.code for province in provinces_in_force(period))


def number_in_force(period: nw.Expr) -> nw.Expr:
    """How many provinces are in force in each row's month."""
    *earlier, last = eras()
    number: nw.Expr = nw.lit(len(last.codes))
    for era in reversed(earlier):
        number = nw.when(period <= nw.lit(era.until)).then(nw.lit(len(era.codes))).otherwise(number)
    return nw.when(~period.is_null()).then(number)


def is_in_force(area: nw.Expr, period: nw.Expr) -> nw.Expr:
    """Whether each row's area is the country or a code in force in the row's month."""
    *earlier, last = eras()
    known: nw.Expr = area.is_in([COUNTRY, *sorted(last.codes)])
    for era in reversed(earlier):
        codes = area.is_in([COUNTRY, *sorted(era.codes)])
        known = nw.when(period <= nw.lit(era.until)).then(codes).otherwise(known)
    return nw.when(~period.is_null() & ~area.is_null()).then(known)
