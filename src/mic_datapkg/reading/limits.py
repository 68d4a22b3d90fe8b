"""How large a file may be, so that a hostile one is refused early and cheaply."""

from __future__ import annotations

from dataclasses import dataclass

from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.messages import messages


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The largest file that is read; each limit can be raised for files that are known to be sound.

    On the command line they are raised in ``mic-datapkg.toml``.

    ``megabytes`` is for a CSV file; one of more than ``text_cells`` is streamed in place of being read cell by cell.
    ``characters`` stand in a cell of it or of a workbook, and ``line_megabytes`` of it without a line end, or with
    nothing but line ends. ``unpacked_megabytes`` is for a workbook, which is a zip archive of at most ``members``
    files and sheets, none larger unpacked than ``ratio`` times its packed size. ``cells`` is for the rectangles that
    enclose the cells of its sheets, empty ones included.
    """

    megabytes: int = 20_000
    text_cells: int = 2_000_000
    unpacked_megabytes: int = 100
    members: int = 1000
    # A sheet of figures reaches 10 to 30. Source: Apache POI refuses more than 100 as well.
    ratio: int = 100
    cells: int = 2_000_000
    columns: int = 1000
    characters: int = 100_000
    line_megabytes: int = 2

    def check_bytes(self, size: int) -> None:
        self._check("megabytes", size, self.megabytes * 1_000_000)

    def check_unpacked(self, size: int) -> None:
        self._check("unpacked_megabytes", size, self.unpacked_megabytes * 1_000_000)

    def check_members(self, members: int) -> None:
        self._check("members", members, self.members)

    def check_ratio(self, size: int, packed: int) -> None:
        # Below a megabyte nothing is a bomb, and a row of empty cells packs well.
        if size > 1_000_000:
            self._check("ratio", size // max(packed, 1), self.ratio)

    def check_cells(self, cells: int) -> None:
        self._check("cells", cells, self.cells)

    def check_columns(self, columns: int) -> None:
        self._check("columns", columns, self.columns)

    def check_characters(self, characters: int) -> None:
        self._check("characters", characters, self.characters)

    def _check(self, limit: str, found: int, most: int) -> None:
        if found > most:
            of = messages().below("limits").text(limit)
            raise Unreadable("beyond_a_limit", found=str(found), most=str(most), of=of, limit=limit.replace("_", "-"))
