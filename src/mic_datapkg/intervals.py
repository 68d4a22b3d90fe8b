"""What a rounded figure can stand for.

A printed figure is the interval of all numbers that round to it: 91 320 000 is anything from 91 315 000 to
91 325 000, and 14.1 % anything from 14.05 % to 14.15 %. Rules ask whether the intervals of their figures admit
one consistent reading, so no rule carries a tolerance picked by hand.

The arithmetic is that of Moore, *Interval Analysis* (1966), for non-negative numbers, and works alike on narwhals
expressions (a whole column at once) and on plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

# "triệu tỷ" (10^15) is the largest scale word in which figures are printed.
LARGEST_POWER = 15
# Percentages are printed with at most four decimals (one of the 540 published figures has three).
MOST_DECIMALS = 4
# 14.1 has no exact binary form; a billionth of a percentage point is far below any printed digit.
BINARY_NOISE = 1e-9


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``, both included.

    Example:
        >>> Interval(7, 8) + Interval(1, 2)
        Interval(low=8, high=10)
    """

    low: Any
    high: Any

    @property
    def exact(self) -> bool:
        """Whether it was made of one number: then one expression in place of two will do."""
        return self.low is self.high

    def __add__(self, other: Interval) -> Interval:
        low = self.low + other.low
        return Interval(low, low if self.exact and other.exact else self.high + other.high)

    def __mul__(self, other: Interval) -> Interval:
        """The products; neither side may be negative."""
        return Interval(self.low * other.low, self.high * other.high)

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients; neither side may be negative, and ``other`` not zero."""
        return Interval(self.low / other.high, self.high / other.low)

    def meets(self, other: Interval) -> Any:
        """Whether some number lies in both."""
        if self.exact and other.exact:
            return self.low == other.low
        return (self.low <= other.high) & (other.low <= self.high)


def exactly(value: Any) -> Interval:
    """The interval of a figure that is never rounded."""
    return Interval(value, value)


def rounded_whole(value: nw.Expr) -> Interval:
    """The interval of whole numbers, each rounded at its trailing zeros; a number without any is itself.

    The half width of a number ending in k zeros is 10^k / 2. It is summed from 5 + 45 + 450 + ..., one term for each
    power of ten that divides the number, since nested conditions cost every engine far more.
    """
    half = nw.lit(0.0)
    for power in range(1, LARGEST_POWER + 1):
        step = 5.0 if power == 1 else 4.5 * 10 ** (power - 1)
        divides = (value % 10**power == 0) & (value != 0)
        half = half + divides.cast(nw.Float64) * step
    return Interval(value - half, value + half)


def rounded_percent(value: nw.Expr) -> Interval:
    """The interval of percentages, each rounded at its last decimal: 14.1 is 14.05 to 14.15, and 30 is 29.5 to 30.5."""
    half = nw.lit(0.5)
    for decimals in range(MOST_DECIMALS):
        scaled = value * 10**decimals
        goes_on = (scaled - scaled.round()).abs() > BINARY_NOISE * 10**decimals
        half = half - goes_on.cast(nw.Float64) * (0.45 * 10.0**-decimals)
    half = half + BINARY_NOISE
    return Interval(value - half, value + half)
