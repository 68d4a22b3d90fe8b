"""Files that are something else than their names say, and workbooks with what a workbook of figures does not need."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

import mic_datapkg as mic
from mic_datapkg.reading.sources.csv_file import refuse_old_fonts
from mic_datapkg.reading.unreadable import Unreadable

OLD = (Path(__file__).parents[2] / "files" / "pay_tv.xls").read_bytes()
TABLE = b"period,subscribers\n2022-01,5\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(*names, content="x"):
    """A zip archive with members of these names."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as made:
        for name in names:
            made.writestr(name, content)
    return stored.getvalue()


KINDS = {
    "a PDF": ("a.xlsx", b"%PDF-1.7\n", "named .xlsx, and what it holds is a PDF document"),
    "a web page": ("a.xls", b"\xef\xbb\xbf\n<HTML><table></table>", "named .xls, and what it holds is a web page"),
    "a workbook in XML": ("a.xls", b'<?xml version="1.0"?><Workbook/>', "named .xls, and what it holds is an XML file"),
    "rich text": ("a.csv", b"{\\rtf1 abc}", "named .csv, and what it holds is an RTF document"),
    "a packed text": ("a.csv", gzip.compress(TABLE), "named .csv, and what it holds is an archive"),
    "an image": ("a.csv", b"\x89PNG\r\n\x1a\n\0", "named .csv, and what it holds is an image"),
    "JSON": ("a.csv", b'{"period": "2022-01"}', "named .csv, and what it holds is a JSON file"),
    "a pointer": ("a.parquet", b"version https://git-lfs.github.com/spec/v1\n", "only a pointer of Git LFS"),
    "text in the place of a workbook": ("a.xlsx", TABLE, "named .xlsx, and what it holds is text such as CSV"),
    "text in the place of OpenDocument": ("a.ods", TABLE, "named .ods, and what it holds is text such as CSV"),
    "text in the place of Parquet": ("a.parquet", TABLE, "named .parquet, and what it holds is text such as CSV"),
    "an old workbook": ("a.xlsx", OLD, "named .xlsx, and what it holds is an old Excel workbook"),
    "a workbook in the place of text": (
        "a.csv",
        archive("xl/workbook.xml"),
        "what it holds is an Excel workbook (.xlsx)",
    ),
    "a workbook in the place of an old one": (
        "a.xls",
        archive("xl/workbook.xml"),
        "what it holds is an Excel workbook",
    ),
    "a binary workbook": ("a.xlsx", archive("xl/workbook.bin"), "what it holds is a binary Excel workbook"),
    "a letter": ("a.xlsx", archive("word/document.xml"), "what it holds is a text or presentation"),
    "slides": ("a.xlsx", archive("ppt/presentation.xml"), "what it holds is a text or presentation"),
    "an archive": ("a.xlsx", archive("a.csv"), "what it holds is an archive such as .zip"),
    "a password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "It is encrypted"),
    "an old letter": ("a.xls", OLE + "WordDocument".encode("utf-16-le"), "what it holds is a text or presentation"),
    "a damaged container": ("a.xlsx", OLE + bytes(600), "is damaged"),
    "nothing in a workbook": ("a.xlsx", b"", "The file is empty"),
    "nothing in Parquet": ("a.parquet", b"", "The file is empty"),
    "bytes": ("a.xlsx", bytes(range(256)) * 20, "is damaged"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_named_as_what_it_is_and_its_neighbours_are_judged(tmp_path, kind):
    name, content, said = KINDS[kind]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "pay_tv.csv").write_bytes(TABLE)

    report = mic.validate(mic.read(tmp_path))

    assert [file.verdict.value for file in report.files] == ["unreadable", "valid"]
    (finding,) = report.findings
    assert (finding.rule, finding.severity.value, Path(finding.place.file).name) == ("file_readable", "error", name)
    assert said in finding.message("en")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv"])
def test_a_container_larger_than_the_limits_is_refused_before_it_is_read(tmp_path, refused, monkeypatch, name):
    (tmp_path / name).write_bytes(OLE)
    os.truncate(tmp_path / name, 100_000_001)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))

    assert refused(mic.read(tmp_path / name), "100000001 bytes unpacked, more than the limit of 100000000")


def test_cells_may_be_separated_by_bars(tmp_path):
    (tmp_path / "pay_tv.csv").write_bytes(TABLE.replace(b",", b"|"))

    submission = mic.read(tmp_path)

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert "its columns are separated by |" in submission.remarks[0].message()


