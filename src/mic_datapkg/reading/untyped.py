"""What stood in a file or sheet as one table, before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.submission import Places
from mic_datapkg.schema.tables import Table

NO_SCALE = Scale()


@dataclass(frozen=True, kw_only=True)
class Cells:
    """The cells of a table, column by column; an absent column has none, an absent cell is ``""``."""

    rows: int
    values: Mapping[str, Sequence[Any]]
    scales: Mapping[str, Sequence[Scale]] = field(default_factory=dict)


def stacked(every: Sequence[Cells]) -> Cells:
    """The cells of several sheets, one below the other."""
    if len(every) == 1:
        return every[0]

    def column(given: Sequence[Mapping[str, Sequence[Any]]], name: str, absent: Any) -> list[Any]:
        columns = (one.get(name, [absent] * cells.rows) for one, cells in zip(given, every, strict=True))
        return [cell for cells in columns for cell in cells]

    values, scales = [cells.values for cells in every], [cells.scales for cells in every]
    return Cells(
        rows=sum(cells.rows for cells in every),
        values={name: column(values, name, "") for name in dict.fromkeys(n for one in values for n in one)},
        scales={name: column(scales, name, NO_SCALE) for name in dict.fromkeys(n for one in scales for n in one)},
    )


@dataclass(frozen=True, kw_only=True)
class Untyped:
    """One table as it stood in one file or sheet: its cells, the character before decimals, and its places."""

    table: Table
    cells: Cells
    convention: Convention | None
    places: Places
