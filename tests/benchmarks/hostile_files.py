"""Files that are made to break a reader: each is small on disk, or quickly made, and large or harmful once opened."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
from pyarrow import parquet
from tests.benchmarks.measuring import ROOT

from mic_datapkg.reading import Limits

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghij"
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
# The record of the number in B2 of the old workbook: its kind, its length, row, column.
OLD_CELL = b"\x7e\x02\x0a\x00\x01\x00\x01\x00"
# No trick, only large, with every other cell wrong: what it costs is for information.
LARGEST = "as many cells as are read one by one, half of them wrong"
HEAD = b"period,subscribers\n"
Members = dict[str, bytes]


def made(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each hostile file with what it is; it is removed when the next is asked for."""
    for number, (what, content) in enumerate(TEXTS.items()):
        yield from _written(what, folder / str(number) / "pay_tv.csv", content())
    for number, (what, change) in enumerate(WORKBOOKS.items(), start=len(TEXTS)):
        members = _members()
        change(members)
        yield from _written(what, folder / str(number) / "pay_tv.xlsx", _archive(members))
    yield from _written(
        "an encrypted workbook", folder / "x" / "pay_tv.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 1000
    )
    yield from _written("a workbook behind a program", folder / "y" / "pay_tv.xlsx", b"MZ" + _archive(_members()))
    old = (ROOT / "tests" / "files" / "pay_tv.xls").read_bytes()
    far = old.replace(OLD_CELL, OLD_CELL[:4] + b"\xff\xff\xff\x00" + OLD_CELL[8:])
    yield from _written("an old workbook with a cell in the last row and column", folder / "o" / "pay_tv.xls", far)
    for name, content in _parquet().items():
        yield from _written(f"Parquet: {name}", folder / f"p {name}" / "pay_tv.parquet", content)
    yield from _lying(folder / "z" / "pay_tv.xlsx")
    yield from _outside(folder)


def _written(what: str, file: Path, content: bytes) -> Iterator[tuple[str, Path]]:
    file.parent.mkdir()
    file.write_bytes(content)
    yield what, file
    file.unlink()


def _members() -> Members:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "pay_tv"
    sheet.append(["period", "subscribers"])
    sheet.append(["2022-01", 5])
    stored = io.BytesIO()
    book.save(stored)
    with zipfile.ZipFile(stored) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _archive(members: Members) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stored.getvalue()


def _lying(file: Path) -> Iterator[tuple[str, Path]]:
    """An archive that states a thousandth of the size of a member."""
    content = _archive({**_members(), STRINGS: bytes(90_000_000)})
    lie = content.replace((90_000_000).to_bytes(4, "little"), (90_000).to_bytes(4, "little"))
    yield from _written("an archive that understates its sizes", file, lie)


def _parquet() -> dict[str, bytes]:
    """Parquet files that pack to almost nothing, lie as deep as a well, or stand in a word of megabytes."""
    rows = 50_000_000
    runs = _runs(rows)
    noise = pa.array([random.Random(n).randbytes(100).hex() for n in range(5000)])
    noisy = _runs(len(noise)).append_column("note", noise)
    quiet = _runs(1_000_000).append_column("note", pa.array(["x"] * 1_000_000))
    long = pa.DictionaryArray.from_arrays(pa.nulls(1_000_000, pa.int8()).fill_null(0), pa.array(["x" * 90_000]))
    words = pa.DictionaryArray.from_arrays(pa.nulls(2_000_000, pa.int8()).fill_null(0), pa.array(["x" * 5_000_000]))
    single = pa.table({"period": ["2022-01"] * 20_000})
    texts = pa.table({"period": ["2022-01"] * 200, "note": ["x" * 1_000_000] * 200})
    return {
        "50 million rows in one group": _stored(runs, row_group_size=rows),
        "50 million rows in groups of a million": _stored(runs, row_group_size=1_000_000),
        "5 million rows of one key": _stored(_runs(5_000_000), row_group_size=1_000_000),
        "20 million rows of one key behind noise": _groups([noisy, *[quiet] * 20]),
        "texts that begin alike, 90 kB each": _stored(
            pa.table({"period": ["2022-01"] * 20_000, "note": ["y" * 90_000] * 20_000}),
            use_dictionary=False,
            column_encoding={"note": "DELTA_BYTE_ARRAY"},
        ),
        "a text of 90 kB in a million rows": _stored(_runs(len(long)).append_column("note", long)),
        "the same without a dictionary": _stored(_runs(len(long)).append_column("note", long), store_schema=False),
        "a word of 5 MB in two million rows": _stored(pa.table({"period": ["2022-01"] * len(words), "note": words})),
        "20,000 groups of one row": _stored(single, row_group_size=1),
        "5,000 columns": _stored(pa.table({f"c{number}": [1] for number in range(5_000)})),
        "200 MB of one letter": _stored(texts, use_dictionary=False, compression="zstd"),
        "a schema 100,000 levels deep": _nested(100_000),
    }


def _runs(rows: int) -> pa.Table:
    """One key in every row, and no figure."""
    periods = pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int8()).fill_null(0), pa.array(["2022-01"]))
    return pa.table({"period": periods, "subscribers": pa.nulls(rows, pa.int64())})


