"""The files below a path, in one order, each with the reason if it is not read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mic_datapkg.errors import UsageError
from mic_datapkg.reading.submission import shown
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.tables import tables

TEXTS = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
READ = (*TEXTS, ".parquet", *WORKBOOKS)
# What editors and systems put beside files: hidden ones, and the lock files of spreadsheets.
HIDDEN = (".", "~$")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file that was sent. ``ignored`` names the remark that says why it is not read, ``fault`` why it cannot be."""

    path: Path
    ignored: str | None = None
    fault: Unreadable | None = None

    @property
    def is_read(self) -> bool:
        return self.ignored is None and self.fault is None


def files_below(path: Path) -> list[Sent]:
    """The file at a path, or every file of the folder there and of the folders below it.

    Raises:
        UsageError: the path does not exist, or nobody may look at it.
    """
    try:
        if path.is_dir():
            return _of_folder(path)
        path.stat()
    except FileNotFoundError as problem:
        raise UsageError(f"{shown(path)}: no such file or folder") from problem
    except (OSError, ValueError) as problem:
        raise UsageError(f"{shown(path)}: cannot be looked at: {problem}") from problem
    if path.is_char_device() or path.is_block_device():
        # Reading from a device may never end; a pipe that somebody names has somebody who writes into it.
        return [Sent(path=path, fault=Unreadable("a_device"))]
    return [Sent(path=path, fault=None if path.suffix.lower() in READ else Unreadable("unknown_kind"))]


def _of_folder(folder: Path) -> list[Sent]:
    found = sorted(_walk(folder), key=lambda sent: sent.path)
    if any(sent.is_read or sent.fault for sent in found):
        return found
    return [*found, Sent(path=folder, fault=Unreadable("nothing_to_read", example=f"{tables()[0].name}.csv"))]


def _walk(root: Path) -> Iterator[Sent]:
    """What stands in a folder and below it; without recursion, because folders may lie deeper than Python goes."""
    inside = root.resolve()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as problem:
            yield Sent(path=folder, fault=Unreadable("folder_cannot_be_opened", problem=problem.strerror or ""))
            continue
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(HIDDEN):
                yield Sent(path=path, ignored="ignored_hidden_file")
            elif entry.is_symlink():
                yield _linked(path, inside)
            elif entry.is_dir():
                waiting.append(path)
            else:
                yield Sent(path=path, ignored=_reason(entry))


def _reason(entry: os.DirEntry[str]) -> str | None:
    if not entry.is_file():
        return "ignored_no_file"
    return None if Path(entry.name).suffix.lower() in READ else "ignored_file"


def _linked(path: Path, inside: Path) -> Sent:
    """A link in a folder: never followed out of it, and read only where what it leads to is not read itself."""
    is_ours = path.suffix.lower() in READ
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        # Gone, or links in a circle.
        return Sent(
            path=path, **({"fault": Unreadable("link_leads_nowhere")} if is_ours else {"ignored": "ignored_file"})
        )
    if not target.is_relative_to(inside):
        return Sent(path=path, ignored="ignored_link_out")
    is_hidden = any(part.startswith(HIDDEN) for part in target.relative_to(inside).parts)
    if target.is_file() and is_hidden and is_ours:
        return Sent(path=path)
    return Sent(path=path, ignored="ignored_link" if is_ours or target.is_dir() else "ignored_file")
