"""A look into a workbook before it is opened: is it safe, and which cells are formulas or shown as percent."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile, ZipInfo

from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sources.cell_styles import styles_in
from mic_datapkg.reading.sources.links import linked_names
from mic_datapkg.reading.sources.old_workbook import inspect_old
from mic_datapkg.reading.sources.open_document import marked_in_content
from mic_datapkg.reading.sources.panics import opening
from mic_datapkg.reading.sources.rich_text import long_strings, rich_strings
from mic_datapkg.reading.sources.sheet_xml import Marked, Shared, marked_in, refuse_entities
from mic_datapkg.reading.unreadable import Unreadable

# Parts of names of members that hold macros.
MACROS = ("vbaproject.bin", "basic/", "scripts/")
# Where programs put the workbook, its styles and the strings that cells share, by the ends of the kinds of relation.
# Readers look there, whatever the relations say; Excel follows the relations.
USUAL = {"/officeDocument": "xl/workbook.xml", "/styles": "xl/styles.xml", "/sharedStrings": "xl/sharedstrings.xml"}
# What libraries raise for archives and XML that are damaged, or made to damage.
DAMAGED = (
    *(BadZipFile, struct.error, zlib.error, EOFError, ExpatError, ET.ParseError, KeyError, NotImplementedError),
    *(RuntimeError, ValueError, OSError),
)
_CHUNK = 1 << 20
LARGEST_PART = 15_000_000


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What is known of a workbook before it is opened: its marked cells, by the name of the sheet, and its macros."""

    marked: Mapping[str, Marked] = field(default_factory=dict)
    macros: bool = False

    def of(self, name: str) -> Marked:
        """The marked cells of a sheet; of a workbook older than Excel 97 none are known.

        Raises:
            Unreadable: it was not looked at, because its name is spelled so that others read another name.
        """
        if self.marked and name not in self.marked:
            raise Unreadable("name_of_sheet", sheet=name, name=name)
        return self.marked.get(name, Marked())


def inspect(path: Path, limits: Limits) -> Inspection:
    """The inspection of a workbook.

    Raises:
        Unreadable: it is encrypted or damaged, declares entities, is larger than the limits, or of a kind that cannot
            be looked into.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsb":
        raise Unreadable("binary_workbook")
    with opening("damaged", *DAMAGED):
        if suffix == ".xls":
            limits.check_unpacked(path.stat().st_size)
            return Inspection(**inspect_old(path.read_bytes(), limits))
        with path.open("rb") as opened:
            # Only from the first byte on: an archive behind something else would be read by others and not by us.
            if opened.read(4) != b"PK\x03\x04":
                raise BadZipFile("no zip archive")
        with ZipFile(path) as archive:
            members = _members(archive, limits)
        marked = (_marked_ods if suffix == ".ods" else _marked_xlsx)(members, limits)
        limits.check_cells(sum(sheet.cells for sheet in marked.values()))
        return Inspection(marked=marked, macros=any(part in name for name in members for part in MACROS))


def _members(archive: ZipFile, limits: Limits) -> dict[str, bytes]:
    """The members of an archive by their names in small letters, each unpacked once."""
    limits.check_members(len(archive.namelist()))
    # Of two members with one name, or with names that differ in capitals, others might read the one that we do not.
    if len({name.casefold() for name in archive.namelist()}) < len(archive.namelist()):
        raise BadZipFile("a member is there twice")
    limits.check_unpacked(sum(member.file_size for member in archive.infolist()))
    for member in archive.infolist():
        limits.check_ratio(member.file_size, member.compress_size)
    return {member.filename.casefold(): _unpacked(archive, member) for member in archive.infolist()}


def _unpacked(archive: ZipFile, member: ZipInfo) -> bytes:
    """A member read to its end, where its size and checksum turn out to be those that the archive states."""
    with archive.open(member) as stream:
        # In chunks: asked for everything, it would unpack more than the stated size before it looks at that.
        return b"".join(iter(partial(stream.read, _CHUNK), b""))


def _marked_ods(members: Mapping[str, bytes], limits: Limits) -> dict[str, Marked]:
    if b"encryption-data" in members["meta-inf/manifest.xml"]:
        raise Unreadable("encrypted")
    return marked_in_content([members.get("styles.xml", b""), members["content.xml"]], limits)


def _marked_xlsx(members: Mapping[str, bytes], limits: Limits) -> dict[str, Marked]:
    _check_places(_xml(members, "_rels/.rels"), "")
    workbook = _xml(members, "xl/workbook.xml")
    relations = _xml(members, "xl/_rels/workbook.xml.rels")
    _check_places(relations, "xl/")
    strings = members.get(USUAL["/sharedStrings"]) if _parts_named(relations, "xl/", "/sharedStrings") else None
    shared = Shared(
        styles=styles_in(_xml(members, "xl/styles.xml")) if "xl/styles.xml" in members else {},
        strings=rich_strings(strings) if strings else {},
        long=long_strings(strings) if strings else {},
        linked=linked_names(workbook),
    )
    # A sheet that is not where the workbook says is an error: whoever opens it might look elsewhere.
    return {name: _in_sheet(name, members[part], shared, limits) for name, part in _sheets(workbook, relations).items()}


def _in_sheet(name: str, content: bytes, shared: Shared, limits: Limits) -> Marked:
    try:
        return marked_in(content, shared, limits)
    except Unreadable as problem:
        problem.sheet = name
        raise


def _xml(members: Mapping[str, bytes], member: str) -> ET.Element:
    content = members[member]
    # In UTF-16 the two would look otherwise; spreadsheet programs write UTF-8.
    # A workbook may have 65,490 styles of cells, of some hundred bytes each.
    if len(content) > LARGEST_PART:
        raise ValueError(f"{member} has {len(content)} bytes")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        refuse_entities()
    return ET.fromstring(content)


def _sheets(workbook: ET.Element, relations: ET.Element) -> dict[str, str]:
    """The member that holds each sheet, by the name of the sheet.

    Names of elements are taken in any namespace, since there are two (transitional and strict) and readers look at
    neither.
    """
    parts = _parts_named(relations, "xl/")
    sheets = _only_once(
        (sheet.get("name", ""), parts[next(value for key, value in sheet.items() if key.endswith("}id"))])
        for sheet in workbook.findall(".//{*}sheet")
    )
    # Each would be read again, thousands of them if it comes to that.
    _only_once((part, name) for name, part in sheets.items())
    return sheets


def _check_places(relations: ET.Element, folder: str) -> None:
    """Raise if a part that readers look for in its usual place is said to be elsewhere."""
    for kind, usual in USUAL.items():
        for part in _parts_named(relations, folder, kind).values():
            if part != usual:
                raise ValueError(f"{part} in the place of {usual}")


def _parts_named(relations: ET.Element, folder: str, kind: str = "") -> dict[str, str]:
    """The members that relations name, of all kinds or of one, by their identifiers; in small letters."""
    return _only_once(
        (relation.get("Id", ""), folder + relation.get("Target", "").casefold().removeprefix("/").removeprefix(folder))
        for relation in relations
        if relation.get("Type", "").endswith(kind)
    )


def _only_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a mapping; of two with one key, others might take the one that we do not."""
    made: dict[str, str] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"{key!r} is there twice")
        made[key] = value
    return made
