"""What stands around a table: the period, the area and the unit of all its figures, or a finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.printed.spans import Stretch
from mic_datapkg.reading.layouts.stated_areas import stated_areas
from mic_datapkg.reading.layouts.stated_periods import stated_period

PERIODS = {
    ("Tháng 1-2022",): ("2022-01", "month"),
    ("THÁNG 1/ 2022",): ("2022-01", "month"),
    ("Tháng 1, năm 2022",): ("2022-01", "month"),
    ("BÁO CÁO THÁNG: 01/2022",): ("2022-01", "month"),
    ("BAO CAO THANG 01 NAM 2022",): ("2022-01", "month"),
    ("Kết quả thực hiện kế hoạch tháng 01/2022",): ("2022-01", "month"),
    ("BÁO CÁO THÁNG 01", "NĂM 2022"): ("2022-01", "month"),
    ("NĂM 2022", "BÁO CÁO THÁNG 01"): ("2022-01", "month"),
    ("BÁO CÁO THÁNG 01/2022", "NĂM 2022"): ("2022-01", "month"),
    ("SỐ LIỆU NĂM 2022", "Tháng 01/2022"): ("2022-01", "month"),
    ("Biểu tháng 01", "BÁO CÁO THÁNG 01/2022"): ("2022-01", "month"),
    ("KẾT QUẢ THÁNG 01, NHIỆM VỤ THÁNG 02 NĂM 2022",): ("2022-01", "month"),
    ("KẾT QUẢ THÁNG 12, NHIỆM VỤ THÁNG 01/2023",): ("2022-12", "month"),
    ("KẾT QUẢ THÁNG 3 VÀ PHƯƠNG HƯỚNG QUÝ II NĂM 2022",): ("2022-03", "month"),
    ("KẾT QUẢ THÁNG 12 VÀ KẾ HOẠCH NĂM 2023",): ("2022-12", "month"),
    ("BÁO CÁO THÁNG 01/2022 VÀ NHIỆM VỤ TRỌNG TÂM THÁNG 02/2022",): ("2022-01", "month"),
    ("THÁNG 01 NĂM 2022 VÀ NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI",): ("2022-01", "month"),
    ("Thực hiện Kế hoạch chuyển đổi số năm 2022", "BÁO CÁO THÁNG 01/2022"): ("2022-01", "month"),
    ("BÁO CÁO THÁNG 01/2022", "Giai đoạn 2021-2025"): ("2022-01", "month"),
    ("BÁO CÁO THÁNG 01/2022 (Kèm theo Công văn số 123 ngày 08 tháng 02 năm 2022)",): ("2022-01", "month"),
    ("BÁO CÁO THÁNG 01/2022 (so với tháng 12/2021 và cùng kỳ năm 2021)",): ("2022-01", "month"),
    ("6 THÁNG ĐẦU NĂM", "NĂM 2022"): ("2022-06", "year_to_date"),
    ("HAI THÁNG ĐẦU NĂM 2022",): ("2022-02", "year_to_date"),
    ("bảy tháng đầu năm 2012",): ("2012-07", "year_to_date"),
    ("TỪ THÁNG 01 ĐẾN THÁNG 06 NĂM 2022",): ("2022-06", "year_to_date"),
    ("TỪ ĐẦU NĂM ĐẾN HẾT THÁNG 6/2022",): ("2022-06", "year_to_date"),
    ("KẾT QUẢ 9 THÁNG, ƯỚC THỰC HIỆN CẢ NĂM 2022",): ("2022-09", "year_to_date"),
    ("TỪ THÁNG 4 ĐẾN THÁNG 6 NĂM 2022",): ("2022-06", "quarter"),
    ("Quý I-2022",): ("2022-03", "quarter"),
    ("Quý hai năm 2022",): ("2022-06", "quarter"),
    ("BÁO CÁO NĂM 2021, PHƯƠNG HƯỚNG NĂM 2022",): ("2021-12", "year"),
    ("Tháng Bảy năm 2012",): ("2012-07", "month"),
}


@pytest.mark.parametrize("lines", PERIODS, ids=" / ".join)
def test_lines_above_a_table_state_its_period_together(lines):
    stated = stated_period(lines)

    assert (stated.stretches, stated.unclear) == (
        frozenset({Stretch(period=PERIODS[lines][0], span=PERIODS[lines][1])}),
        (),
    )


UNCLEAR = {
    ("BÁO CÁO THÁNG 01",): ("tháng 01",),
    ("BÁO CÁO THÁNG 01", "(Ban hành kèm theo Quyết định năm 2020)"): ("tháng 01",),
    ("THÁNG 01", "BỘ THÔNG TIN VÀ TRUYỀN THÔNG", "NĂM 2022"): ("tháng 01",),
    ("THÁNG 01 (SO VỚI THÁNG 12 NĂM 2021)",): ("tháng 01",),
    ("KẾT QUẢ THÁNG 01, NHIỆM VỤ THÁNG 03 NĂM 2022",): ("tháng 01",),
    ("6 tháng cuối năm 2022",): ("6 tháng cuối năm 2022",),
    ("tháng 12 và tháng 1 năm 2022",): ("tháng 12",),
    ("BÁO CÁO THÁNG 01", "THÁNG 02/2022"): ("tháng 01",),
}


@pytest.mark.parametrize("lines", UNCLEAR, ids=" / ".join)
def test_what_names_a_period_and_is_not_understood_is_said(lines):
    assert stated_period(lines).unclear == UNCLEAR[lines]


@pytest.mark.parametrize(
    "lines",
    [
        ("SỐ LIỆU THÁNG 12/2021 VÀ THÁNG 01/2022",),
        ("SỐ LIỆU CÁC THÁNG 11, 12 NĂM 2021",),
        ("BÁO CÁO THÁNG 3 VÀ QUÝ I NĂM 2022",),
        ("BÁO CÁO THÁNG 01/2022", "SỐ LIỆU THÁNG 02/2022"),
        ("BÁO CÁO THÁNG 01/2022", "NĂM 2021"),
        ("Tháng 12 và năm 2021",),
    ],
    ids=" / ".join,
)
def test_two_periods_are_not_one(lines):
    assert len(stated_period(lines).stretches) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Kế hoạch 5 năm 2021-2025",
        "Hà Nội, ngày 05 tháng 02 năm 2022",
        "Tháng ... năm 2022",
        "KẾ HOẠCH THÁNG 02/2022",
        "Số: 12/2021",
    ],
)
def test_plans_documents_and_days_state_no_period(line):
    assert stated_period([line]) == stated_period([])


def test_an_estimate_in_the_title_makes_the_figures_estimates(form):
    assert form("ƯỚC THỰC HIỆN THÁNG 02/2022")["cyber_incidents"]["status"].to_list() == ["estimated"]


def test_an_estimate_in_the_title_of_a_long_form_makes_its_figures_estimates(form):
    below = "\nKỳ;Chỉ tiêu;Giá trị\n02/2022;Tổng số sự cố tấn công mạng;1383\n"

    submission = form("ƯỚC THỰC HIỆN THÁNG 02/2022", below=below)

    assert submission["cyber_incidents"]["status"].to_list() == ["estimated"]


AREAS = {
    "BÁO CÁO TÌNH HÌNH BƯU CHÍNH, VIỄN THÔNG TỈNH BẾN TRE": "bến tre",
    "SỐ LIỆU THÁNG 01/2022 CỦA TỈNH BẾN TRE": "bến tre",
    "BÁO CÁO SỐ LIỆU TRÊN ĐỊA BÀN TỈNH BẾN TRE THÁNG 01/2022": "bến tre",
    "SỞ VĂN HÓA, THÔNG TIN, THỂ THAO VÀ DU LỊCH TỈNH BẠC LIÊU": "bạc liêu",
    "Sở TT&TT Bến Tre": "bến tre",
    "UBND TỈNH THỪA THIÊN HUẾ": "thừa thiên huế",
    "VNPT Bến Tre": "bến tre",
    "Bến Tre": "bến tre",
    "Địa phương: Đắk Lắk": "Đắk Lắk",
    "Sở Thông tin và Truyền thông tỉnh Dak Lak": "dak lak",
}


@pytest.mark.parametrize("line", AREAS)
def test_a_province_that_reports_is_told_by_the_words_before_it(line):
    assert [(area.text, area.understood) for area in stated_areas([line])] == [(AREAS[line], True)]


@pytest.mark.parametrize(
    "line",
    [
        "BÁO CÁO VIỄN THÔNG BẾN TRE THÁNG 01/2022",
        "Vùng Đồng bằng sông Hồng",
        "Tây Nguyên",
        "PHÒNG VĂN HÓA VÀ THÔNG TIN HUYỆN CHÂU THÀNH",
        "UBND XÃ AN BÌNH",
        "TẬP ĐOÀN VIETTEL",
    ],
)
def test_a_part_of_the_country_that_is_no_province_is_a_finding_and_no_figure_is_read(form, line):
    submission = form(f"BÁO CÁO THÁNG 01/2022\n{line}")

    assert submission.tables == ()
    assert [f.rule for f in submission.findings] == ["area_stated"]
    assert not mic.validate(submission).valid


@pytest.mark.parametrize(
    "line",
    [
        "Kính gửi: UBND tỉnh Bến Tre",
        "Bến Tre, ngày 05 tháng 02 năm 2022",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Kết quả triển khai của các tỉnh, thành phố",
        "Đài truyền thanh cấp huyện, cấp xã",
        "Cục Viễn thông",
    ],
)
def test_whom_a_letter_is_for_and_where_it_was_signed_say_nothing(line):
    assert list(stated_areas([line])) == []


def test_two_provinces_are_a_finding(form):
    submission = form("BÁO CÁO THÁNG 01/2022\nSở TT&TT tỉnh Bến Tre\ntrên địa bàn tỉnh Hà Giang")

    assert [(f.rule, f.value) for f in submission.findings] == [("area_stated", "hà giang")]


INCIDENTS = "\nChỉ tiêu;ĐVT;Kỳ báo cáo\nTổng số sự cố tấn công mạng;sự cố;1383\n"


@pytest.fixture
def form(tmp_path, monkeypatch):
    """Write title lines above a form of one figure, and read it."""
    monkeypatch.chdir(tmp_path)

    def write(titles, name="bieu.csv", below=INCIDENTS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(titles + below, encoding="utf-8")
        return mic.read(name)

    return write


@pytest.mark.parametrize(
    ("below", "area"),
    [
        ("GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH BẾN TRE;;\n", "83"),
        ("Bến Tre, ngày 05 tháng 02 năm 2022;;\n", "VN"),
        ("Người lập biểu;;Nguyễn Hòa Bình\n", "VN"),
        ("Nơi nhận: Sở TT&TT Bến Tre;;\n", "VN"),
    ],
)
def test_who_signs_below_is_who_reports(form, below, area):
    assert form("THÁNG 01/2022", below=INCIDENTS + below)["cyber_incidents"]["area"].to_list() == [area]


NAMES = {
    "bao-cao-thang-02-2022.csv": ("2022-02", "VN"),
    "Báo cáo T2.2022.csv": ("2022-02", "VN"),
    "2022-03/bieu.csv": ("2022-03", "VN"),
    "Bến Tre/bao-cao-2022-03.csv": ("2022-03", "83"),
    "ben-tre/bao-cao-2022-03.csv": ("2022-03", "83"),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_and_folders_say_what_no_line_says(form, name):
    ((period, area),) = form("BÁO CÁO", name)["cyber_incidents"].select("period", "area").rows()

    assert (period, area) == NAMES[name]


def test_a_line_that_says_another_month_than_the_name_of_the_file_is_a_finding(form):
    submission = form("BÁO CÁO THÁNG 01/2022", "bao-cao-thang-02-2022.csv")

    assert submission.tables == ()
    assert [(f.rule, f.value) for f in submission.findings] == [("period_stated", ": 2022-01 (month), 2022-02 (month)")]


@pytest.mark.parametrize(
    ("titles", "below", "rule", "value"),
    [
        (
            "BÁO CÁO THÁNG 02/2022",
            "\nKỳ;Tổng số;Phishing\n01/2022;1383;197\n",
            "period_stated",
            ": 2022-02 (month) / 01/2022",
        ),
        ("Tỉnh Bến Tre", "\nKỳ;Địa bàn;Tổng số sự cố\n01/2022;Hà Giang;1383\n", "area_stated", "bến tre / Hà Giang"),
        (
            "Tỉnh Bến Tre\nTháng 01/2022",
            "\nChỉ tiêu;Địa bàn;Kỳ báo cáo\nTổng số sự cố;Hà Giang;1383\n",
            "area_stated",
            "bến tre / Hà Giang",
        ),
    ],
)
def test_rows_that_contradict_the_lines_above_are_a_finding(form, titles, below, rule, value):
    submission = form(titles, "cyber_incidents.csv", below)

    assert [(f.rule, f.value) for f in submission.findings] == [(rule, value)]


@pytest.mark.parametrize(
    ("titles", "rule"),
    [("Tỉnh Bến Tre", "area_stated"), ("Tháng 02/2022", "period_stated"), ("Tháng 01/2022", None)],
)
def test_rows_of_a_long_form_agree_with_the_lines_above_too(form, titles, rule):
    below = "\nKỳ;Chỉ tiêu;Địa bàn;Giá trị\n01/2022;Tổng số sự cố tấn công mạng;Hà Giang;1383\n"

    submission = form(titles, below=below)

    assert [f.rule for f in submission.findings] == ([rule] if rule else [])
    assert (submission.tables == ()) == (rule is not None)


@pytest.mark.parametrize("name", ["Tây Nguyên.csv", "bao cao Bến Tre.csv"])
def test_a_name_that_tells_a_part_of_the_country_unclearly_is_a_finding(form, name):
    submission = form("BÁO CÁO THÁNG 01/2022", name)

    assert [f.rule for f in submission.findings] == ["area_stated"]
    assert submission.tables == ()


def test_where_and_when_a_report_was_signed_is_no_period():
    assert stated_period(["BÁO CÁO THÁNG 01/2022", "Hà Nội, tháng 02/2022"]).stretches == frozenset(
        {Stretch(period="2022-01", span="month")}
    )
    assert list(stated_areas(["Hà Nội, tháng 02/2022"])) == []


def test_rows_of_the_year_and_of_the_province_of_the_title_agree_with_it(form):
    below = "\nKỳ;Địa bàn;Tổng số sự cố\n01/2022;83;1\n02/2022;Bến Tre;2\n"

    assert form("NĂM 2022\nSở TT&TT Bến Tre", "cyber_incidents.csv", below).findings == ()


FACTS = st.fixed_dictionaries(
    {
        "month": st.integers(1, 12),
        "year": st.integers(2019, 2024),
        "area": st.sampled_from(["", "Bến Tre", "Hà Giang"]),
        "revenue": st.integers(2, 10**6),
        "unit": st.sampled_from(["tỷ đồng", "triệu đồng", "1.000 đồng"]),
    }
)


@settings(max_examples=25, deadline=None)
@given(facts=FACTS, labelled=st.booleans())
def test_the_same_facts_as_table_form_and_long_form_are_read_alike(tmp_path_factory, facts, labelled):
    folder = tmp_path_factory.mktemp("layouts")
    month, titles = f"Tháng {facts['month']:02d}/{facts['year']}", ""
    titles += f"Sở TT&TT tỉnh {facts['area']};;\n" if facts["area"] else ""
    titles += f"Đơn vị tính: {facts['unit']};;\n" if labelled else f";;{facts['unit']}\n"
    name = "Tổng doanh thu dịch vụ viễn thông"
    layouts = {
        "table": f"{titles}Kỳ;Doanh thu;Ghi chú\n{month};{facts['revenue']};\n",
        "form": f"{month};;\n{titles}Chỉ tiêu;Kỳ báo cáo;Ghi chú\n{name};{facts['revenue']};\n",
        "long": f"{titles}Kỳ;Chỉ tiêu;Giá trị\n{month};{name};{facts['revenue']}\n",
    }

    read = []
    for layout, text in layouts.items():
        (folder / layout).mkdir()
        (folder / layout / "telecom_revenue.csv").write_text(text, encoding="utf-8")
        submission = mic.read(folder / layout / "telecom_revenue.csv")
        assert submission.findings == ()
        read.append(submission["telecom_revenue"].select("period", "span", "area", "revenue").rows())

    assert read[0] == read[1] == read[2]
    assert read[0][0][0] == f"{facts['year']}-{facts['month']:02d}"


@pytest.mark.parametrize(
    "text",
    [
        "Kỳ;Doanh thu (tỷ đồng);Doanh thu so với cùng kỳ\n01/2022;11496;105,2\n",
        "Kỳ;Chỉ tiêu;Giá trị;Đơn vị\n01/2022;Doanh thu;11496;tỷ đồng\n01/2022;Doanh thu so với cùng kỳ;105,2;%\n",
        "Tháng 01/2022;;\nChỉ tiêu;Kỳ báo cáo (tỷ đồng);So với cùng kỳ (%)\nDoanh thu;11496;105,2\n",
    ],
    ids=["table", "long", "form"],
)
def test_what_may_be_an_index_is_found_in_every_layout(tmp_path, text):
    for change, rules in (("", ["changes_are_no_indices"]), ("tăng ", [])):
        (tmp_path / "telecom_revenue.csv").write_text(text.replace("105,2", f"{change}105,2"), encoding="utf-8")

        submission = mic.read(tmp_path / "telecom_revenue.csv")

        assert [finding.rule for finding in submission.findings] == rules
        assert submission["telecom_revenue"]["revenue"].to_list() == [11496 * 10**9]
