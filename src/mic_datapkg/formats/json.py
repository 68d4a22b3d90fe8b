"""The report as JSON: the contract described by ``docs/report.schema.json``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mic_datapkg.finding import Finding
from mic_datapkg.reading.submission import Remark
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome


def as_json(report: Report) -> str:
    """The report as one JSON object, the same bytes for the same input."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2)


def as_dict(report: Report) -> dict[str, Any]:
    """The report as the JSON object's Python equal."""
    return {
        "valid": report.valid,
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "rules": [_outcome(outcome) for outcome in report.outcomes],
        "findings": [_finding(finding) for finding in report.findings],
        "ignored": [_remark(remark) for remark in report.submission.ignored],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"place": asdict(remark.place), "message": {"vi": remark.text["vi"], "en": remark.text["en"]}}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    counts = {**asdict(outcome), "severity": outcome.severity.value, "unknown": outcome.unknown}
    if not outcome.accepted:
        del counts["accepted"]
    return counts


def _finding(finding: Finding) -> dict[str, Any]:
    shown = {
        "table": finding.table,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "period": finding.period,
        "span": finding.span,
        "area": finding.area,
        "columns": list(finding.columns),
        "value": finding.value,
        "expected": finding.expected,
        "message": {"vi": finding.message("vi"), "en": finding.message("en")},
        "place": asdict(finding.place),
        "suggestions": [{"column": s.column, "value": s.value, "reason": s.reason["en"]} for s in finding.suggestions],
    }
    if finding.accepted is not None:
        shown["accepted"] = {**asdict(finding.accepted), "expires": finding.accepted.expires.isoformat()}
    return shown