FOREIGN = [
    "5 µg, 3 µm, 10 µA, kg/m², Word® Excel® PowerPoint®, «une» «deux» «trois», col·lecció paral·lel novel·la",
    "naïf, maïs, haïr, coïncidence, Zaïre",
    "München, Köln, Zürich, Malmö, Århus, København",
    "1ª, 2º, 20°, ½ ¼ ¾, © 2022, 50¢",
    "Tổng số sự cố, Đơn vị tính, tháng báo cáo, thuê bao¹, doanh thu¹, số liệu¹",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_no_other_text_is_taken_for_an_old_font(text):
    refuse_old_fonts(text)


OLD_TEXTS = [
    "Tæng sè sù cè tÊn c«ng m¹ng trong th¸ng b¸o c¸o",
    "Doanh thu dÞch vô viÔn th«ng, n¨m nay, thuª bao di ®éng, gi¸ trÞ, lµ, vµ",
    "Toång soá söï coá taán coâng maïng, thaùng baùo caùo, toång coäng",
]


@pytest.mark.parametrize("text", OLD_TEXTS)
@pytest.mark.parametrize("in_workbook", [True, False])
def test_old_fonts_are_refused_in_texts_and_workbooks(tmp_path, refused, text, in_workbook):
    if in_workbook:
        book = openpyxl.Workbook()
        book.active.append([text])
        book.save(tmp_path / "a.xlsx")
    else:
        (tmp_path / "a.csv").write_text(f'"{text}"\n', encoding="utf-8")

    assert refused(mic.read(tmp_path), "is in the old font encoding .*UniKey")


@pytest.mark.parametrize("text", OLD_TEXTS)
def test_old_fonts_are_told_apart(text):
    with pytest.raises(Unreadable) as raised:
        refuse_old_fonts(text)

    assert str(raised.value.values["font"]).startswith("VNI" if "oå" in text else "TCVN3")


def packed(tmp_path, rows, *, names="", members=()):
    """A workbook whose sheet has these rows, as XML."""
    book = openpyxl.Workbook()
    book.active.title = "pay_tv"
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive_:
        parts = {name: archive_.read(name) for name in archive_.namelist()}
    sheet, workbook = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    rows = f"<sheetData>{HEADER}{rows}</sheetData>"
    parts[sheet] = parts[sheet].replace(b"<sheetData></sheetData>", rows.encode())
    if names:
        parts[workbook] = parts[workbook].replace(
            b"</workbook>", f"<definedNames>{names}</definedNames></workbook>".encode()
        )
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive_:
        for name, content in [*parts.items(), *((name, b"x") for name in members)]:
            archive_.writestr(name, content)
    return mic.read(tmp_path / "a.xlsx")


def text(reference, value):
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = f'<row r="1">{text("A1", "period")}{text("B1", "subscribers")}{text("C1", "subscribers_year_ago")}</row>'
LINKED = {
    "a formula": ('<c r="B2"><f>[1]Sheet1!A1</f><v>5</v></c>', "", ["B2"]),
    "a formula in quotes": ("<c r=\"B2\"><f>1+'[12]A sheet'!$A$1</f><v>5</v></c>", "", ["B2"]),
    "a defined name": (
        '<c r="B2"><f>Last_year*2</f><v>5</v></c>',
        '<definedName name="last_year">[1]Sheet1!$A$1</definedName>',
        ["B2"],
    ),
    "a shared formula": (
        '<c r="B2"><f t="shared" ref="B2:C2" si="0">[1]Sheet1!A1</f><v>5</v></c>'
        '<c r="C2"><f t="shared" si="0"/><v>4</v></c>',
        "",
        ["B2", "C2"],
    ),
    "a formula over several cells": (
        '<c r="B2"><f t="array" ref="B2:C2">[1]Sheet1!A1:B1</f><v>5</v></c><c r="C2"><v>4</v></c>',
        "",
        ["B2", "C2"],
    ),
    "an error of a link": ('<c r="B2" t="e"><f>[1]Sheet1!A1</f><v>#REF!</v></c>', "", ["B2"]),
}


@pytest.mark.parametrize("kind", LINKED)
def test_a_cell_that_takes_its_value_from_another_workbook_is_a_finding_at_the_cell(tmp_path, kind):
    cells, names, expected = LINKED[kind]

    submission = packed(tmp_path, f'<row r="2">{text("A2", "2022-01")}{cells}</row>', names=names)

    found = [(finding.rule, finding.place.cell) for finding in submission.findings if finding.rule != "figures_sent"]
    assert found == [("values_not_linked", cell) for cell in expected]
    assert {finding.severity for finding in submission.findings} == {mic.Severity.ERROR}


def test_a_link_that_no_cell_uses_refuses_nothing(tmp_path):
    submission = packed(
        tmp_path,
        f'<row r="2">{text("A2", "2022-01")}<c r="B2"><v>5</v></c></row>',
        names='<definedName name="old">[1]Sheet1!$A$1</definedName>',
        members=["xl/externalLinks/externalLink1.xml", "xl/externalLinks/_rels/externalLink1.xml.rels"],
    )

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert submission.findings == ()


def test_a_column_of_a_table_is_no_link(tmp_path):
    submission = packed(
        tmp_path, f'<row r="2">{text("A2", "2022-01")}<c r="B2"><f>SUM(Table1[2022])</f><v>5</v></c></row>'
    )

    assert [finding.rule for finding in submission.findings] == ["values_not_formulas"]


def test_macros_are_not_run_and_said(tmp_path):
    submission = packed(
        tmp_path, f'<row r="2">{text("A2", "2022-01")}<c r="B2"><v>5</v></c></row>', members=["xl/vbaProject.bin"]
    )

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert "macros; the stored values were read, and no macro was run." in submission.ignored[0].message()


@pytest.mark.parametrize("far", ['<c r="XFD2" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/>', '<c r="AMJ2"/>'])
def test_cells_that_are_only_formatted_reach_as_far_as_they_like(tmp_path, far):
    submission = packed(tmp_path, f'<row r="2">{text("A2", "2022-01")}<c r="B2"><v>5</v></c>{far}</row>')

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert submission.findings == ()
