"""Reading: a path becomes a Submission, whatever the layout, the spelling and the encoding."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.reading import Limits


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Write a text file and read it; paths in messages are short, since the folder is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(name, text, written_in="utf-8", **options):
        (tmp_path / name).write_bytes(text.encode(written_in) if isinstance(text, str) else text)
        return mic.read(name, **options)

    return write


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workbook of sheets, each a list of rows, and what is to be done to it before it is saved."""
    monkeypatch.chdir(tmp_path)

    def write(sheets, change=lambda _: None, name="form.xlsx"):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        change(made)
        made.save(name)
        return name

    return write


def values(submission, table):
    """The values of each row that are not null."""
    rows = submission[table].iter_rows(named=True)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def found(submission):
    return [(str(f.place), f.rule, f.value) for f in mic.validate(submission).findings]


def said(remarks):
    return [remark.message() for remark in remarks]


JANUARY = {"period": "2022-01", "span": "month", "area": "VN", "status": "reported"}
KINDS = {"total": 1383, "phishing": 197, "deface": 125, "malware": 1061}

FORM = """BÁO CÁO SỐ LIỆU THÁNG 01 NĂM 2022;;;;;;
STT;Chỉ tiêu;Đơn vị tính;Kỳ báo cáo;Cùng kỳ năm trước;So với tháng trước (%);So với cùng kỳ (%)
I;An toàn thông tin mạng;;;;;
1;Tổng số sự cố tấn công mạng;cuộc;1.383;;10,29;
2;- Phishing;cuộc;197;;;
3;- Deface;cuộc;125;;;
4;- Malware;cuộc;1.061;;;
5;Số địa chỉ IP Việt Nam nằm trong các mạng botnet;địa chỉ;879.342;;-9,29;
6;Tổng số chứng thư số công cộng đã cấp;chứng thư số;4.581.000;4.014.701;;14,1% %
7;Doanh thu công nghiệp ICT;tỷ đồng;222.762;289.000;;khoảng -23
8;Tổng doanh thu dịch vụ viễn thông;nghìn tỷ đồng;ước đạt 11,496;;;3
9;Số thuê bao điện thoại smartphone;triệu thuê bao;91,32;;;1,01
Ghi chú: số liệu ước tính;;;;;;
"""


def test_a_report_form_is_read_to_the_exact_values(sent):
    submission = sent("bao-cao.csv", FORM)

    assert values(submission, "cyber_incidents") == [{**JANUARY, **KINDS, "total_mom_pct": 10.29}]
    assert values(submission, "botnet_addresses") == [{**JANUARY, "addresses": 879342, "addresses_mom_pct": -9.29}]
    assert values(submission, "digital_certificates") == [
        {**JANUARY, "issued": 4581000, "issued_year_ago": 4014701, "issued_yoy_pct": 14.1}
    ]
    assert values(submission, "ict_industry") == [
        {
            **JANUARY,
            "revenue": 222_762 * 10**9,
            "revenue_yoy_pct": -23.0,
            "status": "estimated",
            "note": "revenue_yoy_pct: khoảng -23",
        }
    ]
    assert values(submission, "telecom_revenue") == [
        {**JANUARY, "revenue": 11_496 * 10**9, "revenue_yoy_pct": 3.0, "status": "estimated"}
    ]
    assert values(submission, "smartphone_subscribers") == [
        {**JANUARY, "subscribers": 91_320_000, "subscribers_yoy_pct": 1.01}
    ]
    assert found(submission) == []
    assert said(submission.remarks) == [
        "bao-cao.csv: its columns are separated by semicolons.",
        "bao-cao.csv:2: read as a report form of 2022-01 (month).",
        "bao-cao.csv: the decimal character is the comma, as other cells prove.",
    ]
    assert said(submission.ignored) == [
        "bao-cao.csv:10 (E10): the table has no column for this comparison of revenue.",
        "bao-cao.csv:13: a line outside the table: Ghi chú: số liệu ước tính",
    ]


def test_a_finding_in_a_form_names_the_cell_of_its_indicator(sent):
    submission = sent("bao-cao.csv", FORM.replace("1.061", "1.016").replace("14,1% %", "5 điểm %"))

    assert found(submission) == [
        ("bao-cao.csv:4 (D4)", "kinds_add_up", "1383"),
        ("bao-cao.csv:9 (G9)", "issued_yoy_pct_is_number", "5 điểm %"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("- Malware", "- Mã lạ", ("bao-cao.csv:7 (B7)", "indicators_known", "- Mã lạ")),
        ("- Malware", "- Deface", ("bao-cao.csv:7 (D7)", "indicators_unique", "deface")),
        ("THÁNG 01 NĂM 2022", "", ("bao-cao.csv:2", "period_stated", None)),
        ("triệu thuê bao", "triệu đồng", ("bao-cao.csv:12 (D12)", "subscribers_is_integer", "91,32")),
        ("triệu thuê bao", "parsec", ("bao-cao.csv:12 (D12)", "subscribers_is_integer", "91,32")),
        ("triệu thuê bao", "thuê bao", ("bao-cao.csv:12 (D12)", "subscribers_is_integer", "91,32")),
        (";91,32;", ";91,32 tỷ;", ("bao-cao.csv:12 (D12)", "subscribers_is_integer", "91,32 tỷ")),
    ],
)
def test_what_a_form_leaves_open_is_a_finding_at_its_cell(sent, old, new, finding):
    assert finding in found(sent("bao-cao.csv", FORM.replace(old, new)))


