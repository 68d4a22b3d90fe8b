"""Columns of cells become values: equal cells are read once, and mean what each would mean alone."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.typing import values
from mic_datapkg.reading.typing.values import read_values

COLUMNS = [
    column
    for name in ("pay_tv", "provincial_milestones", "telecom_revenue")
    for column in next(table for table in mic.tables() if table.name == name).columns
]
CELLS = [
    *(
        "",
        "5",
        "x",
        "hơn 5 triệu",
        "54/63",
        "1.234",
        "14,1%",
        "ước 3",
        "- ghi chú",
        "chính thức",
        "01/2022",
        "quý I/2022",
    ),
    *(5.0, 5.5, True, date(2022, 1, 1), date(2022, 1, 31), "2022-01-31", "Hà Nội", "1"),
]
SCALES = [Scale(), Scale(power=6)]


@given(
    column=st.sampled_from(COLUMNS),
    cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=30),
    scale=st.sampled_from(SCALES),
    convention=st.sampled_from([None, *Convention]),
)
def test_equal_cells_mean_what_each_means_alone(column, cells, scale, convention):
    together = read_values(cells, column, [scale] * len(cells), convention)

    for row, cell in enumerate(cells):
        alone = read_values([cell], column, [scale], convention)
        assert together.values[row] == alone.values[0]
        assert together.readable[row] == alone.readable[0]
        for marks in ("advice", "bounds", "spans", "wholes", "dashed"):
            assert getattr(together, marks).get(row) == getattr(alone, marks).get(0)
        assert (row in together.estimated) == (0 in alone.estimated)


def test_what_is_said_of_unreadable_cells_and_kept_of_readable_ones_is_bounded(monkeypatch):
    monkeypatch.setattr(values, "ADVISED", 3)
    monkeypatch.setattr(values, "REMEMBERED", 2)
    period = COLUMNS[0]
    cells = ["x", "01/2022", "y", "x", "02/2022", "01/2022", "02/2022", "z", "x"]

    read = read_values(cells, period)

    assert read.values.to_list() == [None, "2022-01", None, None, "2022-02", "2022-01", "2022-02", None, None]
    assert sorted(read.advice) == [0, 2, 3]
    assert sorted(read.spans) == [1, 4, 5, 6]


def test_a_span_that_is_not_the_one_its_period_names_is_a_finding(tmp_path):
    file = tmp_path / "cyber_incidents.csv"
    file.write_text('period,span,total\n"quý I/2022",tháng,5\n2022-06,quarter,7\n"6 tháng đầu năm 2022",,8\n', "utf-8")

    submission = mic.read(file)

    assert submission["cyber_incidents"]["span"].to_list() == [None, "quarter", "year_to_date"]
    (finding,) = [one for one in mic.validate(submission).findings if one.place.cell == "B2"]
    assert finding.rule == "span_is_string"
    assert "names another span (quarter)" in finding.message()
