"""Numbers, periods and names as people print them. The spellings were really published."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mic_datapkg.printed.area_names import Spelled, read_area
from mic_datapkg.printed.names import normal, without_accents
from mic_datapkg.printed.numbers import Convention, Printed, Problem, Unread, read_number
from mic_datapkg.printed.spans import read_day, read_span, spans_in
from mic_datapkg.printed.units import read_unit

READ = {
    "1383": 1383,
    "06 đài": 6,
    "08 triệu": 8_000_000,
    "14,1% %": Decimal("14.1"),
    "7,03 %": Decimal("7.03"),
    "69 ,55%": Decimal("69.55"),
    "65.09%": Decimal("65.09"),
    "20,81triệu": 20_810_000,
    "18.3 triệu": 18_300_000,
    "98.982,30": Decimal("98982.30"),
    "1,234,567.5": Decimal("1234567.5"),
    "4.581.000": 4_581_000,
    "222.762.000 tỷ đồng": 222_762_000 * 10**9,
    "9,6 tỷ USD": 9_600_000_000,
    "US$85.36 trillion": 85_360_000_000_000,
    "VNĐ2.07 quadrillion": 2_070_000_000_000_000,
    "1,86 triệu tỷ đồng": 1_860_000_000_000_000,
    "giảm 9,29%": Decimal("-9.29"),
    "giảm -0,57%": Decimal("-0.57"),
    "tăng 6,6%": Decimal("6.6"),
    "−9,29": Decimal("-9.29"),
    "(5,2%)": Decimal("-5.2"),
    "91 320 000 thuê bao": 91_320_000,
    "91 320 000": 91_320_000,
    "0,123": Decimal("0.123"),
    "1234,567": Decimal("1234.567"),
    "92.88 million": 92_880_000,
    "27 triệu tỷ đồng": 27_000_000_000_000_000,
    "(0,57)%": Decimal("-0.57"),
    "(0,57) %": Decimal("-0.57"),
    "(+5,2%)": Decimal("5.2"),
    "‑3,5": Decimal("-3.5"),
    "‐3,5": Decimal("-3.5"),
    ".5": Decimal("0.5"),
    "-,5 %": Decimal("-0.5"),
    "1.000.000,-": 1_000_000,
    "\ufeff14,1\u200b %": Decimal("14.1"),
}


@pytest.mark.parametrize("text", READ)
def test_a_printed_number_is_read_exactly(text):
    assert read_number(text).value == READ[text]


REFUSED = {
    "n/a": Problem.NO_NUMBER,
    "": Problem.NO_NUMBER,
    "222.762 tỷ đồng (~ 9,6 tỷ USD)": Problem.SEVERAL,
    "444.648 (36,9%": Problem.SEVERAL,
    "54/63": Problem.SEVERAL,
    "197, 125": Problem.SEVERAL,
    "1.2.3": Problem.MALFORMED,
    "1.23,456.7": Problem.MALFORMED,
    "1234 567": Problem.MALFORMED,
    "11,496 nghìn tỷ": Problem.AMBIGUOUS,
    "1.234": Problem.AMBIGUOUS,
    "hơn 3.000": Problem.AMBIGUOUS,
    "146,64 Mbs": Problem.UNKNOWN_WORD,
    "VDN130 trillion": Problem.UNKNOWN_WORD,
    "5 đồng USD": Problem.CONTRADICTION,
    "tăng -0,57%": Problem.CONTRADICTION,
    # Each may be negative, or not.
    "0,57-": Problem.MALFORMED,
    "0,57 % –": Problem.MALFORMED,
    "(36,9%": Problem.MALFORMED,
    "36,9%)": Problem.MALFORMED,
    "tăng/giảm 5%": Problem.CONTRADICTION,
    # Each may be a thousand or a thousand million times as much.
    ",500": Problem.MALFORMED,
    "5 tỷ tỷ": Problem.CONTRADICTION,
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_plain_number_is_refused_with_its_reason(text):
    assert read_number(text).problem is REFUSED[text]


@pytest.mark.parametrize(("convention", "value"), [(Convention.COMMA, Decimal("11.496")), (Convention.POINT, 11496)])
def test_a_convention_settles_what_can_be_read_in_two_ways(convention, value):
    assert read_number("11,496 nghìn tỷ", convention).value == value * 10**12
    assert read_number("11,496").readings == (11496, Decimal("11.496"))


@pytest.mark.parametrize(
    ("text", "bound", "estimated"),
    [
        ("hơn 432.437 địa chỉ", "over", False),
        ("gần 66,5 nghìn tỷ", "under", False),
        ("khoảng 30%", "about", False),
        ("ước đạt 15,5 nghìn tỷ", None, True),
        ("91,32 triệu", None, False),
    ],
)
def test_words_before_a_number_say_how_sure_it_is(text, bound, estimated):
    printed = read_number(text, Convention.COMMA)

    assert (printed.bound, printed.estimated) == (bound, estimated)


def test_percentage_points_are_no_percent():
    assert read_number("5 điểm %").points
    assert not read_number("5%").points


@pytest.mark.parametrize(
    ("text", "power", "unit"),
    [("nghìn tỷ đồng", 12, "VND"), ("triệu thuê bao", 6, "subscribers"), ("%", 0, "percent"), ("", 0, None)],
)
def test_a_unit_column_states_scale_and_unit(text, power, unit):
    scale = read_unit(text)

    assert (scale.power, scale.unit) == (power, unit)


def test_an_unknown_unit_is_not_taken_for_none():
    assert isinstance(read_unit("parsec"), Unread)
    assert read_unit("điểm phần trăm").unit == "points"


def printed(value: Decimal, decimals: int, convention: Convention) -> str:
    """A number with thousands groups, as the convention prints it."""
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if convention is Convention.COMMA else text


@given(st.integers(-(10**15), 10**15), st.integers(0, 4), st.sampled_from(Convention))
def test_what_is_printed_under_a_convention_is_read_back_under_it(digits, decimals, convention):
    value = Decimal(digits).scaleb(-decimals)

    read = read_number(printed(value, decimals, convention), convention)

    assert isinstance(read, Printed)
    assert read.value == value


@given(st.text(max_size=30))
def test_no_text_makes_reading_a_number_fail(text):
    assert isinstance(read_number(text), Printed | Unread)


SPANS = {
    "2022-01": ("2022-01", "month"),
    "01/2022": ("2022-01", "month"),
    "1-2022": ("2022-01", "month"),
    "12.2022": ("2022-12", "month"),
    "tháng 1 năm 2022": ("2022-01", "month"),
    "Tháng 01/2022": ("2022-01", "month"),
    "January 2022": ("2022-01", "month"),
    "quý I/2022": ("2022-03", "quarter"),
    "Quý 4 năm 2021": ("2021-12", "quarter"),
    "6 tháng đầu năm 2022": ("2022-06", "year_to_date"),
    "9 tháng 2022": ("2022-09", "year_to_date"),
    "first half of 2022": ("2022-06", "year_to_date"),
    "năm 2022": ("2022-12", "year"),
}


@pytest.mark.parametrize("text", SPANS)
def test_a_period_is_read_with_its_span(text):
    stretch = read_span(text)

    assert (stretch.period, stretch.span) == SPANS[text]


@pytest.mark.parametrize("text", ["9 tháng", "2022", "tháng 13/2022", "20/01/2022", "16-6 – 15-7-2020", "abc", ""])
def test_what_is_no_period_is_not_guessed(text):
    assert read_span(text) is None


def test_a_title_names_its_period_but_no_decree_or_day():
    title = "Biểu số 02 (Thông tư 12/2021/TT-BTTTT): số liệu tháng 1/2022, tính đến ngày 20/01/2022"

    assert [(s.period, s.span) for s in spans_in(title)] == [("2022-01", "month")]


def test_a_day_is_read_with_the_day_first():
    assert str(read_day("20/1/2022")) == "2022-01-20"
    assert str(read_day("2022-01-20")) == "2022-01-20"
    assert read_day("31/2/2022") is None
    assert read_day("2022-02-31") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "HÒA  BÌNH"),
        ("Thừa Thiên - Huế", "thừa thiên huế"),
        ("Đắk Lắk", "Ðắk Lắk"),
        ("Tổng số (cuộc)", "tổng số"),
        ("Hà Nội", "Ha\u0300 No\u0323\u0302i"),
    ],
)
def test_spellings_of_one_name_become_equal(one, other):
    assert normal(one) == normal(other)


def test_names_that_are_merely_alike_stay_apart():
    assert normal("Hà Giang") != normal("Hậu Giang")
    assert without_accents("Đắk Lắk") == "daklak"


AREAS = [
    ("79", "2022-01", "79"),
    ("TP.HCM", "2022-01", "79"),
    ("TP. Hồ Chí Minh", "2022-01", "79"),
    ("HCM", "2022-01", "79"),
    ("Bến tre", "2022-01", "83"),
    ("Hoà Bình", "2022-01", "17"),
    ("Đắc Lắc", "2022-01", "66"),
    ("Bà Rịa-Vũng Tàu", "2022-01", "77"),
    ("Thừa Thiên - Huế", "2022-01", "46"),
    ("Thành phố Huế", "2025-01", "46"),
    ("Bắc Ninh", "2025-06", "27"),
    ("Bắc Ninh", "2025-07", "24"),
    ("Cả nước", "2022-01", "VN"),
]


@pytest.mark.parametrize(("name", "period", "code"), AREAS)
def test_a_province_is_known_by_its_name_and_month(name, period, code):
    assert read_area(name, period) == code


def test_a_name_without_accents_is_read_with_a_warning():
    assert read_area("Ha Noi", "2022-01") == Spelled(code="01", name="Thành phố Hà Nội")


@pytest.mark.parametrize(
    ("name", "period", "said"),
    [
        ("Hà Giang", "2025-08", "“Hà Giang” was in force until 2025-06-30; in 2025-08 it is Tỉnh Tuyên Quang (08)."),
        ("Thành phố Huế", "2024-12", "is in force since 2025-01-01, not yet in 2024-12"),
        ("Hà Tây Ninh", "2022-01", "is no province"),
        ("Hà Nội", None, "Without a month"),
    ],
)
def test_a_name_that_is_not_in_force_says_which_is(name, period, said):
    assert said in read_area(name, period).text["en"]


@given(st.text(alphabet="()[]ab ", max_size=20))
def test_what_stands_in_brackets_is_left_out_of_names(text):
    assert normal(text) == " ".join(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text).split())
