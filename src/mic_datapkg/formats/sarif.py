"""The report as SARIF 2.1.0, the format of code scanning (OASIS standard, with Errata 01)."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.formats.coverage import read_in
from mic_datapkg.formats.markdown import IGNORED, LEFT_OUT, inline, labelled, perhaps, severities, text_line, totals
from mic_datapkg.formats.text import LONGEST, named, until, visible
from mic_datapkg.project.policy import says
from mic_datapkg.reading import shape_rules
from mic_datapkg.schema.tables import tables
from mic_datapkg.text import LANGUAGES, Text
from mic_datapkg.validating.against import UNREVISED
from mic_datapkg.validating.against import sentence as sentence_about_revisions
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# What SARIF says where a result has no rule (3.27.6).
NO_RULE = -1
# The name of our fingerprints, with a version: it changes when what they are made of changes.
FINGERPRINT = "micDatapkgFinding/v2"


def as_sarif(report: Report, language: str = "en") -> str:
    """The report as a SARIF log of one run: a rule for each that was judged, a result for each finding.

    What no result tells stands as notifications of the run: inputs that were ignored, findings beyond those shown, and
    how many checks could not be judged.
    """
    indices = {(outcome.table, outcome.rule): n for n, outcome in enumerate(report.outcomes)}
    driver = {
        "name": "mic-datapkg",
        "version": version("mic-datapkg"),
        "language": language,
        "rules": [_rule(outcome, language) for outcome in report.outcomes],
    }
    run = {
        "tool": {"driver": driver},
        "language": language,
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": _notifications(report, language)},
        ],
        "results": [
            {
                **_result(finding, language),
                "ruleIndex": indices.get((finding.table, finding.rule), NO_RULE),
                "partialFingerprints": {FINGERPRINT: finding.id},
                **_suppressions(finding, report, language),
            }
            for finding in report.findings
        ],
        # Lines are those of the file; columns are not used.
        "columnKind": "unicodeCodePoints",
        "properties": {
            "valid": report.valid,
            "counts": {severity.value: number for severity, number in report.counts.items()},
            "unjudged": {_id(outcome): outcome.unknown for outcome in report.outcomes if outcome.unknown},
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    # The name of a file may have bytes that are no text.
    return json.dumps(log, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()


def said(outcome: Outcome) -> Text:
    """What a rule says, in one sentence; the name of a rule that no definition knows."""
    unknown = Text(vi=visible(outcome.rule), en=visible(outcome.rule))
    if outcome.rule == UNREVISED:
        return sentence_about_revisions()
    sentence = _sentences().get((outcome.table, outcome.rule)) or shape_rules().get(outcome.rule) or says(outcome.rule)
    return sentence or unknown


def title(table: str) -> Text:
    """The title of a table; the name of one that no definition knows."""
    unknown = Text(vi=visible(table), en=visible(table))
    return next((known.title for known in tables() if known.name == table), unknown)


@cache
def _sentences() -> dict[tuple[str, str], Text]:
    return {(table.name, rule.name): rule.says for table in tables() for rule in table.rules}


def _id(outcome: Outcome | Finding) -> str:
    return named(outcome)


def _rule(outcome: Outcome, language: str) -> dict[str, Any]:
    about = {tongue: visible(f"{title(outcome.table)[tongue]}: {said(outcome)[tongue]}") for tongue in LANGUAGES}
    return {
        "id": _id(outcome),
        "shortDescription": _message(visible(said(outcome)[language])),
        "fullDescription": _message(about[language]),
        "help": {
            **_message("\n\n".join(about[tongue] for tongue in LANGUAGES)),
            "markdown": "\n\n".join(
                f"**{_braces(inline(title(outcome.table)[tongue]))}**: {_braces(inline(said(outcome)[tongue]))}"
                for tongue in LANGUAGES
            ),
        },
        "defaultConfiguration": {"level": LEVELS[outcome.severity]},
        "properties": {"tags": [visible(outcome.kind)], "table": outcome.table, "rule": outcome.rule},
    }


def _result(finding: Finding, language: str) -> dict[str, Any]:
    location = _location(finding)
    return {
        "ruleId": _id(finding),
        "level": LEVELS[finding.severity],
        "message": _message("\n".join([visible(finding.message(language)), *perhaps(finding, language)])),
        "locations": [location] if location else [],
        "properties": {
            "period": _cut(finding.period),
            "span": _cut(finding.span),
            "area": _cut(finding.area),
            "columns": list(finding.columns),
            "value": _cut(finding.value),
            "expected": _cut(finding.expected),
            "suggestions": [
                {"column": s.column, "value": s.value, "reason": s.reason[language]} for s in finding.suggestions
            ],
        },
    }


def _suppressions(finding: Finding, report: Report, language: str) -> dict[str, Any]:
    """Why a result is accepted. Either every result of a run tells whether it is suppressed, or none (3.27.23)."""
    if not report.accepted:
        return {}
    if finding.accepted is None:
        return {"suppressions": []}
    said = until(finding, language)
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": said}]}


def _location(finding: Finding) -> dict[str, Any]:
    """The file with its line; for a cell of a workbook, or a row of a frame, a logical location."""
    place = finding.place
    location: dict[str, Any] = {}
    if place.file is not None:
        location["physicalLocation"] = {"artifactLocation": _artifact(place.file)}
        if (line := text_line(place)) is not None:
            location["physicalLocation"]["region"] = {"startLine": line}
    if logical := _logical(finding.table, place):
        location["logicalLocations"] = [logical]
    return location


def _logical(table: str, place: Place) -> dict[str, str]:
    if place.sheet is not None:
        cell = f"!{place.cell}" if place.cell else ""
        return {"fullyQualifiedName": f"{place.sheet}{cell}", "kind": "cell" if cell else "sheet"}
    if place.file is None or text_line(place) is None:
        row = f" row {place.line}" if place.line is not None else ""
        return {"fullyQualifiedName": f"{table}{row}", "kind": "row" if row else "table"}
    return {}


def _artifact(file: str) -> dict[str, str]:
    """The file as a URI: relative to the folder that was validated from, unless its path is absolute."""
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute():
        return {"uri": f"file:///{_quoted(file.lstrip('/'), safe='/:')}"}
    return {"uri": _quoted(file), "uriBaseId": "%SRCROOT%"}


def _quoted(path: str, safe: str = "/") -> str:
    # A name may have bytes that are no text; Python keeps them as surrogates.
    return quote(path, safe=safe, errors="surrogateescape")


def _notifications(report: Report, language: str) -> list[dict[str, Any]]:
    left = report.left_out
    texts = [labelled([*severities(report), *totals(report)], language)]
    texts += [visible(said[language]) for _, said in read_in(report)]
    texts += [LEFT_OUT.format(number=str(left))[language]] if left > 0 else []
    texts += [visible(f"{IGNORED[language]}: {remark.message(language)}") for remark in report.submission.ignored]
    return [{"level": "note", "message": _message(text)} for text in texts]


def _message(text: str) -> dict[str, str]:
    return {"text": _literal(text)}


def _literal(text: str) -> str:
    """The text as a message that has neither links (3.11.6) nor placeholders (3.11.5)."""
    return _braces(text.replace("](", "] ("))


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _cut(value: str | None) -> str | None:
    return None if value is None else value[:LONGEST]
