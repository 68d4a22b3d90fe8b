"""A look through a CSV file before it is held in memory: is it a table at all, and may its cells be read one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.unreadable import Unreadable

DELIMITERS = (b",", b";", b"\t", b"|")
# What an empty line may hold, and a table of figures has less than 99 % of; UTF-16 has NUL bytes between characters.
_NOTHING = b' \r\n,;|\t"\0'


def is_large(path: Path, limits: Limits) -> bool:
    """Whether a CSV file has more cells than are read one by one.

    Raises:
        Unreadable: it is larger than the limits: in bytes, or in bytes without, or only with, line ends.
    """
    cells = 0
    for part in parts_of(path, limits):
        cells += part.count(b"\n") + max(part.count(delimiter) for delimiter in DELIMITERS)
        if cells > limits.text_cells:
            return True
    return False


def parts_of(path: Path, limits: Limits) -> Iterator[bytes]:
    """The bytes of a file, a few megabytes at a time, as long as they look like a table.

    Raises:
        Unreadable: as for ``is_large``.
    """
    try:
        limits.check_bytes(path.stat().st_size)
        with path.open("rb") as file:
            quotes = 0
            while part := file.read(limits.line_megabytes * 1_000_000):
                if len(part) == limits.line_megabytes * 1_000_000:
                    _refuse_what_is_no_table(part, limits)
                    _refuse_an_endless_cell(part, quotes)
                quotes += part.count(b'"')
                yield part
    except OSError as problem:
        raise Unreadable("cannot_be_opened", problem=problem.strerror or "") from problem


def _refuse_an_endless_cell(part: bytes, quotes: int) -> None:
    if quotes % 2 and b'"' not in part:
        raise Unreadable("open_quote")


def _refuse_what_is_no_table(part: bytes, limits: Limits) -> None:
    if b"\n" not in part and b"\r" not in part:
        raise Unreadable("long_line", most=str(limits.line_megabytes))
    # Its beginning tells; of empty lines further on, each counts as a cell.
    beginning = part[:100_000]
    if len(beginning.translate(None, _NOTHING)) < len(beginning) // 100:
        raise Unreadable("empty_lines", most=str(limits.line_megabytes))
