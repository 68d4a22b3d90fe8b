"""The same cells as .csv, .xlsx, .ods and .xls, few or many: the same grid, and the same report."""

from __future__ import annotations

import csv
import struct
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reading.sources.test_old_workbook import BEGIN, END, FREE, NUMBER, entry, record

import mic_datapkg as mic
from mic_datapkg.formats.json import as_json
from mic_datapkg.reading import Limits
from mic_datapkg.reading.cell import text_of
from mic_datapkg.reading.sources.csv_file import read_csv
from mic_datapkg.reading.sources.excel_file import read_excel

OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
TITLE, LABEL, SHEET, LAST = "pay_tv", 0x0204, 0x0085, 0x000A


def write_csv(file, rows):
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([[text_of(cell) for cell in row] for row in rows])


def write_xlsx(file, rows):
    book = openpyxl.Workbook()
    book.active.title = TITLE
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell != "":
                book.active.cell(number, column, cell)
    book.save(file)


def write_ods(file, rows):
    def cell(value):
        if value == "":
            return "<table:table-cell/>"
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        lines = "<text:line-break/>".join(map(escape, value.split("\n")))
        return f'<table:table-cell office:value-type="string"><text:p>{lines}</text:p></table:table-cell>'

    table = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f"<office:document-content {OPEN}><office:body><office:spreadsheet>"
        f'<table:table table:name="{TITLE}">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)


def write_xls(file, rows):
    globals_ = record(BEGIN, 0x600, 5, 0, 0, 0, 0, 0, 0)
    start = len(globals_) + 4 + 8 + len(TITLE) + 4
    globals_ += struct.pack("<HHIHBB", SHEET, 8 + len(TITLE), start, 0, len(TITLE), 0) + TITLE.encode() + record(LAST)
    cells = b"".join(
        _old_cell(row, column, cell) for row, of in enumerate(rows) for column, cell in enumerate(of) if cell != ""
    )
    file.write_bytes(_container(globals_ + record(BEGIN, 0x600, 0x10, 0, 0, 0, 0, 0, 0) + cells + record(LAST)))