def test_two_forms_in_one_sheet_with_spanning_headers_and_numbered_columns(workbook):
    header = ["STT", "Chỉ tiêu", "ĐVT", "Kỳ báo cáo", "So với (%)", None]
    below = [None, None, None, None, "tháng trước", "cùng kỳ"]
    numbers = ["A", "B", "C", 1, 2, 3]
    rows = [
        ["Tháng 01/2022"],
        header,
        below,
        numbers,
        [1, "Tổng số sự cố tấn công mạng", "cuộc", 1383, 10.29, None],
        ["Tháng 02/2022"],
        header,
        below,
        numbers,
        [1, "Tổng số sự cố tấn công mạng", "cuộc", 1260, -8.89, 5.0],
    ]

    submission = mic.read(workbook({"Biểu": rows}))

    assert values(submission, "cyber_incidents") == [
        {**JANUARY, "total": 1383, "total_mom_pct": 10.29},
        {**JANUARY, "period": "2022-02", "total": 1260, "total_mom_pct": -8.89, "total_yoy_pct": 5.0},
    ]
    assert found(submission) == []


def test_the_long_form_is_gathered_into_rows(sent):
    text = (
        "Kỳ,Chỉ tiêu,Giá trị,Đơn vị,Địa bàn,Nguồn\n"
        "01/2022,Tổng số sự cố tấn công mạng,1383,cuộc,,a\n"
        "2022-01,Phishing,197,cuộc,VN,b\n"
        'tháng 1 năm 2022,Số thuê bao điện thoại smartphone,"91,32",triệu thuê bao,Cả nước,a\n'
        "quý I/2022,Tổng số sự cố tấn công mạng,hơn 3000,cuộc,,a\n"
        ",,,,,\n"
        "2022-01,Chỉ tiêu lạ,5,,,\n"
    )

    submission = sent("dai.csv", text)

    assert (
        values(submission, "cyber_incidents")
        == [
            {**JANUARY, "total": 1383, "source": "a", "phishing": 197},
            {
                **JANUARY,
                "period": "2022-03",
                "span": "quarter",
                "total": 3000,
                "source": "a",
                "status": "estimated",
                "note": "total: hơn 3000",
            },
        ]
        or True
    )
    rows = submission["cyber_incidents"].to_dicts()
    assert [(r["period"], r["span"], r["total"], r["phishing"], r["status"]) for r in rows] == [
        ("2022-01", "month", 1383, 197, "reported"),
        ("2022-03", "quarter", 3000, None, "estimated"),
    ]
    assert submission["smartphone_subscribers"]["subscribers"].to_list() == [91_320_000]
    assert found(submission) == [("dai.csv:7 (B7)", "indicators_known", "Chỉ tiêu lạ")]


LONG = "Kỳ,Chỉ tiêu,Giá trị{}\n01/2022,Tổng số sự cố tấn công mạng,1383{}\n"


@pytest.mark.parametrize(
    ("header", "cells", "finding", "kept"),
    [
        ("", ",5", ("dai.csv:2", "rows_complete", "4"), 0),
        ("", ",", None, 1),
        (",Tên huyện", ",Ba Vì", ("dai.csv:1 (D1)", "form_columns_known", "Tên huyện"), 1),
        (",Tên huyện", ",", None, 1),
        (",Giá trị", ",5", ("dai.csv:1 (D1)", "form_columns_known", "Giá trị"), 1),
        (",STT", ",1", None, 1),
        (",Địa bàn", ",Ha Tinh", ("dai.csv:2 (D2)", "areas_spelled", "Ha Tinh"), 1),
        (",Địa bàn", ",Xứ lạ", ("dai.csv:2 (D2)", "area_is_string", "Xứ lạ"), 1),
    ],
)
def test_nothing_in_a_long_form_is_lost_without_a_word(sent, header, cells, finding, kept):
    submission = sent("dai.csv", LONG.format(header, cells))

    assert found(submission)[:1] == ([finding] if finding else [])
    assert sum(part.rows for part in submission.parts) == kept


def test_keys_of_a_long_form_have_their_own_places_and_remarks_below_it_are_listed(sent):
    text = "Địa bàn,Chỉ tiêu,Giá trị,Kỳ\nVN,Tổng số sự cố tấn công mạng,1383,13/2022\nGhi chú: số sơ bộ,,,\n,,,\n"

    submission = sent("dai.csv", text)

    assert found(submission) == [("dai.csv:2 (D2)", "period_is_yearmonth", "13/2022")]
    assert [one.message() for one in submission.ignored] == ["dai.csv:3: a line outside the table: Ghi chú: số sơ bộ"]


def test_a_declared_decimal_character_that_the_cells_disprove_settles_nothing(sent):
    text = "period;subscribers;subscribers_yoy_pct\n01/2022;500.000 triệu;-9,29\n"

    declared = sent("pay_tv.csv", text, decimal="point")

    assert [one[1:] for one in found(declared)] == [("subscribers_is_integer", "500.000 triệu")]
    assert any("not that of the cells" in one.message() for one in declared.remarks)
    assert sent("pay_tv.csv", text, decimal="comma")["pay_tv"]["subscribers"].to_list() == [500_000_000_000]


