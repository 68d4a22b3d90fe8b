"""Inputs that were once read wrongly without a word, each standing for a kind, with what is right."""

from __future__ import annotations

import pytest

import mic_datapkg as mic

READ = {
    "a part of the country in the title of a long form": (
        "Sở Thông tin và Truyền thông tỉnh Đắk Lắk,,,\nTháng 01 năm 2022,,,\nKỳ,Chỉ tiêu,Giá trị,Đơn vị\n"
        "2022-01,Số thuê bao truyền hình trả tiền,16400,thuê bao\n",
        "pay_tv",
        [("2022-01", "month", "66", 16400)],
    ),
    "a whole number with a point": (
        "BÁO CÁO THÁNG 9 NĂM 2021;;;\nSTT;Chỉ tiêu;Đơn vị tính;Kỳ báo cáo\n1;Tổng số sự cố tấn công mạng;cuộc;1.074\n",
        "cyber_incidents",
        [("2021-09", "month", "VN", 1074)],
    ),
    "a unit that nobody labelled": (
        "BÁO CÁO THÁNG 01 NĂM 2022;;;\n;;;Triệu đồng\nSTT;Chỉ tiêu;Thực hiện tháng 01/2022;Lũy kế từ đầu năm\n"
        "1;Tổng doanh thu dịch vụ viễn thông;11496000;11496000\n",
        "telecom_revenue",
        [("2022-01", "month", "VN", 11496 * 10**9), ("2022-01", "year_to_date", "VN", 11496 * 10**9)],
    ),
    "months in the columns of a quarter": (
        "BÁO CÁO QUÝ I NĂM 2022;;;;;\nSTT;Chỉ tiêu;ĐVT;Tháng 1;Tháng 2;Tháng 3;Tổng quý I\n"
        "1;Tổng số sự cố tấn công mạng;sự cố;1383;1250;1301;3934\n",
        "cyber_incidents",
        [
            ("2022-01", "month", "VN", 1383),
            ("2022-02", "month", "VN", 1250),
            ("2022-03", "month", "VN", 1301),
            ("2022-03", "quarter", "VN", 3934),
        ],
    ),
    "quarters in the columns of a year": (
        "SỐ SỰ CỐ NĂM 2022;;;\nChỉ tiêu;ĐVT;Quý I;Quý II\nTổng số sự cố tấn công mạng;sự cố;3934;4000\n",
        "cyber_incidents",
        [("2022-03", "quarter", "VN", 3934), ("2022-06", "quarter", "VN", 4000)],
    ),
    "a comparison in other words": (
        "BÁO CÁO THÁNG 01 NĂM 2022;;\nChỉ tiêu;Kỳ báo cáo;Tháng 01 năm 2022 so với tháng 12 năm 2021 (%)\n"
        "Tổng số sự cố tấn công mạng;1383;10,29\n",
        "cyber_incidents",
        [("2022-01", "month", "VN", 1383)],
    ),
    "the sum of last year beside the month": (
        "BÁO CÁO THÁNG 9/2022;;\nChỉ tiêu;Kỳ báo cáo;Thực hiện 9 tháng năm 2021\n"
        "Tổng số sự cố tấn công mạng;1383;9000\n",
        "cyber_incidents",
        [("2022-09", "month", "VN", 1383)],
    ),
    "a unit in the fourth row of a header": (
        "Doanh thu viễn thông tháng 01/2022;;\nChỉ tiêu;Thực hiện;So với\n;tháng 01/2022;tháng trước\n;(Tỷ đồng);(%)\n"
        "A;1;2\nTổng doanh thu dịch vụ viễn thông;11496;1,5\n",
        "telecom_revenue",
        [("2022-01", "month", "VN", 11496 * 10**9)],
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_what_was_read_wrongly_is_read_right(tmp_path, kind):
    text, table, rows = READ[kind]
    (tmp_path / "bieu.csv").write_text(text, encoding="utf-8")

    submission = mic.read(tmp_path / "bieu.csv")

    measure = mic.table(table).measures[0].name
    assert sorted(submission[table].select("period", "span", "area", measure).rows()) == rows
    assert mic.validate(submission).valid


FOUND = {
    "a part below a total that is counted otherwise": (
        "BÁO CÁO THÁNG 9 NĂM 2021;;;\nSTT;Chỉ tiêu;ĐVT;Kỳ báo cáo\n1;Số thuê bao băng rộng cố định;triệu;18,4\n"
        "2;Trong đó: Hộ gia đình;triệu;17,48\n",
        ("indicators_known", "B4"),
    ),
    "a part below an indicator of no table": (
        "BÁO CÁO THÁNG 01 NĂM 2022;;\nSTT;Chỉ tiêu;Kỳ báo cáo\n1;Tổng doanh thu dịch vụ viễn thông;11 tỷ đồng\n"
        "2;Tổng số thuê bao điện thoại;128000000\n;- Di động;125000000\n",
        ("indicators_known", "B5"),
    ),
    "an index": (
        "BÁO CÁO THÁNG 12 NĂM 2021;;\nChỉ tiêu;Ước tính tháng 12 năm 2021 (Tỷ đồng);So với cùng kỳ năm trước (%)\n"
        "Tổng doanh thu dịch vụ viễn thông;11496;101,06\n",
        ("changes_are_no_indices", "C3"),
    ),
    "a fall without its sign": (
        "BÁO CÁO THÁNG 01 NĂM 2022;;\nChỉ tiêu;Kỳ báo cáo;Giảm so với tháng trước (%)\n"
        "Số địa chỉ IP trong mạng botnet;879342;9,29\n",
        ("form_columns_known", "C2"),
    ),
}


@pytest.mark.parametrize("kind", FOUND)
def test_what_cannot_be_told_is_a_finding_at_its_cell(tmp_path, kind):
    text, expected = FOUND[kind]
    (tmp_path / "bieu.csv").write_text(text, encoding="utf-8")

    report = mic.validate(mic.read(tmp_path / "bieu.csv"))

    assert expected in [(finding.rule, finding.place.cell) for finding in report.findings]
    assert not report.valid
