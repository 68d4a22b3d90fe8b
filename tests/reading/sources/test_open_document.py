"""OpenDocument workbooks: their cells are counted, and percentages and formulas found, before they are opened."""

from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import mic_datapkg as mic
from mic_datapkg.reading import Limits

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)


def text(value):
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def number(value, kind="float", more=""):
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}" {more}/>'


EMPTY = '<table:table-cell table:number-columns-repeated="16000"/>'
HEADER = text("period") + text("subscribers") + text("subscribers_yoy_pct") + EMPTY


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Write a workbook of rows of cells, with other members of the archive, and read it."""
    monkeypatch.chdir(tmp_path)

    def write(*rows, prolog="", manifest="", members=(), name="pay_tv", limits=None):
        table = "".join(row if "table-row" in row else f"<table:table-row>{row}</table:table-row>" for row in rows)
        content = (
            f"{prolog}<office:document-content {NAMES}><office:body><office:spreadsheet>"
            f'<table:table table:name="{name}">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        with ZipFile("a.ods", "w", ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
            archive.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
            for member in members:
                archive.writestr(member, "x")
        return mic.read("a.ods", limits=limits)

    return write


def repeated(row, times):
    return f'<table:table-row table:number-rows-repeated="{times}">{row}</table:table-row>'


def test_percentages_are_read_as_they_are_shown(sent):
    submission = sent(
        HEADER, text("2022-01") + number(16400000) + number("0.141", "percentage"), repeated(EMPTY, 10**6)
    )

    assert submission["pay_tv"].select("subscribers", "subscribers_yoy_pct").rows() == [(16400000, 14.1)]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (number(5, more='table:formula="of:=2+3"'), "values_not_formulas"),
        ('<table:table-cell table:formula="of:=2+3"/>', "formulas_have_values"),
    ],
)
def test_formulas_are_seen(sent, cell, rule):
    (finding,) = sent(HEADER, text("2022-01") + cell).findings

    assert (finding.rule, str(finding.place)) == (rule, "a.ods (pay_tv!B2)")


def test_cells_that_repeat_stand_where_they_are_shown(sent):
    rows = [HEADER, repeated(EMPTY, 3), text("2022-01") + EMPTY.replace("16000", "1") + number("0.141", "percentage")]
    submission = sent(*rows)

    assert str(submission.place(mic.table("pay_tv"), 0, "subscribers_yoy_pct")) == "a.ods (pay_tv!C5)"
    assert submission["pay_tv"]["subscribers_yoy_pct"].to_list() == [14.1]


def test_a_text_in_a_cell_that_states_no_type_is_read(sent):
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    submission = sent(HEADER, cell.format("2022-01") + cell.format("16400000") + EMPTY, cell.format("ghi chú"))

    assert submission["pay_tv"]["subscribers"].to_list() == [16_400_000]
    assert [said.text.en for said in submission.ignored] == ["a line outside the table: ghi chú"]


def test_macros_are_not_run_and_said(sent):
    submission = sent(HEADER, text("2022-01") + number(5), members=["Basic/script-lc.xml"])

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert "macros; the stored values were read" in submission.ignored[0].message()


def test_a_cell_that_takes_its_value_from_another_file_is_a_finding(sent):
    linked = number(5, more="""table:formula="of:=['file:///home/a.ods'#$Sheet1.A1]" """)

    (finding,) = sent(HEADER, text("2022-01") + linked).findings

    assert (finding.rule, str(finding.place)) == ("values_not_linked", "a.ods (pay_tv!B2)")


def test_what_a_program_keeps_of_another_file_is_ignored(sent):
    kept = '</table:table><table:table table:name="file"><table:table-source/>' + repeated(number(7), 3)

    submission = sent(HEADER, text("2022-01") + number(5), kept)

    assert submission["pay_tv"]["subscribers"].to_list() == [5]
    assert [said.message() for said in submission.ignored] == ["a.ods (file): a copy of a sheet of another file."]


FAR = number(1)
REFUSED = {
    "a last row far away": ([HEADER, repeated(EMPTY, 2_000_000), FAR], {}, "cells, counted from the first to the last"),
    "a row that repeats": ([HEADER, repeated(FAR, 3_000_000)], {}, "cells, counted from the first to the last"),
    "a last column far away": ([EMPTY + FAR], {}, "16001 columns, more than the limit of 1000"),
    "entities": ([HEADER], {"prolog": '<!DOCTYPE a [<!ENTITY b "c">]>'}, "it declares entities"),
    "spaces without end": ([text('a<text:s text:c="2000000000"/>b')], {}, "2000000000 characters in one cell"),
    "a long text that repeats": (
        [repeated(text("x" * 90_000), 2_000)],
        {},
        "180000000 bytes unpacked, more than the limit of 100000000",
    ),
    "many sheets": (
        [f'</table:table><table:table table:name="{n}"><table:table-row/>' for n in range(1001)],
        {},
        "1001 files in the archive, or sheets, more than the limit of 1000",
    ),
    "a password": ([HEADER], {"manifest": "<manifest:encryption-data/>"}, "it is encrypted"),
    "two sheets of one name": (
        ['</table:table><table:table table:name="pay_tv"><table:table-row/>'],
        {},
        "the file is damaged and cannot be read .'pay_tv' is there twice",
    ),
    "no XML": (["<table:table-row>"], {}, "the file is damaged"),
    "no number": ([HEADER, repeated(FAR, "many")], {}, "the file is damaged"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_hostile_is_refused_before_it_is_opened(sent, kind, refused):
    rows, options, reason = REFUSED[kind]

    assert refused(sent(*rows, **options), reason)


def test_its_limits_can_be_changed(sent, refused):
    assert refused(sent(HEADER, limits=Limits(columns=2)), "3 columns, more than the limit of 2")
