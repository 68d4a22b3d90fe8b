"""Workbooks as sheets of cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sheet import Sheet
from mic_datapkg.reading.sources.csv_file import refuse_old_fonts
from mic_datapkg.reading.sources.panics import opening
from mic_datapkg.reading.sources.sheet_xml import Marked
from mic_datapkg.reading.sources.workbook import Inspection, inspect
from mic_datapkg.reading.submission import shown

# What the library raises for files that it cannot read, and for numbers that are shown as days that do not exist.
# Texts of a sheet that are looked at for old fonts.
LOOKED_AT = 10_000
UNREADABLE = (CalamineError, OSError, ValueError, OverflowError)


def read_excel(path: Path, limits: Limits) -> tuple[list[Sheet], list[str], Inspection]:
    """The visible sheets of a workbook, the names of the hidden ones, and what was marked before it was opened.

    Raises:
        Unreadable: the file is no workbook, is damaged or encrypted, or is too large.
    """
    inspection = inspect(path, limits)
    with opening("damaged", *UNREADABLE):
        with CalamineWorkbook.from_path(str(path)) as workbook:
            visible = [m.name for m in workbook.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
            hidden = [name for name in workbook.sheet_names if name not in visible]
            sheets = [_sheet(path, name, workbook, inspection) for name in visible if not inspection.of(name).copied]
        limits.check_characters(max((sheet.longest for sheet in sheets), default=0))
        for sheet in sheets:
            refuse_old_fonts("\n".join(islice(sheet.foreign_texts(), LOOKED_AT)), sheet=sheet.name)
        return sheets, hidden, inspection


def _sheet(path: Path, name: str, workbook: CalamineWorkbook, inspection: Inspection) -> Sheet:
    marked = inspection.of(name)
    if marked.grid is not None:
        numbers = marked.grid.numbers
        return Sheet(file=shown(path), name=name, rows=marked.grid.rows, lines=numbers, numbers=numbers)
    opened = workbook.get_sheet_by_name(name)
    merged = [(*first, *last) for first, last in opened.merged_cell_ranges or ()] or marked.merged
    cells = opened.to_python(skip_empty_area=False)
    numbers = [number for number, row in enumerate(cells, start=1) if any(_is_filled(cell) for cell in row)]
    rows: list[list[Any]] = [cells[number - 1] for number in numbers]
    if marked.formats:
        rows = [list(_shown(row, number, marked)) for row, number in zip(rows, numbers, strict=True)]
    return Sheet(file=shown(path), name=name, rows=rows, lines=numbers, numbers=numbers, merged=merged)


def _is_filled(cell: Any) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _shown(row: list[Any], number: int, marked: Marked) -> Iterator[Any]:
    """The cells of a row, numbers with what is shown around them."""
    for column, cell in enumerate(row):
        # Old workbooks hold whole numbers too; a truth value is no number.
        shown = marked.formats.get(f"{column_letter(column)}{number}") if type(cell) in (float, int) else None
        yield cell if shown is None else shown.shown(cell)
