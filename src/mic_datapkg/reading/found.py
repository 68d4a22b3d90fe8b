"""What was found in one sheet, whatever its layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mic_datapkg.finding import Finding, Place
from mic_datapkg.reading.submission import File, Part, Remark, Shape
from mic_datapkg.reading.untyped import Untyped
from mic_datapkg.schema.messages import messages

# What is read though it is spelled otherwise than it should be.
SPELLED = ("areas_spelled", "texts_begin_plainly")


@dataclass(frozen=True, kw_only=True)
class Found:
    """The parts of a sheet, what was wrong with its shape, and what is to be said about how it was read."""

    parts: tuple[Part | Untyped, ...] = ()
    findings: tuple[Finding, ...] = ()
    shapes: tuple[Shape, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()
    files: tuple[File, ...] = ()


def remark(place: Place, said: str, **values: str) -> Remark:
    """A remark; its wording stands in ``definitions/messages.yaml``."""
    return Remark(place=place, text=messages().below("remarks").text(said).format(**values))


def shapes_of(table: str, checked: Mapping[str, int]) -> list[Shape]:
    """How much was looked at, rule by rule."""
    return [Shape(table=table, rule=rule, checked=number) for rule, number in checked.items()]


def together(found: Iterable[Found]) -> Found:
    """What was found in several places."""
    every = list(found)
    return Found(
        parts=tuple(part for one in every for part in one.parts),
        findings=tuple(finding for one in every for finding in one.findings),
        shapes=tuple(shape for one in every for shape in one.shapes),
        remarks=tuple(said for one in every for said in one.remarks),
        ignored=tuple(said for one in every for said in one.ignored),
        files=tuple(file for one in every for file in one.files),
    )
