"""Findings about the shape of what was sent: headers, rows, indicators, names of files and sheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.reading.submission import Shape
from mic_datapkg.schema.messages import messages
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text

# Gives the place of a header cell by its position, or of the header as a whole for None.
HeaderPlace = Callable[[int | None], Place]


@dataclass(frozen=True, kw_only=True)
class Header:
    """A header read as the columns of a table: the position of each column in use, and what was wrong."""

    used: dict[str, int]
    complete: bool
    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, kw_only=True)
class HeaderCell:
    """A header as it stood, and the column it names, if any."""

    text: str
    column: str | None


def read_header(
    cells: Sequence[HeaderCell],
    table: Table,
    place: HeaderPlace,
    *,
    blank: Collection[int] = (),
    given: Collection[str] = (),
) -> Header:
    """The columns of ``table`` that a header names; unknown, repeated and missing ones are findings.

    ``blank`` holds the positions of columns that are empty all through, header included: these are nobody's fault.
    ``given`` holds columns that are stated elsewhere, such as the period in a title.
    """
    known = [column.name for column in table.columns]
    required = [column.name for column in table.columns if column.required and column.default is None]
    used: dict[str, int] = {}
    findings: list[Finding] = []
    for index, cell in enumerate(cells):
        if cell.column in used:
            findings.append(shape_finding("columns_unique", table.name, place(index), value=cell.text))
        elif cell.column is not None:
            used[cell.column] = index
        elif index not in blank:
            free = ", ".join(name for name in known if name not in [other.column for other in cells])
            findings.append(
                shape_finding("columns_known", table.name, place(index), value=repr(cell.text), expected=free)
            )
    missing = [name for name in required if name not in used and name not in given]
    findings += [shape_finding("columns_complete", table.name, place(None), expected=name) for name in missing]
    return Header(
        used=used,
        complete=not missing,
        findings=tuple(findings),
        shapes=(
            Shape(table=table.name, rule="columns_known", checked=len(cells)),
            Shape(table=table.name, rule="columns_unique", checked=len(cells)),
            Shape(table=table.name, rule="columns_complete", checked=len(required)),
        ),
    )


def shape_finding(
    rule: str, table: str, place: Place, value: str = "", expected: str = "", found: Text | None = None
) -> Finding:
    """A finding about what was sent; its wording stands in ``definitions/messages.yaml``, or is ``found``."""
    text = found or messages().below("sent").below(rule).text("found")
    return Finding(
        table=table,
        rule=rule,
        severity=severity_of_shape(rule),
        text=text.format(table=table, value=value, expected=expected) if found is None else found,
        value=value or None,
        expected=expected or None,
        place=place,
    )


@cache
def shape_rules() -> Mapping[str, Text]:
    """The rules about what was sent, each with its sentence."""
    rules = messages().below("sent")
    return {rule: rules.below(rule).text("says") for rule in rules.mapping}


def severity_of_shape(rule: str) -> Severity:
    """How much a fault of the shape weighs."""
    return Severity(messages().below("sent").below(rule).one_of("severity", list(Severity)))
