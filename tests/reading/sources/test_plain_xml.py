"""Large sheets are read by queries: what they say is what the parser and the library for workbooks say, or nothing."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from datetime import date
from xml.etree import ElementTree as ET

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

import mic_datapkg as mic
from mic_datapkg.formats.json import as_json
from mic_datapkg.reading import Limits
from mic_datapkg.reading.grid import CellColumn, Grid
from mic_datapkg.reading.number_format import number_format
from mic_datapkg.reading.sources import sheet_xml
from mic_datapkg.reading.sources.cell_styles import styles_in
from mic_datapkg.reading.sources.excel_file import read_excel
from mic_datapkg.reading.sources.plain_xml import look, strings_in
from mic_datapkg.reading.unreadable import Unreadable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
FORMATS = [
    *("General", "yyyy-mm-dd", "yyyy\\-mm\\-dd", "[$-42A]dd/mm/yyyy;@", "d/m/yyyy h:mm", "h:mm", "0.0%", "#,##0.00"),
    *("@", '0" tháng"', "[Red]0", "_(* #,##0_)", "mmm yyyy", "0.00E+00", "yyyy", "mm", '"y"0', "s", "[h]:mm"),
]
FIRST_CUSTOM = 164
SHEET = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{{}}</sheetData></worksheet>'
PLAIN = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="12"/></row>'
    '<row r="7" spans="1:28"><c r="AB7" s="3" t="n"><v>5</v></c></row>'
)


def styles(formats):
    """A style for each format, behind that of cells without one."""
    custom = enumerate(formats, start=FIRST_CUSTOM)
    codes = "".join(f"<numFmt numFmtId={str(n)!r} formatCode={_quoted(code)}/>" for n, code in custom)
    used = [0, *range(FIRST_CUSTOM, FIRST_CUSTOM + len(formats)), 14, 22, 9, 10, 3, 46]
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in used)
    return f"<styleSheet {MAIN}><numFmts>{codes}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>"


def _quoted(text):
    return '"' + text.replace("&", "&amp;").replace('"', "&quot;") + '"'


def packed(file, rows, *, strings="", properties="", kind="sharedStrings", sheet=SHEET):
    """A workbook of these rows and strings, both in XML."""
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">{properties}<sheets>'
        '<sheet name="pay_tv" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>"
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/{kind}" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": styles(FORMATS),
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": sheet.format(rows),
    }
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


@contextmanager
def large_from(size):
    """Sheets of so many bytes are read by queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_xml, "LARGE", size)
        yield


def read_from(size, file):
    """The rows of a sheet by their numbers, each cell with its type, and whether queries read them; or the refusal."""
    with large_from(size):
        try:
            (sheet,), _, _ = read_excel(file, Limits())
        except Unreadable as refusal:
            return type(refusal), False
    rows = [[(type(c), c.strip() if isinstance(c, str) else repr(c)) for c in row] for row in sheet.rows]
    return dict(zip(sheet.numbers, rows, strict=True)), isinstance(sheet.rows, Grid)


def is_read_by_queries(file):
    """Whether queries read a sheet; what they read is what the library reads, or nothing is read by either."""
    (read, by_queries), (expected, _) = read_from(0, file), read_from(10**9, file)
    assert read == expected
    return by_queries


def _look(content):
    return look(content, Limits())


def test_how_far_a_plain_sheet_goes_is_told_by_queries():
    plain = _look(SHEET.format(PLAIN).encode())

    assert (plain.rows, plain.columns) == (7, 28)


