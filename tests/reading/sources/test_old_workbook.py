"""Workbooks of Excel 97 to 2003: their cells are counted before they are opened."""

from __future__ import annotations

import struct
from pathlib import Path
from types import SimpleNamespace

import pytest

import mic_datapkg as mic
from mic_datapkg.reading import Limits
from mic_datapkg.reading.cell import cell_name
from mic_datapkg.reading.sources.old_records import marked_in_records
from mic_datapkg.reading.sources.old_workbook import inspect_old
from mic_datapkg.reading.unreadable import Unreadable

OLD = (Path(__file__).parents[2] / "files" / "pay_tv.xls").read_bytes()
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def record(kind, *numbers):
    return struct.pack("<HH", kind, 2 * len(numbers)) + struct.pack(f"<{len(numbers)}H", *numbers)


def entry(name, kind, start, size):
    stored = name.encode("utf-16-le")
    return stored.ljust(64, b"\0") + struct.pack("<HB49xII4x", len(stored) + 2, kind, start, size)


def container(book, name="Workbook", more=()):
    """A compound file whose only stream is so small that it lies in the small sectors of the root."""
    sectors = [
        struct.pack("<128I", 0xFFFFFFFD, END, END, *([FREE] * 125)),
        b"".join([entry("Root Entry", 5, 3, 512), entry(name, 2, 0, len(book)), *more]).ljust(512, b"\0"),
        struct.pack("<128I", *range(1, 8), END, *([FREE] * 120)),
        book.ljust(512, b"\0"),
    ]
    sectors[0] = struct.pack("<128I", 0xFFFFFFFD, END, END, END, *([FREE] * 124))
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<II4xIIIII", header, 44, 1, 1, 4096, 2, 1, END, 0)
    struct.pack_into("<109I", header, 76, 0, *([FREE] * 108))
    return bytes(header) + b"".join(sectors)


def inspected(content, **limits):
    """What is said of a workbook that is refused; nothing where it is not."""
    try:
        inspect_old(content, Limits(**limits))
    except Unreadable as problem:
        return problem.text.en
    return ""


DIMENSIONS = 0x0200
BEGIN, NUMBER, NUMBERS, BLANKS, PASSWORD = 0x0809, 0x0203, 0x00BD, 0x00BE, 0x002F
SMALL = record(BEGIN, 0x600, 5) + record(BEGIN, 0x600, 0x10) + record(NUMBER, 9, 4, 0, 0, 0, 0, 0)


def test_an_old_workbook_is_read(tmp_path):
    (tmp_path / "a.xls").write_bytes(OLD)

    assert mic.read(tmp_path / "a.xls")["pay_tv"]["subscribers"].to_list() == [5]


def test_percentages_and_formulas_of_an_old_workbook_are_seen(monkeypatch):
    # Made by LibreOffice: 0,1029 and -0,0929 are shown as 10,29% and -9,29%, the total is a formula.
    monkeypatch.chdir(Path(__file__).parents[2] / "files")

    submission = mic.read("form.xls")

    assert submission["cyber_incidents"].select("period", "total", "total_mom_pct").rows() == [("2022-01", 1383, 10.29)]
    assert submission["botnet_addresses"]["addresses_mom_pct"].to_list() == [-9.29]
    assert [(str(f.place), f.rule) for f in submission.findings] == [("form.xls (Biểu 1!D4)", "values_not_formulas")]


def test_the_cells_of_its_sheets_are_counted_together():
    assert inspected(OLD, cells=4) == inspected(container(SMALL), cells=50) == ""
    for content, cells in ((OLD, 3), (container(SMALL), 49), (container(SMALL + SMALL), 99)):
        assert "cells, counted from the first to the last" in inspected(content, cells=cells)


def test_a_row_of_several_cells_ends_with_its_last_column():
    row = container(record(BEGIN, 0) + record(NUMBERS, 0, 0, 1, 1, 255))

    assert "256 columns, more than the limit of 255" in inspected(row, columns=255)


def test_blank_cells_that_are_only_formatted_count_for_nothing():
    assert inspected(container(record(BEGIN, 0) + record(BLANKS, 0, 0, 1, 1, 255)), columns=255) == ""


