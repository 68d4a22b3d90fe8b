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

    A Parquet file has at most so many ``rows``, ``run_length`` values for each of its bytes where it has many, and
    ``row_group`` values in a row group that is packed as tightly; what it unpacks to is bounded by ``ratio`` as well.
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
    # Ten times the largest table that anyone tried.
    rows: int = 1_000_000_000
    # A measure that changes takes two bytes or more in each row, and the columns beside it next to none.
    run_length: int = 16
    # Four tables of 1 million rows and 14 columns take some 300 MB while they are decoded.
    row_group: int = 30_000_000

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

    def check_rows(self, rows: int) -> None:
        self._check("rows", rows, self.rows)

    def check_run_length(self, values: int, size: int) -> None:
        # So many are judged in a second, in 6 if all are wrong; tables whose measures never change reach 70 a byte.
        if values > 10_000_000:
            self._check("run_length", values // max(size, 1), self.run_length)

    def check_row_group(self, values: int, packed: int) -> None:
        # Where each byte stands for a few values, the file is as large as what it becomes.
        if values > 4 * packed:
            self._check("row_group", values, self.row_group)

    def check_page(self, unpacked: int, packed: int) -> None:
        # Texts that repeat pack well, and are a dictionary in any file that a library writes.
        if unpacked > self.unpacked_megabytes * 1_000_000:
            self._check("ratio", unpacked // max(packed, 1), self.ratio)

    def check_texts(self, characters: int, packed: int) -> None:
        # So much is compared in a second; a sentence that stands in millions of rows takes no room.
        if characters > 1_000_000_000:
            self._check("ratio", characters // max(packed, 1), self.ratio)

    def _check(self, limit: str, found: int, most: int) -> None:
        if found > most:
            of = messages().below("limits").text(limit)
            raise Unreadable("beyond_a_limit", found=str(found), most=str(most), of=of, limit=limit.replace("_", "-"))
