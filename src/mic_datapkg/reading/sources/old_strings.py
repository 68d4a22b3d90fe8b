"""The strings that the cells of a workbook of Excel 97 to 2003 share, where they are written in several fonts.

Source: [MS-XLS], 2.4.122 (fonts), 2.4.265 (the table of strings) and 2.5.293 (its texts, which go on in new records).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mic_datapkg.reading.sources.rich_text import Run, is_plain

# Flags of a text: two bytes for each character, what an input method needs, and several fonts.
_WIDE, _SPOKEN, _SEVERAL_FONTS = 0x1, 0x4, 0x8
_STRUCK, _SUPERSCRIPT = 0x0008, 1
# No font has this number.
_SKIPPED = 4


@dataclass(frozen=True, kw_only=True)
class Font:
    """A font, as far as it says something of a text."""

    superscript: bool = False
    struck: bool = False

    @classmethod
    def of(cls, record: bytes) -> Font:
        """The font that a record describes."""
        flags, place = struct.unpack_from("<2xH4xH", record)
        return cls(superscript=place == _SUPERSCRIPT, struck=bool(flags & _STRUCK))

    @classmethod
    def among(cls, fonts: Sequence[Font], number: int) -> Font:
        """The font of that number."""
        at = number - (number > _SKIPPED)
        return fonts[at] if at < len(fonts) else cls()


def rich_strings(records: Sequence[bytes], fonts: Sequence[Font]) -> dict[int, list[Run]]:
    """Those of the strings that are not plain, by their numbers.

    Raises:
        struct.error: a record ends too early.
    """
    if not records or not any(font != Font() for font in fonts):
        return {}
    reader = _Reader(records)
    _, strings = struct.unpack("<II", reader.bytes(8))
    read = ((number, reader.runs(fonts)) for number in range(strings))
    return {number: runs for number, runs in read if len(runs) > 1 or not is_plain(runs)}


class _Reader:
    """Strings one after the other, in a record and those that go on with it."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._record, self._at = records, 0, 0

    def bytes(self, length: int) -> bytes:
        """So many bytes."""
        made = b""
        while length:
            self._next_if_done()
            part = self._records[self._record][self._at : self._at + length]
            made, self._at, length = made + part, self._at + len(part), length - len(part)
        return made

    def runs(self, fonts: Sequence[Font]) -> list[Run]:
        """The next string, its runs each in its font; the first may be that of the cell."""
        self._next_if_done()
        length, flags = struct.unpack("<HB", self.bytes(3))
        several = struct.unpack("<H", self.bytes(2))[0] if flags & _SEVERAL_FONTS else 0
        spoken = struct.unpack("<I", self.bytes(4))[0] if flags & _SPOKEN else 0
        text = self._characters(length, flags)
        starts = [*struct.iter_unpack("<HH", self.bytes(4 * several)), (length, 0)]
        self.bytes(spoken)
        made = [Run(text[: starts[0][0]])]
        for (start, font), (end, _) in pairwise(starts):
            written = Font.among(fonts, font)
            made.append(Run(text[start:end], written.superscript, written.struck))
        return made

    def _characters(self, length: int, flags: int) -> str:
        """Characters of one or two bytes; where they go on in a new record, it says anew which."""
        made = ""
        while length:
            if self._at == len(self._records[self._record]):
                self._next_if_done()
                flags = self.bytes(1)[0]
            size = 2 if flags & _WIDE else 1
            left = len(self._records[self._record]) - self._at
            # A character is never divided between two records.
            part = self.bytes(min(length, max(left // size, 1)) * size)
            made += part.decode("utf-16-le" if size > 1 else "latin-1", "replace")
            length -= len(part) // size
        return made

    def _next_if_done(self) -> None:
        while self._at == len(self._records[self._record]):
            self._record, self._at = self._record + 1, 0
            if self._record == len(self._records):
                raise struct.error("the strings end too early")
