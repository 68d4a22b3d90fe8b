"""A Report: per rule how many rows were checked, passed, failed and could not be judged; and the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.finding import Finding, Severity
from mic_datapkg.reading import Submission, severity_of_shape, submission_of_frame
from mic_datapkg.schema.tables import table as table_of_name
from mic_datapkg.schema.tables import tables
from mic_datapkg.validating.against import revised
from mic_datapkg.validating.explain import explain
from mic_datapkg.validating.files import FileResult, broken_by_file, file_results
from mic_datapkg.validating.identity import identified
from mic_datapkg.validating.screen import Outcome, screen

# Findings shown of one rule; its counts stay exact. A hundred broken rows of one rule have one cause.
MAX_FINDINGS = 100


@dataclass(frozen=True, kw_only=True)
class Report:
    """What validation found.

    ``outcomes`` has the exact counts of every rule of every table that was sent; ``findings`` at most ``max_findings``
    of each rule, ordered by table, place and rule. A rule that could not be judged counts as unknown, never as passed.
    """

    submission: Submission = field(repr=False)
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How often rules of each severity are broken, exactly; what is accepted does not count."""
        return {s: sum(outcome.standing for outcome in self.outcomes if outcome.severity is s) for s in Severity}

    @property
    def valid(self) -> bool:
        """Whether no rule of severity error is broken, but for what is accepted."""
        return self.counts[Severity.ERROR] == 0

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings that are accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is not None)

    @property
    def files(self) -> tuple[FileResult, ...]:
        """Every file that was sent, with its verdict and what was read in it."""
        return file_results(self.submission, self.outcomes, self.findings)

    @property
    def left_out(self) -> int:
        """How many findings there are beyond those explained."""
        return sum(outcome.failed for outcome in self.outcomes) - len(self.findings)

    def raise_for_errors(self) -> None:
        """Raise if a rule of severity error is broken.

        Raises:
            SubmissionError: with the report as its text.
        """
        if not self.valid:
            raise SubmissionError(str(self))

    def __str__(self) -> str:
        from mic_datapkg.formats.text import as_text  # noqa: PLC0415 - formats stand below the report they show

        return as_text(self)


def validate(
    data: Any, *, table: str | None = None, against: str | PathLike[str] | None = None, max_findings: int = MAX_FINDINGS
) -> Report:
    """The report on a submission, or on a frame of one table.

    Args:
        data: what ``read()`` made, or a pandas, Polars (eager or lazy), PyArrow or DuckDB frame.
        table: the name of the table, for a frame.
        against: the folder of a published package; a value that changes one of its values is a warning.
        max_findings: how many findings to explain for each rule; the counts are exact whatever it is.

    Raises:
        UsageError: neither a submission nor a frame with the name of its table, or no package to compare with.
        SubmissionError: a frame whose columns cannot be told apart.

    Example:
        >>> import polars as pl
        >>> frame = pl.DataFrame({"period": ["2022-01"], "total": [1383], "phishing": [197], "deface": [125]})
        >>> report = validate(frame, table="cyber_incidents")
        >>> [outcome.unknown for outcome in report.outcomes if outcome.rule == "kinds_add_up"]
        [1]
    """
    if max_findings < 1:
        raise UsageError(f"expected max_findings of 1 or more, got {max_findings}")
    submission = _submission(data, table)
    outcomes = list(_shapes(submission))
    findings = list(submission.findings)
    for sent in submission.tables:
        judged = screen(submission.frame(sent), sent)
        for rule, outcome in zip(sent.rules, judged, strict=True):
            broken = broken_by_file(submission, sent, rule, outcome.failed)
            outcomes.append(replace(outcome, broken=broken))
            if outcome.failed:
                findings += explain(submission, sent, rule, min(max_findings, outcome.failed))
    if against is not None:
        compared, changed = revised(submission, against, max_findings)
        outcomes += compared
        findings += changed
    return Report(submission=submission, outcomes=tuple(outcomes), findings=in_order(findings))


def _submission(data: Any, table: str | None) -> Submission:
    if isinstance(data, Submission):
        if table is not None:
            raise UsageError("a submission names its tables itself; leave out table=")
        return data
    if isinstance(data, str | bytes) or hasattr(data, "__fspath__"):
        raise UsageError(f"expected a Submission or a frame, got {data!r}; read it first: validate(read({data!r}))")
    if table is None:
        raise UsageError(f"expected the name of the frame's table: validate(frame, table={tables()[0].name!r})")
    return submission_of_frame(data, table_of_name(table))


def _shapes(submission: Submission) -> list[Outcome]:
    """The outcomes of the rules about the shape of what was sent."""
    checked: dict[tuple[str, str], int] = {}
    for shape in submission.shapes:
        checked[shape.table, shape.rule] = checked.get((shape.table, shape.rule), 0) + shape.checked
    failed: dict[tuple[str, str], Counter[str | None]] = {}
    for finding in submission.findings:
        failed.setdefault((finding.table, finding.rule), Counter())[finding.place.file] += 1
    # A finding counts, whether or not somebody said that its rule was looked at.
    for key, counted in failed.items():
        checked[key] = max(checked.get(key, 0), counted.total())
    return [
        Outcome(
            table=table,
            rule=rule,
            kind="shape",
            severity=severity_of_shape(rule),
            checked=total,
            passed=total - failed.get((table, rule), Counter()).total(),
            failed=failed.get((table, rule), Counter()).total(),
            broken=tuple(failed.get((table, rule), {}).items()),
        )
        for (table, rule), total in sorted(checked.items())
    ]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by table and place, each with its identity."""
    return identified(sorted(findings, key=_position))


def _position(finding: Finding) -> tuple[Any, ...]:
    """Findings are ordered by table and place; rules of one place keep the order of their table."""
    place = finding.place
    return (finding.table, place.file or "", place.sheet or "", place.line or 0, finding.period or "")
