"""One cell of a sheet: what it is called, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mic_datapkg.printed.numbers import Printed, Unread, read_stored


@dataclass(frozen=True, kw_only=True)
class ShownNumber:
    """A stored number that a cell shows with words around it, or in thousands: 0.141 as 14.1%, 11.5 as 11.5 tỷ đồng.

    ``value`` is the number as shown; each of ``commas`` stands for three digits that are left away.
    """

    value: Decimal
    before: str = ""
    after: str = ""
    commas: int = 0

    def __str__(self) -> str:
        return f"{self.before}{self.value.normalize():f}{self.after}".strip()

    def printed(self) -> Printed | Unread:
        """What is shown, with the power of ten that the words or the commas say."""
        printed = read_stored(self.value, self.before, self.after)
        if isinstance(printed, Unread) or printed.power or not self.commas:
            return printed
        return replace(printed, value=printed.value.scaleb(3 * self.commas), power=3 * self.commas)


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
