"""The lines above a report form: which stretch and table they name, and the unit of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.area_names import is_province
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.spans import spans_in, with_spans_as
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.layouts.form_units import TitleUnit
from mic_datapkg.reading.layouts.headers import table_named
from mic_datapkg.reading.sheet import Sheet
from mic_datapkg.schema.tables import Table

# What stands before the name of an indicator: its number, a bullet, "trong đó".
_NUMBERING = re.compile(
    r"^(?:[ivx]+|[0-9]+(?:\.[0-9]+)*|[a-zđ])\s*[.)/]\s*|^[0-9]+(?:\.[0-9]+)+\s+|^[-–—+•*]\s*", re.IGNORECASE
)
_AMONG_THEM = re.compile(r"^(?:trong đó|bao gồm|chia ra)\s*:?\s*", re.IGNORECASE)
# What stands before the name of a form: "Biểu số 01/TTTT:", "Phụ lục II."
_FORM_NUMBER = re.compile(
    r"^(?:biểu|bảng|phụ lục)(?: mẫu)?(?: số)?\s*[0-9ivx]+(?:[/\-.][^\s.:]+)*\s*[.:)\-–]?\s*", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Titles:
    """What the lines above a form say: the texts in which it may name its stretch, its table, and its unit."""

    texts: list[str]
    context: Table | None
    unit: TitleUnit
    area: str


def titles_of(sheet: Sheet, rows: Iterable[int], unit_above: TitleUnit) -> Titles:
    """The titles in some rows of a sheet."""
    lines = [[text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))] for row in rows]
    texts = [text for row, line in zip(rows, lines, strict=True) for text in _of_line(sheet.rows[row], line)]
    return Titles(
        texts=texts,
        context=next(
            (found for line in reversed(lines) for text in reversed(line) if (found := _table_in(text))), None
        ),
        unit=TitleUnit.of(sheet, rows, unit_above),
        area=next((area for line in lines for area in areas_in(line)), ""),
    )


def bare(label: str) -> str:
    """A label without what stands before the name: numbers, bullets, "trong đó"."""
    label = label.strip()
    while (shorter := _AMONG_THEM.sub("", _NUMBERING.sub("", label))) != label:
        label = shorter
    return label


def is_part(label: str) -> bool:
    """Whether a label says that it is a part of what stands above it."""
    unnumbered = re.sub(r"^[0-9.]+\s+", "", label.strip())
    return unnumbered[:1] in tuple("-–—+•*") or _AMONG_THEM.match(_NUMBERING.sub("", unnumbered)) is not None


def _of_line(cells: Iterable[object], line: list[str]) -> Iterator[str]:
    """The texts of a line, together where they are one: ``Tháng | 01 | năm 2022``; a day only behind "Kỳ báo cáo"."""
    label = ""
    for cell in cells:
        if isinstance(cell, date) and _is_period(label):
            yield f"{cell:%m/%Y}"
        label = text_of(cell).strip() or label
    together = " ".join(line)
    words = set(normal(together).split())
    years_at_most = all(stretch.span == "year" for text in line for stretch in spans_in(text))
    # "năm 2022" behind a cell "Tháng" is no year.
    yield from [together] if len(line) > 1 and years_at_most and words & {"tháng", "quý"} else line


def areas_in(line: list[str]) -> Iterator[str]:
    """The areas that a line names: ``Địa phương: | Đắk Lắk``, ``Sở Thông tin và Truyền thông tỉnh Đắk Lắk``."""
    for text, behind in zip(line, [*line[1:], ""], strict=True):
        before, colon, after = text.partition(":")
        if aliases().common.get(normal(before)) == "area" and (area := after.strip() or (behind if colon else "")):
            yield area
            continue
        words = normal(text)
        lead = next((phrase for phrase in aliases().authorities if f"{words} ".startswith(f"{phrase} ")), None)
        name = words[len(lead) :].strip() if lead else ""
        # What is no name of a province (Sở Thông tin và Truyền thông, cả nước) is part of the name of who reports.
        if name and is_province(name):
            yield name


def _is_period(label: str) -> bool:
    key = normal(label)
    return aliases().common.get(key) == "period" or key.endswith((" tháng", " kỳ báo cáo", " tháng báo cáo"))


def _table_in(title: str) -> Table | None:
    """The table that a title names, with or without a number of the form before it and the stretch behind it."""
    named = _FORM_NUMBER.sub("", bare(title))
    if found := table_named(bare(named)):
        return found
    words = normal(bare(with_spans_as(named, lambda _: ""))).split()
    while words:
        if found := table_named(" ".join(words)):
            return found
        lead = next(
            (phrase for phrase in aliases().title_words if words[: len(phrase.split())] == phrase.split()), None
        )
        if lead is None:
            return None
        words = words[len(lead.split()) :]
    return None
