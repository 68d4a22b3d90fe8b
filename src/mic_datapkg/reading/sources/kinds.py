"""What a file is, by its first bytes: its name may say something else."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.messages import messages

# The beginnings of files, each with the kind under ``kinds`` in ``definitions/messages.yaml``.
STARTS = {
    b"PAR1": "parquet",
    b"PARE": "parquet",
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf'\x1c": "archive",
    b"Rar!": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ\x00": "archive",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"SQLite format 3": "database",
}
LFS = b"version https://git-lfs"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a text begins with that is no table, in small letters and behind spaces.
MARKUP = {b"<!doctype html": "html", b"<html": "html", b"<table": "html", b"<?xml": "xml", b'{"': "json", b"[{": "json"}
# The kinds that a name may promise.
PROMISED = {
    **dict.fromkeys((".csv", ".tsv"), "text"),
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    ".xls": "xls",
    ".ods": "ods",
    ".parquet": "parquet",
}
# Enough for any beginning, and to tell text from other bytes.
LOOKED_AT = 4096
# Bytes that stand in no text: control characters but for tabs, line ends, form feeds and the escape of some printers.
NO_TEXT = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def check_kind(path: Path, limits: Limits) -> None:
    """Raise if a file is surely of another kind than its name promises.

    Raises:
        Unreadable: it is; or it holds nothing, or more than the limits.
    """
    promised = PROMISED.get(path.suffix.lower())
    # What comes through a pipe can be looked at only once.
    if promised is None or not path.is_file():
        return
    found = kind_of(path, limits)
    if found is not None and found != promised:
        raise Unreadable("another_kind", suffix=path.suffix.lower(), kind=messages().below("kinds").text(found))


def kind_of(path: Path, limits: Limits) -> str | None:
    """The kind of a file; None where its beginning does not tell.

    Raises:
        Unreadable: it cannot be opened, is empty, or is larger than the limits.
    """
    try:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
    except OSError as problem:
        raise Unreadable("cannot_be_opened", problem=problem.strerror or "") from problem
    if not start:
        raise Unreadable("empty_file")
    if start.startswith(ZIP):
        return _kind_of_archive(path)
    if start.startswith(OLE):
        # Its streams have names anywhere in it, so all of it is looked at.
        limits.check_unpacked(path.stat().st_size)
        return _kind_of_container(path)
    if start.startswith(LFS):
        raise Unreadable("lfs_pointer")
    known = next((kind for beginning, kind in STARTS.items() if start.startswith(beginning)), None)
    return known or _kind_of_text(start)


def _kind_of_text(start: bytes) -> str | None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    beginning = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    markup = next((kind for mark, kind in MARKUP.items() if beginning.startswith(mark)), None)
    return markup or (None if start.translate(None, NO_TEXT) != start else "text")


def _kind_of_archive(path: Path) -> str | None:
    """What a zip archive is; None where it is damaged, which whoever reads it will say."""
    try:
        with ZipFile(path) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    kinds = {
        "xl/workbook.xml": "xlsx",
        "xl/workbook.bin": "xlsb",
        "word/document.xml": "document",
        "content.xml": "ods",
    }
    found = next((kind for name, kind in kinds.items() if name in names), None)
    if found is None and any(name.startswith(("ppt/", "visio/")) for name in names):
        return "document"
    # A workbook that lost a part is a damaged workbook, and no archive of other things.
    return found or (None if any(name.startswith(("xl/", "meta-inf/")) for name in names) else "archive")


def _kind_of_container(path: Path) -> str | None:
    """What a compound file of Microsoft Office is, by the names of its streams."""
    content = path.read_bytes()
    if _named("EncryptedPackage") in content:
        raise Unreadable("encrypted")
    if _named("Workbook") in content or _named("Book") in content:
        return "xls"
    return "document" if _named("WordDocument") in content or _named("PowerPoint Document") in content else None


def _named(stream: str) -> bytes:
    return stream.encode("utf-16-le")
