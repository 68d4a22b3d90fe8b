"""Blank forms: what they hold, what they refuse, and that they are read back to the exact values."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import mic_datapkg as mic
from mic_datapkg.reading.layouts.headers import column_named, table_named
from mic_datapkg.schema.areas import provinces_in_force
from mic_datapkg.schema.tables import common_columns
from mic_datapkg.template import as_workbook
from mic_datapkg.template.lists import list_of
from mic_datapkg.template.wording import Wording
from mic_datapkg.text import Text

HEADER, FIRST = 4, 5
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


@pytest.fixture
def form(tmp_path, monkeypatch):
    """A blank form as openpyxl opens it; what is done to it, ``mic.read("form.xlsx")`` reads once it is saved."""
    monkeypatch.chdir(tmp_path)

    def opened(*names, language="vi"):
        tables = [mic.table(name) for name in names] or mic.tables()
        return openpyxl.load_workbook(BytesIO(as_workbook(tables, language)))

    return opened


def sheet_of(book, table, language="vi"):
    return book[Wording(language).sheet(mic.table(table))]


def fill(sheet, table, rows, first=FIRST):
    """Put rows of a table, as dictionaries, where an officer would."""
    names = [column.name for column in mic.table(table).columns]
    for number, row in enumerate(rows, start=first):
        for name, value in row.items():
            sheet.cell(number, names.index(name) + 1, value)


def found(report):
    return [(str(f.place), f.rule, f.value) for f in report.findings]


@LANGUAGES
def test_the_real_figures_of_all_tables_are_read_back_exactly(form, january, language):
    sent = mic.read(january)
    book = form(language=language)
    for table in sent.tables:
        fill(sheet_of(book, table.name, language), table.name, sent[table.name].iter_rows(named=True))
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert report.findings == ()
    assert [table.name for table in report.submission.tables] == [table.name for table in mic.tables()]
    for table in sent.tables:
        assert report.submission[table.name].equals(sent[table.name])
    # What a sheet says above its headings is listed as ignored; nothing else is, but the two sheets without figures.
    said = [remark.text.en for remark in report.submission.ignored]
    assert len(said) == 2 + 3 * 14
    assert all(text.startswith("a line outside the table: ") for text in said[2:])


def test_a_finding_in_a_form_names_sheet_and_cell(form):
    book = form()
    row = {"period": "2022-01", "total": 1383, "phishing": 197, "deface": 125, "malware": 1016}
    fill(sheet_of(book, "cyber_incidents"), "cyber_incidents", [row], first=7)
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert found(report) == [("form.xlsx (Sự cố tấn công mạng!D7)", "kinds_add_up", "1383")]


@LANGUAGES
@pytest.mark.parametrize(("names", "number"), [((), 14), (["pay_tv"], 1)])
def test_a_form_without_a_row_is_one_finding(form, names, number, language):
    form(*names, language=language).save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert [(str(f.place), f.rule, f.severity.value) for f in report.findings] == [
        ("form.xlsx", "figures_sent", "error")
    ]
    assert report.findings[0].message().startswith("There is no figure here, so nothing was validated.")
    assert len(report.submission.tables) == number
    assert report.counts[mic.Severity.ERROR] == 1
    assert len(report.submission.ignored) == 2


def test_tables_that_are_not_filled_in_are_listed_as_ignored(form):
    book = form("pay_tv", "postal")
    fill(sheet_of(book, "pay_tv"), "pay_tv", [{"period": "2022-01", "subscribers": 16400000}])
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert report.valid
    assert [table.name for table in report.submission.tables] == ["pay_tv"]
    assert "form.xlsx (Bưu chính): nothing is filled in for the table postal." in [
        remark.message() for remark in report.submission.ignored
    ]


@pytest.mark.parametrize("period", ["2022-01", "2025-01", "2025-06", "2025-07", "2026-05"])
def test_every_area_that_a_cell_offers_is_read_as_its_code_in_that_month(form, period):
    book = form("pay_tv")
    areas = offered(book, area_list(book, period))
    fill(sheet_of(book, "pay_tv"), "pay_tv", [{"period": period, "area": area, "subscribers": 1} for area in areas])
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert found(report) == []
    codes = ["VN", *(province.code for province in provinces_in_force(period))]
    assert report.submission["pay_tv"]["area"].to_list() == codes


def area_list(book, period):
    """The name of the list that the formula chooses for a period, found as a spreadsheet would."""
    (area,) = (column for column in common_columns() if column.in_force)
    formula = list_of(area, "P")
    for month, name in re.findall(r'IF\(P<="([0-9-]+)",(\w+)', formula):
        if period <= month:
            return name
    return re.search(r'^IF\(P="",(\w+),', formula)[1]


def offered(book, name):
    """The entries of a named list."""
    ((sheet, cells),) = book.defined_names[name].destinations
    return [cell.value for (cell,) in book[sheet][cells]]


@LANGUAGES
def test_every_code_that_a_cell_offers_is_read_as_that_code(form, language):
    book = form("pay_tv", language=language)
    coded = [column for column in common_columns() if column.codes]
    choices = [(column.name, code) for column in coded for code in column.codes]
    labels = [label for column in coded for label in offered(book, list_of(column, "$A$5"))]
    rows = [
        {"period": f"2022-{number:02d}", name: label, "subscribers": 1}
        for number, ((name, _), label) in enumerate(zip(choices, labels, strict=True), start=1)
    ]
    fill(sheet_of(book, "pay_tv", language), "pay_tv", rows)
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert found(report) == []
    frame = report.submission["pay_tv"]
    assert [frame[name][row] for row, (name, _) in enumerate(choices)] == [code for _, code in choices]


def test_a_sheet_named_as_instructions_is_ignored_only_if_it_holds_no_table(form):
    book = form("pay_tv")
    fill(sheet_of(book, "pay_tv"), "pay_tv", [{"period": "2022-01", "subscribers": 5}])
    sheet_of(book, "pay_tv").title = "HƯỚNG DẪN (tháng 1)"
    book.save("form.xlsx")

    report = mic.validate(mic.read("form.xlsx"))

    assert found(report) == []
    assert report.submission["pay_tv"]["subscribers"].to_list() == [5]
    ignored = [remark.message() for remark in report.submission.ignored]
    assert "form.xlsx (Hướng dẫn): instructions or a list, which hold no figures." in ignored


@LANGUAGES
def test_reading_knows_every_sheet_and_every_heading(form, language):
    book = form(language=language)

    assert [table_named(sheet.title) for sheet in book.worksheets[1:-1]] == list(mic.tables())
    for table in mic.tables():
        headings = [cell.value for cell in sheet_of(book, table.name, language)[HEADER]]
        assert [column_named(heading, table) for heading in headings] == [column.name for column in table.columns]
        for column, heading in zip(table.columns, headings, strict=True):
            assert column.unit is None or heading.endswith(f"\n({column.unit_title[language]})")


def test_the_rules_of_a_table_stand_above_its_headings(form):
    book = form()

    for table in mic.tables():
        said = sheet_of(book, table.name).cell(3, 1).value.split("\n")
        assert said == ["Quy tắc kiểm tra:", *(f"• {rule.says.vi}" for rule in (table.unique, *table.edit_rules))]


def test_the_instructions_come_first_and_lead_to_every_table(form):
    book = form()
    first, *sheets, last = book.worksheets

    links = [cell.hyperlink.location for cell in first["B"] if cell.hyperlink]

    assert (first.title, last.title, last.sheet_state) == ("Hướng dẫn", "Danh mục", "hidden")
    assert links == [f"'{sheet.title}'!A5" for sheet in sheets]
    assert "3." in [cell.value for cell in first["A"]]
    assert "Ô để trống có nghĩa là: tháng, cả nước, số báo cáo." in " ".join(cell.value or "" for cell in first["B"])


def test_only_cells_to_fill_in_are_unlocked_and_no_password_is_needed(form):
    book = form("pay_tv")
    sheet = sheet_of(book, "pay_tv")

    assert all(one.protection.sheet and one.protection.password is None for one in book.worksheets[:2])
    assert all(cell.protection.locked for row in sheet["A1:J4"] for cell in row)
    assert not any(cell.protection.locked for row in sheet["A5:J24"] for cell in row)
    # Rows further down have no cells of their own: what holds for their column holds for them.
    assert not any(sheet.column_dimensions[get_column_letter(n)].protection.locked for n in range(1, 11))


def test_headings_stay_in_sight_and_are_printed_on_every_page(form):
    sheet = sheet_of(form("pay_tv"), "pay_tv")

    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_months_stay_text_figures_have_thousands_and_percentages_are_as_typed(form):
    formats = {c: f[FIRST - 1].number_format for c, f in zip("ADFH", columns_of(form("pay_tv"), "ADFH"), strict=True)}

    assert formats == {"A": "@", "D": "#,##0", "F": "General", "H": "dd/mm/yyyy"}


def columns_of(book, letters):
    return [sheet_of(book, "pay_tv")[letter] for letter in letters]


def test_the_same_tables_give_the_same_bytes_whenever_they_are_made():
    made = as_workbook(mic.tables())

    assert made == as_workbook(mic.tables())
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        days = re.findall(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}", archive.read("docProps/core.xml"))
    assert set(days) == {b"1980-01-01"}


def test_a_title_that_is_too_long_for_a_sheet_is_an_error_of_the_definitions():
    long = replace(mic.table("pay_tv"), title=Text(vi="a" * 32, en="a" * 32))

    with pytest.raises(mic.DefinitionError, match=r"at most 31 characters for pay_tv, got 'a{32}'"):
        as_workbook([long])


def test_a_language_that_is_not_ours_is_refused():
    with pytest.raises(mic.UsageError, match="expected a language out of vi, en, got 'fr'"):
        as_workbook(mic.tables(), "fr")
