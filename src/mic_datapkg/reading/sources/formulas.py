"""Formulas where a value should be."""

from __future__ import annotations

from mic_datapkg.finding import Finding, Place
from mic_datapkg.reading.found import Found
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.sheet import Sheet
from mic_datapkg.reading.sources.workbook import Inspection
from mic_datapkg.reading.submission import Shape


def formula_findings(sheet: Sheet, read: Found, inspection: Inspection) -> Found:
    """A finding for each formula in a sheet that holds a table; errors where it has no value or one of another file."""
    marked = inspection.of(sheet.name or "")
    found = {
        "formulas_have_values": marked.valueless,
        "values_not_linked": marked.linked,
        "values_not_formulas": marked.formulas,
    }
    every = frozenset[str]().union(*found.values())
    if not read.parts or not every:
        return Found()
    table = read.parts[0].table.name
    findings = [finding for rule, cells in found.items() for finding in _each(table, rule, sheet, cells)]
    shapes = [Shape(table=table, rule=rule, checked=len(every)) for rule in found]
    return Found(findings=tuple(findings), shapes=tuple(shapes))


def _each(table: str, rule: str, sheet: Sheet, cells: frozenset[str]) -> list[Finding]:
    return [
        shape_finding(rule, table, Place(file=sheet.file, sheet=sheet.name, line=_row(cell), cell=cell), value=cell)
        for cell in sorted(cells, key=lambda cell: (_row(cell), cell))
    ]


def _row(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
