"""JUnit XML, read by a JUnit parser."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import junitparser
import pytest

from mic_datapkg.finding import Severity
from mic_datapkg.formats.junit import as_junit


def parsed(report, language="en"):
    return junitparser.JUnitXml.fromstring(as_junit(report, language).encode())


def case(report, table, rule):
    (found,) = [c for suite in parsed(report) for c in suite if (c.classname, c.name) == (table, rule)]
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_xml_is_worded_as_agreed(slipped_shortly, golden, language):
    golden(f"slipped.{language}.junit.xml", as_junit(slipped_shortly, language) + "\n")


def test_there_is_a_suite_for_each_table_and_a_case_for_each_rule(clean):
    suites = {suite.name: [c.name for c in suite] for suite in parsed(clean)}

    assert suites == {
        table or "submission": [o.rule for o in clean.outcomes if o.table == table]
        for table in sorted({o.table for o in clean.outcomes})
    }


def test_the_counts_in_the_attributes_are_those_of_the_cases(slipped):
    xml = parsed(slipped)
    cases = [c for suite in xml for c in suite]

    broken = [o for o in slipped.outcomes if o.failed and o.severity is Severity.ERROR and (o.passed or o.failed)]
    assert (xml.tests, xml.failures, xml.errors) == (len(cases), len(broken), 0)
    assert xml.skipped == sum(c.is_skipped for c in cases)
    for suite in xml:
        stated = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == stated


def test_a_broken_rule_fails_with_its_findings(slipped):
    (failure,) = case(slipped, "cyber_incidents", "kinds_add_up").result

    assert isinstance(failure, junitparser.Failure)
    assert failure.type == "sums_to"
    assert failure.message == "1 of 1 failed: The three kinds of incident add up to the total."
    assert failure.text.startswith("tháng 1/cyber_incidents.csv:2 (D2): The three kinds")
    assert "perhaps malware = 1061" in failure.text


def test_a_rule_that_nothing_was_judged_by_is_skipped(slipped):
    (skipped,) = case(slipped, "pay_tv", "growth_follows_from_subscribers").result

    assert isinstance(skipped, junitparser.Skipped)
    assert skipped.message == "could not be judged, figures are missing (rows: 1)"


def test_a_rule_without_rows_is_skipped(made, outcome):
    (skipped,) = case(made(outcome(counts=(0, 0, 0))), "cyber_incidents", "kinds_add_up").result

    assert skipped.message == "there was no row to judge"


def test_a_broken_rule_of_severity_warning_passes_and_says_so(many):
    passed = case(many, "cyber_incidents", "steady")

    assert passed.is_passed
    assert "2022-01/0.csv:3 (D3): warning: The three kinds" in passed.system_out


def test_a_file_without_a_figure_fails_in_the_suite_of_the_submission(slipped):
    (failure,) = case(slipped, "submission", "figures_sent").result

    assert failure.text.startswith("tháng 1/press_agencies.csv: There is no figure here")


def test_rows_that_could_not_be_judged_stand_in_the_output(made, outcome):
    report = made(outcome(counts=(3, 2, 0)))

    assert case(report, "cyber_incidents", "kinds_add_up").is_passed
    assert case(report, "cyber_incidents", "kinds_add_up").system_out.endswith("(rows: 1)")


def test_findings_beyond_the_limit_are_counted(many):
    (failure,) = case(many, "cyber_incidents", "kinds_add_up").result

    assert failure.message.startswith("134 of 5000 failed")
    assert failure.text.endswith("Findings not shown here: 34.")


def test_ignored_inputs_are_skipped(slipped):
    assert case(slipped, "ignored", "tháng 1/ghi-chú.md").is_skipped


def test_a_report_on_nothing_is_an_empty_file(empty):
    assert list(parsed(empty)) == []


def test_hostile_texts_are_read_back_as_text(hostile):
    xml = ET.fromstring(as_junit(hostile).encode())

    assert {element.tag for element in xml.iter()} == {"testsuites", "testsuite", "testcase", "failure", "skipped"}
    assert '<script>alert("x")</script> & \' ]]>' in xml.find(".//failure").text
    assert "Sự cố mạng" in xml.find(".//failure").text


def test_a_frame_has_its_row(framed):
    (failure,) = case(framed, "cyber_incidents", "kinds_add_up").result

    assert failure.text.startswith("frame row 1: ")
