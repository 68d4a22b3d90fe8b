"""What the cells of blank forms accept, and what they say when they refuse."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

import mic_datapkg as mic
from mic_datapkg.template import as_workbook
from mic_datapkg.template.validation import validation_of
from mic_datapkg.template.wording import Wording

LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def column(table, name):
    return mic.table(table).column(name)


def accepted(column, language="vi"):
    return validation_of(column, "D5", "$A5", Wording(language))


def limits(column):
    made = accepted(column)
    return made.type, made.operator, made.formula1, made.formula2


@LANGUAGES
def test_every_column_of_every_table_has_a_validation_below_its_heading(language):
    book = openpyxl.load_workbook(BytesIO(as_workbook(mic.tables(), language)))

    for sheet in book.worksheets[1:-1]:
        made = sheet.data_validations.dataValidation
        letters = [cell.column_letter for cell in sheet[4]]
        assert [str(one.sqref) for one in made] == [f"{letter}5:{letter}1048576" for letter in letters]
        # What Excel allows; it calls a file damaged that goes beyond.
        assert all(len(one.error) <= 255 and len(one.prompt) <= 255 for one in made)
        assert all(len(one.errorTitle) <= 32 and len(one.promptTitle) <= 32 for one in made)
        assert all(len(one.formula1 or "") <= 255 for one in made)
        assert all(one.showErrorMessage and one.allow_blank and one.errorStyle in (None, "stop") for one in made)


def test_numbers_have_the_type_and_the_limits_of_their_column():
    assert limits(column("provincial_milestones", "dx_programme")) == ("whole", "between", "0", "63")
    assert limits(column("pay_tv", "subscribers")) == ("whole", "between", "0", "1000000000")
    assert limits(column("ict_industry", "revenue")) == ("whole", "between", "0", "100000000000000000")
    assert limits(column("fixed_broadband", "household_share_pct")) == ("decimal", "between", "0", "100")


def test_a_limit_that_a_column_has_not_is_what_a_spreadsheet_can_hold():
    assert limits(column("pay_tv", "subscribers_yoy_pct")) == ("decimal", "between", "-100", "999999999999999")
    assert limits(column("commune_radio", "ict_stations_mom_change"))[2:] == ("-999999999999999", "999999999999999")


def test_a_cell_that_refuses_says_what_it_wants_and_why():
    milestone = accepted(column("provincial_milestones", "dx_programme"))

    assert milestone.errorTitle == "Chưa nhận giá trị này"
    assert milestone.error == (
        "Số tỉnh có Chương trình hoặc Kế hoạch chuyển đổi số: Hãy ghi một số nguyên từ 0 đến 63. "
        "Số tỉnh, thành phố không âm và không vượt quá 63, vì từ tháng 8/2008 chưa bao giờ có nhiều hơn 63."
    )
    assert milestone.prompt == (
        "Số tỉnh, thành phố đã ban hành Chương trình hoặc Kế hoạch chuyển đổi số. Hãy ghi một số nguyên từ 0 đến 63."
    )


@pytest.mark.parametrize(
    ("table", "name", "vi", "en"),
    [
        ("pay_tv", "subscribers", "số nguyên từ 0 đến 1.000.000.000.", "whole number from 0 to 1,000,000,000."),
        ("pay_tv", "subscribers_yoy_pct", "Hãy ghi một số từ -100 trở lên.", "Write a number of -100 or more."),
        ("commune_radio", "ict_stations_mom_change", "Hãy ghi một số nguyên.", "Write a whole number."),
        ("pay_tv", "period", "Hãy ghi năm-tháng, ví dụ 2022-01.", "Write a month as YYYY-MM, such as 2022-01."),
        ("pay_tv", "as_of", "Hãy ghi một ngày, ví dụ 2022-01-20.", "Write a day, such as 2022-01-20."),
        ("pay_tv", "area", "Hãy chọn trong danh sách.", "Choose from the list."),
        ("pay_tv", "status", "Hãy chọn trong danh sách.", "Choose from the list."),
    ],
)
def test_what_is_wanted_is_said_in_both_languages(table, name, vi, en):
    assert vi in accepted(column(table, name)).error
    assert en in accepted(column(table, name), "en").error


def test_a_maximum_alone_and_a_limit_with_decimals_are_said_too():
    only = replace(column("pay_tv", "subscribers_yoy_pct"), minimum=None, maximum=99.5)

    assert "Write a number of 99.5 or less." in accepted(only, "en").error
    assert limits(only)[2:] == ("-999999999999999", "99.5")


def test_texts_accept_everything_and_tell_what_belongs_there():
    made = accepted(column("pay_tv", "source"))

    assert (made.type, made.promptTitle) == (None, "Nguồn")


def test_a_title_or_message_that_is_too_long_ends_at_a_word():
    made = accepted(column("provincial_milestones", "population_database_connected"))

    assert made.promptTitle == "Số tỉnh kết nối Cơ sở dữ liệu …"
