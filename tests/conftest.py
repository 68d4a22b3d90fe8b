"""What every test shares: how Hypothesis behaves, and where things stand."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: the first example pays for imports. On a CI machine the examples are the same in every run.
settings.register_profile("here", deadline=None, max_examples=15, database=None)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
# To look for longer: pytest --hypothesis-profile=thorough
settings.register_profile("thorough", settings.get_profile("here"), max_examples=500)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Some CI systems ask every program for colors; what tests compare is plain, unless they ask themselves.
for name in ("NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(name, None)

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def january() -> Path:
    """The figures of the January 2022 bulletin as they were received."""
    return REPOSITORY / "datapackage" / "submissions" / "2022-01"


@pytest.fixture
def refused():
    """Whether reading refused a file for a reason: what the finding says, behind its place."""

    def told(submission, reason):
        (finding,) = [finding for finding in submission.findings if finding.rule == "file_readable"]
        said = f"{finding.place}: {finding.message('en')}"
        assert re.search(reason, said, re.IGNORECASE), said
        assert finding.message("vi") != finding.message("en")
        return True

    return told


@pytest.fixture
def command(monkeypatch, capsys):
    """Run a command; its exit code, its output and its diagnostics."""

    def run(*arguments):
        # Not at the top: coverage begins to look after this file is loaded.
        from mic_datapkg.cli import main

        monkeypatch.setattr(sys, "argv", ["mic-datapkg", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="session")
def golden():
    """Compare a text with a golden file; ``GOLDEN=write pytest`` writes the file anew, to be read before it is kept."""

    def compare(name: str, text: str) -> None:
        file = Path(__file__).parent / "golden" / name
        if os.environ.get("GOLDEN") == "write":
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")

    return compare