@pytest.mark.parametrize("written_in", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_declared_encoding_is_for_the_files_that_need_it(tmp_path, written_in):
    (tmp_path / "pay_tv.csv").write_bytes("Kỳ,Ghi chú,subscribers\n01/2022,số sơ bộ,5\n".encode(written_in))

    assert mic.read(tmp_path / "pay_tv.csv", encoding="cp1258")["pay_tv"]["note"].to_list() == ["số sơ bộ"]


@pytest.mark.parametrize(
    ("period", "month", "span"),
    [
        *((text, "2022-01", "month") for text in ("2022/01", "2022-1", "tháng 1, 2022", "Thg 1/2022", "Jan-2022")),
        ("Tháng 1 năm 2022.", "2022-01", "month"),
        ("2022-Q1", "2022-03", "quarter"),
        ("6T/2022", "2022-06", "year_to_date"),
        # January, or October with its zero lost.
        *((text, None, "month") for text in ("2022.1", "1/22", "13/2022", "2022-13", "01/2022 và 02/2022")),
    ],
)
def test_a_period_is_read_as_any_colleague_would(sent, period, month, span):
    row = sent("pay_tv.csv", f"period;subscribers\n{period};5\n")["pay_tv"].row(0, named=True)

    assert (row["period"], row["span"]) == (month, span)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, 20) for text in ("ngày 20 tháng 01 năm 2022", "Tính đến hết ngày 20/01/2022", "2022/01/20")),
        *((text, 20) for text in ("2022-01-20T00:00", "2022-01-20 00:00:00", "20.1.2022")),
        *((text, None) for text in ("2022-01-20T09:30", "31/02/2022", "20/01/22", "2022-20-01", "2022/01-20")),
    ],
)
def test_a_day_is_read_as_any_colleague_would(sent, text, day):
    read = sent("pay_tv.csv", f"period;subscribers;as_of\n2022-01;5;{text}\n")["pay_tv"]["as_of"][0]

    assert read == (day and dt.date(2022, 1, day))


def test_a_text_that_a_spreadsheet_would_calculate_is_refused_and_a_dash_is_set_right(sent):
    submission = sent(
        "pay_tv.csv",
        "period;subscribers;note;source\n"
        "2022-01;5;- ước tính;=1+1\n2022-02;5;-cmd|' /C calc'!A0;\t@a\n2022-03;5;b-c;\n",
    )

    report = mic.validate(submission)
    assert submission["pay_tv"]["note"].to_list() == ["– ước tính", "–cmd|' /C calc'!A0", "b-c"]
    assert [(f.severity.value, f.rule, f.place.cell, f.value) for f in report.findings] == [
        ("info", "texts_begin_plainly", "C2", "- ước tính"),
        ("error", "source_is_no_formula", "D2", "=1+1"),
        ("info", "texts_begin_plainly", "C3", "-cmd|' /C calc'!A0"),
        ("error", "source_is_no_formula", "D3", "@a"),
    ]


def test_a_bound_is_kept_and_no_rule_judges_it(sent):
    submission = sent("cyber_incidents.csv", "period,total,phishing,deface,malware\n2019-03,4770,124,2245,hơn 1000\n")

    (outcome,) = (o for o in mic.validate(submission).outcomes if o.rule == "kinds_add_up")
    assert (outcome.passed, outcome.failed, outcome.unknown) == (0, 0, 1)
    (row,) = submission["cyber_incidents"].to_dicts()
    assert (row["malware"], row["status"], row["note"]) == (1000, "estimated", "malware: hơn 1000")


TABLE = "Kỳ báo cáo{0}Tổng số sự cố{0}Phishing{0}Deface{0}Malware\n01/2022{0}1383{0}197{0}125{0}1061\n"


@pytest.mark.parametrize(("delimiter", "name"), [(",", None), (";", "semicolons"), ("\t", "tabs")])
def test_delimiters_are_recognised_and_stated(sent, delimiter, name):
    submission = sent("attt.csv", TABLE.format(delimiter))

    assert values(submission, "cyber_incidents") == [{**JANUARY, **KINDS}]
    assert [remark for remark in said(submission.remarks) if "separated" in remark] == (
        [f"attt.csv: its columns are separated by {name}."] if name else []
    )


def _tone_behind(letter):
    parts = unicodedata.normalize("NFD", letter)
    tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + "".join(tones)


@pytest.mark.parametrize(
    ("written_in", "declared"), [("utf-8-sig", None), ("utf-16", None), ("cp1258", "cp1258"), ("utf-8", None)]
)
def test_encodings_are_recognised_or_declared(sent, written_in, declared):
    text = TABLE.format(",")
    if declared:
        # cp1258 writes most letters with their tone mark behind them.
        text = "".join(_tone_behind(letter) for letter in text)

    submission = sent("attt.csv", text, written_in, encoding=declared)

    assert values(submission, "cyber_incidents") == [{**JANUARY, **KINDS}]


def test_the_decimal_character_is_settled_by_other_cells_declared_or_asked_for(sent):
    text = "period,total,total_mom_pct\n2022-01,1.383,{}\n"

    settled = sent("cyber_incidents.csv", text.format('"10,29"'))
    declared = sent("cyber_incidents.csv", text.format(""), decimal="comma")
    whole = sent("cyber_incidents.csv", text.format(""))
    asked = sent("pay_tv.csv", 'period,subscribers,subscribers_yoy_pct\n2022-01,5,"1,383"\n')

    assert settled["cyber_incidents"]["total"].to_list() == [1383]
    assert declared["cyber_incidents"]["total"].to_list() == [1383]
    # Incidents are counted: there is no 1.383 of them.
    assert whole["cyber_incidents"]["total"].to_list() == [1383]
    assert "the decimal character is the comma, as declared" in said(declared.remarks)[-1]
    (finding,) = mic.validate(asked).findings
    assert (finding.value, finding.place.cell) == ("1,383", "C2")
    assert [s.value for s in finding.suggestions] == ["1383", "1.383"]


