"""How rules read the columns of a conformed frame."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_

import narwhals as nw

from mic_datapkg.columns import Column
from mic_datapkg.intervals import Interval, exactly, rounded_percent, rounded_whole
from mic_datapkg.limits import InCodes, InForce, InRange, Limit, bound


class LimitCells:
    """Limits read each value as it was received."""

    def value(self, column: str) -> nw.Expr:
        return nw.col(column)

    def reading(self, column: str) -> Interval:
        return exactly(nw.col(column))


class SoundCells:
    """Edit rules read only values that keep the limits of their own column; the others are unknown.

    Columns in ``bounded`` have a companion that marks values which are bounds only, and unknown to rules. With
    ``rounded`` a whole number stands for all that rounds to it, unless its column is exact; without, for itself.
    """

    def __init__(
        self, columns: tuple[Column, ...], limits: tuple[Limit, ...], *, rounded: bool, bounded: Collection[str]
    ) -> None:
        self._bounded = bounded
        self._columns = {column.name: column for column in columns}
        self._limits = [limit for limit in limits if isinstance(limit, InRange | InCodes | InForce)]
        self._rounded = rounded

    def value(self, column: str) -> nw.Expr:
        kept = [limit.holds(LimitCells()) for limit in self._limits if limit.column == column]
        if column in self._bounded:
            kept.append(~nw.col(bound(column)).fill_null(False))
        return nw.when(reduce(and_, kept)).then(nw.col(column)) if kept else nw.col(column)

    def reading(self, column: str) -> Interval:
        value = self.value(column)
        if self._columns[column].exact:
            # As floats, because a sum of 64-bit whole numbers may run over; up to 2^53 they are as exact.
            return exactly(value.cast(nw.Float64))
        if self._columns[column].unit == "percent":
            return rounded_percent(value)
        return rounded_whole(value) if self._rounded else exactly(value)
