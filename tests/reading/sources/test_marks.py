"""What a cell is more than its value: footnote marks, lines through it, hidden rows, months; in every workbook."""

from __future__ import annotations

import random
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

import mic_datapkg as mic

FILES = Path(__file__).parents[2] / "files"
ABOVE, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
HEADER = ["period", "subscribers", "subscribers_yoy_pct", "note"]


def rich(*runs):
    """A text of runs, each alone or with its font."""
    return CellRichText(*(run if isinstance(run, str) else TextBlock(*run) for run in runs))


def write(file):
    """A table in which most cells are more than their value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "pay_tv"
    sheet.append(HEADER)
    sheet.append([date(2022, 1, 31), rich("16400000", (ABOVE, "1")), 0.141, "dòng một\ndòng hai"])
    sheet.append([date(2022, 2, 1), 16400000, "cũ 99", rich((STRUCK, "bỏ"), " giữ")])
    sheet.append(["2022-03", 16400000000, 0.5, rich("km", (ABOVE, "2"))])
    sheet.append(["2022-04", 16500000, None, "(1)"])
    for cell, code in {"A2": "mm/yyyy", "A3": "mmm-yy", "C2": "0.0%", "B4": '#,##0.0,," triệu"', "C4": "0.0%"}.items():
        sheet[cell].number_format = code
    sheet["C3"].font, sheet["D5"].font = Font(strike=True), Font(vertAlign="superscript")
    sheet.row_dimensions[4].hidden = sheet.column_dimensions["D"].hidden = True
    book.save(file)
    return file


def check(file):
    report = mic.validate(mic.read(file))
    rows = report.submission["pay_tv"].select(HEADER).rows()

    assert rows == [
        ("2022-01", 16_400_000, 14.1, "dòng một\ndòng hai"),
        ("2022-02", 16_400_000, None, "giữ"),
        ("2022-03", 16_400_000_000, 50.0, "km"),
        ("2022-04", 16_500_000, None, None),
    ]
    shape = [f for f in report.findings if f.rule == "values_not_struck_out"]
    assert [(f.place.cell, f.value, f.severity) for f in shape] == [("C3", "cũ 99", "error")]
    assert {said.message().partition("(")[2] for said in report.submission.ignored} == {
        "pay_tv!B2): the small raised “1”, a footnote mark.",
        "pay_tv!D4): the small raised “2”, a footnote mark.",
        "pay_tv!D5): the small raised “(1)”, a footnote mark.",
        "pay_tv!D3): words that are struck out: “bỏ”",
    }
    hidden = [said.text["en"] for said in report.submission.remarks if "hidden" in said.text["en"]]
    assert hidden == [
        "figures in hidden rows (4) were read as well.",
        "figures in hidden columns (D) were read as well.",
    ]


def test_marks_of_a_workbook_are_read(tmp_path):
    check(write(tmp_path / "marks.xlsx"))


@pytest.mark.parametrize("file", ["marks.ods", "marks.xls"])
def test_marks_are_read_alike_in_workbooks_of_another_program(file):
    check(FILES / file)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_the_same_when_libreoffice_saves_it_now(tmp_path, to):
    write(tmp_path / "marks.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", "saved", "marks.xlsx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=180, check=True)

    check(tmp_path / "saved" / f"marks.{to}")


@pytest.fixture
def table(tmp_path):
    """Write a table of one sheet, changed, and read it."""

    def read(*rows, title="pay_tv", change=lambda sheet: None):
        book = openpyxl.Workbook()
        book.active.title = title
        for row in rows:
            book.active.append(row)
        change(book.active)
        book.save(tmp_path / "a.xlsx")
        return mic.read(tmp_path / "a.xlsx")

    return read


def formatted(**codes):
    def change(sheet):
        for cell, code in codes.items():
            sheet[cell].number_format = code

    return change


# The header, a number, its format, and the revenue; None where it is a finding.
COMMAS = [
    ("revenue", 11496000000000, "#,##0,,,", 11496000000000),
    ("revenue", 11496000000000, "#,##0", 11496000000000),
    ("revenue", 11500000, '#,##0.0,," triệu"', 11500000),
    ("revenue", 11500000, '#,##0.0,," tỷ"', None),
    ("revenue", 11.5, '0.0" tỷ đồng"', 11500000000),
    ("Tổng doanh thu dịch vụ viễn thông (tỷ đồng)", 11496000000000, "#,##0,,,", 11496000000000),
    ("Tổng doanh thu dịch vụ viễn thông (tỷ đồng)", 11496, "#,##0", 11496000000000),
    ("Tổng doanh thu dịch vụ viễn thông (triệu đồng)", 11496000000000, "#,##0,,,", None),
]


@pytest.mark.parametrize(("header", "number", "code", "revenue"), COMMAS)
def test_commas_change_what_is_shown_and_not_what_is_stored(table, header, number, code, revenue):
    submission = table(["period", header], ["2022-01", number], title="telecom_revenue", change=formatted(B2=code))

    assert submission["telecom_revenue"]["revenue"].to_list() == [revenue]
    assert [f.place.cell for f in mic.validate(submission).findings] == ([] if revenue else ["B2"])


def test_formats_of_conditional_styles_are_none_of_cells(table, tmp_path):
    def change(sheet):
        sheet["C2"].number_format = '0.0"%"'

    table(["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", 16400000, 3.5], change=change)
    _replaced(tmp_path / "a.xlsx", "xl/styles.xml", _with_conditional_style)

    assert mic.read(tmp_path / "a.xlsx")["pay_tv"]["subscribers_yoy_pct"].to_list() == [3.5]


def _with_conditional_style(styles):
    conditional = b'<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs>'
    return styles.replace(b"<tableStyles", conditional + b"<tableStyles")


def _replaced(file, member, change):
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    assert change(kept[member]) != kept[member]
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (kept | {member: change(kept[member])}).items():
            archive.writestr(name, content)


# What a day is read as that a format shows so; None where it is a finding.
DAYS = [
    (date(2022, 2, 28), "mm/yyyy", "2022-02"),
    (date(2022, 2, 28), "mmm-yy", "2022-02"),
    (date(2022, 2, 14), '"Tháng "m"/"yyyy', "2022-02"),
    (date(2022, 2, 1), "dd/mm/yyyy", "2022-02"),
    (date(2022, 2, 28), "dd/mm/yyyy", None),
    (date(2022, 1, 1), "yyyy", None),
]


@pytest.mark.parametrize(("day", "code", "period"), DAYS)
def test_a_day_is_the_month_that_is_shown_of_it(table, day, code, period):
    submission = table(["period", "subscribers"], [day, 16400000], change=formatted(A2=code))

    assert submission["pay_tv"]["period"].to_list() == [period]


def test_a_day_that_is_shown_as_a_month_is_no_cut_off(table):
    rows = [["period", "subscribers", "as_of"], ["2022-02", 5, date(2022, 2, 28)], ["2022-03", 5, date(2022, 3, 28)]]

    submission = table(*rows, change=formatted(C2="mm/yyyy", C3="dd/mm/yyyy"))

    assert submission["pay_tv"]["as_of"].to_list() == [None, date(2022, 3, 28)]
    assert [(f.place.cell, f.value) for f in mic.validate(submission).findings] == [("C2", "2022-02")]


def test_a_power_of_ten_is_no_footnote(table):
    submission = table(["period", "note"], ["2022-01", rich("10", (ABOVE, "6"), " đồng")])

    assert submission["pay_tv"]["note"].to_list() == ["10^6 đồng"]
    assert submission.ignored == ()


@pytest.mark.parametrize("padding", [0, 3000])
def test_merged_cells_and_marks_hold_in_large_sheets_as_in_small_ones(table, padding):
    rows = [
        ["Báo cáo tháng 1 năm 2022"],
        ["STT", "Chỉ tiêu", "ĐVT", "Địa bàn", "Kỳ báo cáo"],
        [1, "Tổng số thuê bao truyền hình trả tiền", "thuê bao", "Hà Nội", rich("1640", (ABOVE, "1"))],
        [2, "Tổng doanh thu dịch vụ viễn thông", "tỷ đồng", None, 800],
        *([None, None, None, None, None, "x" * 400] for _ in range(padding)),
    ]

    submission = table(*rows, title="Bao cao", change=lambda sheet: sheet.merge_cells("D3:D4"))

    assert submission["pay_tv"].select("area", "subscribers").rows() == [("01", 1640)]
    assert submission["telecom_revenue"].select("area", "revenue").rows() == [("01", 800_000_000_000)]


def test_a_figure_that_is_struck_out_in_part_leaves_the_other(table):
    submission = table(["period", "subscribers"], ["2022-01", rich((STRUCK, "16400000"), " 16500000")])

    assert submission["pay_tv"]["subscribers"].to_list() == [16_500_000]
    assert [(f.rule, f.value) for f in submission.findings] == [("values_not_struck_out", "16400000")]


def test_no_mark_stands_in_a_sheet_without_a_table(table):
    submission = table(["a", "b"], [rich("x", (ABOVE, "1")), rich((STRUCK, "5"))], title="Khác")

    assert [f.rule for f in submission.findings] == ["tables_known"]


def test_one_long_text_to_which_thousands_of_cells_refer_is_refused_before_it_is_copied(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "pay_tv"
    sheet.append(["period", "subscribers", "note"])
    # Noise, so that the file packs to no less than a hundredth.
    long = random.Random(1).randbytes(16_000).hex()
    for _ in range(3500):
        sheet.append(["2022-01", 5, long])
    book.save(tmp_path / "pay_tv.xlsx")

    (finding,) = mic.read(tmp_path / "pay_tv.xlsx").findings

    assert finding.rule == "file_readable"
    assert "bytes unpacked, more than the limit" in finding.message()