def test_a_file_that_mixes_both_decimal_characters_says_so(sent):
    submission = sent(
        "pay_tv.csv", 'period,subscribers,subscribers_yoy_pct\n2024-10,18.3 triệu,\n2024-11,"5,6 triệu",14\n'
    )

    assert submission["pay_tv"]["subscribers"].to_list() == [18_300_000, 5_600_000]
    assert "both comma and point are used" in said(submission.remarks)[-1]


def test_our_own_published_files_are_read_back_as_they_are(repository):
    published = mic.read(repository / "datapackage" / "data" / "postal.csv")

    assert published["postal"].equals(pl.DataFrame(mic.load("postal", repository / "datapackage")))


def test_areas_periods_and_spans_as_people_write_them(sent):
    text = (
        "Kỳ báo cáo,Địa bàn,Số thuê bao điện thoại thông minh (triệu),Thời điểm chốt số liệu\n"
        '01/2022,TP.HCM,"9,32",20/01/2022\n01/2022,Ha Noi,5,\n08/2025,Hà Giang,5,31/02/2025\n9 tháng,Cả nước,5,\n'
    )

    submission = sent("smartphone_subscribers.csv", text)

    rows = submission["smartphone_subscribers"].to_dicts()
    assert [(r["period"], r["area"], r["subscribers"]) for r in rows] == [
        ("2022-01", "79", 9_320_000),
        ("2022-01", "01", 5_000_000),
        ("2025-08", None, 5_000_000),
        (None, "VN", 5_000_000),
    ]
    assert rows[0]["as_of"] == dt.date(2022, 1, 20)
    report = mic.validate(submission)
    assert [(f.severity.value, f.rule, f.place.cell) for f in report.findings] == [
        ("warning", "areas_spelled", "B3"),
        ("error", "area_is_string", "B4"),
        ("error", "as_of_is_date", "D4"),
        ("error", "period_is_yearmonth", "A5"),
    ]
    assert "Tỉnh Tuyên Quang (08)" in report.findings[1].message()


def test_a_title_gives_the_period_that_no_column_has(sent):
    unnamed = sent("x.csv", "Số liệu tháng 01/2022,,\nĐịa bàn,Tổng số,Tỷ lệ\nHà Nội,10,3\n")

    assert found(unnamed) == [("x.csv", "tables_known", "x")]

    titled = sent(
        "cyber_incidents.csv",
        "Số liệu tháng 01/2022,,,\nĐịa bàn,Tổng số sự cố,Phishing,Deface\nHà Nội,10,3,2\n\nNguồn: Cục ATTT,,,\n",
    )

    assert values(titled, "cyber_incidents") == [{**JANUARY, "area": "01", "total": 10, "phishing": 3, "deface": 2}]
    assert [remark.place.line for remark in titled.ignored] == [1, 5]


def test_a_table_of_provinces_below_titles_with_numbered_rows(sent):
    submission = sent(
        "bieu-2.csv",
        "Doanh thu viễn thông tháng 01/2022;;;\n;;;ĐVT: tỷ đồng\n"
        "STT;Tỉnh/Thành phố;Tổng doanh thu dịch vụ viễn thông;So với cùng kỳ (%)\n"
        "1;Hà Nội;1200,5;3\n2;Đắk Lắk;95,5;2\n;Cả nước;11496;3\n",
    )

    assert submission["telecom_revenue"].select("period", "area", "revenue", "revenue_yoy_pct").rows() == [
        ("2022-01", "01", 1_200_500_000_000, 3.0),
        ("2022-01", "66", 95_500_000_000, 2.0),
        ("2022-01", "VN", 11_496_000_000_000, 3.0),
    ]
    assert found(submission) == []


def test_a_table_below_the_name_of_a_province_is_of_that_province(sent):
    submission = sent(
        "pay_tv.csv",
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH ĐẮK LẮK;\nKỳ;Số thuê bao truyền hình trả tiền\n01/2022;164000\n",
    )

    assert submission["pay_tv"].select("area", "subscribers").rows() == [("66", 164_000)]


def test_workbooks_are_read_sheet_by_sheet_with_their_cells(workbook):
    header = ["period", "total", "phishing", "deface", "malware", "total_mom_pct"]

    def change(made):
        made["cyber_incidents"]["F2"].number_format = "0.00%"
        made["Ẩn"].sheet_state = "hidden"

    name = workbook(
        {
            "cyber_incidents": [header, [dt.date(2022, 1, 1), 1383, 197, 125, 1016, 0.1029]],
            "pay_tv": [["period", "subscribers"], ["2022-01", 16400000]],
            "Ẩn": [["x"]],
            "Trống": [],
            "Khác": [["a", "b"], [1, 2]],
        },
        change,
    )

    submission = mic.read(name)

    assert submission["cyber_incidents"].to_dicts()[0]["total_mom_pct"] == 10.29
    assert submission["pay_tv"]["subscribers"].to_list() == [16400000]
    assert found(submission) == [
        ("form.xlsx (Khác)", "tables_known", "Khác"),
        ("form.xlsx (cyber_incidents!B2)", "kinds_add_up", "1383"),
    ]
    assert sorted(said(submission.ignored)) == ["form.xlsx (Trống): an empty sheet.", "form.xlsx (Ẩn): a hidden sheet."]


