"""A look into a workbook before it is opened: is it safe, and which cells are formulas or shown as percent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.submission import shown

OLE = b"\xd0\xcf\x11\xe0"
# Member names that a workbook of figures does not need, and what they mean.
REFUSED = {
    "vbaProject.bin": "it holds macros; save it as .xlsx without macros",
    "externalLinks/": "it links to other workbooks; paste the values and save it again",
    "EncryptedPackage": "it is encrypted; save it without a password",
}
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Built-in number formats 0% and 0.00%.
PERCENT_FORMATS = {9, 10}


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Cells of a sheet that are more than their value: formulas, formulas without a value, percentages."""

    formulas: frozenset[str] = frozenset()
    valueless: frozenset[str] = frozenset()
    percents: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What is known of a workbook before it is opened: its marked cells, by the name of the sheet."""

    marked: Mapping[str, Marked] = field(default_factory=dict)


def inspect(path: Path, limits: Limits) -> Inspection:
    """The inspection of a workbook; only .xlsx and .xlsm can be looked into.

    Raises:
        SubmissionError: it is encrypted, holds macros or links, declares entities, or is larger than the limits.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE and path.suffix.lower() in (".xlsx", ".xlsm"):
        raise SubmissionError(f"{shown(path)}: {REFUSED['EncryptedPackage']}")
    if path.suffix.lower() not in (".xlsx", ".xlsm") or start != b"PK\x03\x04":
        return Inspection()
    try:
        with ZipFile(path) as archive:
            return _inspected(archive, shown(path), limits)
    except (BadZipFile, KeyError, ET.ParseError, NotImplementedError) as problem:
        raise SubmissionError(f"{shown(path)}: a damaged workbook ({problem}); save it again as .xlsx") from problem


def _inspected(archive: ZipFile, file: str, limits: Limits) -> Inspection:
    names = archive.namelist()
    for part, meaning in REFUSED.items():
        if any(part in name for name in names):
            raise SubmissionError(f"{file}: {meaning}")
    limits.check_unpacked(sum(member.file_size for member in archive.infolist()), file)
    percents = _percent_styles(_xml(archive, "xl/styles.xml", file)) if "xl/styles.xml" in names else frozenset()
    sheets = _sheets(archive, file)
    return Inspection(
        marked={
            name: _marked(archive.read(member), f"{file} ({name})", percents, limits)
            for name, member in sheets.items()
            if member in names
        }
    )


def _xml(archive: ZipFile, member: str, file: str) -> ET.Element:
    content = archive.read(member)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SubmissionError(f"{file}: it declares entities, as no spreadsheet program does; save it again as .xlsx")
    return ET.fromstring(content)


def _sheets(archive: ZipFile, file: str) -> dict[str, str]:
    """The member that holds each sheet, by the name of the sheet."""
    relations = {
        relation.get("Id"): (relation.get("Target") or "").removeprefix("/xl/")
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels", file)
    }
    return {
        sheet.get("name") or "": f"xl/{relations.get(sheet.get(_RELATION), '')}"
        for sheet in _xml(archive, "xl/workbook.xml", file).iter(f"{_MAIN}sheet")
    }


def _percent_styles(styles: ET.Element) -> frozenset[int]:
    """The numbers of the cell styles that show a value as percent."""
    formats = PERCENT_FORMATS | {
        int(one.get("numFmtId") or 0) for one in styles.iter(f"{_MAIN}numFmt") if "%" in (one.get("formatCode") or "")
    }
    cells = styles.find(f"{_MAIN}cellXfs")
    return frozenset(
        n for n, one in enumerate(cells if cells is not None else ()) if int(one.get("numFmtId") or 0) in formats
    )


def _marked(content: bytes, what: str, percents: frozenset[int], limits: Limits) -> Marked:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SubmissionError(f"{what}: it declares entities, as no spreadsheet program does; save it again as .xlsx")
    columns, rows = {1}, {1}
    found: dict[str, set[str]] = {"formulas": set(), "valueless": set(), "percents": set()}
    for letters, number, style, inside in (match.groups() for match in _CELL.finditer(content)):
        columns.add(_number_of(letters))
        rows.add(int(number))
        cell = (letters + number).decode()
        if style is not None and int(style) in percents:
            found["percents"].add(cell)
        if inside is not None and b"<f" in inside:
            found["formulas" if re.search(rb"<v>[^<]", inside) else "valueless"].add(cell)
    limits.check_columns(max(columns), what)
    limits.check_cells(max(columns) * max(rows), what)
    return Marked(**{name: frozenset(cells) for name, cells in found.items()})


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