UNUSUAL = {
    "another order of attributes": PLAIN.replace('r="C1" s="12"', 's="12" r="C1"'),
    "a reference twice": PLAIN.replace('r="AB7"', 'r="AB7" r="XFD1048576"'),
    "a reference in small letters": PLAIN.replace("AB7", "ab7"),
    "other quotes": PLAIN.replace('r="AB7"', "r='AB7'"),
    "another space": PLAIN.replace('<c r="AB7"', '<c\n r="AB7"'),
    "an entity": PLAIN.replace('r="AB7"', 'r="&#65;B7"'),
    "a prefix": PLAIN.replace('<c r="AB7" s="3" t="n"><v>5</v></c>', '<x:c xmlns:x="u" r="AB7"/>'),
    "no reference": PLAIN.replace('<c r="AB7" s="3"', '<c s="3"'),
    "a value in the place of a text of its own": PLAIN.replace(' t="n"', ' t="inlineStr"'),
    "a text of its own in a cell of another kind": PLAIN.replace("<v>5</v>", "<is><t>5</t></is>"),
    "a style with a zero before it": PLAIN.replace('s="3"', 's="03"'),
    "a row with no number": PLAIN.replace('<row r="7"', '<row r="²"'),
    "a row with a number too long": PLAIN.replace('<row r="7"', f'<row r="{"7" * 5000}"'),
    "a row with two numbers": PLAIN.replace('<row r="7"', '<row r="7" r="8"'),
    "no character of XML": PLAIN.replace("<v>5</v>", "<v>\uffff</v>"),
    "row 0": PLAIN.replace("AB7", "AB0"),
    "a formula": PLAIN.replace("<v>5</v>", "<f>1+2</f><v>5</v>"),
    "a formula with a prefix": PLAIN.replace("<v>5</v>", '<x:f xmlns:x="u">1+2</x:f><v>5</v>'),
    "a comment": PLAIN.replace("<v>5</v>", "<!-- no cell: <c --><v>5</v>"),
    "a section": PLAIN.replace("<v>5</v>", "<v><![CDATA[5]]></v>"),
    "a carriage return": PLAIN.replace("<v>5</v>", "<v>5\r\n</v>"),
    "text between cells": PLAIN.replace("</c>", "</c> "),
    "an entity of its own": PLAIN.replace("<v>5</v>", "<v>&five;</v>"),
    "a row in a row": PLAIN.replace("</row>", PLAIN + "</row>", 1),
    "a row that never ends": PLAIN.removesuffix("</row>"),
    "rich text": PLAIN.replace("<v>5</v>", "<is><r><t>5</t></r></is>"),
    "rows after the rows": f"{PLAIN}</sheetData><sheetData>{PLAIN}",
    "a cell after the rows": f'{PLAIN}</sheetData><x><c r="ZZ9"/></x><sheetData>',
    "another end": f"{PLAIN}</sheetData><other></sheetData></other>",
    "no row": "",
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_spelled_otherwise_is_left_to_the_parser(kind):
    assert _look(SHEET.format(UNUSUAL[kind]).encode()) is None


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET.replace('"1.0"', '"1.0" encoding="ISO-8859-1"'),
        SHEET.replace("<worksheet", "<!DOCTYPE worksheet><worksheet"),
        SHEET.replace("<sheetData>", "<rows><row/></rows><sheetData>"),
        SHEET.replace("sheetData", "x:sheetData"),
        SHEET.replace("</worksheet>", '<c r="ZZ1"/></worksheet>'),
        SHEET.replace("</worksheet>", ""),
        SHEET.replace("<sheetData>", "<!--<sheetData>").replace("</sheetData>", "</sheetData>-->"),
    ],
)
def test_what_stands_around_the_rows_is_left_to_the_parser_unless_it_is_usual(sheet):
    assert _look(SHEET.format(PLAIN).encode()) is not None
    assert _look(sheet.format(PLAIN).encode()) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_other_encodings_are_left_to_the_parser(encoding):
    assert _look(SHEET.format(PLAIN.replace("<v>5</v>", "<v>é</v>")).encode(encoding)) is None


# Letters of Vietnamese, what XML escapes, spaces at the ends, and what only looks like an escape or a reference.
LETTERS = st.sampled_from([*"ab 1\n\t<>&\"'ếộđé\u00a0😀", "_x", "0041", "_x0041_", "&#65;"])
TEXTS = st.lists(LETTERS, max_size=6).map("".join)
NUMBERS = st.one_of(
    # As days, larger numbers make the library fail.
    st.integers(-(10**8), 10**8).map(str),
    st.floats(-1e8, 1e8).map(repr),
    st.sampled_from(
        [
            "-0",
            "1E3",
            "0.1",
            "1e-7",
            "007",
            "44562",
            "44562.5",
            "60",
            "61",
            "0",
            "2958465",
            "2958466",
            "1e-300",
            ".5",
            "5.",
            "-.5e3",
        ]
    ),
)
ODD = st.sampled_from(
    ["", " 5", "5 ", "+5", "1_000", "NaN", "inf", "1e999", "0x10", "1,5", "#N/A", "x", "٣", ".", "-", "e3", "--1", "1e"]
)


