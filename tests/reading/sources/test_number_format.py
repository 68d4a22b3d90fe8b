"""What a cell shows around its number is part of what was sent: percent signs, units, scales, rise and fall."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.printed.numbers import Printed, Unread
from mic_datapkg.reading.cell import ShownNumber
from mic_datapkg.reading.number_format import days_shown, number_format

FILES = Path(__file__).parents[2] / "files"
COLUMNS = ("revenue", "mobile_revenue", "fixed_revenue", "revenue_yoy_pct")
# Months, with the number that each cell stores, its format, and what it means.
STORED = {
    "2022-01": [(11.5, '0.0" tỷ đồng"', 11_500_000_000), (12, '#,##0" tỷ đồng"', 12_000_000_000), (5, "0", 5)],
    "2022-02": [(16400000000, '0.0,,," tỷ đồng"', 16_400_000_000), (12, "#,##0\\ [$₫-42A]", 12), (9, "#,##0,,,", 9)],
    "2022-03": [(1234.5, '"hơn "0.0" triệu"', 1_234_500_000), (7, '_-* #,##0\\ "₫"_-', 7), (3, '0" - "', 3)],
}
PERCENTAGES = {
    "2022-01": (0.141, "0.0%", 14.1),
    "2022-02": (-0.01234, '"tăng "0.0%;"giảm "0.0%', -1.234),
    "2022-03": (2.345, '0.0"%"', 2.345),
}


def write(file):
    """The workbook, with a note whose dot and comma prove both conventions in no cell that counts."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "telecom_revenue"
    sheet.append(["period", *COLUMNS])
    for month, cells in STORED.items():
        row = [*cells, PERCENTAGES[month]]
        sheet.append([month, *(number for number, _, _ in row)])
        for column, (_, code, _) in enumerate(row, start=2):
            sheet.cell(sheet.max_row, column).number_format = code
    book.save(file)
    return file


def check(file):
    read = mic.read(file)["telecom_revenue"]
    for row, (month, cells) in enumerate(STORED.items()):
        expected = [meant for _, _, meant in (*cells, PERCENTAGES[month])]
        assert [read[column][row] for column in COLUMNS] == expected, month
    assert read["status"].to_list() == ["reported", "reported", "estimated"]


def test_numbers_are_read_as_they_are_shown_in_a_workbook(tmp_path):
    check(write(tmp_path / "a.xlsx"))


