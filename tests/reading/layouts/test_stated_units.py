"""Units beside a table: in the brackets of a header or an indicator, or in a line above all headers."""

from __future__ import annotations

import pytest

import mic_datapkg as mic


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Write a CSV file of a table, a report form or the long form, and read it."""
    monkeypatch.chdir(tmp_path)

    def write(text, name="telecom_revenue.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return mic.read(name)

    return write


def revenue(submission):
    return submission["telecom_revenue"]["revenue"].to_list()


def found(submission):
    return [(str(f.place), f.rule) for f in mic.validate(submission).findings]


IN_BRACKETS = {
    "tỷ đồng": 11496 * 10**9,
    "ĐVT: tỷ đồng": 11496 * 10**9,
    "đơn vị tính: triệu đồng": 11496 * 10**6,
    "1.000 đồng": 11_496_000,
    "1.000.000 đồng": 11_496_000_000,
    "*) (tỷ đồng": 11496 * 10**9,
    "ước) (tỷ đồng": 11496 * 10**9,
    "1": None,
    # A unit that is not understood, or said twice, must not be taken for none.
    "tỷ đồng, giá hiện hành": None,
    "10^9 đồng": None,
    "trđ": None,
    "k": None,
    "tỷ đồng) (triệu đồng": None,
}


@pytest.mark.parametrize("unit", IN_BRACKETS)
@pytest.mark.parametrize(
    "text",
    [
        "Kỳ;Doanh thu ({})\n01/2022;11496\n",
        "Kỳ;Chỉ tiêu;Giá trị ({})\n01/2022;Tổng doanh thu dịch vụ viễn thông;11496\n",
        "Kỳ;Chỉ tiêu;Giá trị\n01/2022;Tổng doanh thu dịch vụ viễn thông ({});11496\n",
        "THÁNG 01/2022;\nChỉ tiêu;Kỳ báo cáo ({})\nTổng doanh thu dịch vụ viễn thông;11496\n",
        "THÁNG 01/2022;\nChỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông ({});11496\n",
    ],
    ids=["header", "header of a long form", "indicator of a long form", "header of a form", "indicator of a form"],
)
def test_a_unit_in_brackets_counts_wherever_it_stands(sent, unit, text):
    submission = sent(text.format(unit))

    assert revenue(submission) == [IN_BRACKETS[unit]]
    assert [rule for _, rule in found(submission)] == ([] if IN_BRACKETS[unit] else ["revenue_is_integer"])


LINES = {
    "Đơn vị tính: tỷ đồng": 11496 * 10**9,
    "(ĐVT: triệu đồng)": 11496 * 10**6,
    "ĐVT;tỷ đồng": 11496 * 10**9,
    "Đơn vị tính: tỷ đồng, %": 11496 * 10**9,
    "BÁO CÁO DOANH THU (ĐVT: 1.000 đồng)": 11_496_000,
    "Unit: VND billion": 11496 * 10**9,
    "Đơn vị tính: %": None,
    "ĐVT: trđ": None,
    # A bare line is a unit too, one that speaks of a scale and is not understood is not passed over.
    "Tỷ đồng": 11496 * 10**9,
    ";;Triệu đồng": 11496 * 10**6,
    "(1.000 đồng)": 11_496_000,
    "Số liệu tính theo giá hiện hành, triệu đồng": None,
    # Who reports is no unit, and money without one is not read.
    "Đơn vị: Cục Viễn thông": None,
    "Tên đơn vị: Báo Nhân dân": None,
    "Doanh nghiệp có 100 triệu thuê bao": None,
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "text",
    [
        "{};;\nKỳ;Doanh thu;Tăng trưởng\n01/2022;11496;3,0\n",
        "{};;\nTháng;Chỉ tiêu;Giá trị\n01/2022;Doanh thu;11496\n01/2022;Tăng trưởng doanh thu;3,0\n",
        "THÁNG 01/2022;;\n{}\nChỉ tiêu;Kỳ báo cáo;So với cùng kỳ (%)\nTổng doanh thu dịch vụ viễn thông;11496;3,0\n",
    ],
    ids=["table", "long", "form"],
)
def test_a_line_above_states_the_unit_of_all_figures_but_percentages(sent, line, text):
    submission = sent(text.format(line))

    assert revenue(submission) == [LINES[line]]
    assert submission["telecom_revenue"]["revenue_yoy_pct"].to_list() == [3.0]
    assert [rule for _, rule in found(submission)] == ([] if LINES[line] else ["revenue_is_integer"])


def test_the_unit_that_a_line_states_is_said(sent):
    submission = sent("Đơn vị tính: tỷ đồng;\nKỳ;Doanh thu\n01/2022;11496\n")

    assert "telecom_revenue.csv:1: the unit of figures that state none: tỷ đồng." in [
        remark.message() for remark in submission.remarks
    ]


@pytest.mark.parametrize("other", ["kế hoạch", "lũy kế", "năm trước", "cùng kỳ", "tháng 12/2021"])
def test_brackets_that_name_another_figure_are_not_left_out(sent, other):
    table = sent(f"Kỳ;Doanh thu ({other})\n01/2022;11496\n")
    long = sent(f"Kỳ;Chỉ tiêu;Giá trị\n01/2022;Doanh thu ({other});11496\n")
    form = sent(f"THÁNG 01/2022;\nChỉ tiêu;Kỳ báo cáo\nTổng doanh thu dịch vụ viễn thông ({other});11496\n")

    assert found(table) == [("telecom_revenue.csv:1 (B1)", "columns_known")]
    assert found(long) == [("telecom_revenue.csv:2 (B2)", "indicators_known")]
    assert found(form) == [("telecom_revenue.csv:3 (A3)", "indicators_known")]


FORM = "THÁNG 01/2022;;;\nChỉ tiêu;ĐVT;Kỳ báo cáo;So với tháng trước{}\nTổng số sự cố tấn công mạng{};{};1383;10,3\n"


@pytest.mark.parametrize(
    ("header", "label", "unit", "cells"),
    [
        (" (%)", "", "cuộc", []),
        ("", " (vụ)", "cuộc", []),
        ("", " (Phishing, Deface)", "cuộc", []),
        (" (%)", " (cuộc)", "nghìn cuộc", ["C3"]),
        (" (điểm %)", "", "cuộc", ["D3"]),
        (" (cuộc)", "", "cuộc", ["D3"]),
    ],
)
def test_units_of_a_form_that_disagree_are_a_finding(sent, header, label, unit, cells):
    submission = sent(FORM.format(header, label, unit), name="bieu.csv")

    assert [place for place, _ in found(submission)] == [f"bieu.csv:3 ({cell})" for cell in cells]
