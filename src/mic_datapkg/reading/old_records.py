"""The records of an Excel 97 to 2003 workbook: how far its sheets reach, which cells are formulas, which percentages.

Source: [MS-XLS], 2.4 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.cell_styles import PERCENT_FORMATS, shows_percent
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sheet_xml import Marked

_BEGIN, _DIMENSIONS, _PASSWORD = 0x0809, 0x0200, 0x002F
_SHEET, _FORMAT, _STYLE, _FORMULA = 0x0085, 0x041E, 0x00E0, 0x0006
# Numbers: one cell, one in four bytes, several of those side by side.
_NUMBER, _SHORT, _SHORTS, _TRUTH = 0x0203, 0x027E, 0x00BD, 0x0205
# Records of one cell, which begin with its row, column and style; those of several end with their last column.
_CELL = {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
_CELLS = {0x00BD, 0x00BE}
# What a formula has come to stands behind its style: this mark, and an error, in the first byte and the last two.
_ERROR, _NO_NUMBER = 2, 0xFFFF
# The version in which texts are stored with their length in two bytes.
_SINCE_97 = 0x0600


@dataclass(kw_only=True)
class OldSheet:
    """A part of the stream: where it begins, how far its cells reach, and the style of each number and formula."""

    begin: int
    rows: int = 0
    columns: int = 0
    styles: dict[str, int] = field(default_factory=dict)
    formulas: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)


class OldRecords:
    """A pass over the records of a stream ``Workbook``.

    Raises:
        SubmissionError: it is encrypted, or has more columns than the limits.
        ValueError: it is damaged.
        struct.error: it ends too early.
    """

    def __init__(self, stream: bytes, file: str, limits: Limits) -> None:
        self._stream, self._file, self._limits = stream, file, limits
        self._version = _SINCE_97
        self._names: dict[int, str] = {}
        self._percent_formats = set(PERCENT_FORMATS)
        self._formats: list[int] = []
        self.sheets = [OldSheet(begin=0)]
        at = 0
        while at + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            self._record(kind, at, length)
            at += 4 + length

    def marked(self) -> Iterator[tuple[str, Marked]]:
        """The marked cells of each sheet that has a name."""
        percent = {n for n, used in enumerate(self._formats) if used in self._percent_formats}
        for sheet in self.sheets:
            if sheet.begin in self._names:
                shown = frozenset(cell for cell, style in sheet.styles.items() if style in percent)
                formulas, failed = frozenset(sheet.formulas), frozenset(sheet.failed)
                # Its cells are counted already.
                yield self._names[sheet.begin], Marked(formulas=formulas, valueless=failed, percents=shown)

    def _record(self, kind: int, at: int, length: int) -> None:
        sheet = self.sheets[-1]
        if kind in _CELL or kind in _CELLS:
            self._cells(sheet, kind, at, length)
        elif kind == _DIMENSIONS:
            # Readers believe it and make room for so many cells.
            layout = "<IIHH" if length >= 14 else "<HHHH"
            first_row, last_row, first_column, last_column = struct.unpack_from(layout, self._stream, at + 4)
            if first_row > last_row or first_column > last_column:
                raise ValueError("a sheet of it ends before it begins")
            sheet.rows, sheet.columns = max(sheet.rows, last_row), max(sheet.columns, last_column)
        elif kind == _BEGIN:
            (self._version,) = struct.unpack_from("<H", self._stream, at + 4)
            self.sheets.append(OldSheet(begin=at))
        elif kind == _PASSWORD:
            raise SubmissionError(f"{self._file}: it is encrypted; save it without a password")
        else:
            self._of_the_book(kind, at, length)

    def _cells(self, sheet: OldSheet, kind: int, at: int, length: int) -> None:
        row, first = struct.unpack_from("<HH", self._stream, at + 4)
        (column,) = struct.unpack_from("<H", self._stream, at + 2 + length) if kind in _CELLS else (first,)
        sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
        self._limits.check_columns(sheet.columns, self._file)
        if kind == _SHORTS:
            for number in range(first, column + 1):
                self._style(sheet, (row, number), at + 8 + 6 * (number - first))
        elif kind in (_NUMBER, _SHORT, _FORMULA):
            self._style(sheet, (row, column), at + 8)
        if kind == _FORMULA:
            result, mark = struct.unpack_from("<B5xH", self._stream, at + 10)
            found = sheet.failed if mark == _NO_NUMBER and result == _ERROR else sheet.formulas
            found.add(f"{column_letter(column)}{row + 1}")
        elif kind == _TRUTH and self._stream[at + 11 : at + 12] == b"\1":
            # A truth, or with this byte an error.
            sheet.failed.add(f"{column_letter(column)}{row + 1}")

    def _style(self, sheet: OldSheet, cell: tuple[int, int], at: int) -> None:
        (style,) = struct.unpack_from("<H", self._stream, at)
        row, column = cell
        # Most cells have the style of no number format, and are not to be remembered one by one.
        if style >= len(self._formats) or self._formats[style]:
            sheet.styles[f"{column_letter(column)}{row + 1}"] = style

    def _of_the_book(self, kind: int, at: int, length: int) -> None:
        """Names of sheets, number formats, and the styles that use them."""
        if kind == _SHEET:
            (begin,) = struct.unpack_from("<I", self._stream, at + 4)
            self._names[begin] = self._text(at + 10, at + 4 + length, wide=False)
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", self._stream, at + 4)
            code = self._text(at + 6, at + 4 + length, wide=self._version == _SINCE_97)
            (self._percent_formats.add if shows_percent(code) else self._percent_formats.discard)(number)
        elif kind == _STYLE:
            (used,) = struct.unpack_from("<H", self._stream, at + 6)
            self._formats.append(used)

    def _text(self, at: int, end: int, *, wide: bool) -> str:
        """A text behind its length, which takes one byte or two."""
        length = struct.unpack_from("<H" if wide else "<B", self._stream, at)[0]
        at += 2 if wide else 1
        if self._version != _SINCE_97:
            return self._stream[at : min(at + length, end)].decode("cp1252", "replace")
        (options,) = struct.unpack_from("<B", self._stream, at)
        encoding, size = ("utf-16-le", 2 * length) if options & 1 else ("latin-1", length)
        return self._stream[at + 1 : min(at + 1 + size, end)].decode(encoding, "replace")
