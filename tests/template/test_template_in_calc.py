"""Blank forms in a real spreadsheet program: on paper, saved again in its own formats, and its formulas at work."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO

import openpyxl
import pytest

import mic_datapkg as mic
from mic_datapkg.schema.areas import provinces_in_force
from mic_datapkg.template import as_workbook
from mic_datapkg.template.wording import Wording


@pytest.fixture
def convert(tmp_path, monkeypatch):
    """Open a workbook in LibreOffice Calc and save it in another format; skips where it is not here."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-calc poppler-utils")
    monkeypatch.chdir(tmp_path)

    def converted(file, to):
        # A profile of its own: a running LibreOffice would take the command and answer before it is done.
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        (tmp_path / "converted").mkdir(exist_ok=True)
        command = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", "converted", file]
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        return str(tmp_path / "converted" / file.replace("xlsx", to))

    return converted


def write_filled(january):
    """A form with the real figures of January 2022."""
    book = openpyxl.load_workbook(BytesIO(as_workbook(mic.tables())))
    sent = mic.read(january)
    for table in sent.tables:
        for number, row in enumerate(sent[table.name].iter_rows(), start=5):
            for column, value in enumerate(row, start=1):
                book[Wording("vi").sheet(table)].cell(number, column, value)
    book.save("form.xlsx")
    return sent


@pytest.mark.parametrize("to", ["xlsx", "ods"])
def test_a_form_saved_by_another_program_is_read_back_exactly(convert, january, to):
    sent = write_filled(january)

    report = mic.validate(mic.read(convert("form.xlsx", to)))

    assert report.findings == ()
    assert [table.name for table in report.submission.tables] == [table.name for table in sent.tables]
    for table in sent.tables:
        assert report.submission[table.name].equals(sent[table.name])


@pytest.mark.parametrize("to", ["xlsx", "ods"])
def test_a_blank_form_saved_by_another_program_is_one_finding(convert, tmp_path, to):
    (tmp_path / "form.xlsx").write_bytes(as_workbook(mic.tables()))

    report = mic.validate(mic.read(convert("form.xlsx", to)))

    assert [finding.rule for finding in report.findings] == ["figures_sent"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_table_is_one_printed_page_with_its_title_rules_and_headings(convert, tmp_path, language):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: apt-get install poppler-utils")
    (tmp_path / "form.xlsx").write_bytes(as_workbook(mic.tables(), language))

    ran = subprocess.run(
        ["pdftotext", "-layout", convert("form.xlsx", "pdf"), "-"], capture_output=True, encoding="utf-8", check=True
    )

    # pdftotext sees spaces where letters stand far apart, so none of them counts.
    instructions, *pages = [squeezed(page) for page in ran.stdout.split("\f") if page.strip()]
    assert squeezed(Wording(language)("title")) in instructions
    assert len(pages) == len(mic.tables())
    for table, page in zip(mic.tables(), pages, strict=True):
        for text in (table.title, table.description, *(rule.says for rule in table.edit_rules)):
            assert squeezed(text[language]) in page
        # Headings are broken into lines, side by side: their words are all there.
        words = [word for column in table.columns for word in re.findall(r"\w+", column.title[language])]
        assert [word for word in words if word not in page] == []


def squeezed(text):
    return "".join(text.split())


def test_the_formulas_of_cells_tell_months_from_other_texts_and_offer_the_areas_of_the_month(convert):
    periods = [
        "2022-01",
        "2025-01",
        "2025-07",
        "2026-12",
        "2022-13",
        "2022-00",
        "2022/01",
        "01/2022",
        "2022-1",
        "x",
        "",
    ]
    book = openpyxl.load_workbook(BytesIO(as_workbook([mic.table("pay_tv")])))
    sheet = book.worksheets[1]
    month, area = (one.formula1 for one in sheet.data_validations.dataValidation if str(one.sqref)[0] in "AC")
    for row, period in enumerate(periods, start=5):
        sheet[f"A{row}"] = period or None
        sheet[f"L{row}"] = "=" + month.replace("A5", f"A{row}")
        sheet[f"M{row}"] = "=ROWS(" + area.replace("A5", f"A{row}") + ")"
    book.save("form.xlsx")

    calculated = openpyxl.load_workbook(convert("form.xlsx", "xlsx"), data_only=True).worksheets[1]

    # An error is no TRUE: the cell refuses the text.
    assert [calculated[f"L{row}"].value is True for row in range(5, 16)] == [True] * 4 + [False] * 7
    numbers = [calculated[f"M{row}"].value for row in (5, 6, 7, 8, 15)]
    months = [*periods[:4], "9999-12"]
    assert numbers == [1 + len(provinces_in_force(period)) for period in months]
