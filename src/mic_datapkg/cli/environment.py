"""What the environment of a command says: the day, and where the summary of a GitHub job is collected."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from mic_datapkg.errors import UsageError
from mic_datapkg.validating.report import Report

EPOCH = "SOURCE_DATE_EPOCH"
SUMMARY = "GITHUB_STEP_SUMMARY"


def today() -> date:
    """The day on which acceptances are judged.

    ``SOURCE_DATE_EPOCH`` fixes it, so that the same input can give the same output on another day
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    stated = os.environ.get(EPOCH)
    if stated is None:
        return date.today()
    try:
        return date(1970, 1, 1) + timedelta(seconds=int(stated))
    except (ValueError, OverflowError) as problem:
        raise UsageError(f"{EPOCH}: expected seconds since 1970, got {stated!r}") from problem


def add_summary(report: Report, language: str) -> None:
    """Add the report to the summary of the GitHub job that the command runs in, if it runs in one."""
    file = os.environ.get(SUMMARY)
    if not file:
        return
    from mic_datapkg.formats.github import as_github_summary  # noqa: PLC0415 - for jobs of GitHub only

    try:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as summary:
            summary.write(as_github_summary(report, language) + "\n")
    except OSError as problem:
        raise UsageError(f"{SUMMARY}: {file} cannot be written: {problem.strerror}") from problem
