"""A published value that a submission changes is a warning at its cell."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mic_datapkg as mic

HEADER = "period,total,phishing,deface,malware\n"
JANUARY, FEBRUARY = "2022-01,1383,197,125,1061\n", "2022-02,10,1,2,7\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with the incidents of January 2022, beside the working directory's files."""
    monkeypatch.chdir(tmp_path)
    report = mic.validate(written(HEADER + JANUARY))
    mic.publish(report, to="package")
    return "package"


def written(text):
    Path("cyber_incidents.csv").write_text(text, encoding="utf-8")
    return mic.read("cyber_incidents.csv")


def compared(report):
    (outcome,) = [outcome for outcome in report.outcomes if outcome.rule == "unrevised"]
    return outcome.checked, outcome.passed, outcome.failed, outcome.unknown


def test_what_stands_as_published_passes_and_what_is_new_is_unknown(package):
    report = mic.validate(written(HEADER + JANUARY + FEBRUARY), against=package)

    assert compared(report) == (8, 4, 0, 4)
    assert report.findings == ()


def test_a_changed_value_is_a_warning_at_its_cell(package):
    report = mic.validate(
        written(HEADER + FEBRUARY + JANUARY.replace("1383", "1384").replace("1061", "1062")), against=package
    )

    assert [(f.columns, f.expected, f.value, str(f.place), f.period) for f in report.findings] == [
        (("total",), "1383", "1384", "cyber_incidents.csv:3 (B3)", "2022-01"),
        (("malware",), "1061", "1062", "cyber_incidents.csv:3 (E3)", "2022-01"),
    ]
    assert report.valid
    assert report.counts["warning"] == 2
    assert report.findings[0].message("vi").startswith("Tổng số sự cố (total) đã công bố là 1383, còn ở đây là 1384.")
    assert "--reason" in report.findings[0].message("en")


def test_an_empty_cell_and_a_value_beyond_its_limit_are_not_compared(package):
    report = mic.validate(written(HEADER + "2022-01,,197,125,-1\n"), against=package)

    assert compared(report) == (2, 2, 0, 0)
    assert [finding.rule for finding in report.findings] == ["malware_in_range"]


def test_without_a_package_nothing_is_compared(package):
    assert [
        outcome for outcome in mic.validate(written(HEADER + JANUARY)).outcomes if outcome.kind == "unrevised"
    ] == []


def test_a_table_that_was_never_published_is_unknown(package):
    frame = pl.DataFrame({"period": ["2022-01"], "subscribers": [5]})

    assert compared(mic.validate(frame, table="pay_tv", against=package)) == (1, 0, 0, 1)


def test_other_engines_compare_as_well(package):
    relation = duckdb.sql("SELECT '2022-01' AS period, 1384 AS total")

    (finding,) = mic.validate(relation, table="cyber_incidents", against=package).findings

    assert (finding.rule, finding.expected, finding.value, finding.place.line) == ("unrevised", "1383", "1384", None)


def test_findings_are_limited_and_counts_exact(package):
    report = mic.validate(written(HEADER + "2022-01,1,0,0,1\n" * 5), against=package, max_findings=3)

    assert compared(report) == (20, 0, 20, 0)
    assert [f.place.line for f in report.findings if f.rule == "unrevised"] == [2, 2, 2]


@pytest.mark.parametrize(
    ("folder", "error", "said"),
    [
        ("absent", mic.UsageError, "absent: expected the folder of a published package"),
        ("broken", mic.SubmissionError, "broken: cyber_incidents cannot be compared"),
    ],
)
def test_what_is_no_package_is_one_clear_error(package, tmp_path, folder, error, said):
    (tmp_path / "broken" / "data").mkdir(parents=True)
    (tmp_path / "broken" / "datapackage.json").write_text("{}", encoding="utf-8")
    (tmp_path / "broken" / "data" / "cyber_incidents.parquet").write_text("PAR1", encoding="utf-8")

    with pytest.raises(error, match=said):
        mic.validate(written(HEADER + JANUARY), against=folder)


@given(values=st.lists(st.integers(0, 10**7) | st.none(), min_size=3, max_size=3), other=st.integers(0, 10**7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_it_warns_of_what_publishing_would_call_a_revision(tmp_path_factory, values, other):
    folder = tmp_path_factory.mktemp("packages")
    sent = pl.DataFrame({"period": ["2022-01", "2022-02", "2022-03"], "subscribers": pl.Series(values, dtype=pl.Int64)})
    # A frame without a figure is no submission; this one says nothing of a figure.
    sent = sent.with_columns(subscribers_year_ago=1)
    mic.publish(mic.validate(sent, table="pay_tv"), to=folder / "package")
    changed = sent.with_columns(subscribers=pl.Series([other, values[1], 1], dtype=pl.Int64))
    report = mic.validate(changed, table="pay_tv", against=folder / "package")

    expected = [
        (period, old, new)
        for period, old, new in zip(sent["period"], values, changed["subscribers"], strict=True)
        if old is not None and new is not None and old != new
    ]
    changes = [finding for finding in report.findings if finding.rule == "unrevised"]
    assert [(f.period, int(f.expected), int(f.value)) for f in changes] == expected
    if expected:
        with pytest.raises(mic.SubmissionError, match="give a reason"):
            mic.publish(report, to=folder / "package")
