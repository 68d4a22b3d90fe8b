"""The records of a workbook of Excel 97 to 2003 that say more of a cell than its value.

Source: [MS-XLS], 2.4 (records) and 2.5.294 (texts).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.number_format import BUILT_IN, NumberFormat, number_format
from mic_datapkg.reading.sources.sheet_xml import Marked

_BEGIN, _SHEET, _FORMAT, _STYLE = 0x0809, 0x0085, 0x041E, 0x00E0
# Records of one cell that holds a number, and of several.
_FORMULA, _NUMBER, _SHORT, _SHORTS, _TRUTH = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
# What a formula has come to stands behind its style: an error has this byte first, and this mark last.
_ERROR, _NO_NUMBER = 2, 0xFFFF
_EXCEL_97 = 0x0600


def marked_in_records(stream: bytes) -> dict[str, Marked]:
    """The marked cells of each sheet, by its name; none where the workbook is older than Excel 97.

    Raises:
        struct.error: a record ends too early.
    """
    names: dict[int, str] = {}
    codes = dict(BUILT_IN)
    styles: list[int] = []
    sheets: dict[str, _Cells] = {}
    cells = _Cells(())
    for at, kind, record in _records(stream):
        if kind == _BEGIN:
            if struct.unpack_from("<H", record)[0] != _EXCEL_97:
                return {}
            cells = _Cells([number_format(codes.get(code, "")) for code in styles])
            if at in names:
                sheets[names[at]] = cells
        elif kind == _SHEET:
            start, length, wide = struct.unpack_from("<I2xBB", record)
            names[start] = _text(record[8:], length, wide)
        elif kind == _FORMAT:
            code, length, wide = struct.unpack_from("<HHB", record)
            codes[code] = _text(record[5:], length, wide)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        else:
            cells.take(kind, record)
    return {
        name: Marked(formulas=frozenset(cells.formulas), valueless=frozenset(cells.failed), formats=cells.formats)
        for name, cells in sheets.items()
    }


class _Cells:
    """The cells of a sheet that are formulas, errors, or numbers under a format that says something."""

    def __init__(self, formats: Sequence[NumberFormat]) -> None:
        self._says = {style: made for style, made in enumerate(formats) if made.says_something}
        self.formulas: set[str] = set()
        self.failed: set[str] = set()
        self.formats: dict[str, NumberFormat] = {}

    def take(self, kind: int, record: bytes) -> None:
        if kind in (_FORMULA, _NUMBER, _SHORT):
            row, column, style = struct.unpack_from("<HHH", record)
            self._take(row, column, style)
            if kind == _FORMULA:
                result, mark = struct.unpack_from("<B5xH", record, 6)
                found = self.failed if (result, mark) == (_ERROR, _NO_NUMBER) else self.formulas
                found.add(f"{column_letter(column)}{row + 1}")
        elif kind == _TRUTH and record[7:8] == b"\1":
            # A truth, or with this byte an error.
            row, column = struct.unpack_from("<HH", record)
            self.failed.add(f"{column_letter(column)}{row + 1}")
        elif kind == _SHORTS:
            row, column = struct.unpack_from("<HH", record)
            for number, (style,) in enumerate(struct.iter_unpack("<H4x", record[4:-2])):
                self._take(row, column + number, style)

    def _take(self, row: int, column: int, style: int) -> None:
        if style in self._says:
            self.formats[f"{column_letter(column)}{row + 1}"] = self._says[style]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins, its kind, and its content."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _text(content: bytes, length: int, wide: int) -> str:
    """A text of so many characters, in one byte or two each."""
    return content[: 2 * length].decode("utf-16-le", "replace") if wide & 1 else content[:length].decode("latin-1")
