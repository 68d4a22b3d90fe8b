"""What is to be said of the cells of a workbook that are more than their value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from mic_datapkg.finding import Finding
from mic_datapkg.reading.cell import cell_name, column_letter
from mic_datapkg.reading.found import Found, remark
from mic_datapkg.reading.grid import At, Grid, is_filled, ranges
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Remark, Shape

# Stretches of hidden rows that are named, more than anyone looks up: of a filtered table there may be thousands.
NAMED = 10


def found_in_marks(grid: Grid, read: Found) -> Found:
    """What the marks of a sheet that holds a table say.

    A finding for each formula, an error where it has no value or one of another file, and for each figure that is
    struck out; a remark where figures stand in hidden rows or columns; what is left out of texts is listed.
    """
    if not read.parts:
        return Found()
    table = read.parts[0].table.name
    struck = frozenset(at for at, text in grid.marks.struck.items() if any(map(str.isdigit, text)))
    formulas = {
        "formulas_have_values": grid.marks.valueless,
        "values_not_linked": grid.marks.linked,
        "values_not_formulas": grid.marks.formulas,
    }
    checked = sum(map(len, formulas.values()))
    found = {**(formulas if checked else {}), **({"values_not_struck_out": struck} if struck else {})}
    return Found(
        findings=tuple(finding for rule, cells in found.items() for finding in _each(table, rule, grid, cells)),
        shapes=tuple(Shape(table=table, rule=rule, checked=max(checked, len(struck))) for rule in found),
        remarks=tuple(_hidden(grid)),
        ignored=tuple(_left_out(grid, struck)),
    )


def _each(table: str, rule: str, grid: Grid, cells: Iterable[At]) -> list[Finding]:
    return [shape_finding(rule, table, grid.place_at(at), value=_value(grid, at)) for at in sorted(cells)]


def _value(grid: Grid, at: At) -> str:
    """The name of a cell, or what is struck out there."""
    return grid.marks.struck.get(at) or cell_name(*at)


def _left_out(grid: Grid, struck: Iterable[At]) -> Iterator[Remark]:
    """Footnote marks, and words that are struck out."""
    for at, text in sorted(grid.marks.superscript.items()):
        yield remark(grid.place_at(at), "ignored_superscript", text=text)
    for at in sorted(grid.marks.struck.keys() - struck):
        yield remark(grid.place_at(at), "ignored_struck", text=grid.marks.struck[at])


def _hidden(grid: Grid) -> Iterator[Remark]:
    """Hidden rows and columns that hold something: they are read, because a filter hides rows as well."""
    rows = [number for number in grid.numbers if number - 1 in grid.marks.hidden_rows]
    columns = [n for n in range(len(grid.columns)) if n in grid.marks.hidden_columns and _holds(grid, n)]
    if rows:
        yield remark(grid.whole, "hidden_rows", rows=_named([(str(a), str(b)) for a, b in ranges(rows)]))
    if columns:
        letters = [(column_letter(a), column_letter(b)) for a, b in ranges(columns)]
        yield remark(grid.whole, "hidden_columns", columns=_named(letters))


def _holds(grid: Grid, column: int) -> bool:
    return any(is_filled(cell) for cell in grid.columns[column])


def _named(stretches: list[tuple[str, str]]) -> str:
    named = [first if first == last else f"{first}–{last}" for first, last in islice(stretches, NAMED)]
    return ", ".join([*named, *(["…"] if len(stretches) > NAMED else [])])
