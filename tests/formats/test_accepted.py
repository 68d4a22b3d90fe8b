"""Accepted findings in every format: they stay, with their reason, and no longer count."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import junitparser
import pytest

from mic_datapkg.finding import Accepted
from mic_datapkg.formats.github import as_github, as_github_summary
from mic_datapkg.formats.html import as_html
from mic_datapkg.formats.json import as_dict
from mic_datapkg.formats.junit import as_junit
from mic_datapkg.formats.markdown import COMMENT, as_markdown
from mic_datapkg.formats.sarif import as_sarif
from mic_datapkg.formats.text import as_text

UNTIL = "until 2026-12-31, Nguyễn Thị Bình: Bản tin in như vậy; đã hỏi Bộ ngày 01/3/2022"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_accepted_findings_are_worded_as_agreed(accepted, golden, language):
    written = {
        "text": as_text(accepted, language),
        "github": as_github(accepted, language),
        "summary": as_github_summary(accepted, language),
        "junit": as_junit(accepted, language),
    }

    golden(f"accepted.{language}.txt", "\n".join(f"== {name}\n{text}\n" for name, text in written.items()))


def test_they_are_no_failure_of_junit(accepted):
    cases = {
        (c.classname, c.name): c
        for suite in junitparser.JUnitXml.fromstring(as_junit(accepted).encode())
        for c in suite
    }

    passed = cases["cyber_incidents", "kinds_add_up"]
    assert passed.is_passed
    assert UNTIL in passed.system_out
    assert not cases["pay_tv", "subscribers_is_integer"].is_passed
    assert cases["pay_tv", "acceptances_in_force"].is_passed


def test_a_failure_counts_and_lists_what_nobody_accepted(many):
    by = Accepted(reason="r", person="p", expires=date(2026, 12, 31))
    findings = [replace(f, accepted=by) if n == 0 else f for n, f in enumerate(many.findings)]
    rules = [replace(o, accepted=1) if o.rule == "kinds_add_up" else o for o in many.outcomes]
    report = replace(many, findings=tuple(findings), outcomes=tuple(rules))

    (case,) = [
        c for s in junitparser.JUnitXml.fromstring(as_junit(report).encode()) for c in s if c.name == "kinds_add_up"
    ]

    (failure,) = case.result
    assert failure.message.startswith("133 of 5000 failed")
    assert failure.text.endswith("Findings not shown here: 34.")
    assert "until 2026-12-31, p: r" in case.system_out
    assert "until 2026-12-31, p: r" not in failure.text


def test_they_are_suppressed_results_of_sarif_and_every_result_says_whether_it_is(accepted, slipped):
    (run,) = json.loads(as_sarif(accepted))["runs"]

    suppressed = {result["ruleId"]: result["suppressions"] for result in run["results"]}
    assert suppressed.pop("cyber_incidents.kinds_add_up") == [
        {"kind": "external", "status": "accepted", "justification": UNTIL}
    ]
    assert suppressed
    assert set(map(len, suppressed.values())) == {0}
    assert "suppressions" not in as_sarif(slipped)


def test_rules_about_acceptances_have_a_sentence(accepted):
    (run,) = json.loads(as_sarif(accepted, "vi"))["runs"]

    sentences = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert sentences["cyber_incidents.acceptances_used"] == "Mọi mục chấp nhận đều ứng với một phát hiện."
    assert sentences["pay_tv.acceptances_in_force"] == "Mọi mục chấp nhận đều còn hiệu lực."


def test_json_says_nothing_about_acceptance_where_nothing_is_accepted(slipped, accepted):
    assert '"accepted"' not in json.dumps(as_dict(slipped))
    assert json.dumps(as_dict(accepted)).count('"accepted"') == 2


def test_a_page_lists_them_after_the_others(accepted):
    page = as_html(accepted)

    assert page.index('class="error"') < page.index("<h3>Accepted</h3>") < page.index('<li class="accepted">')
    assert page.count('<li class="accepted">') == 1
    assert f'<p class="row">{UNTIL}</p>' in page
    assert "Nothing was found to be wrong" not in page


def test_a_page_on_accepted_findings_alone_does_not_say_that_nothing_was_found(hostile_accepted):
    assert "Nothing was found to be wrong" not in as_html(hostile_accepted)


# What the configuration says is anybody's text too.


def test_hostile_reasons_stay_inside_their_line(hostile_accepted):
    assert [line for line in as_github(hostile_accepted).splitlines() if line.startswith("::")] == [
        as_github(hostile_accepted).splitlines()[0]
    ]
    assert as_github(hostile_accepted).startswith("::notice ")
    assert len(as_text(hostile_accepted).splitlines()) == 4
    assert all(line.isprintable() for line in as_text(hostile_accepted).splitlines())


def test_hostile_reasons_are_text_in_markup(hostile_accepted):
    tags = set()

    class Page(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)

    Page().feed(as_html(hostile_accepted))

    assert not {"script", "img", "b", "i"} & tags
    (output,) = ET.fromstring(as_junit(hostile_accepted).encode()).iter("system-out")
    assert '<script>alert("x")</script>' in output.text
    assert json.loads(as_sarif(hostile_accepted))["runs"][0]["results"][0]["suppressions"]
    assert not re.search(r"@someone|#1\b|https://", as_markdown(hostile_accepted).rpartition("`: ")[2])


def test_many_accepted_findings_leave_a_comment_in_its_limit(many):
    by = Accepted(reason="$@" * 400, person="$" * 100, expires=date(2026, 12, 31))
    findings = tuple(replace(finding, accepted=by) if n % 2 else finding for n, finding in enumerate(many.findings))

    comment = as_markdown(replace(many, findings=findings))

    assert len(comment) <= COMMENT
    assert "### Accepted: 500" in comment
    assert comment.count("2026-12-31") == 10
    assert "- …" in comment
