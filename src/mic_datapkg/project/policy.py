"""A Policy: what a project decided about its submissions, as its file ``mic-datapkg.toml`` says."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from mic_datapkg.errors import UsageError
from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.project.acceptance import Acceptance, read_acceptance
from mic_datapkg.project.toml_file import here, read_toml
from mic_datapkg.reading.limits import Limits
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.tables import DEFINITIONS
from mic_datapkg.schema.tables import table as table_of_name
from mic_datapkg.text import LANGUAGES, Text
from mic_datapkg.validating.explain import explain
from mic_datapkg.validating.report import MAX_FINDINGS, Report, in_order
from mic_datapkg.validating.screen import Outcome

NAME = "mic-datapkg.toml"
# The rules about acceptances themselves.
IN_FORCE, USED = "acceptances_in_force", "acceptances_used"
HEADER = re.compile(r"\s*\[\[\s*accepted\s*\]\]")


class FailOn(StrEnum):
    """The severity from which findings make the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The options of `mic-datapkg validate`, and the findings that are accepted.

    ``whole`` says whether everything is read that the accepted findings may stand in. Where it is not, nobody can
    tell whether one that matches nothing is there in vain.
    """

    paths: tuple[Path, ...] = ()
    against: Path | None = None
    language: str = "en"
    fail_on: FailOn = FailOn.ERROR
    max_findings: int = MAX_FINDINGS
    decimal: Convention | None = None
    encoding: str | None = None
    limits: Limits = field(default_factory=Limits)
    accepted: tuple[Acceptance, ...] = ()
    whole: bool = True

    def with_options(self, *, paths: Iterable[Path], **options: Any) -> Policy:
        """The policy with the options of a command, which win where they were given."""
        given = {name: value for name, value in options.items() if value is not None}
        own = tuple(paths)
        return replace(self, paths=own or self.paths, whole=not (own and self.paths), **given)


def find_policy(folder: Path) -> Policy:
    """The policy of the nearest ``mic-datapkg.toml``: in the folder, or above it up to the root of the repository."""
    for one in (folder, *folder.parents):
        # A folder above may be closed to us, which is nobody's fault.
        if os.access(one / NAME, os.F_OK):
            return load_policy(one / NAME)
        if os.access(one / ".git", os.F_OK):
            break
    return Policy()


def load_policy(file: Path) -> Policy:
    """The policy that a file states.

    Raises:
        UsageError: the file cannot be read, or has an unknown key, a value of another type, or an entry that misses
            one.
    """
    text, parsed = read_toml(file)
    root = _Checked(parsed, here(file))
    policy = Policy(
        paths=_paths(root, file.parent),
        against=_against(root, file.parent),
        language=root.one_of("language", LANGUAGES, Policy.language),
        fail_on=FailOn(root.one_of("fail-on", list(FailOn), Policy.fail_on)),
        max_findings=_at_least_one(root, "max-findings", MAX_FINDINGS),
        decimal=_convention(root),
        encoding=root.get("encoding", str, None),
        limits=_limits(root),
        accepted=tuple(_acceptances(root, text, file)),
    )
    root.done()
    return policy


def accepting(report: Report, policy: Policy, today: date) -> Report:
    """The report with the findings accepted that the policy accepts on that day: they stay and no longer count."""
    by_rule = _by_rule(one for one in policy.accepted if today <= one.accepted.expires)
    if not by_rule:
        return report
    findings = []
    for finding in _every(report, by_rule):
        by = next((one for one in by_rule.get(_rule(finding), []) if one.accepts(finding)), None)
        findings.append(replace(finding, accepted=by.accepted) if by else finding)
    number = Counter(_rule(finding) for finding in findings if finding.accepted)
    outcomes = [replace(outcome, accepted=number[_rule(outcome)]) for outcome in report.outcomes]
    return replace(report, outcomes=tuple(outcomes), findings=in_order(findings))


def judged(report: Report, policy: Policy, today: date) -> Report:
    """The report of everything that was read, with what the policy accepts, and with what is wrong with the policy.

    An acceptance that has ended, or that matches no finding, becomes a finding itself, of severity warning.
    """
    if not policy.accepted:
        return report
    report = accepting(report, policy, today)
    in_force = [one for one in policy.accepted if today <= one.accepted.expires]
    ended = [one for one in policy.accepted if today > one.accepted.expires]
    used = [one for one in in_force if any(one.accepts(finding) for finding in report.accepted)]
    unused = [one for one in in_force if one not in used and policy.whole]
    rules = [*report.outcomes, *_outcomes(IN_FORCE, policy.accepted, failed=ended, passed=in_force)]
    rules += _outcomes(USED, in_force, failed=unused, passed=used)
    findings = [*report.findings, *(_finding(IN_FORCE, one, one.accepted.expires.isoformat()) for one in ended)]
    findings += [_finding(USED, one, one.value) for one in unused]
    return replace(report, outcomes=tuple(rules), findings=in_order(findings))


def says(rule: str) -> Text | None:
    """What a rule about acceptances says; none if there is no such rule."""
    return _messages().below(rule).text("says") if rule in _messages().mapping else None


class _Checked(Entry):
    """An entry of a file that other people write."""

    def error(self, problem: str) -> UsageError:
        return UsageError(f"{self.where}: {problem}")


def _paths(root: Entry, folder: Path) -> tuple[Path, ...]:
    listed = root.get("paths", list, None)
    if listed is None:
        return ()
    if not listed or not all(isinstance(path, str) and path and "\0" not in path for path in listed):
        raise root.error(f"'paths': expected files and folders, such as [\"submissions\"], got {listed!r}")
    return tuple(Path(here(folder / path)) for path in listed)


def _against(root: Entry, folder: Path) -> Path | None:
    stated = root.get("against", str, None)
    if stated is not None and (not stated or "\0" in stated):
        raise root.error(
            f"'against': expected the folder of a published package, such as \"datapackage\", got {stated!r}"
        )
    return None if stated is None else Path(here(folder / stated))


def _at_least_one(root: Entry, key: str, default: int) -> int:
    number: int = root.get(key, int, default)
    if number < 1:
        raise root.error(f"{key!r}: expected 1 or more, got {number}")
    return number


def _convention(root: Entry) -> Convention | None:
    stated = root.one_of("decimal", list(Convention), None)
    return None if stated is None else Convention(stated)


def _limits(root: Entry) -> Limits:
    below = _Checked(root.get("limits", dict, {}), f"{root.where}: limits")
    usual = asdict(Limits())
    limits = Limits(**{name: _at_least_one(below, name.replace("_", "-"), most) for name, most in usual.items()})
    below.done()
    return limits


def _acceptances(root: Entry, text: str, file: Path) -> Iterable[Acceptance]:
    """The accepted findings, each with the line that its entry begins in."""
    listed = root.get("accepted", list, [])
    headers = [number for number, line in enumerate(text.split("\n"), start=1) if HEADER.match(line)]
    # TOML may write entries in other ways too, and a text may look like a header: then nobody knows the lines.
    lines = headers if len(headers) == len(listed) else [None] * len(listed)
    for number, (item, line) in enumerate(zip(listed, lines, strict=True), start=1):
        place = Place(file=here(file), line=line)
        yield read_acceptance(_Checked(item, f"{place}: accepted entry {number}"), file.parent, place)


def _rule(one: Acceptance | Finding | Outcome) -> tuple[str, str]:
    return one.table, one.rule


def _by_rule(acceptances: Iterable[Acceptance]) -> dict[tuple[str, str], list[Acceptance]]:
    found: dict[tuple[str, str], list[Acceptance]] = {}
    for one in acceptances:
        found.setdefault(_rule(one), []).append(one)
    return found


def _every(report: Report, acceptances: Mapping[tuple[str, str], list[Acceptance]]) -> list[Finding]:
    """The findings of the report, and those beyond those it explains that are accepted."""
    more: list[Finding] = []
    for outcome in report.outcomes:
        asked = acceptances.get(_rule(outcome), [])
        known = [replace(f, accepted=None) for f in report.findings if asked and _rule(f) == _rule(outcome)]
        if asked and outcome.failed > len(known):
            table = table_of_name(outcome.table)
            rule = next((rule for rule in table.rules if rule.name == outcome.rule), None)
            if rule is None:
                # Of what is no rule of the table, the findings are all there.
                continue
            found = explain(report.submission, table, rule, outcome.failed, reduce(or_, [one.rows() for one in asked]))
            more += [f for f in found if f not in known and any(one.accepts(f) for one in asked)]
    return [*report.findings, *more]


def _finding(rule: str, acceptance: Acceptance, value: str | None) -> Finding:
    accepted = f"{acceptance.table}.{acceptance.rule}"
    return Finding(
        table=acceptance.table,
        rule=rule,
        severity=Severity.WARNING,
        text=_messages().below(rule).text("found").format(accepted=accepted, value=value or ""),
        period=acceptance.period,
        span=acceptance.span,
        area=acceptance.area,
        value=value,
        place=acceptance.place,
    )


def _outcomes(
    rule: str, checked: Iterable[Acceptance], *, failed: Iterable[Acceptance], passed: Iterable[Acceptance]
) -> list[Outcome]:
    """The outcome of a rule about acceptances, for each table that they name."""
    total, wrong, right = (Counter(one.table for one in some) for some in (checked, failed, passed))
    return [
        Outcome(
            table=table,
            rule=rule,
            kind="policy",
            severity=Severity.WARNING,
            checked=number,
            passed=right[table],
            failed=wrong[table],
        )
        for table, number in sorted(total.items())
    ]


@cache
def _messages() -> Entry:
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS).below("policy")
