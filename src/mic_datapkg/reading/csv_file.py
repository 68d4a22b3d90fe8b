"""CSV files as grids of text cells."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from mic_datapkg.errors import SubmissionError
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.submission import shown

# Byte-order marks of UTF-16: Excel's "Unicode text".
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv(path: Path) -> Grid:
    """The cells of a CSV file: UTF-8 with or without a byte-order mark, comma, double quotes.

    Raises:
        SubmissionError: the file is empty, not UTF-8, has NUL bytes, another delimiter or a quote that never ends.
    """
    text = _decoded(path)
    header, rows, lines, numbers = _records(path, text)
    if not header:
        raise SubmissionError(f"{shown(path)}: the file is empty; expected a header line with column names")
    for name, delimiter in {"semicolons": ";", "tabs": "\t"}.items():
        if len(header) == 1 and delimiter in header[0]:
            raise SubmissionError(f"{shown(path)}:1: columns are separated by {name}; save the file with commas")
    return Grid(
        file=shown(path),
        header=[name.strip() for name in header],
        header_line=1,
        rows=rows,
        lines=lines,
        numbers=numbers,
    )


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise SubmissionError(f"{shown(path)}: cannot be read: {problem.strerror}") from problem
    if content.startswith(UTF_16):
        raise SubmissionError(f'{shown(path)}: the file is UTF-16; save it as "CSV UTF-8"')
    line_of_nul = content.count(b"\n", 0, content.find(b"\0")) + 1
    if b"\0" in content:
        raise SubmissionError(f"{shown(path)}:{line_of_nul}: a NUL byte; this is no text file, save it as CSV again")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SubmissionError(f'{shown(path)}:{line}: the text is not UTF-8; save it as "CSV UTF-8"') from problem


def _records(path: Path, text: str) -> tuple[list[str], list[list[str]], list[int], list[int]]:
    """The header, and of each row that is not blank its cells, physical line and number."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows, lines, numbers = [], [], []
    line = number = 1
    try:
        for number, record in enumerate(reader, start=1):
            if number == 1:
                header = record
            elif any(cell.strip() for cell in record):
                rows.append(record)
                lines.append(line)
                numbers.append(number)
            line = reader.line_num + 1
    except csv.Error as problem:
        raise SubmissionError(f"{shown(path)}:{line}: {_advice(problem)}") from problem
    return header, rows, lines, numbers


def _advice(problem: csv.Error) -> str:
    if "unexpected end of data" in str(problem):
        return "a quote opens here and never ends; close it or remove it"
    return f"{problem}; check the quotes of this line"