def _groups(tables: list[pa.Table]) -> bytes:
    sink = io.BytesIO()
    with parquet.ParquetWriter(sink, tables[0].schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
    return sink.getvalue()


def _stored(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(table, sink, **options)
    return sink.getvalue()


def _nested(depth: int) -> bytes:
    """A file whose schema is a group in a group, as Thrift's compact protocol writes it."""
    group, leaf = b"\x35\x02\x18\x01a\x15\x02\x00", b"\x15\x02\x25\x02\x18\x01b\x00"
    count = bytes([(depth + 1) & 127 | 128, (depth + 1) >> 7 & 127 | 128, (depth + 1) >> 14])
    footer = b"\x15\x02\x19\xfc" + count + group * depth + leaf + b"\x16\x00\x19\x0c\x00"
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def _outside(folder: Path) -> Iterator[tuple[str, Path]]:
    """A folder with links to what stands outside of it."""
    outside, inside = folder / "secret.csv", folder / "links"
    outside.write_bytes(HEAD + b"2022-01,secret\n")
    inside.mkdir()
    for name, target in {"pay_tv.csv": outside, "up": Path(".."), "root": Path("/"), "round": inside}.items():
        (inside / name).symlink_to(target)
    yield "links out of the folder, `..`, and in a circle", inside


def _added(cells: bytes) -> Callable[[Members], None]:
    """A change that puts rows behind those of the sheet."""
    return lambda members: members.update({SHEET: members[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")})


def _rows(number: int, row: bytes) -> bytes:
    return b"".join(row.replace(b"#", b"%d" % n) for n in range(3, number + 3))


TEXTS: dict[str, Callable[[], bytes]] = {
    "CSV: a line of 100 MB": lambda: HEAD + b"2022-01," + b"1" * 100_000_000,
    "CSV: a quoted cell of 100 MB in many lines": lambda: HEAD + b'2022-01,"' + b"1\n" * 50_000_000,
    "CSV: 100 million line ends": lambda: HEAD + b"\n" * 100_000_000,
    "CSV: 100 million line ends, and a letter in each MB": lambda: HEAD + (b"\n" * 999_999 + b"x") * 100,
    "CSV: 30 million rows of one cell": lambda: HEAD + b"1\n" * 30_000_000,
    "CSV: 100 million NUL bytes": lambda: HEAD + bytes(100_000_000),
    "CSV: NUL bytes in a cell": lambda: HEAD + b"2022-01,\0\0\n" * 1000,
    "CSV: 20,000 columns": lambda: b"x," * 20_000 + b"\n" + b"1," * 20_000,
    "CSV: 100 million delimiters": lambda: HEAD + (b"," * 999_999 + b"\n") * 100,
    f"CSV: {LARGEST}": lambda: HEAD + b"2022-01,x\n" * (Limits().text_cells // 2 - 1),
    "CSV: formulas in every text": lambda: b"period,subscribers,note\n" + b"2022-01,5,=cmd|' /C calc'!A0\n" * 10_000,
}
WORKBOOKS: dict[str, Callable[[Members], None]] = {
    "a bomb of 1 GB in a picture": lambda m: m.update({"xl/media/a.png": bytes(1_000_000_000)}),
    "a bomb of 90 MB in the strings": lambda m: m.update({STRINGS: bytes(90_000_000)}),
    "a bomb of 90 MB of spaces in the sheet": _added(b" " * 90_000_000),
    "100,000 members": lambda m: m.update({f"xl/media/{n}": b"" for n in range(100_000)}),
    "entities that multiply (billion laughs)": lambda m: m.update(
        {BOOK: LAUGHS + b"]><workbook " + NAMESPACE + b">&j;</workbook>"}
    ),
    "entities that multiply, in the sheet": lambda m: m.update({SHEET: LAUGHS + b"]>" + m[SHEET]}),
    "an external entity (XXE)": lambda m: m.update({SHEET: EXTERNAL + b"]>" + m[SHEET]}),
    "links to other workbooks": lambda m: m.update({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
    "macros": lambda m: m.update({"xl/vbaProject.bin": bytes(1000)}),
    "a cell in the last row": _added(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a cell in the last row and column": _added(b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>'),
    "a million empty rows": _added(_rows(1_000_000, b'<row r="#"/>')),
    LARGEST: _added(_rows(Limits().cells // 2 - 2, b'<row r="#"><c r="A#"><v>#</v></c><c r="B#"><v>.5</v></c></row>')),
    "a million rows of three cells": _added(
        _rows(1_000_000, b'<row r="#"><c r="A#"><v>#</v></c><c r="B#"><v>#</v></c><c r="C#"><v>#</v></c></row>')
    ),
    "a sheet said to end in the last cell": lambda m: m.update(
        {SHEET: m[SHEET].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')}
    ),
    "20,000 columns": _added(b'<row r="3">' + b"<c><v>1</v></c>" * 20_000 + b"</row>"),
    "a formula with a value": _added(b'<row r="3"><c r="B3"><f>1+1</f><v>2</v></c></row>'),
    "a formula without a value": _added(b'<row r="3"><c r="B3"><f>1+1</f></c></row>'),
    "XML that never ends": lambda m: m.update({SHEET: m[SHEET].replace(b"</worksheet>", b"<a>" * 500_000)}),
}