@st.composite
def escaped(draw, texts=TEXTS):
    """A text as programs write it: with the least escapes, or with a reference for every letter beyond ASCII."""
    text = draw(texts).replace("&", "&amp;").replace("<", "&lt;")
    if draw(st.booleans()):
        text = "".join(one if one.isascii() else f"&#{ord(one)};" for one in text)
    return text


@st.composite
def cells(draw, numbers=NUMBERS, kinds=("", ' t="n"', ' t="s"', ' t="str"', ' t="inlineStr"')):
    """A cell behind its reference."""
    style = draw(st.sampled_from(["", *(f' s="{n}"' for n in range(len(FORMATS) + 7))]))
    kind, keep = draw(st.sampled_from(kinds)), draw(st.sampled_from(["", ' xml:space="preserve"']))
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([f"{style}/>", f"{style} />", f"{style}></c>"]))
    if "inline" in kind:
        return f"{style}{kind}><is><t{keep}>{draw(escaped())}</t></is></c>"
    value = draw({' t="s"': st.integers(0, 4).map(str), ' t="str"': escaped()}.get(kind, numbers))
    return f"{style}{kind}><v>{value}</v></c>"


@st.composite
def sheets(draw, of):
    """Rows of cells, in order, with gaps."""
    places = draw(st.sets(st.tuples(st.integers(1, 60), st.integers(1, 30)), min_size=1, max_size=12))
    rows: dict[int, str] = {}
    for row, column in sorted(places):
        rows[row] = rows.get(row, "") + f'<c r="{get_column_letter(column)}{row}"{draw(of)}'
    return "".join(f'<row r="{row}" ht="12.8">{inside}</row>' for row, inside in rows.items())


@st.composite
def shared_strings(draw):
    """Five strings."""
    texts = [draw(escaped()) for _ in range(5)]
    return "".join(f"<si><t{draw(st.sampled_from(['', ' xml:space=' + repr('preserve')]))}>{t}</t></si>" for t in texts)


patient = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(rows=sheets(cells()), strings=shared_strings())
@patient
def test_queries_read_what_the_library_reads(tmp_path, rows, strings):
    is_read_by_queries(packed(tmp_path / "a.xlsx", rows, strings=strings.replace("'", '"')))


@given(rows=sheets(cells(st.one_of(NUMBERS, ODD), ("", ' t="n"', ' t="b"', ' t="e"', ' t="d"', ' t="x"', ' t="s"'))))
@patient
def test_odd_values_are_read_as_the_library_reads_them(tmp_path, rows):
    is_read_by_queries(packed(tmp_path / "a.xlsx", rows, strings="<si><t>a</t></si>" * 3))


def test_usual_sheets_are_read_by_queries(tmp_path):
    # Texts, numbers, days, empty cells and rows, entities, spaces, a style that shows a number as it is.
    rows = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>s&#7889; &lt; &amp;lt; 1</t></is></c>'
        '<c r="B2" s="2"><v>44562</v></c><c r="C2" s="8" t="n"><v>0.141</v></c><c r="D2" s="9"/></row>'
        '<row r="3"/><row r="4"><c r="A4"/></row>'
        '<row r="5"><c r="A5" t="s"><v>1</v></c><c r="C5" s="8"><v>-1.5E3</v></c><c r="F5" t="str"><v> x </v></c></row>'
    )
    file = packed(tmp_path / "a.xlsx", rows, strings='<si><t>a</t></si><si><t xml:space="preserve"> b </t></si>')

    assert is_read_by_queries(file)
    with large_from(0):
        (sheet,), _, _ = read_excel(file, Limits())
    assert sheet.numbers == [2, 5]
    assert [list(row) for row in sheet.rows] == [
        ["số < &lt; 1", date(2022, 1, 1), 0.141, "", "", ""],
        ["b", "", -1500.0, "", "", "x"],
    ]
    assert sheet.place(1, 2).cell == "C5"


