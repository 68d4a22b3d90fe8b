"""The report as Markdown for a pull-request comment: the verdict, then the findings by file and table.

What stands in a submission is anybody's text. ``visible`` and ``inline`` keep it from acting as anything but text,
and the other formats for people and code review word their findings with the functions of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.formats.coverage import read_in, verdicts_told
from mic_datapkg.formats.text import INVALID, SEVERITIES, SUGGESTION, VALID, until, visible
from mic_datapkg.text import Text
from mic_datapkg.validating.files import Verdict
from mic_datapkg.validating.report import Report

# What GitHub takes as the body of a comment, in characters; it counts as JavaScript does, an emoji as two.
COMMENT = 65_536
# Inputs listed as ignored, and findings listed as accepted; the JSON report has all.
IGNORED_SHOWN = 10
ACCEPTED_SHOWN = 10
# Files listed with what was read in them; the JSON report has all.
READ_SHOWN = 20
# Characters of what is told of one; escaped they may become several times as many.
TOLD = 300
# Characters of a reason; escaped they may become some fifteen times as many, and the list has to fit.
REASON = 200

COUNTS = {
    Severity.ERROR: Text(vi="Lỗi", en="Errors"),
    Severity.WARNING: Text(vi="Cảnh báo", en="Warnings"),
    Severity.INFO: Text(vi="Lưu ý", en="Notes"),
}
TABLES = Text(vi="Bảng", en="Tables")
ROWS = Text(vi="Dòng", en="Rows")
CHECKS = Text(vi="Phép kiểm tra", en="Checks")
PASSED = Text(vi="Đạt", en="Passed")
FAILED = Text(vi="Sai", en="Failed")
UNKNOWN = Text(vi="Chưa đủ số liệu", en="Could not be judged")
ACCEPTED = Text(vi="Được chấp nhận", en="Accepted")
IGNORED = Text(vi="Bỏ qua", en="Ignored")
LINE = Text(vi="dòng {line}", en="line {line}")
ROW = Text(vi="dòng {line}", en="row {line}")
CELL = Text(vi="ô {cell}", en="cell {cell}")
LEFT_OUT = Text(vi="Số phát hiện không nêu ở đây: {number}.", en="Findings not shown here: {number}.")

Group = tuple[str | None, str | None, str]


def as_markdown(report: Report, language: str = "en", longest: int = COMMENT) -> str:
    """The report as Markdown of at most ``longest`` characters; errors go last, and what is left out is counted."""
    head = "\n\n".join(part for part in (_head(report, language), _read(report, language)) if part)
    accepted, foot = _accepted(report, language), _ignored(report, language)
    broken = sum(report.counts.values())
    fixed = "\n\n".join([head, _left_out(broken, language), accepted, foot])
    shown = _fitting(report.standing, language, longest - _length(fixed) - 2)
    note = _left_out(broken - len(shown), language) if broken > len(shown) else ""
    blocks = [_block(group, findings, language) for group, findings in grouped(shown)]
    return "\n\n".join(part for part in [head, *blocks, note, accepted, foot] if part)


def inline(text: str) -> str:
    """The text as Markdown that shows it and nothing more: no markup, link, mention, reference or formula."""
    escaped = re.sub(r"([\\`*_\[\]<>&|~])", r"\\\1", visible(text)).replace("$", "<span>$</span>")
    # GitHub links these after rendering, where no backslash is left; an invisible space keeps them apart.
    return re.sub(r"@(?=\w)|#(?=\w)|:(?=//)|\bwww(?=\.)", r"\g<0>&#8203;", escaped, flags=re.IGNORECASE)


def code(text: str) -> str:
    """The text as a code span, whatever backticks it has."""
    shown = visible(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    # CommonMark takes off one space at each end, which a span needs that would begin or end with a backtick.
    around = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{fence}{around}{shown}{around}{fence}"


def totals(report: Report) -> list[tuple[Text, int]]:
    """What was looked at, and what became of it, each number with its label."""
    rows = [outcome.checked for outcome in report.outcomes if outcome.kind == "unique"]
    return [
        (TABLES, len(rows)),
        (ROWS, sum(rows)),
        (CHECKS, sum(outcome.checked for outcome in report.outcomes)),
        (PASSED, sum(outcome.passed for outcome in report.outcomes)),
        (FAILED, sum(outcome.failed for outcome in report.outcomes)),
        (UNKNOWN, sum(outcome.unknown for outcome in report.outcomes)),
        *([(ACCEPTED, len(report.accepted))] if report.accepted else []),
    ]


def labelled(numbers: Iterable[tuple[Text, int]], language: str) -> str:
    """Numbers with their labels on one line; a label does not inflect."""
    return " · ".join(f"{label[language]}: {number}" for label, number in numbers)


def severities(report: Report) -> list[tuple[Text, int]]:
    """How often rules of each severity are broken, each number with its label."""
    return [(COUNTS[severity], number) for severity, number in report.counts.items()]


def grouped(findings: Iterable[Finding]) -> list[tuple[Group, list[Finding]]]:
    """The findings by file, sheet and table, in the order of the first of each."""
    groups: dict[Group, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_group(finding), []).append(finding)
    return list(groups.items())


def where(place: Place, language: str) -> str:
    """The place inside its file or sheet, such as "line 2, cell D2"; empty where none is known."""
    line = LINE if text_line(place) is not None else ROW
    parts = [line.format(line=str(place.line))[language]] if place.line is not None and place.sheet is None else []
    parts += [CELL.format(cell=visible(place.cell))[language]] if place.cell is not None else []
    if not parts and place.line is not None:
        parts = [ROW.format(line=str(place.line))[language]]
    return ", ".join(parts)


def text_line(place: Place) -> int | None:
    """The line, where the file is text; rows of workbooks and Parquet files are no lines that a viewer could show."""
    is_text = place.file is not None and place.sheet is None and place.file.lower().endswith((".csv", ".tsv", ".toml"))
    return place.line if is_text else None


def perhaps(finding: Finding, language: str) -> list[str]:
    """What the sender probably meant, a sentence for each suggestion."""
    texts = (SUGGESTION.format(column=s.column, value=s.value, reason=s.reason) for s in finding.suggestions)
    return [visible(text[language]) for text in texts]


def _group(finding: Finding) -> Group:
    return (finding.place.file, finding.place.sheet, finding.table)


def _head(report: Report, language: str) -> str:
    verdict = f"✅ {VALID[language]}" if report.valid else f"❌ {INVALID[language]}"
    counts = [labelled(severities(report), language), labelled(totals(report), language)]
    return "\n\n".join([f"## mic-datapkg: {verdict.rstrip('.')}", f"**{counts[0]}**", counts[1]])


def _read(report: Report, language: str) -> str:
    """What was read, file by file; those that are not valid come first, because not all may be shown."""
    told = sorted(read_in(report), key=lambda one: one[0].verdict is Verdict.VALID)
    more = ["- …"] if len(told) > READ_SHOWN else []
    listed = [f"- {inline(visible(text[language], TOLD))}" for _, text in told[:READ_SHOWN]]
    return "\n".join([verdicts_told(report.files)[language], "", *listed, *more]) if told else ""


def _block(group: Group, findings: Sequence[Finding], language: str) -> str:
    return "\n".join([_heading(group), "", *(_item(finding, language) for finding in findings)])


def _heading(group: Group) -> str:
    file, sheet, table = group
    names = [code(name) for name in (file, sheet) if name is not None]
    return f"### {' · '.join([*names, *([inline(table)] if table else [])])}"


def _item(finding: Finding, language: str) -> str:
    at = where(finding.place, language)
    severity = f"**{SEVERITIES[finding.severity][language]}**" + (f" ({inline(at)})" if at else "")
    said = f"- {severity} {code(finding.rule)}: {inline(finding.message(language))}"
    return "\n".join([said, *(f"  - {inline(text)}" for text in perhaps(finding, language))])


def _fitting(findings: Sequence[Finding], language: str, room: int) -> list[Finding]:
    """As many findings as there is room for, chosen by severity, in their own order."""
    by_severity = sorted(range(len(findings)), key=lambda n: list(Severity).index(findings[n].severity))
    chosen: set[int] = set()
    opened: set[Group] = set()
    for number in by_severity:
        group = _group(findings[number])
        # A heading stands between empty lines.
        heading = 0 if group in opened else _length(_heading(group)) + 4
        room -= heading + _length(_item(findings[number], language)) + 1
        if room < 0:
            break
        chosen.add(number)
        opened.add(group)
    return [findings[number] for number in sorted(chosen)]


def _left_out(number: int, language: str) -> str:
    return f"*{LEFT_OUT.format(number=str(number))[language]}*"


def _accepted(report: Report, language: str) -> str:
    if not report.accepted:
        return ""
    more = ["- …"] if len(report.accepted) > ACCEPTED_SHOWN else []
    listed = [
        f"- {code(str(finding.place))} {code(f'{finding.table}.{finding.rule}')}: "
        f"{inline(until(finding, language, REASON))}"
        for finding in report.accepted[:ACCEPTED_SHOWN]
    ]
    return "\n".join([f"### {ACCEPTED[language]}: {len(report.accepted)}", "", *listed, *more])


def _ignored(report: Report, language: str) -> str:
    remarks = report.submission.ignored
    if not remarks:
        return ""
    more = ["- …"] if len(remarks) > IGNORED_SHOWN else []
    listed = [f"- {code(str(remark.place))}: {inline(remark.text[language])}" for remark in remarks[:IGNORED_SHOWN]]
    return "\n".join([f"{IGNORED[language]}: {len(remarks)}", "", *listed, *more])


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
