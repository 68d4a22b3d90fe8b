"""A look into a workbook of Excel 97 to 2003 (.xls) before any library builds its sheets.

Sources: [MS-CFB], the container of streams in sectors; [MS-XLS], the records in its stream ``Workbook``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sources.old_records import marked_in_records
from mic_datapkg.reading.sources.sheet_xml import Marked
from mic_datapkg.reading.unreadable import Unreadable

_LAST_SECTOR = 0xFFFFFFFA
_BOOKS, _MACROS = ("workbook", "book"), ("_vba_project_cur", "vba")
_BEGIN, _DIMENSIONS, _PASSWORD = 0x0809, 0x0200, 0x002F
# Records of one cell, which begin with its row and column; those of several end with their last column.
# Those of blank cells (0x0201, 0x00BE) are left out: they hold nothing.
_CELL = {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
_CELLS = {0x00BD}


def inspect_old(content: bytes, limits: Limits) -> dict[str, Any]:
    """The marked cells of each sheet, by its name, and whether there are macros: ``marked`` and ``macros``.

    Names and formats are only those that Excel 97 and later write.

    Raises:
        Unreadable: it is encrypted, or its cells lie further apart than the limits.
        ValueError: it is damaged.
        struct.error: it ends too early.
    """
    container = _Container(content)
    entries = list(container.entries())
    books = [entry for entry in entries if entry.name in _BOOKS]
    if not books:
        raise ValueError("it has no workbook")
    marked: dict[str, Marked] = {}
    cells = 0
    for book in books:
        stream = container.stream(book)
        for rows, columns in _sheets(stream):
            cells += rows * columns
            limits.check_columns(columns)
            limits.check_cells(cells)
        marked.update(marked_in_records(stream))
    return {"marked": marked, "macros": any(entry.name in _MACROS for entry in entries)}


def _sheets(stream: bytes) -> Iterator[tuple[int, int]]:
    """The number of rows and columns up to the last of each sheet."""
    rows = columns = at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in _CELL or kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            if kind in _CELLS:
                (column,) = struct.unpack_from("<H", stream, at + 2 + length)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _DIMENSIONS:
            # Readers believe it and make room for so many cells.
            layout = "<IIHH" if length >= 14 else "<HHHH"
            first_row, last_row, first_column, last_column = struct.unpack_from(layout, stream, at + 4)
            if first_row > last_row or first_column > last_column:
                raise ValueError("a sheet of it ends before it begins")
            rows, columns = max(rows, last_row), max(columns, last_column)
        elif kind == _BEGIN:
            yield rows, columns
            rows = columns = 0
        elif kind == _PASSWORD:
            raise Unreadable("encrypted")
        at += 4 + length
    yield rows, columns


@dataclass(frozen=True, kw_only=True)
class _Entry:
    name: str
    start: int
    size: int


class _Container:
    """The streams of a compound file: chains of sectors, small ones of parts of the first entry's stream.

    olefile, the library for it, follows a chain that comes back to itself until the memory is full.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("its sectors have no known size")
        self._size = 1 << shift
        self._next = self._numbers(self._of_the_table())
        (first,) = struct.unpack_from("<I", content, 48)
        self._directory = self._joined(first)
        if not self._directory or len(self._directory) % 128:
            raise ValueError("its directory ends too early")
        self._cutoff, first_small = struct.unpack_from("<II", content, 56)
        self._next_small = self._numbers(_chain(first_small, self._next))
        self._small = self._joined(struct.unpack_from("<I", self._directory, 116)[0])

    def entries(self) -> Iterator[_Entry]:
        """Every entry of the directory, whatever tree they are said to form."""
        for at in range(0, len(self._directory) - 127, 128):
            length, start, size = struct.unpack_from("<H50xII", self._directory, at + 64)
            name = self._directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            yield _Entry(name=name.casefold(), start=start, size=size)

    def stream(self, entry: _Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= self._cutoff:
            return self._joined(entry.start)[: entry.size]
        parts = _chain(entry.start, self._next_small)
        return b"".join(self._small[64 * part : 64 * part + 64] for part in parts)[: entry.size]

    def _of_the_table(self) -> list[int]:
        """The sectors that say which sector follows which: the first 109 in the header, more in a chain of lists."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        for _ in range(len(self._content) // self._size):
            if following >= _LAST_SECTOR:
                break
            *more, following = self._numbers([following])
            sectors += more
        return [sector for sector in sectors if sector < _LAST_SECTOR]

    def _numbers(self, sectors: list[int]) -> tuple[int, ...]:
        content = b"".join(self._sector(sector) for sector in sectors)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in _chain(start, self._next))

    def _sector(self, number: int) -> bytes:
        # The header takes the place of the first.
        return self._content[(number + 1) * self._size : (number + 2) * self._size]


def _chain(start: int, following: tuple[int, ...]) -> list[int]:
    """The sectors from the first on; a chain that comes back to itself is an error."""
    chain: list[int] = []
    while start < _LAST_SECTOR:
        if start >= len(following) or len(chain) > len(following):
            raise ValueError("a stream of it has no end")
        chain.append(start)
        start = following[start]
    return chain
