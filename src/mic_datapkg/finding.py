"""One rule broken at one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mic_datapkg.text import Text


class Severity(StrEnum):
    """How much a broken rule weighs: an error forbids publishing, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """Where a value stood.

    ``line`` is the physical line of a text file, the row of a sheet, or the row number of a Parquet file or frame,
    all counted from 1. ``cell`` is what a spreadsheet calls it, such as ``D2``.

    Example:
        >>> print(Place(file="cyber_incidents.csv", line=2, cell="D2"))
        cyber_incidents.csv:2 (D2)
        >>> print(Place(file="form.xlsx", sheet="ATTT", cell="D2"), Place(sheet="ATTT", cell="D2"))
        form.xlsx (ATTT!D2) ATTT!D2
    """

    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.sheet is not None:
            within = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
            return f"{self.file} ({within})" if self.file else within
        where = self.file or "frame"
        if self.line is not None:
            where += f":{self.line}" if self.file else f" row {self.line}"
        return f"{where} ({self.cell})" if self.cell else where


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What the sender probably meant: a value for one column, and why. Never applied by itself."""

    column: str
    value: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """That a finding was looked at and may stand until a day, that day included: why, and who says so."""

    reason: str
    person: str
    expires: date


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule broken at one place.

    ``columns`` are the columns that the rule reads, the one at fault (``place`` is its cell) first. ``value`` is what
    stands there and ``expected`` what would satisfy the rule, both as text. ``accepted`` says that it may stand.
    ``id`` tells it from all others, in every run.
    """

    table: str
    rule: str
    severity: Severity
    text: Text = field(repr=False)
    period: str | None = None
    span: str | None = None
    area: str | None = None
    columns: tuple[str, ...] = ()
    value: str | None = None
    expected: str | None = None
    place: Place = Place()
    suggestions: tuple[Suggestion, ...] = ()
    accepted: Accepted | None = None
    id: str = field(default="", compare=False)

    def message(self, language: str = "en") -> str:
        """The finding as one sentence or two: what must hold, what was expected and what was found."""
        return self.text[language]