UNCLEAR = {
    "a truth value": '<c r="A1" t="b"><v>1</v></c>',
    "an error": '<c r="A1" t="e"><v>#N/A</v></c>',
    "a time of the day": '<c r="A1" s="2"><v>44562.5</v></c>',
    "a day before March 1900": '<c r="A1" s="2"><v>60</v></c>',
    "a style of another kind": '<c r="A1" s="6"><v>0.5</v></c>',
    "a string that is not there": '<c r="A1" t="s"><v>9</v></c>',
    "no number": '<c r="A1"><v>1,5</v></c>',
    "a text with a character by its code": '<c r="A1" t="inlineStr"><is><t>_x0041_</t></is></c>',
    "a reference to no character": '<c r="A1" t="inlineStr"><is><t>&#0;</t></is></c>',
    "columns out of order": '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
    "a place taken twice": '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
}


@pytest.mark.parametrize("kind", UNCLEAR)
def test_values_that_take_a_closer_look_are_left_to_the_library(tmp_path, kind):
    rows = f'<row r="1">{UNCLEAR[kind]}<c r="D1" s="7"><v>0.5</v></c></row>'

    assert _look(SHEET.format(rows).encode()) is not None
    assert not is_read_by_queries(packed(tmp_path / "a.xlsx", rows, strings="<si><t>a</t></si>"))


@pytest.mark.parametrize(
    "more",
    [
        {"strings": "<si><r><t>a</t></r><r><t>b</t></r></si>"},
        {"strings": "<si><t>a</t><rPh sb='0' eb='1'><t>x</t></rPh></si>"},
        {"strings": "<si><t>a\r</t></si>"},
        {"strings": "<!-- no string --><si><t>a</t></si>"},
        {"strings": ""},
        {"kind": "other", "strings": "<si><t>a</t></si>"},
    ],
    ids=str,
)
def test_strings_that_are_not_plain_are_left_to_the_library(tmp_path, more):
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'

    assert is_read_by_queries(packed(tmp_path / "a.xlsx", rows, strings="<si><t>a</t></si>"))
    assert not is_read_by_queries(packed(tmp_path / "b.xlsx", rows, **more))


def test_strings_in_another_encoding_are_left_to_the_library():
    assert strings_in("<sst><si><t>é</t></si></sst>".encode("latin-1")) is None


def test_days_from_1904_on_are_left_to_the_library(tmp_path):
    rows = '<row r="1"><c r="A1" s="2"><v>44562</v></c></row>'

    assert is_read_by_queries(packed(tmp_path / "a.xlsx", rows))
    assert not is_read_by_queries(packed(tmp_path / "b.xlsx", rows, properties='<workbookPr date1904="1"/>'))


# Pieces of number formats, as Excel, LibreOffice and libraries put them together.
PIECES = [
    *(
        "0",
        "#,##0",
        "0.00",
        "%",
        "E+00",
        "General",
        "@",
        '"x d"',
        '" năm "',
        "[Red]",
        "[Color 5]",
        "[$₫-42A]",
        "[$-409]",
    ),
    *("[>=100]", "\\ ", "\\d", "_)", "_d", "* ", "*d", ";", "-", "(", ")", "/", " ", ",", ".", "?", ";@"),
    *("yyyy", "yy", "mm", "dd", "d", "m", "h", "s", "[h]", "AM/PM", "[$-42A]", "Red"),
]


@given(code=st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join))
@patient
def test_a_style_is_a_day_or_a_number_only_if_the_library_says_so(tmp_path, code):
    file = packed(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="1"><v>44562</v></c></row>')
    _replaced(file, {"xl/styles.xml": styles([code])})

    is_read_by_queries(file)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, "number") for code in ["General", "@", "#,##0;[Red]-#,##0", '_-* #,##0\\ "-"_-', "0.00E+00", "0.0%"]),
        *(
            (code, "day")
            for code in [
                "yyyy-mm-dd",
                "yyyy-mm-dd hh:mm:ss",
                "[$-42A]dd/mm/yyyy;@",
                "d\\/m\\/yy",
                'dd" tháng "mm" năm "yyyy',
            ]
        ),
        *((code, "unclear") for code in ["h AM/PM", "ss.00", "[h]:mm", "General/", "e", ""]),
    ],
)
def test_the_usual_formats_are_known(code, kind):
    known = styles_in(ET.fromstring(styles([code])))

    assert (1 in known.days, 1 in known.unclear) == (kind == "day", kind == "unclear")


