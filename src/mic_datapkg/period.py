"""Reference months, written ``YYYY-MM``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

# Table Schema's `yearmonth`. `[0-9]`, not `\d`: the engines disagree about digits of other scripts.
PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def last_day(period: str) -> date:
    """The last day of a month.

    Example:
        >>> last_day("2024-02")
        datetime.date(2024, 2, 29)
    """
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, monthrange(year, month)[1])


def last_month_ending_by(day: date) -> str:
    """The last month that is over when ``day`` is over.

    Example:
        >>> last_month_ending_by(date(2025, 6, 30)), last_month_ending_by(date(2026, 4, 29))
        ('2025-06', '2026-03')
    """
    if day == last_day(f"{day:%Y-%m}"):
        return f"{day:%Y-%m}"
    return f"{day.year - 1}-12" if day.month == 1 else f"{day.year}-{day.month - 1:02d}"
