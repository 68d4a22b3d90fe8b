"""Workflow commands and the summary of a job."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.formats.github import as_github, as_github_summary
from mic_datapkg.text import Text

COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")


def unescaped(text):
    for code, character in [("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")]:
        text = text.replace(code, character)
    return text


def commands(output):
    """The commands as a runner takes them apart: name, properties, message."""
    found = []
    for line in output.splitlines():
        if match := COMMAND.match(line):
            properties = dict(pair.split("=", 1) for pair in match[2].split(","))
            found.append((match[1], {k: unescaped(v) for k, v in properties.items()}, unescaped(match[3])))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_annotations_are_worded_as_agreed(slipped, golden, language):
    golden(f"slipped.{language}.github.txt", as_github(slipped, language) + "\n")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_summary_is_worded_as_agreed(slipped, golden, language):
    golden(f"slipped.{language}.summary.md", as_github_summary(slipped, language) + "\n")


def test_an_annotation_points_at_the_line_of_a_csv_file(slipped):
    (command,) = [c for c in commands(as_github(slipped)) if c[1]["title"] == "cyber_incidents.kinds_add_up"]

    assert command[0] == "error"
    assert command[1] == {
        "file": "tháng 1/cyber_incidents.csv",
        "line": "2",
        "title": "cyber_incidents.kinds_add_up",
    }
    assert "perhaps malware = 1061: two neighbouring digits are swapped" in command[2]


def test_an_annotation_of_a_workbook_names_the_cell_and_no_line(slipped):
    (command,) = [c for c in commands(as_github(slipped)) if c[1]["title"].startswith("social_networks.")]

    assert "line" not in command[1]
    assert command[1]["file"] == "tháng 1/mạng xã hội.xlsx"
    assert command[2].startswith("tháng 1/mạng xã hội.xlsx (social_networks!D2): ")


def test_an_annotation_of_a_frame_names_its_row_and_no_file(framed):
    ((_, properties, message),) = commands(as_github(framed))

    assert properties == {"title": "cyber_incidents.kinds_add_up"}
    assert message.startswith("frame row 1: ")


def test_a_clean_submission_gives_its_counts_and_no_command(clean):
    assert as_github(clean).startswith("Valid. Errors: 0 · Warnings: 0 · Notes: 0 · Tables: 14 · ")
    assert commands(as_github(clean)) == []


@pytest.mark.parametrize(("severity", "name"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_each_severity_has_its_command(made, outcome, severity, name):
    severity = Severity(severity)
    finding = Finding(table="t", rule="r", severity=severity, text=Text(vi="v", en="e"), place=Place(file="a.csv"))

    assert commands(as_github(made(outcome("t", "r", severity=severity), findings=[finding])))[0][0] == name


def test_hostile_texts_stay_inside_their_command(hostile):
    output = as_github(hostile)

    assert len(output.splitlines()) == 2
    ((_, properties, message),) = commands(output)
    assert set(properties) <= {"file", "line", "title"}
    assert "\n::error" not in message


def test_what_the_limit_left_out_is_a_notice(many):
    assert commands(as_github(many))[-1] == ("notice", {"title": "mic-datapkg"}, "Findings not shown here: 234.")
    assert len(commands(as_github(many))) == 1001


def test_the_summary_says_that_github_shows_ten_annotations(many, clean):
    assert "GitHub shows 10 annotations of each severity" in as_github_summary(many)
    assert "GitHub shows 10" not in as_github_summary(clean)


def test_the_summary_stays_below_one_mebibyte(many):
    long = Text(vi="ặ" * 2000, en="ặ" * 2000)
    report = replace(many, findings=tuple(replace(f, text=long) for f in many.findings))

    assert len(as_github_summary(report, "vi").encode()) < 2**20