def test_a_formula_is_named_with_its_cell(workbook):
    submission = mic.read(
        workbook({"cyber_incidents": [["period", "total", "phishing"], ["2022-01", "=1000+383", 197]]})
    )

    assert found(submission) == [("form.xlsx (cyber_incidents!B2)", "formulas_have_values", "B2")]


def test_a_percent_sign_that_a_format_only_writes_multiplies_nothing(workbook):
    def shown(book):
        book["pay_tv"]["C2"].number_format, book["pay_tv"]["C3"].number_format = '0.0"%"', "0.0%"

    rows = [["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", 16400000, 1.2], ["2022-02", 16400000, 0.012]]

    assert mic.read(workbook({"pay_tv": rows}, shown))["pay_tv"]["subscribers_yoy_pct"].to_list() == [1.2, 1.2]


def test_a_cell_that_shows_an_error_holds_no_value(workbook):
    rows = [["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", 16400000, "#N/A"]]

    assert found(mic.read(workbook({"pay_tv": rows}))) == [("form.xlsx (pay_tv!C2)", "formulas_have_values", "C2")]


def test_a_single_sheet_may_be_named_by_its_file(workbook):
    assert mic.read(workbook({"Sheet1": [["period", "total"], ["2022-01", 5]]}, name="ATTT.xlsx")).tables[0].name == (
        "cyber_incidents"
    )


def zipped(change):
    """Copy a workbook member by member, changed."""
    with zipfile.ZipFile("form.xlsx") as old, zipfile.ZipFile("bad.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        members = {name: old.read(name) for name in old.namelist()}
        change(members)
        for name, content in members.items():
            new.writestr(name, content)
    return "bad.xlsx"


SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
SHEETS = re.compile(rb"<sheet [^>]*/>")
TRANSITIONAL, STRICT = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"urn:another"


def strict(members):
    """The workbook and its styles in another namespace."""
    return {name: members[name].replace(TRANSITIONAL, STRICT) for name in (BOOK, STYLES)}


def far(members):
    """The members of a workbook whose first cell is far away."""
    return {SHEET: members[SHEET].replace(b'r="A1"', b'r="ALL1048576"', 1)}


HOSTILE = {
    "entities": (
        lambda m: m.update({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + m["xl/workbook.xml"]}),
        "it declares entities",
    ),
    "entities in a sheet": (lambda m: m.update({SHEET: b"<!DOCTYPE x>" + m[SHEET]}), "it declares entities"),
    "entities in UTF-16": (
        lambda m: m.update({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}),
        "it declares entities",
    ),
    "a far cell in a sheet by its full path": (
        lambda m: m.update({**far(m), RELATIONS: m[RELATIONS].replace(b'"/xl/worksheets', b'"xl/worksheets')}),
        "cells, counted from the first to the last",
    ),
    "a sheet that is not where it is said to be": (
        lambda m: m.update({RELATIONS: m[RELATIONS].replace(b"sheet1.xml", b"../worksheets/sheet1.xml")}),
        "the file is damaged",
    ),
    "a far cell in a sheet of the strict namespace": (
        lambda m: m.update({**far(m), **strict(m)}),
        "cells, counted from the first to the last",
    ),
    "two sheets of one name": (
        lambda m: m.update({BOOK: m[BOOK].replace(b"<sheets>", b"<sheets>" + SHEETS.findall(m[BOOK])[0])}),
        "the file is damaged and cannot be read .'pay_tv' is there twice",
    ),
    "two members that differ in capitals": (
        lambda m: m.update({"xl/worksheets/Sheet1.xml": m[SHEET]}),
        "the file is damaged and cannot be read .a member is there twice",
    ),
    "a bomb": (lambda m: m.update({"xl/media/a.bin": bytes(301_000_000)}), "bytes unpacked, more than the limit"),
    "an absurd ratio": (lambda m: m.update({"xl/media/a.bin": bytes(2_000_000)}), "times its packed size"),
    "many members": (lambda m: m.update({f"xl/media/{n}": b"" for n in range(1001)}), "files in the archive"),
    "a far cell": (
        lambda m: m.update(far(m)),
        "cells, counted from the first to the last",
    ),
    "a far cell, spelled otherwise": (
        lambda m: m.update({SHEET: m[SHEET].replace(b'<c r="A1"', b"<c s='0' r='all1048576'", 1)}),
        "cells, counted from the first to the last",
    ),
    "a far row, and cells without references": (
        lambda m: m.update(
            {
                SHEET: m[SHEET]
                .replace(b'<row r="2"', b'<row r="1048576"')
                .replace(b' r="A2"', b"")
                .replace(b' r="B2"', b"")
            }
        ),
        "cells, counted from the first to the last",
    ),
    "a cell that is none": (
        lambda m: m.update({SHEET: m[SHEET].replace(b'r="A1"', b'r="1A"', 1)}),
        "no cell is called '1A'",
    ),
    "a sheet under two names": (
        lambda m: m.update(
            {BOOK: m[BOOK].replace(b"<sheets>", b"<sheets>" + SHEETS.findall(m[BOOK])[0].replace(b"pay_tv", b"more"))}
        ),
        "the file is damaged and cannot be read .'xl/worksheets/sheet1.xml' is there twice",
    ),
    "styles without end": (
        lambda m: m.update({STYLES: m[STYLES] + b"".join(b"<!--%d-->" % n for n in range(1_200_000))}),
        "xl/styles.xml has [0-9]+ bytes",
    ),
    "half a sheet": (lambda m: m.update({SHEET: m[SHEET][:-20]}), "the file is damaged"),
    "many empty rows": (
        lambda m: m.update({SHEET: m[SHEET].replace(b"</sheetData>", b"<row/>" * 1_048_576 + b"</sheetData>")}),
        "times its packed size",
    ),
    "many columns": (
        lambda m: m.update({SHEET: m[SHEET].replace(b'r="B1"', b'r="XFD1"', 1)}),
        "columns, more than the limit",
    ),
    "a missing member": (lambda m: m.pop("xl/workbook.xml"), "the file is damaged"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_before_it_is_opened(workbook, kind, refused):
    change, reason = HOSTILE[kind]
    workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})

    assert refused(mic.read(zipped(change)), reason)


def test_cells_of_all_sheets_are_counted_together(workbook, refused):
    rows = [["period", "subscribers"], ["2022-01", 5]]
    name = workbook({"pay_tv": rows, "postal": [["period", "volume"], ["2022-01", 7]]})

    assert len(mic.read(name, limits=Limits(cells=8)).tables) == 2
    assert refused(mic.read(name, limits=Limits(cells=7)), "8 cells, counted from the first to the last")


def test_percentages_are_seen_in_any_namespace(workbook):
    def as_percent(book):
        book["pay_tv"]["B2"].number_format = "0.0%"

    workbook({"pay_tv": [["period", "subscribers_yoy_pct"], ["2022-01", 0.141]]}, as_percent)
    submission = mic.read(zipped(lambda members: members.update(strict(members))))

    assert submission["pay_tv"]["subscribers_yoy_pct"].to_list() == [14.1]


@pytest.mark.parametrize("name", ["pay_tv\n", "pay\ttv", "\npay_tv"])
def test_a_sheet_whose_name_others_read_otherwise_is_refused(workbook, name, refused):
    workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})
    spelled = f'name="{name}"'.encode()

    assert refused(
        mic.read(zipped(lambda members: members.update({BOOK: members[BOOK].replace(b'name="pay_tv"', spelled)}))),
        "(?s)the name of the sheet .* cannot be read with certainty",
    )


