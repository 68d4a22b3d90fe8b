"""Every edit rule, and every kind of limit, on rows that pass it, break it and cannot be judged by it.

The rows stand in ``cases/<table>/<rule>/{pass,fail,unknown}.csv``, with the source of real figures beside them.
"""

from __future__ import annotations

import csv
import string
from pathlib import Path

import polars as pl
import pytest

import mic_datapkg as mic
from mic_datapkg.schema.column_rules import ColumnRule, InRange, Unique
from mic_datapkg.schema.rules import KINDS

CASES = Path(__file__).parents[1] / "cases"
EDIT_RULES = [(table.name, rule.name) for table in mic.tables() for rule in table.edit_rules]
RANGES = [
    (table.name, rule.column, rule.minimum, rule.maximum)
    for table in mic.tables()
    for rule in table.column_rules
    if isinstance(rule, InRange)
]


def cases(outcome):
    """A parameter for each file of that outcome."""
    files = sorted(CASES.glob(f"*/*/{outcome}.csv"))
    return [pytest.param(file, id=f"{file.parts[-3]}.{file.parts[-2]}") for file in files]


def report_on(case, folder):
    """The report on a case, read as a submission of its table."""
    sent = folder / f"{case.parts[-3]}.csv"
    sent.write_bytes(case.read_bytes())
    return mic.validate(mic.read(sent))


def outcome_of(report, case):
    return next(outcome for outcome in report.outcomes if outcome.rule == case.parts[-2])


def rows_of(case):
    return list(csv.reader(case.read_text(encoding="utf-8").splitlines()))[1:]


def cells_at_fault(case):
    """The spreadsheet name of the rule's first column in each row that breaks the rule."""
    rule = rule_of(case)
    header = next(csv.reader(case.read_text(encoding="utf-8").splitlines()))
    letter = string.ascii_uppercase[header.index(rule.columns[0])]
    # Of the rows of one key the first is right.
    first = 3 if isinstance(rule, Unique) else 2
    return [f"{letter}{line}" for line in range(first, len(rows_of(case)) + 2)]


def rule_of(case):
    return next(rule for rule in mic.table(case.parts[-3]).rules if rule.name == case.parts[-2])


@pytest.mark.parametrize("case", cases("pass"))
def test_rows_that_keep_a_rule_pass_it_and_give_no_finding(case, tmp_path):
    report = report_on(case, tmp_path)

    outcome = outcome_of(report, case)
    assert (outcome.passed, outcome.failed, outcome.unknown) == (len(rows_of(case)), 0, 0)
    assert report.findings == ()


@pytest.mark.parametrize("case", cases("fail"))
def test_each_row_that_breaks_a_rule_is_one_finding_of_it_at_its_cell(case, tmp_path):
    report = report_on(case, tmp_path)

    cells = cells_at_fault(case)
    assert [finding.place.cell for finding in report.findings] == cells
    assert {(finding.table, finding.rule) for finding in report.findings} == {case.parts[-3:-1]}
    assert outcome_of(report, case).failed == len(cells) > 0


@pytest.mark.parametrize("case", cases("unknown"))
def test_rows_that_a_rule_cannot_judge_are_unknown_and_not_passed(case, tmp_path):
    report = report_on(case, tmp_path)

    outcome = outcome_of(report, case)
    assert (outcome.passed, outcome.failed, outcome.unknown) == (0, 0, len(rows_of(case)))
    assert outcome.unknown > 0
    assert not [finding for finding in report.findings if finding.rule == outcome.rule]


@pytest.mark.parametrize(("table", "rule"), EDIT_RULES)
def test_every_edit_rule_has_a_case_of_each_outcome(table, rule):
    folder = CASES / table / rule

    found = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []

    assert found == ["fail.csv", "pass.csv", "unknown.csv"]


def test_every_kind_of_limit_has_cases():
    kinds = {kind.kind for kind in (*ColumnRule.__subclasses__(), Unique)}

    tried = {rule_of(case.values[0]).kind for case in cases("fail")}

    assert kinds <= tried


def test_every_folder_of_cases_is_named_after_a_rule():
    folders = {folder.parts[-2:] for folder in CASES.glob("*/*")}

    rules = {(table.name, rule.name) for table in mic.tables() for rule in table.rules}

    assert folders - rules == set()


def test_every_kind_of_rule_is_used_or_documented(repository):
    page = repository / "docs" / "rules.md"
    documented = page.read_text(encoding="utf-8") if page.exists() else ""

    used = {rule.kind for table in mic.tables() for rule in table.edit_rules}

    assert [kind for kind in KINDS if kind not in used and f"`{kind}`" not in documented] == []


def test_a_code_that_is_null_is_unknown_to_its_code_list_and_missing_to_the_column():
    frame = pl.DataFrame({"period": ["2022-01"], "span": [None], "total": [1383]}, schema_overrides={"span": pl.String})

    report = mic.validate(frame, table="cyber_incidents")

    outcomes = {outcome.rule: outcome for outcome in report.outcomes}
    assert outcomes["span_in_codes"].unknown == 1
    assert [finding.rule for finding in report.findings] == ["span_is_present"]


@pytest.mark.parametrize(("table", "column", "minimum", "maximum"), RANGES)
def test_a_limit_holds_at_its_exact_bounds_and_not_one_step_beyond(table, column, minimum, maximum):
    of_type = mic.table(table).column(column).type
    step = 1 if of_type == "integer" else 0.01
    bounds = [bound for bound in (minimum, maximum) if bound is not None]
    beyond = [bound - step if bound is minimum else bound + step for bound in bounds]
    values = [*bounds, *beyond, None]
    frame = pl.DataFrame(
        {"period": [f"2010-{month:02d}" for month in range(1, len(values) + 1)], column: values},
        schema_overrides={column: pl.Int64 if of_type == "integer" else pl.Float64},
    )

    report = mic.validate(frame, table=table)

    (outcome,) = (outcome for outcome in report.outcomes if outcome.rule == f"{column}_in_range")
    assert (outcome.passed, outcome.failed, outcome.unknown) == (len(bounds), len(beyond), 1)
    rows = range(len(bounds) + 1, len(values))
    assert [finding.place.line for finding in report.findings if finding.rule == outcome.rule] == list(rows)
