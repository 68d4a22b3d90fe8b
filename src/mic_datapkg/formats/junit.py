"""The report as JUnit XML: a test suite for each table, a test case for each rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from mic_datapkg.finding import Finding, Severity
from mic_datapkg.formats.markdown import LEFT_OUT, perhaps
from mic_datapkg.formats.sarif import said
from mic_datapkg.formats.text import ACCEPTED, SEVERITIES, until, visible
from mic_datapkg.reading.submission import Remark
from mic_datapkg.text import Text
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

# The suite of the rules about what was sent, which are of no table.
SENT = "submission"
UNJUDGED = Text(
    vi="chưa đủ số liệu để kiểm tra ({unknown} dòng)", en="could not be judged, figures are missing (rows: {unknown})"
)
NOTHING = Text(vi="không có dòng nào để kiểm tra", en="there was no row to judge")
BROKEN = Text(vi="Sai {failed} trên {checked}: {says}", en="{failed} of {checked} failed: {says}")


def as_junit(report: Report, language: str = "en") -> str:
    """The report as JUnit XML.

    A rule of severity error that is broken is a failure, one that nothing was judged by is skipped, and any other one
    passes; broken rules of less weight, accepted findings, and rows that could not be judged, stand in its output.
    """
    findings: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        findings.setdefault((finding.table, finding.rule), []).append(finding)
    tables: dict[str, list[ET.Element]] = {}
    for outcome in report.outcomes:
        case = _case(outcome, findings.get((outcome.table, outcome.rule), []), language)
        tables.setdefault(outcome.table, []).append(case)
    suites = [_suite(visible(table or SENT), cases) for table, cases in sorted(tables.items())]
    if report.submission.ignored:
        suites.append(_suite("ignored", [_not_read(remark, language) for remark in report.submission.ignored]))
    root = ET.Element("testsuites", {"name": "mic-datapkg", **_counts(suite_case for s in suites for suite_case in s)})
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(name: str, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": name, **_counts(cases)})
    suite.extend(cases)
    return suite


def _counts(cases: Iterable[ET.Element]) -> dict[str, str]:
    kinds = [{child.tag for child in case} for case in cases]
    return {
        "tests": str(len(kinds)),
        "failures": str(sum("failure" in kind for kind in kinds)),
        "errors": "0",
        "skipped": str(sum("skipped" in kind for kind in kinds)),
    }


def _case(outcome: Outcome, findings: Sequence[Finding], language: str) -> ET.Element:
    case = ET.Element("testcase", {"classname": visible(outcome.table or SENT), "name": visible(outcome.rule)})
    said_by_findings = _listed(outcome, [finding for finding in findings if not finding.accepted], language)
    put_aside = [UNJUDGED.format(unknown=str(outcome.unknown))[language]] if outcome.unknown else []
    put_aside += [_accepted(finding, language) for finding in findings if finding.accepted]
    if outcome.passed == outcome.failed == 0:
        reason = UNJUDGED.format(unknown=str(outcome.unknown)) if outcome.unknown else NOTHING
        ET.SubElement(case, "skipped", {"message": reason[language]})
    elif outcome.standing and outcome.severity is Severity.ERROR:
        message = BROKEN.format(failed=str(outcome.standing), checked=str(outcome.checked), says=said(outcome))
        failure = ET.SubElement(case, "failure", {"message": message[language], "type": visible(outcome.kind)})
        failure.text = "\n".join(said_by_findings)
        if outcome.accepted:
            ET.SubElement(case, "system-out").text = "\n".join(put_aside)
    elif outcome.failed or outcome.unknown:
        ET.SubElement(case, "system-out").text = "\n".join([*said_by_findings, *put_aside])
    return case


def _accepted(finding: Finding, language: str) -> str:
    said = f"{visible(str(finding.place))}: {ACCEPTED[language]}: {visible(finding.message(language))}"
    return f"{said}\n  {until(finding, language)}"


def _listed(outcome: Outcome, findings: Sequence[Finding], language: str) -> list[str]:
    """Each finding with its place, and how many there are beyond those explained."""
    lines = []
    for finding in findings:
        severity = "" if finding.severity is Severity.ERROR else f"{SEVERITIES[finding.severity][language]}: "
        lines.append(f"{visible(str(finding.place))}: {severity}{visible(finding.message(language))}")
        lines += [f"  {text}" for text in perhaps(finding, language)]
    left = outcome.standing - len(findings)
    return [*lines, LEFT_OUT.format(number=str(left))[language]] if left > 0 else lines


def _not_read(remark: Remark, language: str) -> ET.Element:
    case = ET.Element("testcase", {"classname": "ignored", "name": visible(str(remark.place))})
    ET.SubElement(case, "skipped", {"message": visible(remark.text[language])})
    return case
