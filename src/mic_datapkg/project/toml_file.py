"""The text of a file of options, and what it holds."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mic_datapkg.errors import UsageError
from mic_datapkg.reading.submission import shown

# Characters of the file: some three thousand accepted findings.
LARGEST = 1_000_000
# Parts of a key. Its cost grows with their square: one of 50,000 parts takes minutes, a file of keys of 100 a second.
MOST_DOTS = 100
BETWEEN_DOTS = re.compile(r"[=,{}\[\]]")


def read_toml(file: Path) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file, and what it holds.

    Raises:
        UsageError: it cannot be read, is no TOML, or is made to be slow.
    """
    text = _read(file)
    return text, _parsed(text, file)


def _read(file: Path) -> str:
    try:
        if file.exists() and not file.is_file():
            raise UsageError(f"{here(file)}: expected a file")
        with file.open(encoding="utf-8-sig") as opened:
            text = opened.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        if isinstance(problem, UnicodeDecodeError):
            raise UsageError(f"{here(file)}: expected UTF-8; save the file in this encoding") from problem
        said = getattr(problem, "strerror", None) or problem
        raise UsageError(f"{here(file)}: cannot be read: {said}") from problem
    if len(text) > LARGEST:
        raise UsageError(f"{here(file)}: more than {LARGEST} characters; this is no configuration")
    dotted = next((n for n, line in enumerate(text.split("\n"), start=1) if _dots(line) > MOST_DOTS), None)
    if dotted is not None:
        raise UsageError(f"{here(file)}:{dotted}: more than {MOST_DOTS} points in one key or text; shorten it")
    return text


def _dots(line: str) -> int:
    return max(part.count(".") for part in BETWEEN_DOTS.split(line))


def _parsed(text: str, file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only a folder with a policy needs it

    try:
        return tomllib.loads(text)
    # Beside what is no TOML: numbers of thousands of digits, and brackets in brackets.
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"{here(file)}: expected TOML (https://toml.io): {problem}") from problem


def here(file: Path) -> str:
    """The file as seen from the folder that the command runs in, from where reports are looked up."""
    return shown(Path(os.path.relpath(file)))