def _replaced(file, members):
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()} | members
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def test_a_number_that_the_library_cannot_take_for_a_time_is_one_clear_error(tmp_path, refused):
    file = packed(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="19"><v>1000000000</v></c></row>')

    assert refused(mic.read(file), "the file is damaged")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(columns=3), "4 columns, more than the limit of 3"),
        (Limits(cells=11), "12 cells, counted from the first"),
    ],
)
def test_the_limits_hold_for_large_sheets_too(tmp_path, monkeypatch, limits, reason, refused):
    monkeypatch.setattr(sheet_xml, "LARGE", 0)
    book = openpyxl.Workbook()
    book.active.title = "pay_tv"
    for row in (["period", "subscribers", "subscribers_yoy_pct", "note"], ["2022-01", 5, 0.141, ""], ["", "", "", "x"]):
        book.active.append(row)
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")

    assert mic.read(tmp_path / "a.xlsx")["pay_tv"]["subscribers_yoy_pct"].to_list() == [14.1, None]
    assert refused(mic.read(tmp_path / "a.xlsx", limits=limits), reason)


MISTAKES = {
    "pay_tv": [["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", " n/a ", 0.5], ["2022-13", "1.234", "x"]],
    "Biểu": [
        ["Báo cáo tháng 1 năm 2022"],
        ["STT", "Chỉ tiêu", "ĐVT", "Kỳ báo cáo", "So với cùng kỳ (%)"],
        [1, "Tổng số thuê bao truyền hình trả tiền", "thuê bao", " 16,4 triệu tấn ", 0.141],
        [2, " Chỉ tiêu lạ ", "thuê bao", 5, "#"],
    ],
    "Dài": [
        ["Kỳ", "Chỉ tiêu", "Giá trị", "Đơn vị"],
        ["01/2022", "Phishing", " nhiều ", "cuộc"],
        ["x", "Lạ", 5, "cuộc"],
    ],
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_found_alike_in_large_and_in_small_sheets(tmp_path, name):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in MISTAKES[name]:
        book.active.append(row)
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")

    reports = []
    for size in (0, 10**9):
        with large_from(size):
            reports.append(as_json(mic.validate(mic.read(tmp_path / "a.xlsx"))))
    assert reports[0] == reports[1]


@given(
    rows=st.lists(
        st.lists(st.sampled_from(["", "a", "b c", 1.0, 2.5, date(2022, 1, 31)]), min_size=3, max_size=3), max_size=60
    )
)
def test_a_grid_is_its_rows(rows):
    def only(kind, column):
        return [cell if isinstance(cell, kind) and cell != "" else None for cell in column]

    columns = list(zip(*rows, strict=True)) if rows else [()] * 3
    grid = Grid(
        columns=[
            CellColumn(
                texts=pl.Series(only(str, column), dtype=pl.String),
                numbers=pl.Series(only(float, column), dtype=pl.Float64),
                days=pl.Series(only(date, column), dtype=pl.Date),
                styles=pl.Series([3 if cell == 2.5 else None for cell in column], dtype=pl.Int32),
                formats={3: number_format("0.0%")},
            )
            for column in columns
        ]
    )

    rows = [[number_format("0.0%").shown(cell) if cell == 2.5 else cell for cell in row] for row in rows]
    assert [list(row) for row in grid] == rows
    assert [list(grid[n]) for n in range(len(grid))] == rows
    assert grid.sparse() == [n for n, row in enumerate(rows) if sum(cell != "" for cell in row) < 2]
    odd = [n for n in range(len(rows)) if n % 2]
    assert list(grid.columns[1].at(odd)) == [rows[n][1] for n in odd]
    assert list(grid.columns[1].at(range(1, len(rows)))) == [row[1] for row in rows[1:]]
