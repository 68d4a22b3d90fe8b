"""Changed bytes of real files never make reading or validating fail; what once did stands in ``crashes/``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import csv_files, old_workbooks, workbooks
from tests.fuzz.target import NAMES, read_and_report

CRASHES = sorted((Path(__file__).parent / "crashes").glob("*.*"))
# Making a workbook takes longer than Hypothesis likes.
patient = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(csv_files(), st.sampled_from(NAMES))
@patient
def test_a_changed_csv_file_is_a_report_or_one_clear_error(tmp_path, content, name):
    read_and_report(tmp_path / f"{name}.csv", content)


@given(workbooks(), st.sampled_from(NAMES))
@patient
def test_a_changed_workbook_is_a_report_or_one_clear_error(tmp_path, content, name):
    read_and_report(tmp_path / f"{name}.xlsx", content)


@given(old_workbooks())
@patient
def test_a_changed_old_workbook_is_a_report_or_one_clear_error(tmp_path, content):
    read_and_report(tmp_path / "pay_tv.xls", content)


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.name)
def test_what_once_crashed_is_a_report_or_one_clear_error(tmp_path, crash):
    read_and_report(tmp_path / f"pay_tv{crash.suffix}", crash.read_bytes())
