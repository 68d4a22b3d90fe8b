"""Colors come from severities, never from what a cell holds."""

from __future__ import annotations

import re

import pytest

from mic_datapkg.formats.color import colored, wants_color
from mic_datapkg.formats.text import as_text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_without_its_colors_a_report_is_the_plain_one(slipped, language):
    text = as_text(slipped, language, paint=colored)

    assert re.sub("\x1b\\[[0-9;]*m", "", text) == as_text(slipped, language)
    # Each finding of severity error, and that the report is not valid.
    assert len(re.findall("\x1b\\[1;31m", text)) == len(slipped.findings) + 1


def test_each_severity_has_a_color_of_its_own(many):
    lines = as_text(many, paint=colored).splitlines()

    assert {line.split("m", 1)[0] for line in lines if ": error: " in line} == {"\x1b[1;31"}
    assert {line.split("m", 1)[0] for line in lines if ": warning: " in line} == {"\x1b[1;33"}


def test_what_a_cell_holds_acts_neither_as_markup_nor_in_the_terminal(hostile):
    text = as_text(hostile, paint=colored)

    assert re.sub("\x1b\\[(0|1;31|32)m", "", text) == as_text(hostile)
    assert as_text(hostile).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("chosen", "terminal", "environment", "wanted"),
    [
        (None, True, {}, True),
        (None, False, {}, False),
        (None, True, {"TERM": "dumb"}, False),
        (None, True, {"NO_COLOR": "1"}, False),
        (None, True, {"NO_COLOR": ""}, True),
        (None, False, {"FORCE_COLOR": "1"}, True),
        (None, False, {"FORCE_COLOR": ""}, False),
        (None, False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, False, {"NO_COLOR": "1"}, True),
        (False, True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_the_command_decides_before_the_environment_and_that_before_the_terminal(chosen, terminal, environment, wanted):
    assert wants_color(chosen, terminal=terminal, environment=environment) is wanted
