"""Which character stands before the decimals of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from mic_datapkg.finding import Place
from mic_datapkg.printed.numbers import Convention, Printed, read_number
from mic_datapkg.reading.found import remark
from mic_datapkg.reading.submission import Remark

# What may stand before decimals, in letters of full width as well.
SEPARATORS = "[.,．，]"


@dataclass(frozen=True, kw_only=True)
class Decimals:
    """Which character stands before decimals: as the sender declared, and as the shapes of the cells prove."""

    declared: Convention | None
    proven: frozenset[Convention]

    @property
    def convention(self) -> Convention | None:
        """The character that settles 1.234; None where nothing does, or the cells prove both.

        A declaration that every other cell disproves settles nothing: it may be that of another file.
        """
        only = min(self.proven) if len(self.proven) == 1 else None
        return None if self.declared and only and only != self.declared else self.declared or only


def decimals_of(columns: Iterable[Sequence[Any]], declared: Convention | None) -> Decimals:
    """What the cells of a sheet prove, column by column, beside what was declared."""
    return Decimals(declared=declared, proven=frozenset(found for cells in columns for found in settle(cells)))


def remarks_on_numbers(place: Place, decimals: Decimals) -> list[Remark]:
    """Which decimal character was used and why, where it is not plainly the point."""
    if decimals.declared is not None:
        disproved = decimals.convention is None
        return [remark(place, "declaration_disproved" if disproved else f"declared_{decimals.declared}")]
    if len(decimals.proven) > 1:
        return [remark(place, "mixed")]
    return [remark(place, "settled_comma")] if Convention.COMMA in decimals.proven else []


def settle(cells: Iterable[Any]) -> set[Convention]:
    """The decimal characters that the shapes of texts prove: 14,1 and 1.234.567 prove the comma, 14.1 the point."""
    if isinstance(cells, pl.Series):
        cells = cells.filter(cells.str.contains(SEPARATORS))
    read = (read_number(cell) for cell in cells if isinstance(cell, str) and re.search(SEPARATORS, cell))
    return {printed.convention for printed in read if isinstance(printed, Printed) and printed.convention is not None}
