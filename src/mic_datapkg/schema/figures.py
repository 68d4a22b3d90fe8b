"""How rules read the columns of a conformed frame."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_

import narwhals as nw

from mic_datapkg.intervals import Interval, exactly, rounded_percent, rounded_whole
from mic_datapkg.schema.column_rules import ColumnRule, InCodes, InForce, InRange, bound
from mic_datapkg.schema.columns import Column


class SoundCells:
    """Limits read each value as it was received."""

    def value(self, column: str) -> nw.Expr:
        return nw.col(column)

    def reading(self, column: str) -> Interval:
        return exactly(nw.col(column))


class FigureCells:
    """Edit rules read each figure as what it may stand for.

    With ``rounded`` a whole number stands for all that rounds to it, unless its column is exact; without, for itself.
    """

    def __init__(self, columns: tuple[Column, ...], *, rounded: bool) -> None:
        self._columns = {column.name: column for column in columns}
        self._rounded = rounded

    def value(self, column: str) -> nw.Expr:
        return nw.col(column)

    def reading(self, column: str) -> Interval:
        value = self.value(column)
        if self._columns[column].exact:
            # As floats, because a sum of 64-bit whole numbers may run over; up to 2^53 they are as exact.
            return exactly(value.cast(nw.Float64))
        if self._columns[column].unit == "percent":
            return rounded_percent(value)
        return rounded_whole(value) if self._rounded else exactly(value)


def where_sound(
    outcome: nw.Expr, columns: Collection[str], column_rules: tuple[ColumnRule, ...], bounded: Collection[str]
) -> nw.Expr:
    """The outcome where each of the columns holds a value that keeps the rules of its column, unknown elsewhere.

    Columns in ``bounded`` have a companion that marks values which are bounds only, and unknown to rules.
    """
    sound = [
        rule.holds(SoundCells())
        for rule in column_rules
        if isinstance(rule, InRange | InCodes | InForce) and rule.column in columns
    ]
    sound += [~nw.col(bound(column)).fill_null(False) for column in columns if column in bounded]
    return nw.when(reduce(and_, sound)).then(outcome) if sound else outcome
