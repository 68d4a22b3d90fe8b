"""Files of one table are read together; each must be as if it were read alone."""

from __future__ import annotations

import polars as pl
import pytest

import mic_datapkg as mic
from mic_datapkg.formats.json import as_json

# Columns, decimal characters, scales, spellings and faults differ from file to file.
FILES = {
    "plain": "period,span,area,revenue,revenue_yoy_pct\n2022-01,month,VN,11496000000000,3\n",
    "scaled": "Kỳ,Doanh thu (tỷ đồng)\n02/2022,11.496\n03/2022,11.497\n",
    "with_commas": "period;revenue_yoy_pct\n2022-04;14,1\n2022-05;1.234\n",
    "with_points": "period,revenue_yoy_pct\n2022-06,14.1\n2022-07,1.234\n",
    "bounded": 'period,revenue,status\n2022-08,"hơn 1.000 tỷ đồng",\n2022-09,2000000000000,provisional\n',
    "unreadable": "period,area,revenue\n2022-13,VN,1\n2022-10,05,2\n2022-10,Ha Noi,n/a\n2022-12,Hà Nội,3\n",
    "short": "period,area,revenue\n2022-11,VN\n",
    "empty": "period,area,revenue\n",
    "repeating": "period,revenue\n2022-01,11496000000000\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with all of the files, each in a folder of its own, to be in."""
    for name, text in FILES.items():
        tmp_path.joinpath(name).mkdir()
        tmp_path.joinpath(name, "telecom_revenue.csv").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_file_is_read_as_it_is_alone(folder):
    together = {part.places.place(None, "").file: part for part in mic.read(folder).parts}
    alone = [part for name in FILES for part in mic.read(folder / name).parts]

    assert len(together) == len(alone) == len(FILES)
    for part in alone:
        same = together[part.places.place(None, "").file]
        names = [column.name for column in part.table.columns]
        names += [f"{name}:readable" for name in names]
        read = [one.frame.collect().to_native().select(names) for one in (part, same)]
        assert read[0].equals(read[1])
        assert (same.rows, same.advice) == (part.rows, part.advice)


def test_findings_and_counts_are_those_of_the_single_files_but_for_the_repeated_key(folder):
    whole = mic.validate(mic.read("."))
    single = [mic.validate(mic.read(name)) for name in FILES]

    found = sorted(finding for report in single for finding in map(str, report.findings))
    repeated = [finding for finding in whole.findings if finding.rule == "key_is_unique"]
    assert [str(finding.place) for finding in repeated] == ["repeating/telecom_revenue.csv:2 (A2)"]
    assert sorted(str(finding) for finding in whole.findings if finding not in repeated) == found
    for outcome in whole.outcomes:
        parts = [one for report in single for one in report.outcomes if one.rule == outcome.rule]
        assert outcome.checked == sum(one.checked for one in parts)
        assert outcome.unknown == sum(one.unknown for one in parts)


def test_the_report_on_many_files_is_the_same_each_time(folder):
    first, second = (as_json(mic.validate(mic.read(folder))) for _ in range(2))

    assert first == second


def test_rows_of_a_table_keep_the_order_of_the_files(folder):
    periods = mic.read("plain", "with_commas", "scaled")["telecom_revenue"]["period"]

    assert periods.equals(pl.Series("period", ["2022-01", "2022-04", "2022-05", "2022-02", "2022-03"]))
