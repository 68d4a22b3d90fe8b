"""The rules of single columns and of the key: those that follow from the Table Schema itself.

They come first. A value that breaks one of its column is unknown to every other rule, so one wrong cell is one finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import narwhals as nw

from mic_datapkg.schema.areas import COUNTRY, is_in_force, provinces, provinces_in_force
from mic_datapkg.schema.rules import Cells, Row, Rule, plain

# The companion column with the number of each row, counted from 0.
ROW = "row:number"
# The companion column with a hash of each row's key as it was received, where the engine has one: equal keys have
# equal hashes.
HASH = "key:hash"


def readable(column: str) -> str:
    """The name of the companion column: true where the value could be read, false where not, null where it is empty."""
    return f"{column}:readable"


def bound(column: str) -> str:
    """The name of the companion column: true where only a bound was stated (hơn 1.000), which no rule can judge."""
    return f"{column}:bound"


def bounded_in(names: Iterable[str]) -> frozenset[str]:
    """The columns that have such a companion among the columns of a frame."""
    return frozenset(name.removesuffix(bound("")) for name in names if name.endswith(bound("")))


@dataclass(frozen=True, kw_only=True)
class ColumnRule(Rule):
    """A rule about one column."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, kw_only=True)
class Typed(ColumnRule):
    """The value could be read as the column's type."""

    kind = "type"

    type: str
    example: str

    def holds(self, cells: Cells) -> nw.Expr:
        return nw.col(readable(self.column))

    def expected(self, row: Row) -> str:
        return self.type


@dataclass(frozen=True, kw_only=True)
class Present(ColumnRule):
    """The value is there; one that could not be read is unknown."""

    kind = "required"

    def holds(self, cells: Cells) -> nw.Expr:
        could_be_read = nw.col(readable(self.column))
        missing = could_be_read.is_null()
        return nw.when(could_be_read | missing).then(~missing)

    def expected(self, row: Row) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class InCodes(ColumnRule):
    """The value is one of the codes of the column's code list."""

    kind = "codes"

    codes: tuple[str, ...]

    def holds(self, cells: Cells) -> nw.Expr:
        value = cells.value(self.column)
        # For a handful of codes half the cost of `is_in`, which also makes null false on some engines.
        return reduce(or_, (value == code for code in self.codes))

    def expected(self, row: Row) -> str:
        return ", ".join(self.codes)

    def wording(self, row: Row) -> tuple[str, Mapping[str, str]]:
        return "verdict_one_of", {}


@dataclass(frozen=True, kw_only=True)
class InForce(ColumnRule):
    """The value is the country, or the code of a province in force in the row's month."""

    kind = "in_force"

    def holds(self, cells: Cells) -> nw.Expr:
        return is_in_force(cells.value(self.column), cells.value("period"))

    def expected(self, row: Row) -> str:
        """The code that followed, where the value is a code of another time; else all codes in force."""
        return self._followed(row) or ", ".join([COUNTRY, *self._codes(row)])

    def wording(self, row: Row) -> tuple[str, Mapping[str, str]]:
        if self._followed(row):
            return "verdict", {}
        return "verdict_in_force", {"number": str(len(self._codes(row))), "period": row["period"]}

    def _followed(self, row: Row) -> str | None:
        """The code that followed, where the value is a code of another time."""
        followed = next((p.successor_code for p in provinces() if p.code == row[self.column]), None)
        return followed if followed in self._codes(row) else None

    def _codes(self, row: Row) -> list[str]:
        return sorted(province.code for province in provinces_in_force(row["period"]))


# What a spreadsheet takes for a formula when it opens the published CSV file, line ends and wide forms included.
# Source: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
# What lies between these begins with none of them.
FIRST_LETTER, FIRST_WIDE = "A", "\uff00"
# The same for the Table Schema, whose patterns say what a whole value looks like.
NO_FORMULA = r"^[^=+\-@\t\r\n＝＋－＠][\s\S]*$"


@dataclass(frozen=True, kw_only=True)
class NoFormula(ColumnRule):
    """The text does not begin like a formula."""

    kind = "no_formula"

    def holds(self, cells: Cells) -> nw.Expr:
        return ~cells.value(self.column).str.contains(FORMULA)

    def surely_holds(self, cells: Cells) -> nw.Expr:
        """Whether it begins with a letter, which all but few texts do, at a fraction of the cost of a pattern."""
        value = cells.value(self.column)
        return (value >= FIRST_LETTER) & (value < FIRST_WIDE)

    def expected(self, row: Row) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class InRange(ColumnRule):
    """The value lies between the column's minimum and maximum, both included."""

    kind = "range"

    minimum: float | None
    maximum: float | None

    def holds(self, cells: Cells) -> nw.Expr:
        value = cells.value(self.column)
        if self.maximum is None:
            return value >= self.minimum
        if self.minimum is None:
            return value <= self.maximum
        return (value >= self.minimum) & (value <= self.maximum)

    def expected(self, row: Row) -> str:
        if self.maximum is None:
            return f"≥ {plain(self.minimum or 0)}"
        if self.minimum is None:
            return f"≤ {plain(self.maximum)}"
        return f"{plain(self.minimum)}–{plain(self.maximum)}"

    def repairs(self, row: Row) -> Iterable[tuple[str, float]]:
        value = row[self.column]
        for meant in (-value, value / 10, value / 100):
            if self._contains(meant) and (isinstance(value, float) or meant == int(meant)):
                yield self.column, meant

    def _contains(self, value: float) -> bool:
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, kw_only=True)
class Unique(Rule):
    """No earlier row has the same key; a row with an incomplete key is unknown."""

    kind = "unique"

    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key

    @property
    def complete(self) -> nw.Expr:
        """Whether every column of the key is there."""
        return reduce(and_, (~nw.col(column).is_null() for column in self.key))

    def holds(self, cells: Cells) -> nw.Expr:
        """True for the first row of each key; needs the companion column with the rows' numbers."""
        return nw.when(self.complete).then(nw.col(ROW) == nw.col(ROW).min().over(*self.key))

    def expected(self, row: Row) -> str | None:
        return None
