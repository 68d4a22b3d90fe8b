"""Findings about the shape of what was sent: headers, rows, names of files and sheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from mic_datapkg.entries import Entry, read_entry
from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.reading.submission import Remark, Shape
from mic_datapkg.tables import DEFINITIONS, Table

# Gives the place of a header cell by its position, or of the header as a whole for None.
HeaderPlace = Callable[[int | None], Place]


@dataclass(frozen=True, kw_only=True)
class Header:
    """A header read as the columns of a table: the position of each column in use, and what was wrong."""

    used: dict[str, int]
    complete: bool
    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]


def read_header(names: Sequence[str], table: Table, place: HeaderPlace, blank: Collection[int] = ()) -> Header:
    """The columns of ``table`` that a header names; unknown, repeated and missing ones are findings.

    ``blank`` holds the positions of columns that are empty all through, header included: these are nobody's fault.
    """
    known = [column.name for column in table.columns]
    required = [column.name for column in table.columns if column.required and column.default is None]
    used: dict[str, int] = {}
    findings: list[Finding] = []
    for index, name in enumerate(names):
        if name in used:
            findings.append(shape_finding("columns_unique", table.name, place(index), value=name))
        elif name in known:
            used[name] = index
        elif index not in blank:
            free = ", ".join(other for other in known if other not in names)
            findings.append(shape_finding("columns_known", table.name, place(index), value=repr(name), expected=free))
    missing = [name for name in required if name not in used]
    findings += [shape_finding("columns_complete", table.name, place(None), expected=name) for name in missing]
    return Header(
        used=used,
        complete=not missing,
        findings=tuple(findings),
        shapes=(
            Shape(table=table.name, rule="columns_known", checked=len(names)),
            Shape(table=table.name, rule="columns_unique", checked=len(names)),
            Shape(table=table.name, rule="columns_complete", checked=len(required)),
        ),
    )


def shape_finding(rule: str, table: str, place: Place, value: str = "", expected: str = "") -> Finding:
    """A finding about the shape; its wording stands in ``definitions/messages.yaml``."""
    says = _messages().text(rule)
    return Finding(
        table=table,
        rule=rule,
        severity=severity_of_shape(rule),
        text=says.format(table=table, value=value, expected=expected),
        value=value or None,
        expected=expected or None,
        place=place,
    )


def remark(place: Place, said: str) -> Remark:
    """A remark; its wording stands in ``definitions/messages.yaml``."""
    return Remark(place=place, text=_messages().below("remarks").text(said))


def severity_of_shape(rule: str) -> Severity:
    """A table without rows may be meant; every other fault of shape loses data."""
    return Severity.WARNING if rule == "rows_sent" else Severity.ERROR


@cache
def _messages() -> Entry:
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS)
