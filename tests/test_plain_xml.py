"""Large sheets are looked through by queries: what they say is what the parser says, or nothing."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.reading import Limits, sheet_xml
from mic_datapkg.reading.plain_xml import look
from mic_datapkg.reading.sheet_xml import marked_in

PERCENT = 12
SHEET = '<?xml version="1.0"?><worksheet><sheetData>{}</sheetData></worksheet>'
PLAIN = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="12"/></row>'
    '<row r="7"><c r="AB7" s="3" t="n"><v>5</v></c></row>'
)


def test_a_plain_sheet_is_told_by_queries():
    plain = look(SHEET.format(PLAIN).encode(), {PERCENT})

    assert (plain.rows, plain.letters, plain.styled) == (7, {"A", "C", "AB"}, {"C1"})


UNUSUAL = {
    "another order of attributes": PLAIN.replace('r="C1" s="12"', 's="12" r="C1"'),
    "a reference twice": PLAIN.replace('r="AB7"', 'r="AB7" r="XFD1048576"'),
    "other quotes": PLAIN.replace('r="AB7"', "r='AB7'"),
    "another space": PLAIN.replace('<c r="AB7"', '<c\n r="AB7"'),
    "an entity": PLAIN.replace('r="AB7"', 'r="&#65;B7"'),
    "a prefix": PLAIN.replace('<c r="AB7" s="3" t="n"><v>5</v></c>', '<x:c xmlns:x="u" r="AB7"/>'),
    "no reference": PLAIN.replace('<c r="AB7" s="3"', '<c s="3"'),
    "a formula": PLAIN.replace("<v>5</v>", "<f>1+2</f><v>5</v>"),
    "a formula with a prefix": PLAIN.replace("<v>5</v>", '<x:f xmlns:x="u">1+2</x:f><v>5</v>'),
    "a comment": PLAIN.replace("<v>5</v>", "<!-- no cell: <c --><v>5</v>"),
    "a section": PLAIN.replace("<v>5</v>", "<v><![CDATA[5]]></v>"),
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_spelled_otherwise_is_left_to_the_parser(kind):
    assert look(SHEET.format(UNUSUAL[kind]).encode(), {PERCENT}) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_left_to_the_parser(encoding):
    assert look(SHEET.format(PLAIN).encode(encoding), {PERCENT}) is None


@given(
    cells=st.dictionaries(
        st.tuples(st.integers(1, 400), st.integers(1, 60)), st.sampled_from(["", ' s="12"', ' s="3" t="n"', ' t="s"'])
    )
)
def test_queries_and_the_parser_agree(cells):
    rows: dict[int, str] = {}
    for (row, column), more in sorted(cells.items()):
        name = f"{openpyxl.utils.get_column_letter(column)}{row}"
        rows[row] = rows.get(row, "") + f'<c r="{name}"{more}><v>1</v></c>'
    content = SHEET.format("".join(f'<row r="{row}">{inside}</row>' for row, inside in rows.items())).encode()
    plain = look(content, {PERCENT})

    assert plain is not None
    assert plain.styled == marked_in(content, "a.xlsx", frozenset({PERCENT}), Limits()).percents
    assert plain.rows == max((row for row, _ in cells), default=0)


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        (Limits(columns=3), "4 columns, more than the limit of 3"),
        (Limits(cells=11), "12 cells, counted from the first"),
    ],
)
def test_the_limits_hold_for_large_sheets_too(tmp_path, monkeypatch, limits, refused):
    monkeypatch.setattr(sheet_xml, "LARGE", 0)
    book = openpyxl.Workbook()
    book.active.title = "pay_tv"
    for row in (["period", "subscribers", "subscribers_yoy_pct", "note"], ["2022-01", 5, 0.141, ""], ["", "", "", "x"]):
        book.active.append(row)
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")

    assert mic.read(tmp_path / "a.xlsx")["pay_tv"]["subscribers_yoy_pct"].to_list() == [14.1, None]
    with pytest.raises(mic.SubmissionError, match=refused):
        mic.read(tmp_path / "a.xlsx", limits=limits)
