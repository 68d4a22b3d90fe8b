"""A look into a workbook of Excel 97 to 2003 (.xls) before any library builds its sheets.

Sources: [MS-CFB], the container of streams in sectors; [MS-XLS], the records in its stream ``Workbook``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.old_records import OldRecords
from mic_datapkg.reading.sheet_xml import Marked

_LAST_SECTOR = 0xFFFFFFFA
_BOOKS, _MACROS = ("workbook", "book"), ("_vba_project_cur", "vba")


def inspect_old(content: bytes, file: str, limits: Limits) -> dict[str, Marked]:
    """The marked cells of each sheet, by its name.

    Raises:
        SubmissionError: it holds macros, is encrypted, or its cells lie further apart than the limits.
        ValueError: it is damaged.
        struct.error: it ends too early.
    """
    container = _Container(content)
    entries = list(container.entries())
    if any(entry.name in _MACROS for entry in entries):
        raise SubmissionError(f"{file}: it holds macros; save it as .xlsx without macros")
    books = [entry for entry in entries if entry.name in _BOOKS]
    if not books:
        raise ValueError("it has no workbook")
    cells = 0
    marked: dict[str, Marked] = {}
    for book in books:
        records = OldRecords(container.stream(book), file, limits)
        for sheet in records.sheets:
            cells += sheet.rows * sheet.columns
            limits.check_columns(sheet.columns, file)
            limits.check_cells(cells, file)
        marked |= records.marked()
    return marked


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
