"""Spellings that were really published: what is made of each, and that the page of the documentation says the same.

``GOLDEN=write pytest tests/printed/test_spellings.py`` writes docs/spellings.md anew from spellings.yaml.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import mic_datapkg as mic

FAMILIES = yaml.safe_load((Path(__file__).parent / "spellings.yaml").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "spellings.md"
CELLS = [cell for family in FAMILIES for printed in family["printed"] for cell in printed["cells"]]
# The categories of published mistakes that are about reading, and those that came with them.
CATEGORIES = {
    *("format", "decimal_mixed", "ambiguous_thousands", "sign", "bound", "cutoff_date", "province_names"),
    *("unit_slip", "unit_missing", "unit_typo", "unit_family", "points_vs_percent", "denominator"),
}


def validated(cell, folder):
    """The submission of one row that holds a case's cells, and the report on it."""
    sent = {"period": "2022-01", **cell["sent"]}
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([sent.keys(), sent.values()])
    file = folder / f"{cell['table']}.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    submission = mic.read(file, decimal=cell.get("decimal"))
    report = mic.validate(submission)
    # Some cases are dates or names alone: that no figure stands beside them is not what they are about.
    return submission, replace(report, findings=tuple(f for f in report.findings if f.rule != "figures_sent"))


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "_".join(map(str, cell["sent"].values())))
def test_a_published_spelling_is_read_to_the_exact_value_or_is_a_finding(cell, tmp_path):
    submission, report = validated(cell, tmp_path)

    (row,) = submission[cell["table"]].to_dicts()
    assert {name: row[name] for name in cell["read"]} == cell["read"]
    assert [finding.rule for finding in report.findings] == cell.get("found", [])


def test_every_category_of_spellings_is_there():
    assert {family["category"] for family in FAMILIES} == CATEGORIES


HEAD = """\
# Spellings as they were published

What `read()` and `validate()` make of numbers, units, dates and names as they really stood in print,
and of the spellings beside them.
This page is written from `tests/printed/spellings.yaml` by its test, which fails when the two differ.

The first column is the number of the mistake in the collection that the cases come from, linked to its source;
spellings without a number were seen in print as well.
The second is the cell as it was sent (with `--decimal` where that was declared),
and the third the column and the value that was read.
Where the last column is empty there is no finding;
a published slip that no figure of its own row gives away (O37, O39, O40, O59, O79) is read as it stands.
"""


def _shown(value):
    return "nothing" if value is None else f"`{value}`"


def _origin(printed):
    name = printed.get("id", "seen")
    source = printed.get("source", "")
    return f"{f'[{name}]({source})' if source.startswith('http') else name}: {printed['text']}"


def _lines(folder):
    yield HEAD
    for family in FAMILIES:
        yield f"## {family['title']}\n"
        yield "| published | sent | read as | finding |"
        yield "|---|---|---|---|"
        for printed in family["printed"]:
            for number, cell in enumerate(printed["cells"]):
                yield _line(_origin(printed) if number == 0 else "", cell, folder)
        yield ""


def _line(origin, cell, folder):
    _, report = validated(cell, folder)
    sent = ", ".join(f"`{value}`" for value in cell["sent"].values())
    sent += f" with `--decimal {cell['decimal']}`" if "decimal" in cell else ""
    read = ", ".join(f"{name} {_shown(value)}" for name, value in cell["read"].items())
    found = "<br>".join(f"{f.severity}: {f.message('en')}<br>{f.message('vi')}" for f in report.findings)
    return f"| {' | '.join(text.replace('|', '/') for text in (origin, sent, read, found))} |"


def test_the_page_of_the_documentation_says_what_is_done(tmp_path):
    text = "\n".join(_lines(tmp_path)).rstrip() + "\n"

    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(text, encoding="utf-8", newline="\n")

    assert text == PAGE.read_text(encoding="utf-8")
