"""How large a file may be, so that a hostile one is refused early and cheaply."""

from __future__ import annotations

from dataclasses import dataclass

from mic_datapkg.errors import SubmissionError


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The largest file that is read; each limit can be raised for files that are known to be sound.

    ``megabytes`` is for a CSV file that is read cell by cell: a larger one is streamed, up to ``streamed_megabytes``.
    ``unpacked_megabytes`` is for a workbook, which is a zip archive; ``cells`` for the rectangle that encloses the
    cells of a sheet, empty ones included; ``characters`` for a cell of a CSV file.
    """

    megabytes: int = 50
    streamed_megabytes: int = 20_000
    unpacked_megabytes: int = 300
    cells: int = 20_000_000
    columns: int = 1000
    characters: int = 100_000

    def streams(self, size: int) -> bool:
        """Whether a CSV file of that many bytes is too large to be read cell by cell."""
        return size > self.megabytes * 1_000_000

    def check_streamed(self, size: int, what: str) -> None:
        self._check(size, self.streamed_megabytes * 1_000_000, what, "bytes")

    def check_unpacked(self, size: int, what: str) -> None:
        self._check(size, self.unpacked_megabytes * 1_000_000, what, "bytes unpacked")

    def check_cells(self, cells: int, what: str) -> None:
        self._check(cells, self.cells, what, "cells between the first and the last")

    def check_columns(self, columns: int, what: str) -> None:
        self._check(columns, self.columns, what, "columns")

    def check_characters(self, characters: int, what: str) -> None:
        self._check(characters, self.characters, what, "characters in one cell")

    def _check(self, found: int, most: int, what: str, of: str) -> None:
        if found > most:
            raise SubmissionError(f"{what}: {found} {of}, more than the limit of {most}; this is no table of figures")