@pytest.mark.parametrize("file", ["formats.ods", "formats.xls"])
def test_numbers_are_read_as_they_are_shown_in_workbooks_of_another_program(file):
    check(FILES / file)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_the_same_when_libreoffice_saves_it_now(tmp_path, to):
    write(tmp_path / "formats.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", "saved", "formats.xlsx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=180, check=True)

    check(tmp_path / "saved" / f"formats.{to}")


@pytest.mark.parametrize("decimal", ["comma", "point", None])
def test_a_percentage_is_exact_whatever_the_decimal_character_of_texts(tmp_path, decimal):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "pay_tv"
    for row in (["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", "16.400.000", 0.01234]):
        sheet.append(row)
    sheet["C2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")

    report = mic.validate(mic.read(tmp_path / "a.xlsx", decimal=decimal))

    assert report.findings == ()
    assert report.submission["pay_tv"]["subscribers_yoy_pct"].to_list() == [1.234]


def test_what_is_shown_is_what_a_finding_says(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "pay_tv"
    for row in (["period", "subscribers"], ["2022-01", 16.4], ["2022-02", 0.5], ["2022-03", 3]):
        sheet.append(row)
    for cell, code in {"B2": '0.0" tỷ đồng"', "B3": "0%", "B4": '0" con"'}.items():
        sheet[cell].number_format = code
    book.save(tmp_path / "a.xlsx")

    findings = mic.validate(mic.read(tmp_path / "a.xlsx")).findings

    assert [(one.place.cell, one.value) for one in findings] == [("B2", "16.4 tỷ đồng"), ("B3", "50%"), ("B4", "3 con")]


# Format, number, how it is shown, and what that means: a value, or why it cannot be read.
CASES = [
    ("General", 5.0, None, None),
    ("#,##0.00", 1383.0, None, None),
    ("#,##0_);(#,##0)", -5.0, None, None),
    ('_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 0.0, None, None),
    ('0" - "', 3.0, None, None),
    ("0.0%", 0.141, "14.1%", "14.1"),
    ("0.0%", -0.0057, "-0.57%", "-0.57"),
    ("0.00%;(0.00%)", -0.0057, "-0.57%", "-0.57"),
    ('0.0"%"', 14.1, "14.1%", "14.1"),
    ("0.0\\%", 14.1, "14.1%", "14.1"),
    ("[$%]0", 14.0, "%14", "14"),
    ('"tăng "0.0%;"giảm "0.0%', 0.141, "tăng 14.1%", "14.1"),
    ('"tăng "0.0%;"giảm "0.0%', -0.141, "giảm -14.1%", "-14.1"),
    ('"tăng "0.0%', -0.141, "tăng -14.1%", "contradiction"),
    ('0" tỷ";"không";"–"', 0.0, None, None),
    ('0" tỷ";-0" tỷ"', -5.0, "-5 tỷ", "-5000000000"),
    ('0" triệu USD"', 3.0, "3 triệu USD", "3000000"),
    ('General" nghìn"', 2.5, "2.5 nghìn", "2500"),
    ("0,", 1383000.0, "1383000", "1383000"),
    ('0.0,," triệu"', 16400000.0, "16.4 triệu", "16400000"),
    ('0.0,," tỷ"', 16400000.0, "16.4 tỷ", "contradiction"),
    ('[>=1000000]0.0,," triệu";0', 2500000.0, "2.5 triệu", "2500000"),
    ('[>=1000000]0.0,," triệu";0', 25.0, None, None),
    ('[<10]0" tỷ";[<20]0" triệu";0" nghìn"', 15.0, "15 triệu", "15000000"),
    ('[<10]0" tỷ";[<20]0" triệu";0" nghìn"', 25.0, "25 nghìn", "25000"),
    ('0" tỷ"" đồng"', 1.0, "1 tỷ đồng", "1000000000"),
    ('0" con"', 3.0, "3 con", "unknown_word"),
    ("[$₫-42A]#,##0", 7.0, "₫7", "7"),
    ("[$-42A]0", 7.0, None, None),
    ("[Red]0", 7.0, None, None),
]


@pytest.mark.parametrize(("code", "number", "shown", "meant"), CASES)
def test_a_format_says_what_it_shows(code, number, shown, meant):
    cell = number_format(code).shown(number)

    if shown is None:
        assert cell == number
        assert not isinstance(cell, ShownNumber)
        return
    printed = cell.printed()
    assert str(cell) == shown
    assert meant == (printed.problem if isinstance(printed, Unread) else f"{printed.value.normalize():f}")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        *(
            (code, "%Y-%m")
            for code in ["mm/yyyy", "mmm-yy", '"tháng "m"/"yyyy', "[$-42A]mmmm\\ yyyy;@", "yyyy\\-mm", "MM/YYYY"]
        ),
        *((code, "%Y") for code in ["yyyy", '"Năm "yyyy']),
        *(
            (code, "")
            for code in ["dd/mm/yyyy", "d-mmm-yy", "m/d/yy h:mm", "mm:ss", "[h]:mm", "General", '0" y"', "0.0%"]
        ),
    ],
)
def test_a_format_shows_a_day_or_only_its_month_or_year(code, shown):
    assert days_shown(code) == shown


@given(
    code=st.lists(
        st.sampled_from(["0", "#", ",", ".", "%", ";", '"tỷ"', '"', "\\", "[", "]", "[>5]", "_", "*", "General", "@"])
    ).map("".join),
    number=st.floats(-1e12, 1e12),
)
def test_any_format_shows_any_number(code, number):
    shown = number_format(code).shown(number)

    if isinstance(shown, ShownNumber):
        printed = shown.printed()
        assert str(shown)
        assert isinstance(printed, Unread | Printed)
        assert isinstance(shown.value, Decimal)
    else:
        assert shown == number
