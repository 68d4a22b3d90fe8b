"""One cell of a grid: what it is called, and how a number in it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from mic_datapkg.printed.numbers import Printed, Problem, Unread, read_stored


@dataclass(frozen=True, kw_only=True)
class Section:
    """How a number is shown: words around it, its hundredfold, and three digits less for each of the ``commas``.

    ``compares`` and ``than`` say which numbers, where a condition does.
    """

    before: str = ""
    after: str = ""
    digits: bool = False
    percents: int = 0
    commas: int = 0
    compares: str = ""
    than: float = 0.0


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A stored number that a cell shows with words around it, or without its last digits: 0.141 as 14.1%.

    The stored number is the value. How it is shown says in which unit and in percent or not; it is never read back.
    """

    number: float
    how: Section

    @property
    def value(self) -> Decimal:
        """The number, in percent where it is shown so."""
        return Decimal(repr(self.number)).scaleb(2 * self.how.percents)

    def __str__(self) -> str:
        scale = 3 * self.how.commas if self.how.before or self.how.after else 0
        return f"{self.how.before}{self.value.scaleb(-scale).normalize():f}{self.how.after}".strip()

    def plain(self, unit: str | None) -> float | None:
        """The value in that unit, where no word has to be understood for it."""
        percents = self.how.percents
        around, of_percent = self.how.before + self.how.after, ("%", 1, "percent")
        if not (around or percents) or (around, percents, unit) == of_percent:
            return float(self.value)
        return None

    def printed(self) -> Printed | Unread:
        """The value, with what the words around it say of it.

        Commas divide what is shown and not the value; a word beside them must name the same power of ten.
        """
        power = 3 * self.how.commas
        read = read_stored(self.value.scaleb(-power), self.how.before, self.how.after)
        if isinstance(read, Unread) or not power:
            return read
        if read.power not in (0, power):
            return Unread(problem=Problem.CONTRADICTION, word=(self.how.before + self.how.after).strip())
        return replace(read, value=read.value if read.power else read.value.scaleb(power), power=power)


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


def cell_name(row: int, column: int) -> str:
    """What spreadsheets call a cell, its row and column counted from 0.

    Example:
        >>> cell_name(1, 3)
        'D2'
    """
    return f"{column_letter(column)}{row + 1}"


@cache
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
