"""The report as JSON: the contract described by ``docs/report.schema.json``."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version as version_of
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.formats.coverage import told, units_told
from mic_datapkg.reading.submission import Remark, Submission
from mic_datapkg.text import LANGUAGES, Text
from mic_datapkg.validating.files import FileResult, ReadTable, Verdict
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

# The version of the contract. Within it later releases add keys, and neither rename nor remove any.
VERSION = 2


def as_json(report: Report) -> str:
    """The report as one JSON object, the same bytes for the same input."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2)


def as_dict(report: Report) -> dict[str, Any]:
    """The report as the JSON object's Python equal."""
    return {
        "version": VERSION,
        "tool": {"name": "mic-datapkg", "version": version_of("mic-datapkg")},
        "valid": report.valid,
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "files": [_file(file, report.submission) for file in report.files],
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _file(file: FileResult, submission: Submission) -> dict[str, Any]:
    return {
        "path": file.path,
        "verdict": file.verdict.value,
        "errors": file.errors,
        "reason": None if file.reason is None else _both(file.reason),
        "tables": [_table(read) for read in file.tables],
        "remarks": [_remark(one) for one in submission.remarks if one.place.file == file.path],
        "ignored": [
            _remark(one)
            for one in submission.ignored
            if one.place.file == file.path and file.verdict is not Verdict.IGNORED
        ],
    }


def _table(read: ReadTable) -> dict[str, Any]:
    covered = read.coverage
    return {
        "table": read.table,
        "sheet": read.sheet,
        "cells": read.cells,
        "rows": read.rows,
        "period": {"first": covered.first, "last": covered.last},
        "spans": list(covered.spans),
        "area": covered.area,
        "areas": covered.areas,
        "units": [_both(unit) for unit in units_told(read)],
        "figures": dict(covered.figures),
        "read": _both(told(read)),
    }


def _both(text: Text) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}


def _remark(remark: Remark) -> dict[str, Any]:
    return {"place": asdict(remark.place), "message": _both(remark.text)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    counts = {
        "table": outcome.table,
        "rule": outcome.rule,
        "kind": outcome.kind,
        "severity": outcome.severity.value,
        "checked": outcome.checked,
        "passed": outcome.passed,
        "failed": outcome.failed,
        "unknown": outcome.unknown,
    }
    return {**counts, "accepted": outcome.accepted} if outcome.accepted else counts


def _finding(finding: Finding) -> dict[str, Any]:
    shown = {
        "id": finding.id,
        "table": finding.table,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "period": finding.period,
        "span": finding.span,
        "area": finding.area,
        "columns": list(finding.columns),
        "value": finding.value,
        "expected": finding.expected,
        "message": _both(finding.text),
        "place": asdict(finding.place),
        "suggestions": [{"column": s.column, "value": s.value, "reason": _both(s.reason)} for s in finding.suggestions],
    }
    if finding.accepted is not None:
        shown["accepted"] = {**asdict(finding.accepted), "expires": finding.accepted.expires.isoformat()}
    return shown
