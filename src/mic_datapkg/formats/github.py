"""The report as GitHub workflow commands, and as Markdown for the summary of a job.

The commands, their escaping and their limits are those of GitHub's "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.formats.markdown import (
    CHECKS,
    FAILED,
    LEFT_OUT,
    PASSED,
    TABLES,
    UNKNOWN,
    as_markdown,
    inline,
    labelled,
    perhaps,
    severities,
    text_line,
    totals,
)
from mic_datapkg.formats.text import ACCEPTED, INVALID, VALID, named, until, visible
from mic_datapkg.text import Text
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# Annotations of one severity that GitHub shows for one step.
SHOWN = 10
# A summary may have 1 MiB; a character takes three bytes at most, and the table of counts its part.
SUMMARY = 300_000
# Characters of a path on Linux; a path that was cut would lead nowhere.
PATH = 4096
NOT_ALL = Text(
    vi="GitHub chỉ hiện {shown} chú thích mỗi loại trong một bước; ở đây và trong nhật ký có đủ.",
    en="GitHub shows {shown} annotations of each severity for one step; here and in the log there are more.",
)


def as_github(report: Report, language: str = "en") -> str:
    """The report as workflow commands, an annotation for each finding at its file and line, then the counts.

    Rows of workbooks and Parquet files are no lines of text: there the place stands in the message. No column is
    given, because the letter of a cell does not tell at which character of a line it begins.
    """
    commands = [_annotation(finding, language) for finding in report.findings]
    if report.left_out > 0:
        left = LEFT_OUT.format(number=str(report.left_out))
        commands.append(_command("notice", {"title": "mic-datapkg"}, left[language]))
    verdict = (VALID if report.valid else INVALID)[language]
    counts = labelled([*severities(report), *totals(report)], language)
    return "\n".join([*commands, f"{verdict} {counts}"])


def as_github_summary(report: Report, language: str = "en") -> str:
    """The report as Markdown for ``$GITHUB_STEP_SUMMARY``: verdict, findings, and the counts of every table."""
    parts = [as_markdown(report, language, longest=SUMMARY)]
    if any(number > SHOWN for number in (*report.counts.values(), len(report.accepted))):
        parts.append(f"*{NOT_ALL.format(shown=str(SHOWN))[language]}*")
    return "\n\n".join([*parts, _tables(report, language)])


def _annotation(finding: Finding, language: str) -> str:
    place = finding.place
    message = visible(finding.message(language))
    if text_line(place) is None and place != Place():
        message = f"{visible(str(place))}: {message}"
    properties = {
        "file": None if place.file is None else visible(place.file, PATH),
        "line": text_line(place),
        "title": named(finding),
    }
    if finding.accepted is not None:
        properties["title"] = f"{properties['title']} ({ACCEPTED[language]})"
        return _command("notice", properties, f"{message}\n{until(finding, language)}")
    return _command(COMMANDS[finding.severity], properties, "\n".join([message, *perhaps(finding, language)]))


def _command(name: str, properties: dict[str, str | int | None], message: str) -> str:
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _tables(report: Report, language: str) -> str:
    """The counts of each table that was judged; files that are no table of ours are findings already."""
    judged = [outcome.table for outcome in report.outcomes if outcome.kind == "unique"]
    columns = [label[language] for label in (TABLES, CHECKS, PASSED, FAILED, UNKNOWN)]
    rows = [_row(table, [outcome for outcome in report.outcomes if outcome.table == table]) for table in judged]
    return "\n".join([f"| {' | '.join(columns)} |", "|---|--:|--:|--:|--:|", *rows])


def _row(table: str, outcomes: list[Outcome]) -> str:
    counts = [[o.checked, o.passed, o.failed, o.unknown] for o in outcomes]
    sums = [str(sum(column)) for column in zip(*counts, strict=True)]
    return f"| {' | '.join([inline(table), *sums])} |"
