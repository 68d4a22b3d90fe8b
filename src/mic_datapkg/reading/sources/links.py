"""Formulas that take values from other files."""

from __future__ import annotations

import re
from itertools import islice
from xml.etree import ElementTree as ET

from mic_datapkg.reading.cell import column_number
from mic_datapkg.reading.grid import At

# [1]Sheet!A1 and '[1]A sheet'!A1; not Table1[2022], which is a column of a table (ECMA-376, part 1, 18.17).
BY_NUMBER = re.compile(r"(?<![\w.\]])\[[0-9]+\]")
# ['file:///home/a.ods'#$Sheet1.A1] in OpenDocument.
BY_ADDRESS = re.compile(r"'?(?:file|https?|ftp|smb)://?|'#\$?", re.IGNORECASE)
RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
# More findings at cells of one formula than anyone reads.
MOST_CELLS = 1000
# The names of a workbook that lead to another one.
LinkedNames = re.Pattern[str] | None


def linked_names(workbook: ET.Element) -> LinkedNames:
    """A pattern for the defined names whose values stand in another workbook; None where there are none."""
    names = [
        name.get("name", "") for name in workbook.findall(".//{*}definedName") if BY_NUMBER.search(name.text or "")
    ]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE) if names else None


def is_linked(formula: str, names: LinkedNames = None) -> bool:
    """Whether a formula takes a value from another file.

    Example:
        >>> is_linked("[1]Sheet1!A1+1"), is_linked("SUM(Table1[2022])")
        (True, False)
    """
    return BY_NUMBER.search(formula) is not None or (names is not None and names.search(formula) is not None)


def cells_in(reference: str) -> list[At]:
    """The cells over which one formula stands, such as ``A1:A3``, by their rows and columns.

    Example:
        >>> cells_in("B2:C2"), cells_in("")
        ([(1, 1), (1, 2)], [])
    """
    found = RANGE.fullmatch(reference)
    if found is None:
        return []
    columns = range(column_number(found[1]) - 1, column_number(found[3]))
    rows = range(int(found[2]) - 1, int(found[4]))
    return list(islice(((row, column) for row in rows for column in columns), MOST_CELLS))


def is_linked_by_address(formula: str) -> bool:
    """The same for a formula of OpenDocument.

    Example:
        >>> is_linked_by_address("of:=['file:///home/a.ods'#$Sheet1.A1]"), is_linked_by_address("of:=[.A1]")
        (True, False)
    """
    return BY_ADDRESS.search(formula) is not None
