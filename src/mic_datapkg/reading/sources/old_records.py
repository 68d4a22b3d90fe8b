"""The records of a workbook of Excel 97 to 2003, as far as they say of a cell what is more than its value.

Source: [MS-XLS], 2.4 (records) and 2.5.293 (texts of several fonts).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from mic_datapkg.reading.grid import At, Marks
from mic_datapkg.reading.number_format import BUILT_IN, CellStyle, cell_style
from mic_datapkg.reading.sources.old_strings import Font, rich_strings
from mic_datapkg.reading.sources.rich_text import Run
from mic_datapkg.reading.sources.sheet_xml import Marked

_BEGIN, _SHEET, _FORMAT, _STYLE, _FONT, _STRINGS, _MORE = 0x0809, 0x0085, 0x041E, 0x00E0, 0x0031, 0x00FC, 0x003C
# Records of one cell that holds a number or a shared string, and of several numbers.
_FORMULA, _NUMBER, _SHORT, _SHORTS, _TRUTH, _STRING = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205, 0x00FD
_ROW, _COLUMNS = 0x0208, 0x007D
_OF_THE_BOOK = (_SHEET, _FORMAT, _STYLE, _FONT, _STRINGS, _MORE)
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x1
# What a formula has come to stands behind its style: an error has this byte first, and this mark last.
_ERROR, _NO_NUMBER = 2, 0xFFFF
_EXCEL_97 = 0x0600
_LAST_COLUMN = 255


def marked_in_records(stream: bytes) -> dict[str, Marked]:
    """The marked cells of each sheet, by its name; none where the workbook is older than Excel 97.

    Raises:
        struct.error: a record ends too early.
    """
    book, sheets = _Book(), dict[str, _Cells]()
    cells = _Cells({}, {})
    for at, kind, record in _records(stream):
        if kind != _BEGIN:
            (book if kind in _OF_THE_BOOK else cells).take(kind, record)
        elif struct.unpack_from("<H", record)[0] != _EXCEL_97:
            return {}
        elif at in book.names:
            cells = sheets[book.names[at]] = _Cells(book.styles, rich_strings(book.strings, book.fonts))
    return {name: cells.marked for name, cells in sheets.items()}


class _Book:
    """What stands before the sheets: their names, formats, fonts, styles and strings."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.fonts: list[Font] = []
        self.strings: list[bytes] = []
        self._codes = dict(BUILT_IN)
        self._styles: list[tuple[int, int]] = []
        self._last = 0

    @property
    def styles(self) -> dict[int, CellStyle]:
        """The styles that say something, by their numbers."""
        written = [(Font.among(self.fonts, font), self._codes.get(code, "")) for font, code in self._styles]
        made = [cell_style(code, superscript=font.superscript, struck=font.struck) for font, code in written]
        return {number: style for number, style in enumerate(made) if style is not None}

    def take(self, kind: int, record: bytes) -> None:
        if kind == _SHEET:
            start, length, wide = struct.unpack_from("<I2xBB", record)
            self.names[start] = _text(record[8:], length, wide)
        elif kind == _FORMAT:
            code, length, wide = struct.unpack_from("<HHB", record)
            self._codes[code] = _text(record[5:], length, wide)
        elif kind == _STYLE:
            self._styles.append(struct.unpack_from("<HH", record))
        elif kind == _FONT:
            self.fonts.append(Font.of(record))
        elif _STRINGS in (kind, self._last):
            # Strings go on in the records behind theirs.
            self.strings.append(record)
        self._last = _STRINGS if kind == _MORE and self._last == _STRINGS else kind


class _Cells:
    """The marked cells of a sheet: formulas, errors, numbers and texts whose style says something, hidden ones."""

    def __init__(self, styles: Mapping[int, CellStyle], strings: Mapping[int, list[Run]]) -> None:
        self._says, self._strings = styles, strings
        self._formulas: set[At] = set()
        self._failed: set[At] = set()
        self._styles: dict[At, CellStyle] = {}
        self._texts: dict[At, list[Run]] = {}
        self._hidden: tuple[set[int], set[int]] = set(), set()

    @property
    def marked(self) -> Marked:
        marks = Marks(
            formulas=frozenset(self._formulas),
            valueless=frozenset(self._failed),
            hidden_rows=frozenset(self._hidden[0]),
            hidden_columns=frozenset(self._hidden[1]),
        )
        return Marked(marks=marks, styles=self._styles, texts=self._texts)

    def take(self, kind: int, record: bytes) -> None:
        if kind in (_FORMULA, _NUMBER, _SHORT, _STRING):
            self._take_one(kind, record)
        elif kind == _TRUTH and record[7:8] == b"\1":
            # A truth, or with this byte an error.
            self._failed.add(struct.unpack_from("<HH", record))
        elif kind == _SHORTS:
            row, column = struct.unpack_from("<HH", record)
            for number, (style,) in enumerate(struct.iter_unpack("<H4x", record[4:-2])):
                self._take(row, column + number, style)
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xB", record)
            self._hidden[0].update([row] if flags & _HIDDEN_ROW else [])
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xB", record)
            self._hidden[1].update(range(first, min(last, _LAST_COLUMN) + 1) if flags & _HIDDEN_COLUMN else [])

    def _take_one(self, kind: int, record: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", record)
        self._take(row, column, style)
        if kind == _FORMULA:
            result, mark = struct.unpack_from("<B5xH", record, 6)
            found = self._failed if (result, mark) == (_ERROR, _NO_NUMBER) else self._formulas
            found.add((row, column))
        elif kind == _STRING and (runs := self._strings.get(struct.unpack_from("<I", record, 6)[0])) is not None:
            self._texts[row, column] = runs

    def _take(self, row: int, column: int, style: int) -> None:
        if style in self._says:
            self._styles[row, column] = self._says[style]


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