@pytest.mark.parametrize("size", [(0, 60000, 0, 200), (0, 0, 60000, 0, 0, 200, 0)])
def test_where_a_sheet_is_said_to_end_counts_as_well(size):
    assert "12000000 cells" in inspected(container(record(BEGIN, 0) + record(DIMENSIONS, *size)))


def named(code, text, wide):
    stored = text.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<HHHHB", 0x041E, 5 + len(stored), code, len(text), wide) + stored


def book(version=0x600):
    """Formats, styles and the name of a sheet; then the sheet, with a formula and numbers of all kinds of record."""
    globals_ = record(BEGIN, version, 5) + named(164, '0" tỷ"', 1) + named(165, "0.00", 0)
    globals_ += b"".join(record(0x00E0, 0, code) for code in (0, 9, 164))
    name = b"pay_tv"
    start = len(globals_) + 4 + 8 + len(name)
    globals_ += struct.pack("<HHIHBB", 0x0085, 8 + len(name), start, 0, len(name), 0) + name
    cells = record(0x0006, 1, 0, 0, *([0] * 8)) + record(NUMBER, 2, 1, 1, 0, 0, 0, 0) + record(0x027E, 3, 2, 2, 0, 0)
    several = record(0x00BD, 4, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 2)
    return globals_ + record(BEGIN, version, 0x10) + cells + several


def test_formulas_and_numbers_that_are_shown_with_words_are_marked():
    marked = marked_in_records(book())["pay_tv"]

    assert marked.marks.formulas == {(1, 0)}
    assert {cell_name(*at): str(style.format.shown(0.5)) for at, style in marked.styles.items()} == {
        "B3": "50%",
        "C4": "0.5 tỷ",
        "A5": "50%",
        "C5": "0.5 tỷ",
    }


def test_nothing_is_marked_in_workbooks_older_than_excel_97():
    assert marked_in_records(book(0x500)) == {}


def test_an_old_workbook_with_a_password_is_refused():
    assert inspected(container(SMALL + record(PASSWORD, 0))).startswith("It is encrypted")


def test_macros_of_an_old_workbook_are_seen():
    with_macros = container(SMALL, more=[entry("_VBA_PROJECT_CUR", 1, 0, 0)])

    assert inspect_old(with_macros, Limits())["macros"]
    assert not inspect_old(OLD, Limits())["macros"]


DAMAGED = {
    "too short": OLD[:40],
    "a sector of no size": OLD[:30] + b"\xff" + OLD[31:],
    "no workbook": container(SMALL, name="Letter"),
    "a sheet that ends before it begins": container(record(BEGIN, 0) + record(DIMENSIONS, 9, 1, 0, 1)),
    "a chain in a circle": container(SMALL)[:516] + struct.pack("<I", 1) + container(SMALL)[520:],
    "a chain out of the file": container(SMALL)[:516] + struct.pack("<I", 500) + container(SMALL)[520:],
    "an entry cut off": OLD[:-16],
    "a list of sectors in a circle": OLD[:68] + struct.pack("<I", 0) + OLD[72:],
}


class PanicException(BaseException):
    """As Rust's panics come to Python."""


def test_a_panic_while_a_workbook_is_read_is_one_clear_error(tmp_path, monkeypatch, refused):
    def fail(_):
        raise raised.pop()

    raised = [MemoryError, PanicException("index out of range")]
    (tmp_path / "a.xls").write_bytes(OLD)
    monkeypatch.setattr("mic_datapkg.reading.sources.excel_file.CalamineWorkbook", SimpleNamespace(from_path=fail))

    assert refused(mic.read(tmp_path / "a.xls"), "its parts contradict each other")
    with pytest.raises(MemoryError):
        mic.read(tmp_path / "a.xls")


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_old_workbook_is_one_clear_error(tmp_path, damage, refused):
    (tmp_path / "a.xls").write_bytes(DAMAGED[damage])

    assert refused(mic.read(tmp_path / "a.xls"), "a.xls: the file is damaged")
