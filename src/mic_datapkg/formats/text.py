"""The report as plain text: a finding a paragraph, then the counts."""

from __future__ import annotations

from collections.abc import Callable, Collection

from mic_datapkg.finding import Finding, Severity
from mic_datapkg.formats import coverage
from mic_datapkg.text import Text
from mic_datapkg.validating.files import FileResult, Verdict
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

# Characters of one value, name or sentence: a cell may hold a whole book, a reader needs its beginning.
LONGEST = 600

SEVERITIES = {
    Severity.ERROR: Text(vi="lỗi", en="error"),
    Severity.WARNING: Text(vi="cảnh báo", en="warning"),
    Severity.INFO: Text(vi="lưu ý", en="info"),
}
# Styles of Rich, where there are colors.
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
SUGGESTED, FINE, FAULTY = "green", "bold green", "bold red"
SUGGESTION = Text(vi="có thể là {column} = {value}: {reason}", en="perhaps {column} = {value}: {reason}")
IGNORED = Text(vi="bỏ qua {what}", en="ignored {what}")
MORE = Text(vi="... và {number} trường hợp nữa", en="... and {number} more")
ACCEPTED = Text(vi="được chấp nhận", en="accepted")
UNTIL = Text(
    vi="đến hết ngày {expires}, {person}: {reason}",
    en="until {expires}, {person}: {reason}",
)
ACCEPTED_NUMBER = Text(vi="Được chấp nhận: {number}.", en="Accepted: {number}.")
SUMMARY = Text(
    vi="{tables} bảng, {rows} dòng, {checks} phép kiểm tra: {passed} đạt, {failed} sai, {unknown} chưa đủ số liệu.",
    en="{tables} table(s), {rows} row(s), {checks} checks: {passed} passed, {failed} failed, {unknown} unknown.",
)
VALID = Text(vi="Hợp lệ.", en="Valid.")
INVALID = Text(vi="Không hợp lệ.", en="Not valid.")
# Gives a line in one of the styles above.
Paint = Callable[[str, str], str]


def plain(text: str, style: str) -> str:
    """The text without color."""
    return text


def as_text(
    report: Report, language: str = "en", *, paint: Paint = plain, without: Collection[Finding] = frozenset()
) -> str:
    """The report as text: what was read, what was found, what was ignored, and the counts.

    It is the same for the same input; ``without`` are the findings that were shown already.
    """
    paragraphs = [_read(file, language) for file in report.files if file.verdict is not Verdict.IGNORED]
    paragraphs += [in_words(finding, language, paint) for finding in report.standing if finding not in without]
    if report.left_out:
        paragraphs.append(MORE.format(number=str(report.left_out))[language])
    paragraphs += [_accepted(finding, language) for finding in report.accepted]
    lines = [IGNORED.format(what=visible(what.message(language)))[language] for what in report.submission.ignored]
    summary = paint(_summary(report, language), FINE if report.valid else FAULTY)
    return "\n".join([*paragraphs, *lines, summary])


def _read(file: FileResult, language: str) -> str:
    """A file with its verdict and what was read in it, a line for each table if there are several."""
    told = [visible(coverage.told(read)[language]) for read in file.tables]
    head = visible(coverage.head_told(file)[language])
    return "; ".join([head, *told]) if len(told) < 2 else "\n  ".join([head, *told])


def named(one: Finding | Outcome) -> str:
    """The name of a rule, behind that of its table if it is of one."""
    return visible(f"{one.table}.{one.rule}" if one.table else one.rule)


def in_words(finding: Finding, language: str, paint: Paint = plain) -> str:
    """A finding as a paragraph: where it is, what is wrong, and what was perhaps meant."""
    where = f"{finding.place}: {SEVERITIES[finding.severity][language]}: {named(finding)}"
    perhaps = [SUGGESTION.format(column=s.column, value=s.value, reason=s.reason) for s in finding.suggestions]
    # A cell is anybody's text: a line of its own could act, as `::error::` does in the log of a workflow.
    lines = [
        paint(visible(where), STYLES[finding.severity]),
        visible(finding.message(language)),
        *(paint(visible(text[language]), SUGGESTED) for text in perhaps),
    ]
    return "\n  ".join(lines)


def _accepted(finding: Finding, language: str) -> str:
    where = f"{finding.place}: {ACCEPTED[language]}: {named(finding)}"
    return f"{visible(where)}\n  {until(finding, language)}"


def until(finding: Finding, language: str, longest: int = LONGEST) -> str:
    """Until when an accepted finding is accepted, by whom and why."""
    accepted = finding.accepted
    assert accepted is not None
    said = UNTIL.format(expires=accepted.expires.isoformat(), person=accepted.person, reason=accepted.reason)
    return visible(said[language], longest)


def _summary(report: Report, language: str) -> str:
    rows = {outcome.table: outcome.checked for outcome in report.outcomes if outcome.kind == "unique"}
    counts = SUMMARY.format(
        tables=str(len(rows)),
        rows=str(sum(rows.values())),
        checks=str(sum(outcome.checked for outcome in report.outcomes)),
        passed=str(sum(outcome.passed for outcome in report.outcomes)),
        failed=str(sum(outcome.failed for outcome in report.outcomes)),
        unknown=str(sum(outcome.unknown for outcome in report.outcomes)),
    )
    accepted = [ACCEPTED_NUMBER.format(number=str(len(report.accepted)))[language]] if report.accepted else []
    files = [coverage.verdicts_told(report.files)[language]] if any(file.path for file in report.files) else []
    return " ".join([*files, counts[language], *accepted, (VALID if report.valid else INVALID)[language]])


def visible(text: str, longest: int = LONGEST) -> str:
    r"""The text on one line: whatever would not be seen, or would act, is named by its code point, and the end cut off.

    Example:
        >>> visible("1\u00a0383\n")
        '1⟨U+00A0⟩383⟨U+000A⟩'
    """
    kept = text if len(text) <= longest else text[: longest - 1] + "…"
    return kept if kept.isprintable() else "".join(c if c.isprintable() else f"⟨U+{ord(c):04X}⟩" for c in kept)
