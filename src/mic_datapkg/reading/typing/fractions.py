"""Counts of provinces printed with the number of all provinces below a line: 54/63 tỉnh, thành phố."""

from __future__ import annotations

import polars as pl

from mic_datapkg.printed.advice import advise
from mic_datapkg.reading.typing.values import PROVINCES, Values
from mic_datapkg.schema.areas import provinces_in_force
from mic_datapkg.schema.columns import Column


def wholes_in_force(read: dict[str, Values], columns: tuple[Column, ...]) -> None:
    """Unread each count whose whole is not the number of provinces in force in the month of its row."""
    for column in columns:
        values = read[column.name]
        if column.unit != PROVINCES or not values.wholes:
            continue
        made = values.values.to_list()
        for row, whole in values.wholes.items():
            period = read["period"].values[row]
            # Without a month there is no number to compare with, and the month is a finding of its own.
            expected = len(provinces_in_force(period)) if period else whole
            if whole != expected:
                values.advice[row] = advise("other_whole", whole=str(whole), expected=str(expected))
                made[row] = None
        values.values = pl.Series(column.name, made, dtype=pl.Int64)
        values.readable = pl.select(pl.when(values.texts.is_not_null()).then(values.values.is_not_null())).to_series()
