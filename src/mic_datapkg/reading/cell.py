"""One cell of a sheet: what it is called, and how it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def text_of(cell: Any) -> str:
    """A cell's value as it would stand in a CSV file.

    Example:
        >>> text_of(1383.0), text_of(14.1)
        ('1383', '14.1')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return text.removesuffix("T00:00:00")


def column_letter(index: int) -> str:
    """What spreadsheets call a column, counted from 0.

    Example:
        >>> column_letter(3), column_letter(26)
        ('D', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1.

    Example:
        >>> column_number("D"), column_number("AA")
        (4, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def as_percent(number: float) -> str:
    """A number as a cell with a percent sign shows it.

    Example:
        >>> as_percent(0.141)
        '14.1%'
    """
    return f"{(Decimal(repr(number)) * 100).normalize():f}%"