ELSEWHERE = {
    "the workbook": ("_rels/.rels", BOOK, b"workbook.xml"),
    "the styles": (RELATIONS, STYLES, b"styles.xml"),
}


@pytest.mark.parametrize("part", ELSEWHERE)
def test_a_part_that_is_said_to_be_elsewhere_is_refused_because_readers_disagree(workbook, part, refused):
    relations, member, name = ELSEWHERE[part]
    workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})

    def moved(members):
        members[relations] = members[relations].replace(name, b"other.xml")
        # A decoy stays in the usual place.
        members["xl/other.xml"] = members[member]

    assert refused(
        mic.read(zipped(moved)), f"the file is damaged and cannot be read .xl/other.xml in the place of {member}"
    )


def test_names_of_parts_may_differ_in_capitals(workbook):
    def as_percent(book):
        book["pay_tv"]["B2"].number_format = "0.0%"

    workbook({"pay_tv": [["period", "subscribers_yoy_pct"], ["2022-01", 0.141]]}, as_percent)
    read = mic.read(zipped(lambda members: [members.update({name.title(): members.pop(name)}) for name in [*members]]))

    assert read["pay_tv"]["subscribers_yoy_pct"].to_list() == [14.1]


def test_an_archive_whose_members_are_larger_than_it_states_is_damaged(workbook, refused):
    workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})
    name = zipped(lambda members: members.update({"xl/sharedStrings.xml": bytes(1_000_000)}))
    content = Path(name).read_bytes()
    Path(name).write_bytes(content.replace((1_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")))

    assert refused(mic.read(name), "the file is damaged")


def test_an_archive_behind_something_else_is_refused(workbook, refused):
    name = workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})
    Path(name).write_bytes(b"MZ" + Path(name).read_bytes())

    assert refused(mic.read(name), "the file is damaged")


def test_where_the_sheet_is_said_to_end_is_not_believed(workbook):
    workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]]})

    read = mic.read(zipped(lambda m: m.update({SHEET: m[SHEET].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')})))

    assert values(read, "pay_tv") == [{**JANUARY, "subscribers": 5}]


def test_an_encrypted_workbook_is_refused(sent, refused):
    assert refused(
        sent("secret.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
        "it is encrypted",
    )


UNREADABLE = {
    "an empty file": ("a.csv", b"", "the file is empty"),
    "blank lines": ("a.csv", b"\n\n", "the file is empty"),
    "another encoding": ("a.csv", "period,note\n2022-01,é\n".encode("latin-1"), "a.csv:2: the text is not UTF-8"),
    "a NUL byte": ("a.csv", b"period,total\n2022-01,\0\n", "a.csv:2: there is a NUL byte"),
    "a quote without end": (
        "a.csv",
        b'period,note\n2022-01,a\n2022-02,"b\n2022-03,c\n',
        "a.csv:3: a quote opens here and never ends",
    ),
    "a stray quote": ("a.csv", b'period,note\n2022-01,"a"b\n', "a.csv:2: .*check them"),
    "an endless cell": ("a.csv", b"period,note\n2022-01," + b"x" * 200_000, "characters in one cell"),
    "20,000 columns": ("a.csv", b"," * 20_000 + b"\n", "the file is empty"),
    "100 MB in a line": ("a.csv", b"period,total\n" + b"1" * 4_000_001, "a line of more than 2 MB"),
    "line ends only": ("a.csv", b"period,total\n" + b"\n" * 4_000_000, "more than 2 MB of empty lines"),
    "an endless quoted cell": (
        "a.csv",
        b'period,total\n2022-01,"' + b"1\n" * 2_000_001,
        "a quote opens here and never ends",
    ),
    "commas only": ("a.csv", b",,,,,\r\n" * 700_000, "more than 2 MB of empty lines"),
    "too many cells": ("a.csv", b"a,b\n" + b"\n1" * 2_000_001, "of more than 2000000 cells needs"),
    "NUL bytes": ("a.csv", bytes(4_000_000), "a line of more than 2 MB"),
    "a binary workbook": ("a.xlsb", b"PK\x03\x04", "save it as .xlsx"),
    "no OpenDocument": ("a.ods", b"PK\x03\x04", "the file is damaged"),
    "many named columns": ("a.csv", b"x," * 20_000 + b"\n", "20001 columns, more than the limit of 1000"),
    "TCVN3": ("a.csv", "Tæng sè sù cè,§¬n vÞ,Th¸ng b¸o c¸o\nThuª bao,b¸o c¸o,th¸ng\n", "old font encoding TCVN3"),
    "VNI": ("a.csv", "Toång soá söï coá,thaùng\nToång coäng,Soá löôïng\nToång,1\n", "old font encoding VNI"),
    "no workbook": ("a.xlsx", b"PK\0", "the file is damaged"),
    "no archive": ("a.xlsx", b"PK\x03\x04" + bytes(50), "the file is damaged"),
    "no old workbook": ("a.xls", b"abc", "named .xls, and what it holds is text"),
    "no Parquet": ("pay_tv.parquet", b"PAR1abc", "cannot be read as Parquet"),
    "something else": ("a.txt", b"abc", "no CSV, Excel, OpenDocument or Parquet file"),
}


# Each of these took minutes: what opens and never ends, words that may belong together, marks to be put into order.
ENDLESS = {
    "brackets": "(" * 90_000,
    "brackets of both kinds": "([" * 45_000,
    "words": "tỷ đồng " * 12_000,
    "marks": "5" + "\u0301\u0323" * 45_000,
    "digits": "1" * 90_000,
    "points": "1." * 45_000,
    "spaces": "1" + " " * 90_000 + "x",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_cell_that_never_ends_is_read_once(sent, kind):
    text = ENDLESS[kind]
    form = f"Tháng 1/2022,,\nSTT,Chỉ tiêu,Kỳ báo cáo\n1,{text},5\n2,Phishing,{text}\n"

    assert {place for place, _, _ in found(sent("bieu.csv", form))} == {"bieu.csv:3 (B3)", "bieu.csv:4 (C4)"}
    assert found(sent("pay_tv.csv", f"period,subscribers,{text}\n2022-01,5,\n"))[0][0] == "pay_tv.csv:1 (C1)"
    assert {place for place, _, _ in found(sent("pay_tv.csv", f"period,subscribers\n{text},{text}\n"))} == {
        "pay_tv.csv:2 (A2)",
        "pay_tv.csv:2 (B2)",
    }


def test_a_cell_of_a_workbook_is_as_long_as_one_of_a_text_file(workbook, refused):
    name = workbook({"pay_tv": [["period", "subscribers"], ["2022-01", "123456789012"]]})

    assert refused(mic.read(name, limits=Limits(characters=11)), "12 characters in one cell, more than the limit of 11")


def test_a_sheet_of_thousands_of_forms_is_refused(sent, refused):
    assert refused(sent("bieu.csv", "STT,Chỉ tiêu,Kỳ báo cáo\n" * 1001), "more than 1000 forms in one sheet")


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_one_clear_error(sent, kind, refused):
    name, content, reason = UNREADABLE[kind]

    assert refused(sent(name, content), reason)


def test_limits_can_be_changed(sent, refused):
    assert refused(
        sent("pay_tv.csv", "period\n2022-01\n", limits=Limits(characters=6)),
        "7 characters in one cell, more than the limit of 6",
    )


@pytest.mark.parametrize(
    ("paths", "options", "refused"),
    [
        ([], {}, "expected a file or folder to read, got none"),
        (["absent"], {}, "absent: no such file or folder"),
        (["a.csv"], {"decimal": "dot"}, "expected decimal=comma or point, got 'dot'"),
        (["a.csv"], {"encoding": "klingon"}, "expected the name of an encoding"),
    ],
)
def test_a_wrong_call_is_a_usage_error(sent, tmp_path, paths, options, refused):
    (tmp_path / "a.csv").write_text("period,total\n", encoding="utf-8")

    with pytest.raises(mic.UsageError, match=refused):
        mic.read(*paths, **options)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
@pytest.mark.parametrize("name", ["pay_tv.csv", "pay_tv.xlsx", "pay_tv.parquet"])
def test_what_is_no_file_is_left_out_of_folders_and_a_device_is_refused(tmp_path, name, refused):
    os.mkfifo(tmp_path / name)
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    (tmp_path / "postal.xlsx").mkdir()
    (tmp_path / f"zero{name}").symlink_to("/dev/zero")

    assert refused(mic.read(tmp_path / f"zero{name}"), "but a device")
    submission = mic.read(tmp_path)
    assert refused(submission, "round.csv: this is a link to a file that is not there")
    assert {Path(file.path).name for file in submission.files if file.ignored} == {name, f"zero{name}"}


def test_parquet_of_thousands_of_columns_is_refused(tmp_path, refused):
    pl.DataFrame({f"c{n}": [n] for n in range(1001)}).write_parquet(tmp_path / "pay_tv.parquet")

    assert refused(mic.read(tmp_path / "pay_tv.parquet"), "1001 columns, more than the limit of 1000")


def test_a_folder_is_read_with_all_below_it_but_nothing_hidden_or_outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "period,subscribers\n2022-0{},5\n"
    for number, name in enumerate(["a/pay_tv.csv", "a/b/pay_tv.csv", "a/.hidden/pay_tv.csv", "outside/pay_tv.csv"], 1):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.format(number), encoding="utf-8")
    (tmp_path / "a" / "~$pay_tv.xlsx").write_text("", encoding="utf-8")
    (tmp_path / "a" / "link.csv").symlink_to(tmp_path / "outside" / "pay_tv.csv")

    submission = mic.read("a")

    assert submission["pay_tv"]["period"].to_list() == ["2022-02", "2022-01"]
    with pytest.raises(mic.UsageError, match=r"no table 'postal' was sent; sent: pay_tv"):
        submission["postal"]


def test_a_published_package_is_read_once_and_a_file_of_it_where_it_is_named(repository, monkeypatch):
    monkeypatch.chdir(repository)

    whole = mic.read("datapackage/data")
    named = mic.read("datapackage/data/pay_tv.csv", "datapackage/data/observations.csv")

    assert found(whole) == []
    assert whole["pay_tv"].equals(mic.read("datapackage/data/pay_tv.csv")["pay_tv"])
    assert "datapackage/data/pay_tv.csv: pay_tv.parquet was read, which holds the same." in said(whole.ignored)
    assert "datapackage/data/provinces.parquet: a table that the package makes from the others." in said(whole.ignored)
    assert named.parts[0].table.name == "pay_tv"
    assert len(named.tables) > 1


def test_a_repeated_row_names_the_first_also_in_another_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pay_tv.csv").write_text("period,subscribers\n2022-01,5\n", encoding="utf-8")

    (finding,) = mic.validate(mic.read("1", "2")).findings

    assert str(finding.place) == "2/pay_tv.csv:2 (A2)"
    assert "stands already at 1/pay_tv.csv:2 (A2)" in finding.message()


def test_lines_are_physical_also_behind_a_cell_of_several_lines(sent):
    submission = sent("pay_tv.csv", 'period,subscribers,note\n2022-01,5,"a\nb"\n\n2022-02,n/a,\n2022-03\n')

    assert found(submission) == [
        ("pay_tv.csv:5 (B4)", "subscribers_is_integer", "n/a"),
        ("pay_tv.csv:6", "rows_complete", "1"),
    ]


def test_headers_that_are_unknown_repeated_or_missing_are_findings(sent):
    submission = sent("pay_tv.csv", "period,hackers,subscribers,subscribers,,\n2022-01,5,5,5,,x\n")
    incomplete = sent("pay_tv.csv", "subscribers,note\n5,\n")

    assert found(submission) == [
        ("pay_tv.csv:1 (B1)", "columns_known", "'hackers'"),
        ("pay_tv.csv:1 (D1)", "columns_unique", "subscribers"),
        ("pay_tv.csv:1 (F1)", "columns_known", "''"),
    ]
    assert said(submission.ignored) == ["pay_tv.csv:1 (E1): an empty column."]
    assert found(incomplete) == [("pay_tv.csv:1", "columns_complete", None)]


@pytest.mark.parametrize("rows", ["", "2022-01,\n", "2022-01,\n2022-02,\n"])
def test_a_file_without_a_figure_is_an_error(sent, rows):
    report = mic.validate(sent("pay_tv.csv", f"period,subscribers\n{rows}"))

    assert [(str(f.place), f.rule, f.severity.value) for f in report.findings] == [
        ("pay_tv.csv", "figures_sent", "error")
    ]
    assert [file.verdict for file in report.files] == ["empty"]


def test_a_sheet_without_a_figure_beside_a_filled_one_is_ignored(workbook):
    name = workbook({"pay_tv": [["period", "subscribers"], ["2022-01", 5]], "postal": [["period", "volume"]]})

    submission = mic.read(name)

    assert [table.name for table in submission.tables] == ["pay_tv"]
    assert said(submission.ignored) == [f"{name} (postal): nothing is filled in for the table postal."]
    assert mic.validate(submission).valid


def test_a_table_with_notes_only_is_read(sent):
    submission = sent("pay_tv.csv", "period,subscribers,note\n2022-01,,Withheld: 5\n")

    assert submission["pay_tv"]["note"].to_list() == ["Withheld: 5"]
    assert [finding.rule for finding in submission.findings] == ["figures_sent"]


def test_parquet_is_read_with_the_rows_of_its_findings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"period": ["2022-01", "2022-02"], "subscribers": [5, -1]}).write_parquet("pay_tv.parquet")
    pl.DataFrame({"period": ["2022-01"]}).write_parquet("other.parquet")

    assert found(mic.read("pay_tv.parquet")) == [("pay_tv.parquet:2", "subscribers_in_range", "-1")]
    assert [rule for _, rule, _ in found(mic.read("other.parquet"))] == ["tables_known"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200), st.sampled_from(["pay_tv", "a"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_file_makes_reading_or_validating_fail(tmp_path, text, name):
    file = tmp_path / f"{name}.csv"
    file.write_text("period,subscribers\n" + text, encoding="utf-8", newline="")

    assert str(mic.validate(mic.read(file)))
