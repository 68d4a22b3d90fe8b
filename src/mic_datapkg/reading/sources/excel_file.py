"""Workbooks as grids: a library reads the values, and the marks say what they are more than that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.grid import At, Grid, is_filled
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.number_format import CellStyle
from mic_datapkg.reading.sources.csv_file import refuse_old_fonts
from mic_datapkg.reading.sources.panics import opening
from mic_datapkg.reading.sources.rich_text import apart
from mic_datapkg.reading.sources.sheet_xml import Marked
from mic_datapkg.reading.sources.workbook import Inspection, inspect
from mic_datapkg.reading.submission import shown

# Texts of a sheet that are looked at for old fonts.
LOOKED_AT = 10_000
# What the library raises for files that it cannot read, and for numbers that are shown as days that do not exist.
UNREADABLE = (CalamineError, OSError, ValueError, OverflowError)


def read_excel(path: Path, limits: Limits) -> tuple[list[Grid], list[str], Inspection]:
    """The visible sheets of a workbook, the names of the hidden ones, and what was marked before it was opened.

    Raises:
        Unreadable: the file is no workbook, is damaged or encrypted, or is too large.
    """
    inspection = inspect(path, limits)
    with opening("damaged", *UNREADABLE):
        with CalamineWorkbook.from_path(str(path)) as workbook:
            visible = [m.name for m in workbook.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
            hidden = [name for name in workbook.sheet_names if name not in visible]
            marked = {name: inspection.of(name) for name in visible}
            grids = [_grid(path, name, workbook, of) for name, of in marked.items() if not of.copied]
        limits.check_characters(max((grid.longest for grid in grids), default=0))
        for grid in grids:
            refuse_old_fonts("\n".join(islice(grid.foreign_texts(), LOOKED_AT)), sheet=grid.name)
        return grids, hidden, inspection


def _grid(path: Path, name: str, workbook: CalamineWorkbook, marked: Marked) -> Grid:
    opened = workbook.get_sheet_by_name(name)
    # Of OpenDocument it tells none.
    merged = [(*first, *last) for first, last in opened.merged_cell_ranges or ()] or marked.marks.merged
    rows = _widened(opened.to_python(skip_empty_area=False), marked.texts)
    superscript, struck = _marked(rows, marked)
    numbers = [number for number, row in enumerate(rows, start=1) if any(map(is_filled, row))]
    return Grid(
        file=shown(path),
        name=name,
        columns=list(zip(*(rows[number - 1] for number in numbers), strict=True)),
        lines=numbers,
        numbers=numbers,
        marks=replace(marked.marks, merged=merged, superscript=superscript, struck=struck),
    )


def _widened(rows: list[list[Any]], texts: Iterable[At]) -> list[list[Any]]:
    """The rows with room for the texts that the library did not see."""
    height = max([len(rows), *(row + 1 for row, _ in texts)])
    width = max([*map(len, rows), *(column + 1 for _, column in texts)], default=0)
    rows += [[] for _ in range(height - len(rows))]
    return [row + [""] * (width - len(row)) for row in rows]


def _marked(rows: list[list[Any]], marked: Marked) -> tuple[dict[At, str], dict[At, str]]:
    """Give cells as they are shown; the footnote marks and what is struck out are taken from them, by their places."""
    superscript: dict[At, str] = {}
    struck: dict[At, str] = {}
    for at, runs in _among(rows, marked.texts):
        parts = apart(runs, marked.styles.get(at))
        rows[at[0]][at[1]] = parts.text
        for left_out, text in ((superscript, parts.superscript), (struck, parts.struck)):
            if text.strip():
                left_out[at] = text.strip()
    for at, style in _among(rows, marked.styles):
        if at in marked.texts:
            continue
        cell = _shown(rows[at[0]][at[1]], style)
        if (style.struck or style.superscript) and is_filled(cell):
            (struck if style.struck else superscript)[at] = text_of(cell).strip()
            cell = ""
        rows[at[0]][at[1]] = cell
    return superscript, struck


def _among(rows: list[list[Any]], marks: Any) -> Any:
    """The marks of cells that are there: cells that are only formatted reach further."""
    return ((at, mark) for at, mark in marks.items() if at[0] < len(rows) and at[1] < len(rows[at[0]]))


def _shown(cell: Any, style: CellStyle) -> Any:
    """A number with how it is shown; a day as the month that is shown of it. Truth values are numbers to Python."""
    if type(cell) in (float, int) and style.format is not None:
        return style.format.shown(cell)
    return cell.strftime(style.days) if isinstance(cell, date) and style.days else cell
