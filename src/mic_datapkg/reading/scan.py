"""A look through a CSV file before it is held in memory: is it a table at all, and of how many cells."""

from __future__ import annotations

from pathlib import Path

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.submission import shown

DELIMITERS = (b",", b";", b"\t")
# What an empty line may hold, and a table of figures has less than 99 % of; UTF-16 has NUL bytes between characters.
_NOTHING = b' \r\n,;\t"\0'


def scan(path: Path, limits: Limits) -> None:
    """Look through a CSV file.

    Raises:
        SubmissionError: it is larger than the limits: in bytes, in cells, or in bytes without, or only with, line ends.
    """
    try:
        limits.check_bytes(path.stat().st_size, shown(path))
        with path.open("rb") as file:
            cells = 0
            while part := file.read(limits.line_megabytes * 1_000_000):
                _refuse_what_is_no_table(part, path, limits)
                cells += part.count(b"\n") + max(part.count(delimiter) for delimiter in DELIMITERS)
                limits.check_text_cells(cells, shown(path))
    except OSError as problem:
        raise SubmissionError(f"{shown(path)}: cannot be read: {problem.strerror}") from problem


def _refuse_what_is_no_table(part: bytes, path: Path, limits: Limits) -> None:
    if len(part) < limits.line_megabytes * 1_000_000:
        return
    if b"\n" not in part and b"\r" not in part:
        raise SubmissionError(
            f"{shown(path)}: a line of more than {limits.line_megabytes} MB; this is no table of figures"
        )
    if len(part.translate(None, _NOTHING)) < len(part) // 100:
        raise SubmissionError(
            f"{shown(path)}: more than {limits.line_megabytes} MB of empty lines; remove them and send it again"
        )
