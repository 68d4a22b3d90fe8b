"""Figures from anywhere in a sheet, gathered into the rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.found import SPELLED, Found, shapes_of
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import CellPlaces
from mic_datapkg.reading.typing.decimals import decimals_of, remarks_on_numbers
from mic_datapkg.reading.untyped import NO_SCALE, Cells, Untyped
from mic_datapkg.schema.tables import Table

# Columns whose texts are gathered from all figures of a row, not one alone.
GATHERED = ("source", "note")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One cell that holds a value of one column, with the scale that its header or unit column states."""

    column: str
    cell: Any
    at: tuple[int, int]
    scale: Scale = NO_SCALE


@dataclass(kw_only=True)
class Records:
    """The figures of a sheet by table and key, in the order in which they stand."""

    sheet: Grid
    figures: dict[str, dict[tuple[str, ...], dict[str, Figure]]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        table: Table,
        key: Mapping[str, str],
        figure: Figure,
        stands: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        """Put a figure into the row of its key; a second one of the same indicator is a finding.

        ``stands`` says where parts of the key have cells of their own.
        """
        self.tables[table.name] = table
        self.added[table.name] = self.added.get(table.name, 0) + 1
        row = self.figures.setdefault(table.name, {}).setdefault(tuple(key.values()), {})
        for name, value in key.items():
            row.setdefault(name, Figure(column=name, cell=value, at=(stands or {}).get(name, figure.at)))
        standing = row.get(figure.column)
        if standing is None:
            row[figure.column] = figure
        elif figure.column in GATHERED and figure.cell not in standing.cell.split("; "):
            row[figure.column] = Figure(column=figure.column, cell=f"{standing.cell}; {figure.cell}", at=standing.at)
        elif figure.column not in GATHERED:
            first = str(self.sheet.place(*standing.at))
            place = self.sheet.place(*figure.at)
            self.findings.append(
                shape_finding("indicators_unique", table.name, place, value=figure.column, expected=first)
            )

    def found(self, declared: Convention | None) -> Found:
        """The gathered rows."""
        decimals = decimals_of([[figure.cell for figure in self._measured()]], declared)
        return Found(
            parts=tuple(self._part(self.tables[name], decimals.convention) for name in self.figures),
            findings=tuple(self.findings),
            shapes=tuple(
                shape
                for name, number in self.added.items()
                for shape in shapes_of(
                    name, {"indicators_unique": number, **dict.fromkeys(SPELLED, len(self.figures[name]))}
                )
            ),
            remarks=tuple(remarks_on_numbers(self.sheet.whole, decimals)),
        )

    def _measured(self) -> Iterator[Figure]:
        """The figures that are no keys, sources or notes."""
        for name, rows in self.figures.items():
            measures = {measure.name for measure in self.tables[name].measures}
            yield from (figure for row in rows.values() for column, figure in row.items() if column in measures)

    def _part(self, table: Table, convention: Convention | None) -> Untyped:
        rows = list(self.figures[table.name].values())
        named = {name for row in rows for name in row}
        cells = Cells(
            rows=len(rows),
            values={name: [row[name].cell if name in row else "" for row in rows] for name in named},
            scales={name: [row[name].scale if name in row else NO_SCALE for row in rows] for name in named},
        )
        places = CellPlaces(
            sheet=self.sheet,
            cells_at={(n, name): figure.at for n, row in enumerate(rows) for name, figure in row.items()},
            fallback={n: next(iter(row.values())).at[0] for n, row in enumerate(rows)},
        )
        return Untyped(table=table, cells=cells, convention=convention, places=places)
