"""Workbooks as grids of text cells, one for each sheet."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.submission import shown


def read_excel(path: Path) -> list[Grid]:
    """The sheets of a workbook as text: numbers with a decimal point, dates as YYYY-MM-DD.

    Raises:
        SubmissionError: the file is no workbook, or is damaged or encrypted.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            return [_grid(path, name, workbook) for name in workbook.sheet_names]
    except (CalamineError, OSError, ValueError) as problem:
        raise SubmissionError(
            f"{shown(path)}: cannot be read as a workbook ({problem}); open it in Excel and save it again as .xlsx"
        ) from problem


def _grid(path: Path, sheet: str, workbook: CalamineWorkbook) -> Grid:
    cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    texts = [[text_of(cell) for cell in row] for row in cells]
    used = [number for number, row in enumerate(texts, start=1) if any(cell.strip() for cell in row)]
    header_line = used[0] if used else 1
    return Grid(
        file=shown(path),
        sheet=sheet,
        header=[cell.strip() for cell in texts[header_line - 1]] if used else [],
        header_line=header_line,
        rows=[texts[number - 1] for number in used[1:]],
        lines=used[1:],
        numbers=used[1:],
    )


def text_of(cell: Any) -> str:
    """A cell's value as it would stand in a CSV file.

    Example:
        >>> text_of(1383.0), text_of(14.1)
        ('1383', '14.1')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