def _container(book):
    """A compound file whose only stream lies in sectors of its own, behind the table of sectors and the directory."""
    book = book.ljust(max(4096, -(-len(book) // 512) * 512), b"\0")
    sectors = len(book) // 512
    table = struct.pack("<128I", 0xFFFFFFFD, END, *range(3, sectors + 2), END, END, *([FREE] * (125 - sectors)))
    directory = b"".join([entry("Root Entry", 5, sectors + 2, 512), entry("Workbook", 2, 2, len(book))]).ljust(
        512, b"\0"
    )
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<II4xIIIII", header, 44, 1, 1, 4096, END, 0, END, 0)
    struct.pack_into("<109I", header, 76, 0, *([FREE] * 108))
    # The library wants a sector for small streams, though there are none.
    return bytes(header) + table + directory + book + bytes(512)


def _old_cell(row, column, cell):
    if isinstance(cell, float):
        return struct.pack("<HHHHHd", NUMBER, 14, row, column, 0, cell)
    text = cell.encode("utf-16-le")
    return struct.pack("<HHHHHHB", LABEL, 9 + len(text), row, column, 0, len(cell), 1) + text


WRITERS = {".csv": write_csv, ".xlsx": write_xlsx, ".ods": write_ods, ".xls": write_xls}
HEADER = ["period", "subscribers", "subscribers_yoy_pct", "note"]
# Texts begin and end with no space: what an empty paragraph holds is for each program to say.
CELLS = {
    "period": st.sampled_from(["2022-01", "02/2022", "2022-13", "quý I/2022", ""]),
    "subscribers": st.sampled_from([16400000.0, 5.0, "16.400.000", "16,4 triệu", "hơn 5", "x", "", 1.5]),
    "percent": st.sampled_from([14.1, "14,1%", "-8.5", "giảm 8", "", 1e-05]),
    "note": st.sampled_from(["", "ước đạt", "hai\ndòng", 'một "hai", ba', "&<>", "số liệu: sơ bộ"]),
}
ROWS = st.lists(st.tuples(*CELLS.values()).map(list), max_size=6)
patient = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


def grid_of(file):
    if file.suffix == ".csv":
        return read_csv(file, Limits())[0]
    (grid,), _, _ = read_excel(file, Limits())
    return grid


def written(folder, rows):
    """The files with these rows."""
    files = [folder / f"{TITLE}{suffix}" for suffix in WRITERS]
    for file in files:
        WRITERS[file.suffix](file, rows)
    return files


@given(rows=ROWS)
@patient
def test_the_same_cells_are_the_same_grid(tmp_path, rows):
    csv_file, *books = written(tmp_path, [HEADER, *rows])

    expected = grid_of(csv_file)
    for book in books:
        grid = grid_of(book)
        assert [[text_of(cell) for cell in row] for row in grid.rows] == [list(row) for row in expected.rows]
        assert list(grid.numbers) == list(expected.numbers)
        assert grid.sparse() == expected.sparse()
        assert [grid.place(row, 0).cell for row in range(len(grid.rows))] == [
            expected.place(row, 0).cell for row in range(len(expected.rows))
        ]


def said(file):
    """The report on a file without the name of the file, its lines and what is said of kinds of files."""
    report = mic.validate(mic.read(file))
    frame = report.submission.frame(mic.table(TITLE)).collect().to_native() if report.submission.parts else None
    values = frame.drop(name for name in frame.columns if ":" in name).rows() if frame is not None else []
    return values, [(f.rule, f.place.cell, f.severity) for f in report.findings]


@given(rows=ROWS)
@patient
def test_the_same_cells_are_the_same_report(tmp_path, rows):
    # Numbers that a workbook stores have no spelling; in a text file their shapes prove the decimal character.
    texts = [[cell if isinstance(cell, str) else "" for cell in row] for row in rows]
    first, *others = [said(file) for file in written(tmp_path, [HEADER, *texts])]

    assert [other for other in others if other != first] == []


FORM = [
    ["Báo cáo tháng 1 năm 2022", "", "", "", ""],
    ["STT", "Chỉ tiêu", "ĐVT", "Kỳ báo cáo", "So với cùng kỳ (%)"],
    ["1", "Tổng số thuê bao truyền hình trả tiền", "thuê bao", "16,4 triệu", "14,1"],
    ["2", "Chỉ tiêu lạ", "thuê bao", "5", ""],
]


@pytest.mark.parametrize("rows", [FORM, [HEADER, ["2022-01", "16.400.000", "x", ""], ["2022-02", "5", "", "a\nb"]]])
def test_the_same_cells_are_the_same_report_however_many_rows_follow(tmp_path, rows):
    width = len(rows[0])
    # 20,000 cells or 1.5 MB were another reader once.
    notes = [[f"Ghi chú số {chr(97 + n % 26)} dài {'.' * 300}", *[""] * (width - 1)] for n in range(5_000)]
    for suffix in (".csv", ".xlsx", ".ods"):
        small, large = (tmp_path / size / f"{TITLE}{suffix}" for size in ("small", "large"))
        for file, more in ((small, []), (large, notes)):
            file.parent.mkdir(exist_ok=True)
            WRITERS[suffix](file, [*rows, *more])
        assert said(large) == said(small), suffix


def test_reports_as_json_differ_in_nothing_but_the_file(tmp_path):
    rows = [HEADER, ["2022-01", "16400000", "14.1", ""], ["2022-13", "x", "", ""]]
    xlsx, ods, xls = (
        as_json(mic.validate(mic.read(file))).replace(Path(file).suffix, "") for file in written(tmp_path, rows)[1:]
    )

    assert _without_ids(xlsx) == _without_ids(ods) == _without_ids(xls)


def _without_ids(text):
    return "\n".join(line for line in text.splitlines() if '"id"' not in line)
