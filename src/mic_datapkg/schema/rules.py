"""The kinds of edit rule, each one expression.

A kind is a frozen dataclass: its fields are what a table's YAML states, ``holds`` is one narwhals expression over
the columns of a row (true, false, or null for unknown), and ``expected`` says what would have satisfied it. To add a
kind, write one class here with its ``kind`` and describe it in ``docs/rules.md``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Protocol

import narwhals as nw

from mic_datapkg.finding import Severity
from mic_datapkg.intervals import Interval
from mic_datapkg.schema.areas import number_in_force, provinces_in_force
from mic_datapkg.schema.rates import band, band_of
from mic_datapkg.text import Text

Row = Mapping[str, Any]
PROVINCES_IN_FORCE = "provinces_in_force"


class Cells(Protocol):
    """How a rule reads the columns of a row."""

    def value(self, column: str) -> nw.Expr:
        """The value itself; null where it is missing."""

    def reading(self, column: str) -> Interval:
        """What the value may stand for, given how it is rounded in print."""


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One edit rule of one table: a name, a severity, and one sentence that an officer would sign."""

    kind: ClassVar[str]
    # The units in which the columns stand that the fields of these names hold.
    units: ClassVar[Mapping[str, str]] = {}

    name: str
    severity: Severity
    says: Text

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns it reads, the one a finding points at first."""

    @abstractmethod
    def holds(self, cells: Cells) -> nw.Expr:
        """True where the rule holds, false where it is broken, null where it cannot be judged."""

    def surely_holds(self, cells: Cells) -> nw.Expr:
        """A cheaper one: where it is true the rule holds, where null it is unknown, where false ask ``holds``."""
        return self.holds(cells)

    @abstractmethod
    def expected(self, row: Row) -> str | None:
        """What would have satisfied the rule in a row that breaks it; None where that is no value."""

    def wording(self, row: Row) -> tuple[str, Mapping[str, str]]:
        """The name of the message about a row that breaks it, and what the message says beside the figures."""
        return ("verdict_with" if len(self.columns) > 1 else "verdict"), {}

    def repairs(self, row: Row) -> Iterable[tuple[str, float]]:
        """Columns with a value that, changed alone, would keep the rule; none where that cannot be told."""
        return ()


@dataclass(frozen=True, kw_only=True)
class SumsTo(Rule):
    """The parts add up to the total."""

    kind = "sums_to"

    total: str
    parts: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.total, *self.parts)

    def holds(self, cells: Cells) -> nw.Expr:
        first, *others = (cells.reading(part) for part in self.parts)
        return sum(others, start=first).meets(cells.reading(self.total))  # type: ignore[no-any-return]

    def expected(self, row: Row) -> str:
        return plain(sum(row[part] for part in self.parts))

    def repairs(self, row: Row) -> Iterable[tuple[str, float]]:
        missing = row[self.total] - sum(row[part] for part in self.parts)
        yield self.total, row[self.total] - missing
        yield from ((part, row[part] + missing) for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class ShareOf(Rule):
    """The percentage is the part divided by the whole."""

    kind = "share_of"
    units: ClassVar[Mapping[str, str]] = {"percent": "percent"}

    percent: str
    part: str
    whole: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.percent, self.part, self.whole)

    def holds(self, cells: Cells) -> nw.Expr:
        share = cells.reading(self.part) * Interval(100.0, 100.0) / cells.reading(self.whole)
        return known_where(cells.value(self.whole) > 0, share.meets(cells.reading(self.percent)))

    def expected(self, row: Row) -> str:
        return rounded_like(row[self.percent], 100 * row[self.part] / row[self.whole])

    def repairs(self, row: Row) -> Iterable[tuple[str, float]]:
        exact = 100 * row[self.part] / row[self.whole]
        yield from ((self.percent, meant) for meant in near(row[self.percent], exact))


@dataclass(frozen=True, kw_only=True)
class Change(Rule):
    """The stated percent of change follows from the value and its base."""

    kind = "change"
    units: ClassVar[Mapping[str, str]] = {"percent": "percent"}

    percent: str
    value: str
    base: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.percent, self.value, self.base)

    def holds(self, cells: Cells) -> nw.Expr:
        percent = cells.reading(self.percent)
        factor = Interval(1 + percent.low / 100, 1 + percent.high / 100)
        follows = (cells.reading(self.base) * factor).meets(cells.reading(self.value))
        # From nothing, no percentage follows.
        return known_where(cells.value(self.base) > 0, follows)

    def expected(self, row: Row) -> str:
        return rounded_like(row[self.percent], 100 * row[self.value] / row[self.base] - 100)

    def repairs(self, row: Row) -> Iterable[tuple[str, float]]:
        exact = 100 * row[self.value] / row[self.base] - 100
        yield from ((self.percent, meant) for meant in near(row[self.percent], exact))


@dataclass(frozen=True, kw_only=True)
class AtMost(Rule):
    """The value is at most another column, or the number of provinces in force that month."""

    kind = "at_most"

    value: str
    bound: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.value,) if self.bound == PROVINCES_IN_FORCE else (self.value, self.bound)

    def holds(self, cells: Cells) -> nw.Expr:
        if self.bound == PROVINCES_IN_FORCE:
            return cells.value(self.value) <= number_in_force(cells.value("period"))
        return cells.reading(self.value).low <= cells.reading(self.bound).high  # type: ignore[no-any-return]

    def expected(self, row: Row) -> str:
        bound = len(provinces_in_force(row["period"])) if self.bound == PROVINCES_IN_FORCE else row[self.bound]
        return f"≤ {plain(bound)}"


@dataclass(frozen=True, kw_only=True)
class Rate(Rule):
    """Two amounts of money imply an exchange rate inside that year's band."""

    kind = "rate"
    units: ClassVar[Mapping[str, str]] = {"vnd": "VND", "usd": "USD"}

    vnd: str
    usd: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.usd, self.vnd)

    def holds(self, cells: Cells) -> nw.Expr:
        implied = cells.reading(self.vnd) / cells.reading(self.usd)
        return known_where(cells.value(self.usd) > 0, implied.meets(band(cells.value("period"))))

    def expected(self, row: Row) -> str:
        known = band_of(row["period"])
        return f"{row[self.vnd] / known.high:.0f}–{row[self.vnd] / known.low:.0f}" if known else ""

    def wording(self, row: Row) -> tuple[str, Mapping[str, str]]:
        known = band_of(row["period"])
        band = f"{known.low}–{known.high}" if known else ""
        return "implied_rate", {"rate": f"{row[self.vnd] / row[self.usd]:.0f}", "band": band, "year": row["period"][:4]}


def known_where(condition: nw.Expr, outcome: nw.Expr) -> nw.Expr:
    """The outcome where the condition holds, unknown elsewhere."""
    return nw.when(condition).then(outcome)


def plain(number: float | int) -> str:
    """A number as it stands in a CSV file: whole without a point, never with an exponent."""
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")


def rounded_like(stated: float, exact: float) -> str:
    """An exact percentage with as many decimals as the stated one, at least one."""
    decimals = max(1, len(plain(stated).partition(".")[2]))
    return f"{exact:.{decimals}f}"


def near(stated: float, exact: float) -> Iterable[float]:
    """Percentages that round an exact one, each once: with the decimals of the stated one, and its point moved."""
    moved = [float(Decimal(repr(stated)).scaleb(places)) for places in (-2, -1, 1, 2)]
    rounded = [number for number in moved if number == float(rounded_like(number, exact))]
    return dict.fromkeys([float(rounded_like(stated, exact)), *rounded])


KINDS: Mapping[str, type[Rule]] = {rule.kind: rule for rule in (AtMost, Change, Rate, ShareOf, SumsTo)}
