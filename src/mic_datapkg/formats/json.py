"""The report as JSON: the contract described by ``docs/report.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version as version_of
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.formats.coverage import told, units_told
from mic_datapkg.reading.submission import Remark
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
        "files": _files(report),
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _files(report: Report) -> list[dict[str, Any]]:
    remarks, ignored = _by_file(report.submission.remarks), _by_file(report.submission.ignored)
    return [_file(file, remarks.get(file.path, []), ignored.get(file.path, [])) for file in report.files]


def _by_file(remarks: Iterable[Remark]) -> dict[str | None, list[dict[str, Any]]]:
    found: dict[str | None, list[dict[str, Any]]] = {}
    for remark in remarks:
        found.setdefault(remark.place.file, []).append(_remark(remark))
    return found


def _file(file: FileResult, remarks: list[dict[str, Any]], ignored: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "path": file.path,
        "verdict": file.verdict.value,
        "errors": file.errors,
        "reason": None if file.reason is None else _both(file.reason),
        "tables": [_table(read) for read in file.tables],
        "remarks": remarks,
        # Of a file that is ignored as a whole its reason says it.
        "ignored": [] if file.verdict is Verdict.IGNORED else ignored,
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
