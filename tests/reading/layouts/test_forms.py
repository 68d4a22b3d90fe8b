"""Report forms ("biểu mẫu"): what each column of a form holds, and what has no place in the tables."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

import mic_datapkg as mic
from mic_datapkg.printed.spans import Stretch
from mic_datapkg.reading.layouts.form_header import Use, use_of

JANUARY = Stretch(period="2022-01", span="month")


@pytest.fixture
def form(tmp_path, monkeypatch):
    """Write a form as CSV and read it."""
    monkeypatch.chdir(tmp_path)

    def write(text, **options):
        (tmp_path / "bieu.csv").write_text(text, encoding="utf-8")
        return mic.read("bieu.csv", **options)

    return write


def rows(submission, table, *columns):
    return submission[table].select("period", "span", *columns).rows()


def found(submission):
    return [(str(f.place), f.rule, f.value) for f in mic.validate(submission).findings]


def ignored(submission):
    return [remark.message() for remark in submission.ignored]


HEADERS = {
    "Tháng 01/2022": Use(role="value"),
    "Tháng 1 năm 2022": Use(role="value"),
    "T1/2022": Use(role="value"),
    "Tháng 1": Use(role="value"),
    "Kì báo cáo": Use(role="value"),
    "Thực hiện tháng 01/2022 (tỷ đồng)": Use(role="value"),
    "Ước tháng 01/2022": Use(role="value", estimated=True),
    "Ước thực hiện": Use(role="value", estimated=True),
    "Tháng 12/2021": Use(role="month_ago"),
    "Tháng 12": Use(role="month_ago"),
    "Tháng 01/2021": Use(role="year_ago"),
    "Cùng kì năm 2021": Use(role="year_ago"),
    "So với tháng 12/2021 (%)": Use(role="mom"),
    "So với T12/2021": Use(role="mom"),
    "So với cùng kỳ năm 2021": Use(role="yoy"),
    "% so với cùng kỳ 2021": Use(role="yoy"),
    "So với tháng 01/2021 (%)": Use(role="yoy"),
    "Lũy kế từ đầu năm": Use(role="value", cumulative=True),
    "Luỹ kế đến tháng 01/2022": Use(role="value", cumulative=True),
    "Lũy kế đến hết tháng 01/2022": Use(role="value", cumulative=True),
    "Ước lũy kế từ đầu năm": Use(role="value", cumulative=True, estimated=True),
    "Lũy kế ước thực hiện": Use(role="value", cumulative=True, estimated=True),
    "Lũy kế cùng kỳ năm trước": Use(role="year_ago", cumulative=True),
    "Lũy kế so với cùng kỳ (%)": Use(role="yoy", cumulative=True),
    "Kế hoạch năm 2022": Use(role="plan"),
    "Kế hoạch": Use(role="plan"),
    "% so với kế hoạch": Use(role="plan"),
    "Tỉ lệ thực hiện so với kế hoạch năm (%)": Use(role="plan"),
    "So với tháng 11/2021 (%)": Use(role="comparison"),
    "So với cùng kỳ 2019": Use(role="comparison"),
    "So với quý trước": Use(role="comparison"),
    "Tháng 01/2022 so với tháng 12/2021 (%)": Use(role="mom"),
    "+/- so với tháng trước (%)": Use(role="mom"),
    "9 tháng năm 2021 so với cùng kỳ": Use(role="comparison"),
    # Whether 9,29 below it is a fall nobody knows.
    "Giảm so với tháng trước (%)": None,
    "Tháng 11/2021": Use(role="other_period"),
    "Tháng 11": Use(role="other_period"),
    "Thực hiện năm 2021": Use(role="other_period"),
    "Năm 2022": Use(role="other_period"),
    "Mức độ": None,
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_read_by_what_its_months_are_to_the_one_reported(header):
    assert use_of(header, JANUARY) == HEADERS[header]


@pytest.mark.parametrize(
    ("header", "use"),
    [
        ("6 tháng đầu năm 2022", Use(role="value", cumulative=True)),
        ("6 tháng", Use(role="value", cumulative=True)),
        ("6 tháng đầu năm 2021", Use(role="year_ago", cumulative=True)),
        ("Lũy kế 6 tháng đầu năm 2022", Use(role="value", cumulative=True)),
        ("Tháng 5", Use(role="month_ago")),
        ("So với 5 tháng đầu năm 2022", Use(role="comparison")),
    ],
)
def test_a_header_of_several_months_is_a_year_to_date(header, use):
    assert use_of(header, Stretch(period="2022-06", span="month")) == use


PLANNED = """BÁO CÁO THÁNG 05 NĂM 2022;;;;;;;;;
STT;Chỉ tiêu;ĐVT;Kế hoạch năm 2022;Ước tháng 05/2022;Lũy kế từ đầu năm;So với tháng 04/2022 (%);\
So với cùng kì (%);Lũy kế so với cùng kỳ (%);% so với kế hoạch
1;Tổng doanh thu dịch vụ viễn thông;tỉ đồng;138.000;11.500,5;56.400,5;1,2;2,3;2,4;40,9
2;Số thuê bao điện thoại smartphone;triệu thuê bao;;93,5;93,5;;;;
3;Tổng số sự cố tấn công mạng;cuộc;;1.116;6.087;-4,9;;;
Người lập biểu;;;;Thủ trưởng đơn vị;;;;;
"""


def test_a_year_to_date_is_a_row_of_its_own_and_plans_are_listed_as_ignored(form):
    submission = form(PLANNED)

    assert rows(submission, "telecom_revenue", "revenue", "revenue_yoy_pct", "status") == [
        ("2022-05", "month", 11_500_500_000_000, 2.3, "estimated"),
        ("2022-05", "year_to_date", 56_400_500_000_000, 2.4, "reported"),
    ]
    assert rows(submission, "cyber_incidents", "total", "total_mom_pct") == [
        ("2022-05", "month", 1116, -4.9),
        ("2022-05", "year_to_date", 6087, None),
    ]
    assert rows(submission, "smartphone_subscribers", "subscribers") == [("2022-05", "month", 93_500_000)]
    assert found(submission) == []
    assert ignored(submission) == [
        "bieu.csv:2 (D2): no table holds plans: Kế hoạch năm 2022",
        "bieu.csv:2 (J2): no table holds plans: % so với kế hoạch",
        "bieu.csv:3 (G3): the table has no column for this comparison of revenue.",
        "bieu.csv:4 (F4): subscribers is the state at the end of a month, which has no year to date.",
        "bieu.csv:6: a line outside the table: Người lập biểu Thủ trưởng đơn vị",
    ]


def test_headers_that_span_others_say_what_stands_below_them(form):
    submission = form(
        "Chỉ tiêu;ĐVT;Tháng 01/2022;;Lũy kế từ đầu năm;;Kế hoạch;\n"
        ";;Thực hiện;So với cùng kỳ (%);Thực hiện;So với cùng kỳ (%);Năm;% thực hiện\n"
        "Doanh thu dịch vụ bưu chính;tỷ đồng;3.500,5;30;3.500,5;30;52.000;7\n"
    )

    assert rows(submission, "postal", "revenue", "revenue_yoy_pct") == [
        ("2022-01", "month", 3_500_500_000_000, 30.0),
        ("2022-01", "year_to_date", 3_500_500_000_000, 30.0),
    ]
    assert [text.partition(": ")[2] for text in ignored(submission)] == [
        "no table holds plans: Kế hoạch | Năm",
        "no table holds plans: Kế hoạch | % thực hiện",
    ]


TITLES = {
    "Báo cáo tháng 5 và 5 tháng đầu năm 2022": ("2022-05", "month"),
    "Báo cáo 6 tháng đầu năm 2022": ("2022-06", "year_to_date"),
    "Báo cáo quý II năm 2022": ("2022-06", "quarter"),
    "Báo cáo năm 2022": ("2022-12", "year"),
}


@pytest.mark.parametrize("title", TITLES)
def test_the_title_says_which_stretch_is_reported(form, title):
    submission = form(f"{title};\nChỉ tiêu;Kết quả\nTổng số sự cố tấn công mạng;1116\n")

    assert rows(submission, "cyber_incidents") == [TITLES[title]]


def test_a_month_beside_its_year_to_date_is_reported_whatever_the_title_says(form):
    submission = form("6 tháng đầu năm 2022;;\nChỉ tiêu;Tháng 6;6 tháng\nTổng số sự cố tấn công mạng;1116;6641\n")

    assert rows(submission, "cyber_incidents", "total") == [
        ("2022-06", "month", 1116),
        ("2022-06", "year_to_date", 6641),
    ]


def test_of_two_months_without_a_title_the_last_is_reported(form):
    submission = form("Chỉ tiêu;Tháng 12/2021;Tháng 01/2022\nTổng số sự cố tấn công mạng;1254;1383\n")

    assert rows(submission, "cyber_incidents", "total") == [("2022-01", "month", 1383)]
    assert ignored(submission) == ["bieu.csv:2 (B2): the table has no column for this comparison of total."]


def test_three_months_in_a_row_are_rows_of_their_own(form):
    submission = form("Chỉ tiêu;Tháng 12/2021;Tháng 01/2022;Tháng 11/2021\nTổng số sự cố tấn công mạng;1254;1383;985\n")

    assert sorted(rows(submission, "cyber_incidents", "total")) == [
        ("2021-11", "month", 985),
        ("2021-12", "month", 1254),
        ("2022-01", "month", 1383),
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "Tháng 01/2022;;\nChỉ tiêu;Kỳ báo cáo;Mức độ\nTổng số sự cố tấn công mạng;1383;5\n",
            ("bieu.csv:2 (C2)", "form_columns_known", "Mức độ"),
        ),
        (
            "Tháng 01/2022;;\nChỉ tiêu;Kỳ báo cáo;Tháng này\nTổng số sự cố tấn công mạng;1383;5\n",
            ("bieu.csv:2 (C2)", "form_columns_known", "Tháng này"),
        ),
        (
            "Tháng 01/2022;;\nChỉ tiêu;Kỳ báo cáo;\nTổng số sự cố tấn công mạng;1383;5\n",
            ("bieu.csv:2 (C2)", "form_columns_known", None),
        ),
        (
            "Tháng 02/2022;\nChỉ tiêu;Tháng 01/2022\nTổng số sự cố tấn công mạng;1383\n",
            ("bieu.csv:2", "period_stated", ": 2022-01 (month), 2022-02 (month)"),
        ),
        (
            "Tháng 01/2022 và tháng 02/2022;\nChỉ tiêu;Kết quả\nTổng số sự cố tấn công mạng;1383\n",
            ("bieu.csv:2", "period_stated", ": 2022-01 (month), 2022-02 (month)"),
        ),
        ("Chỉ tiêu;Kết quả\nTổng số sự cố tấn công mạng;1383\n", ("bieu.csv:1", "period_stated", None)),
    ],
)
def test_a_column_or_a_period_that_is_not_understood_is_a_finding(form, text, finding):
    assert found(form(text)) == [finding]


def test_sources_and_notes_stand_beside_all_figures_of_their_row(form):
    submission = form(
        "Tháng 01/2022;;;\nChỉ tiêu;Kỳ báo cáo;Lũy kế;Ghi chú\nTổng số sự cố tấn công mạng;1383;1383;theo NCSC\n"
    )

    assert submission["cyber_incidents"]["note"].to_list() == ["theo NCSC", "theo NCSC"]


def test_an_index_is_never_read_as_a_growth(form):
    submission = form(
        "Tháng 01/2022;;;\nChỉ tiêu;Kỳ báo cáo;Cùng kỳ năm trước;So với cùng kỳ (%)\n"
        "Tổng số chứng thư số công cộng đã cấp;4.581.000;4.014.701;114,1\n"
    )

    (finding,) = mic.validate(submission).findings
    assert (finding.rule, finding.value) == ("changes_are_no_indices", "114,1")


CHANGES = {
    ("So với tháng trước (%)", "101,06"): "changes_are_no_indices",
    ("So với tháng trước (%)", "10,29"): None,
    # Of three digits behind a comma nobody knows what they are, until other cells tell.
    ("So với tháng trước (%)", "101,060"): "changes_are_no_indices",
    ("So với tháng trước (%)", "tăng 101,06"): None,
    ("Tăng, giảm so với tháng trước (%)", "101,06"): None,
    ("Tốc độ tăng so với tháng trước (%)", "101"): None,
    # A difference of 129 incidents, or 129 percent; a count has no decimals.
    ("So với tháng trước", "329"): "changes_in_percent",
    ("So với tháng trước", "10,29"): None,
    ("So với tháng trước", "129%"): "changes_are_no_indices",
    ("So với tháng trước", "tăng 129%"): None,
}


@pytest.mark.parametrize(("header", "cell"), CHANGES)
def test_a_figure_under_a_comparison_is_a_change_only_where_it_can_be_nothing_else(form, header, cell):
    submission = form(f"Tháng 01/2022;;\nChỉ tiêu;Kỳ báo cáo;{header}\nTổng số sự cố tấn công mạng;1383;{cell}\n")

    rules = [rule for _, rule, _ in found(submission) if rule.startswith("changes")]
    assert rules == ([CHANGES[header, cell]] if CHANGES[header, cell] else [])


INCIDENTS = "\nChỉ tiêu;ĐVT;Kỳ báo cáo\nTổng số sự cố tấn công mạng;sự cố;1383\n"
NAMED = {
    "Tháng một năm 2022;;": ("2022-01", "month"),
    "Tháng năm năm 2022;;": ("2022-05", "month"),
    "Tháng;01;năm 2022": ("2022-01", "month"),
    "BÁO CÁO THÁNG 01/2022 (so với tháng 12/2021 và cùng kỳ năm 2021);;": ("2022-01", "month"),
    "Kỳ báo cáo:;Tháng 01/2022;": ("2022-01", "month"),
    "Hà Nội, ngày 05 tháng 02 năm 2022\nBÁO CÁO THÁNG 01/2022;;": ("2022-01", "month"),
    "Hà Nội, ngày ... tháng 02 năm 2022\nBÁO CÁO THÁNG 01/2022;;": ("2022-01", "month"),
    "Theo Quyết định số 12/2021\nTháng 01/2022;;": ("2022-01", "month"),
    "Kế hoạch ứng dụng CNTT 5 năm 2021-2025\nTháng 01/2022;;": ("2022-01", "month"),
    "Tháng 0１/２０２２;;": ("2022-01", "month"),
}


@pytest.mark.parametrize("titles", NAMED)
def test_the_period_is_told_from_days_documents_and_words(form, titles):
    assert rows(form(titles + INCIDENTS), "cyber_incidents", "total") == [(*NAMED[titles], 1383)]


UNNAMED = {
    "Tháng ..... năm 2022;;": None,
    "Tháng;...;năm 2022": None,
    "Quý ... năm 2022;;": None,
    "BÁO CÁO THÁNG, NĂM 2022;;": None,
    "Hà Nội, ngày 05 tháng 02 năm 2022;;": None,
    "Tháng 12 và năm 2021;;": ": 2021-12 (month), 2021-12 (year)",
    "Quý III và 9 tháng đầu năm 2021;;": ": 2021-09 (quarter), 2021-09 (year_to_date)",
}


@pytest.mark.parametrize("title", UNNAMED)
def test_a_month_that_was_not_filled_in_is_no_year(form, title):
    ((_, rule, value),) = found(form(title + INCIDENTS))

    assert (rule, value) == ("period_stated", UNNAMED[title])


def test_a_quarter_beside_its_year_to_date_is_told_by_the_columns_and_a_state_is_of_its_last_month(form):
    submission = form(
        "Quý III và 9 tháng đầu năm 2021;;;;\nChỉ tiêu;ĐVT;Kỳ báo cáo;Lũy kế;So với kỳ trước (%)\n"
        "Tổng số sự cố tấn công mạng;sự cố;2300;6156;-10\nThuê bao truyền hình trả tiền;triệu;16,4;;\n"
    )

    assert rows(submission, "cyber_incidents", "total") == [
        ("2021-09", "quarter", 2300),
        ("2021-09", "year_to_date", 6156),
    ]
    assert rows(submission, "pay_tv", "subscribers") == [("2021-09", "month", 16_400_000)]
    assert ignored(submission) == ["bieu.csv:2 (E2): no table holds this comparison: So với kỳ trước (%)"]


UNITS = {
    "in a title": "(Đơn vị tính: tỷ đồng);\nChỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "in the cell behind": "ĐVT:;Tỷ đồng\nChỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "in the header": "Chỉ tiêu;Kỳ báo cáo (tỷ đồng)\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "in the header of the indicators": "Chỉ tiêu (ĐVT: tỷ đồng);Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "below the header": "Chỉ tiêu;Kỳ báo cáo\n;(tỷ đồng)\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "in the label": "Chỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông (tỷ đồng);11496\n",
    "in a bare line": ";Tỷ đồng\nChỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông;11496\n",
    "in a second row behind words": (
        "Chỉ tiêu;Kỳ báo cáo\n;Thực hiện (Tỷ đồng)\nTổng doanh thu dịch vụ viễn thông;11496\n"
    ),
    "as above": (
        "Chỉ tiêu;ĐVT;Kỳ báo cáo\nDoanh thu dịch vụ bưu chính;tỷ đồng;3500\nDoanh thu dịch vụ viễn thông;nt;11496\n"
    ),
}


@pytest.mark.parametrize("stated", UNITS)
def test_a_unit_is_found_wherever_a_form_states_it(form, stated):
    submission = form("Doanh thu viễn thông tháng 01/2022\n" + UNITS[stated])

    assert rows(submission, "telecom_revenue", "revenue") == [("2022-01", "month", 11_496_000_000_000)]
    assert found(submission) == []


@pytest.mark.parametrize(
    ("text", "rule", "cell"),
    [
        ("Chỉ tiêu;ĐVT;Kỳ báo cáo (triệu đồng)\nDoanh thu viễn thông;tỷ đồng;11496\n", "revenue_is_integer", "C3"),
        (
            "Đơn vị tính: triệu đồng;;\nChỉ tiêu;ĐVT;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông;tỷ đồng;11496\n",
            "revenue_is_integer",
            "C4",
        ),
        ("Chỉ tiêu;Kỳ báo cáo\nDoanh thu viễn thông;11496\n", "revenue_is_integer", "B3"),
        (
            "Số liệu tính theo triệu đồng\nChỉ tiêu;Kỳ báo cáo\nDoanh thu viễn thông;11496\n",
            "revenue_is_integer",
            "B4",
        ),
        (
            "Chỉ tiêu;ĐVT;Kỳ báo cáo\nDoanh thu bưu chính;tỷ đồng;3500\nDoanh thu viễn thông;;11496\n",
            "revenue_is_integer",
            "C4",
        ),
        ("ĐVT: tỷ đồng, triệu đồng\nChỉ tiêu;Kỳ báo cáo\nDoanh thu viễn thông;11496\n", "revenue_is_integer", "B4"),
    ],
)
def test_units_that_contradict_each_other_or_are_not_stated_are_asked_for(form, text, rule, cell):
    findings = mic.validate(form("Tháng 01/2022\n" + text)).findings

    assert [(f.rule, f.place.cell) for f in findings] == [(rule, cell)]


def test_parts_are_of_the_table_and_unit_of_their_total(form):
    submission = form(
        "Tháng 01/2022;;;\nSTT;Chỉ tiêu;ĐVT;Kỳ báo cáo\nA;VIỄN THÔNG;;\n1;Doanh thu dịch vụ viễn thông;tỷ đồng;11496\n"
        ";Trong đó:;;\n1.1;- Di động;;8200\n1.2;- Cố định;;3296\n;;;\n;;;Hà Nội, ngày 05 tháng 02 năm 2022\n"
    )

    assert rows(submission, "telecom_revenue", "revenue", "mobile_revenue", "fixed_revenue") == [
        ("2022-01", "month", 11_496_000_000_000, 8_200_000_000_000, 3_296_000_000_000)
    ]
    assert found(submission) == []


def test_revenue_in_two_currencies_fills_two_columns(form):
    submission = form(
        "Tháng 01/2022;;\nChỉ tiêu;ĐVT;Kỳ báo cáo\nDoanh thu công nghiệp ICT;tỷ đồng;222762\n"
        "Doanh thu công nghiệp ICT (USD);tỷ USD;9,6\n"
    )

    assert rows(submission, "ict_industry", "revenue", "revenue_usd") == [
        ("2022-01", "month", 222_762_000_000_000, 9_600_000_000)
    ]


def test_three_rows_of_headers_and_a_period_for_all_forms_of_a_sheet(form):
    submission = form(
        "BÁO CÁO THÁNG 01/2022;;;;;\nBiểu số 01/TTTT: Sự cố tấn công mạng;;;;;\n"
        "STT;Chỉ tiêu;Số liệu kỳ báo cáo;;;So sánh (%)\n;;Tháng 01/2022;So với;;Tháng trước\n"
        ";;;tháng 12/2021 (%);cùng kỳ (%);\n1;Tổng số;1383;10,29;;\n;;;;;\n"
        "Biểu số 02/TTTT: Chứng thư số;;;;;\nSTT;Chỉ tiêu;Thực hiện;;So sánh (%);\n;;Kỳ báo cáo;Cùng kỳ;Cùng kỳ;\n"
        "1;Tổng số chứng thư số công cộng đã cấp;4581000;4014701;14,1;\n"
    )

    assert rows(submission, "cyber_incidents", "total", "total_mom_pct") == [("2022-01", "month", 1383, 10.29)]
    assert rows(submission, "digital_certificates", "issued", "issued_year_ago", "issued_yoy_pct") == [
        ("2022-01", "month", 4_581_000, 4_014_701, 14.1)
    ]


AREAS = {
    "Địa phương: Đắk Lắk": "66",
    "Địa phương:;Đắc Lắc": "66",
    "SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH ĐẮK LẮK": "66",
    "SỞ THÔNG TIN VÀ TRUYỀN THÔNG\nTỈNH ĐẮK LẮK": "66",
    "UBND THÀNH PHỐ HỒ CHÍ MINH": "79",
    "SỞ THÔNG TIN VÀ TRUYỀN THÔNG": "VN",
    "Đơn vị báo cáo: Cục An toàn thông tin": "VN",
}


@pytest.mark.parametrize("title", AREAS)
def test_who_reports_for_a_province_says_so_in_the_title(form, title):
    submission = form(f"{title}\nTháng 01/2022{INCIDENTS}")

    assert submission["cyber_incidents"]["area"].to_list() == [AREAS[title]]


def test_a_form_may_have_a_column_of_provinces(form):
    submission = form(
        "Tháng 01/2022;;;\nChỉ tiêu;Tỉnh/TP;ĐVT;Kỳ báo cáo\nSố thuê bao băng rộng cố định;Hà Nội;thuê bao;1500000\n"
        "Số thuê bao băng rộng cố định;TP.HCM;thuê bao;1600000\n"
    )

    assert submission["fixed_broadband"].select("area", "subscribers").rows() == [("01", 1_500_000), ("79", 1_600_000)]


def test_a_unit_that_stands_once_for_several_rows_and_a_day_as_period(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Kỳ báo cáo:", date(2022, 1, 31)],
        ["Ngày nhận:", date(2022, 2, 5)],
        ["STT", "Chỉ tiêu", "ĐVT", "Kỳ báo cáo"],
        [1, "Doanh thu dịch vụ viễn thông", "tỷ đồng", 11496],
        [2, "Doanh thu dịch vụ viễn thông di động", None, 8200],
        [3, "Số lượng bưu gửi", None, 5],
    ):
        sheet.append(row)
    sheet.merge_cells("C4:C5")
    book.save(tmp_path / "a.xlsx")

    submission = mic.read(tmp_path / "a.xlsx")

    assert rows(submission, "telecom_revenue", "revenue", "mobile_revenue") == [
        ("2022-01", "month", 11_496_000_000_000, 8_200_000_000_000)
    ]
    assert submission["postal"]["volume"].to_list() == [5]


def test_of_thousands_of_lines_that_say_nothing_a_hundred_are_listed_and_the_rest_counted(form):
    submission = form("Tháng 01/2022;;" + INCIDENTS + "ghi chú;;\n" * 5000)

    assert rows(submission, "cyber_incidents", "total") == [("2022-01", "month", 1383)]
    assert len(submission.ignored) == 101
    assert submission.ignored[-1].message() == "bieu.csv: 4900 more lines were not used, like those above."
