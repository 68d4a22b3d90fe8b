"""Changes: the submissions that differ from a revision of the git repository that they stand in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mic_datapkg.errors import UsageError
from mic_datapkg.reading import submissions_below
from mic_datapkg.reading.submission import shown
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.tables import DEFINITIONS
from mic_datapkg.text import Text

# Where a hook of git runs, these tell about the repository of the hook, with paths that are wrong in other folders.
OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
DEEPEN = "this is a shallow clone; fetch all history (in actions/checkout: fetch-depth: 0)"


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The files that changed, in the order in which folders are read, out of a total."""

    files: tuple[Path, ...]
    total: int
    revision: str

    def message(self) -> Text:
        """How many of how many files changed, as a sentence."""
        text = _messages().text("some" if self.files else "none")
        return text.format(changed=str(len(self.files)), total=str(self.total), revision=self.revision)


def changes_since(revision: str, paths: Iterable[Path]) -> Changes:
    """The submissions below the paths that are others in the working tree than where it left the revision's history.

    That is what a pull request calls its changed files: compared with the merge base, so that what happened to the
    revision since does not count; untracked files are among them, deleted ones are not.

    Raises:
        UsageError: a path stands in no repository, the revision is unknown, or its history is not there.
    """
    files: list[Path] = []
    total = 0
    for path in paths:
        below = submissions_below(path)
        changed = _changed(revision, path)
        # A repository inside this one counts as one change.
        files += [file for file in below if changed.intersection([file, *file.parents])]
        total += len(below)
    return Changes(files=tuple(files), total=total, revision=revision)


def _changed(revision: str, path: Path) -> set[Path]:
    folder, name = (path, ".") if path.is_dir() else (path.parent, path.name)
    base = _base(revision, folder)
    options = ("--name-only", "--relative", "--no-renames", "--no-ext-diff", "--diff-filter=d", "-z")
    differing = _git(folder, "diff", *options, base, "--", name)
    untracked = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", name)
    return {folder / found for found in (differing + untracked).split("\0") if found}


def _base(revision: str, folder: Path) -> str:
    """The commit in which the working tree left the history of the revision."""
    inside = _run(folder, "rev-parse", "--is-inside-work-tree")
    if inside.stdout.strip() != b"true":
        said = os.fsdecode(inside.stderr).strip().partition("\n")[0]
        raise UsageError(f"--changed-since: {shown(folder)} is in no working tree of git{said and f' ({said})'}")
    shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    # Git would take these for options, for everything but a revision, or for a range.
    possible = revision and not revision.startswith(("-", "^")) and ".." not in revision
    commit = _answers(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if possible else ""
    if not commit:
        what = DEEPEN if shallow else "fetch it, or name a branch, tag or commit of this repository"
        raise UsageError(f"--changed-since: no revision {revision!r} here; {what}")
    base = _answers(folder, "merge-base", commit, "HEAD")
    if not base:
        what = DEEPEN if shallow else "name a revision that the current one comes from"
        raise UsageError(f"--changed-since: {revision!r} has no history in common with the current commit; {what}")
    return base


def _git(folder: Path, *arguments: str) -> str:
    """What a command of git says, which must succeed."""
    ran = _run(folder, *arguments)
    if ran.returncode:
        raise UsageError(f"--changed-since: git {arguments[0]}: {os.fsdecode(ran.stderr).strip()}")
    return os.fsdecode(ran.stdout)


def _answers(folder: Path, *arguments: str) -> str:
    """The line that a command of git says, or nothing where it fails."""
    ran = _run(folder, *arguments)
    return "" if ran.returncode else os.fsdecode(ran.stdout).strip()


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in OF_HOOKS}
    try:
        return subprocess.run(
            ["git", "--literal-pathspecs", "--no-optional-locks", "-C", str(folder), *arguments],
            env=environment,
            capture_output=True,
            check=False,
        )
    except OSError as problem:
        raise UsageError(f"--changed-since: git cannot be run: {problem.strerror}") from problem


@cache
def _messages() -> Entry:
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS).below("changes")
