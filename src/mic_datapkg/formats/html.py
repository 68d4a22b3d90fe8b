"""The report as one HTML file: no script, nothing loaded from elsewhere, for screens of any width and for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from mic_datapkg.finding import Finding, Severity
from mic_datapkg.formats import coverage
from mic_datapkg.formats.markdown import (
    ACCEPTED,
    FAILED,
    IGNORED,
    LEFT_OUT,
    PASSED,
    ROWS,
    UNKNOWN,
    Group,
    grouped,
    labelled,
    perhaps,
    severities,
    totals,
    where,
)
from mic_datapkg.formats.sarif import said, title
from mic_datapkg.formats.text import INVALID, SEVERITIES, VALID, named, until, visible
from mic_datapkg.reading.submission import Remark
from mic_datapkg.text import Text
from mic_datapkg.validating.files import Verdict
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

STYLE = Path(__file__).with_name("report.css")

HEADING = Text(vi="Kết quả kiểm tra số liệu", en="Validation report")
SKIP = Text(vi="Chuyển đến các phát hiện", en="Skip to the findings")
SUMMARY = Text(vi="Tóm tắt", en="Summary")
FINDINGS = Text(vi="Các phát hiện", en="Findings")
NONE = Text(vi="Không phát hiện sai sót nào.", en="Nothing was found to be wrong.")
UNJUDGED = Text(
    vi="Số phép kiểm tra chưa đủ số liệu: {number}. Những gì chưa kiểm tra được thì chưa thể coi là đúng.",
    en="Checks that could not be judged because figures are missing: {number}. What was not judged may still be wrong.",
)
COUNTS = Text(vi="Kết quả kiểm tra theo bảng", en="Checks by table")
PER_TABLE = Text(vi="Các bảng", en="Tables")
PER_RULE = Text(vi="Các quy tắc", en="Rules")
TABLE = Text(vi="Bảng", en="Table")
RULE = Text(vi="Quy tắc", en="Rule")
RULES_OF = Text(vi="Quy tắc của bảng {table}", en="Rules of {table}")
READ = Text(vi="Cách đọc số liệu", en="How it was read")
SENT = Text(vi="Bộ số liệu", en="Submission")
WAS_READ = Text(vi="Số liệu đã đọc", en="What was read")
FILE = Text(vi="Tệp", en="File")
VERDICT = Text(vi="Kết quả", en="Verdict")

# Nothing is loaded or run, even if some text should get past the escaping.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def as_html(report: Report, language: str = "en") -> str:
    """The report as one HTML file: the verdict, the findings by file and table, and what became of every rule."""
    verdict = (VALID if report.valid else INVALID)[language]
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_shown(f'{verdict} {HEADING[language]}')}</title>",
            f"<style>\n{_style()}</style>",
            "</head>",
            "<body>",
            f'<a class="skip" href="#findings">{SKIP[language]}</a>',
            f"<header>\n<h1>{HEADING[language]}</h1>",
            f'<p class="verdict {"good" if report.valid else "bad"}"><strong>{verdict}</strong>',
            f"{labelled(severities(report), language)}</p>\n</header>",
            "<main>",
            *_summary(report, language),
            *_files(report, language),
            *_findings(report, language),
            *_tables(report, language),
            *_rules(report, language),
            *_remarks(READ, report.submission.remarks, language),
            *_remarks(IGNORED, report.submission.ignored, language),
            "</main>",
            "<footer><p>mic-datapkg</p></footer>",
            "</body>",
            "</html>",
        ]
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _shown(text: str) -> str:
    return escape(visible(text))


def _code(text: str) -> str:
    return f'<code translate="no">{_shown(text)}</code>'


def _summary(report: Report, language: str) -> list[str]:
    numbers = [f"<div><dt>{label[language]}</dt><dd>{number}</dd></div>" for label, number in totals(report)]
    return [f"<h2>{SUMMARY[language]}</h2>", '<dl class="totals">', *numbers, "</dl>"]


def _files(report: Report, language: str) -> list[str]:
    """What was read: each file with its verdict, and its tables with period, area, units, figures and cells."""
    files = [file for file in report.files if file.verdict is not Verdict.IGNORED]
    lines = []
    for file in files:
        told = "".join(f"<li>{_shown(coverage.told(read)[language])}</li>" for read in file.tables)
        kind = "" if file.verdict is Verdict.VALID else ' class="broken"'
        path = _code(file.path or coverage.frame()[language])
        verdict = f'<td class="word">{_shown(coverage.verdict_told(file)[language])}</td>'
        read = f"<td><ul>{told}</ul></td>" if told else "<td></td>"
        lines.append(f'<tr{kind}><th scope="row">{path}</th>{verdict}{read}</tr>')
    heads = "".join(f'<th scope="col">{head[language]}</th>' for head in (FILE, VERDICT, WAS_READ))
    counts = coverage.verdicts_told(report.files)[language]
    table = [f"<table>\n<caption>{_shown(counts)}</caption>", f"<thead><tr>{heads}</tr></thead>", "<tbody>", *lines]
    return [f"<h2>{WAS_READ[language]}</h2>", *table, "</tbody>", "</table>"] if files else []


def _findings(report: Report, language: str) -> list[str]:
    groups = [line for group, findings in grouped(report.standing) for line in _group(group, findings, language)]
    unknown = sum(outcome.unknown for outcome in report.outcomes)
    notes = [NONE[language]] if not report.findings else []
    notes += [LEFT_OUT.format(number=str(report.left_out))[language]] if report.left_out > 0 else []
    notes += [UNJUDGED.format(number=str(unknown))[language]] if unknown else []
    return [
        '<section id="findings" tabindex="-1" aria-labelledby="findings-heading">',
        f'<h2 id="findings-heading">{FINDINGS[language]}</h2>',
        *groups,
        *(f'<p class="quiet">{note}</p>' for note in notes),
        *_accepted(report, language),
        "</section>",
    ]


def _accepted(report: Report, language: str) -> list[str]:
    items = [
        f'<li class="accepted">\n<p class="where">{_code(str(finding.place))} · '
        f'{_code(named(finding))}</p>\n<p class="said">{_shown(finding.message(language))}</p>\n'
        f'<p class="row">{escape(until(finding, language))}</p>\n</li>'
        for finding in report.accepted
    ]
    return [f"<h3>{ACCEPTED[language]}</h3>", '<ol class="findings">', *items, "</ol>"] if items else []


def _group(group: Group, findings: Sequence[Finding], language: str) -> list[str]:
    file, sheet, table = group
    place = " · ".join(_code(name) for name in (file, sheet) if name is not None) or _shown(coverage.frame()[language])
    heading = f'<h3>{_titled(table, language)} <span class="file">{place}</span></h3>'
    return [heading, '<ol class="findings">', *(_finding(finding, language) for finding in findings), "</ol>"]


def _titled(table: str, language: str) -> str:
    if not table:
        return SENT[language]
    name = title(table)[language]
    return _code(table) if name == visible(table) else f"{_shown(name)} ({_code(table)})"


def _finding(finding: Finding, language: str) -> str:
    at = where(finding.place, language)
    parts = [
        f"<strong>{SEVERITIES[finding.severity][language]}</strong>",
        _shown(at) if at else "",
        _code(finding.rule),
    ]
    texts = "".join(f"<li>{_shown(text)}</li>" for text in perhaps(finding, language))
    key = [_shown(part) for part in (finding.period, finding.span, finding.area) if part is not None]
    return "\n".join(
        [
            f'<li class="{finding.severity.value}">',
            f'<p class="where">{" · ".join(part for part in parts if part)}</p>',
            f'<p class="said">{_shown(finding.message(language))}</p>',
            *([f'<ul class="perhaps">{texts}</ul>'] if texts else []),
            *([f'<p class="row">{" · ".join(key)}</p>'] if key else []),
            "</li>",
        ]
    )


def _tables(report: Report, language: str) -> list[str]:
    """The tables that were sent, with what became of their rules together."""
    rows = {outcome.table: outcome.checked for outcome in report.outcomes if outcome.kind == "unique"}
    lines = []
    for table, number in sorted(rows.items()):
        outcomes = [outcome for outcome in report.outcomes if outcome.table == table]
        counts = [number, *(sum(column) for column in zip(*map(_counts, outcomes), strict=True))]
        lines.append(_line(f"{_shown(title(table)[language])} {_code(table)}", counts))
    heads = [TABLE, ROWS, PASSED, FAILED, UNKNOWN]
    listed = _listing(COUNTS[language], heads, lines, language) if lines else []
    return [f"<h2>{PER_TABLE[language]}</h2>", *listed] if listed else []


def _rules(report: Report, language: str) -> list[str]:
    """Every rule with its sentence and its counts, folded by table; open where one is broken."""
    tables: dict[str, list[Outcome]] = {}
    for outcome in report.outcomes:
        tables.setdefault(outcome.table, []).append(outcome)
    lines = [f"<h2>{PER_RULE[language]}</h2>"] if tables else []
    for table, outcomes in sorted(tables.items()):
        caption = RULES_OF.format(table=visible(table) or SENT)[language]
        rows = [_line(_rule(outcome, language), _counts(outcome)) for outcome in outcomes]
        is_open = " open" if any(outcome.standing for outcome in outcomes) else ""
        lines += [
            f"<details{is_open}>",
            f"<summary><h3>{_titled(table, language)}</h3></summary>",
            *_listing(caption, [RULE, PASSED, FAILED, UNKNOWN], rows, language),
            "</details>",
        ]
    return lines


def _counts(outcome: Outcome) -> list[int]:
    return [outcome.passed, outcome.failed, outcome.unknown]


def _rule(outcome: Outcome, language: str) -> str:
    weight = "" if outcome.severity is Severity.ERROR else f" ({SEVERITIES[outcome.severity][language]})"
    return f"{_code(outcome.rule)} {_shown(said(outcome)[language])}{weight}"


def _listing(caption: str, heads: Sequence[Text], lines: Iterable[str], language: str) -> list[str]:
    """A table whose columns after the first are numbers."""
    first, *others = (head[language] for head in heads)
    numbers = "".join(f'<th scope="col" class="number">{head}</th>' for head in others)
    return [
        "<table>",
        f"<caption>{_shown(caption)}</caption>",
        f'<thead><tr><th scope="col">{first}</th>{numbers}</tr></thead>',
        "<tbody>",
        *lines,
        "</tbody>",
        "</table>",
    ]


def _line(head: str, counts: Sequence[int]) -> str:
    """A row of a listing; the last but one number is how many failed."""
    broken = ' class="broken"' if counts[-2] else ""
    cells = "".join(f'<td class="number">{count}</td>' for count in counts)
    return f'<tr{broken}><th scope="row">{head}</th>{cells}</tr>'


def _remarks(heading: Text, remarks: Iterable[Remark], language: str) -> list[str]:
    listed = [f"<li>{_code(str(remark.place))}: {_shown(remark.text[language])}</li>" for remark in remarks]
    return [f"<h2>{heading[language]}</h2>", "<ul>", *listed, "</ul>"] if listed else []
