"""CSV files as grids of text cells."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice, zip_longest
from pathlib import Path

from mic_datapkg.errors import UsageError
from mic_datapkg.printed.names import composed
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.submission import shown
from mic_datapkg.reading.unreadable import Unreadable

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Records looked at to tell the delimiter: enough to get past title lines.
LOOKED_AT = 30
# Characters that old Vietnamese fonts put where Unicode has letters, each behind a letter, and how many different ones
# there must be: in TCVN3 signs that no other text has there (µg and m² do not count), in VNI letters of which French
# has one (naïf, maïs, haïr).
OLD_FONTS = {
    "TCVN3 (.VnTime)": (re.compile(r"(?<=[A-Za-z])[µ¶¸¨](?![0-9])"), 1),
    "VNI": (re.compile(r"(?<=[aeouAEOU])[øûïåäØÛÏÅÄ]"), 2),
}
WORDS = 3


def read_csv(path: Path, limits: Limits, encoding: str | None = None) -> tuple[Grid, str, str]:
    """The cells of a CSV file, its delimiter by name, and the encoding it was read in.

    UTF-8 with or without a byte-order mark and UTF-16 are recognised; others, such as cp1258, must be declared.

    Raises:
        Unreadable: the file is empty, in another encoding or an old Vietnamese font, has NUL bytes, a quote that
            never ends, or is larger than the limits.
    """
    text, used = _decoded(path, encoding)
    refuse_old_fonts(text)
    delimiter = _delimiter(text)
    rows, lines, numbers = _records(text, delimiter)
    # The csv module has a limit of its own, but any library in the process may have lifted it.
    limits.check_characters(max((len(cell) for row in rows for cell in row), default=0))
    if not rows:
        raise Unreadable("empty_file")
    widths = [len(row) for row in rows]
    limits.check_columns(max(widths))
    grid = Grid(
        file=shown(path),
        columns=list(zip_longest(*rows, fillvalue="")),
        lines=lines,
        numbers=numbers,
        widths=widths if len({*widths}) > 1 else None,
    )
    return grid, DELIMITERS[delimiter], used


def _decoded(path: Path, encoding: str | None) -> tuple[str, str]:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Unreadable("cannot_be_opened", problem=problem.strerror or "") from problem
    used = _encoding(content, encoding)
    try:
        text = content.decode(used)
    except LookupError as problem:
        raise UsageError(f"expected the name of an encoding such as cp1258, got {encoding!r}") from problem
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Unreadable("other_encoding", line=line, encoding=used.removesuffix("-sig").upper()) from problem
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("nul_byte", line=line)
    return (composed(text) if encoding else text), used.removesuffix("-sig")


def _encoding(content: bytes, declared: str | None) -> str:
    """The encoding that a file shows, also among others for which one is declared; else that one."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if declared is None or content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        codecs.lookup(declared)
        content.decode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return declared
    # Text in another encoding that happens to be UTF-8 throughout is plain ASCII, or does not occur.
    return "utf-8-sig"


def refuse_old_fonts(text: str, *, sheet: str | None = None) -> None:
    """Raise if a text was typed in TCVN3 or VNI, whose letters are no Vietnamese in Unicode."""
    for font, (pattern, letters) in OLD_FONTS.items():
        found = list(islice(pattern.finditer(text), LOOKED_AT))
        if len(found) >= WORDS and len({one.group() for one in found}) >= letters:
            line = text.count("\n", 0, found[0].start()) + 1
            raise Unreadable("old_font", line=None if sheet else line, sheet=sheet, font=font)


def _delimiter(text: str) -> str:
    """The delimiter that splits the first records most evenly into most cells; a comma where none does."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            records = [r for r in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), LOOKED_AT) if r]
        except csv.Error:
            continue
        width, often = max(
            Counter(len(record) for record in records).items(), key=lambda i: (i[0] - 1) * i[1], default=(1, 0)
        )
        scores[delimiter] = (width - 1) * often
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int], list[int]]:
    """The rows that are not blank, with the physical line in which each starts and its number."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, numbers = [], [], []
    line = 1
    try:
        for number, record in enumerate(reader, start=1):
            if any(cell.strip() for cell in record):
                rows.append(record)
                lines.append(line)
                numbers.append(number)
            line = reader.line_num + 1
    except csv.Error as problem:
        raise unreadable_csv(problem, line) from problem
    return rows, lines, numbers


def unreadable_csv(problem: csv.Error, line: int) -> Unreadable:
    """What is the matter with a line that is no CSV."""
    if "unexpected end of data" in str(problem):
        return Unreadable("open_quote", line=line)
    if "field limit" in str(problem):
        return Unreadable("long_cell", line=line, most=str(csv.field_size_limit()))
    return Unreadable("odd_quotes", line=line, problem=str(problem))
