"""A folder replaced by another in one step, so that a crash leaves the old one or the new one, whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mic_datapkg.packages.recovery import recover, set_aside

try:
    import fcntl
except ImportError:  # Windows has no such lock
    fcntl = None  # type: ignore[assignment]

# From linux/fs.h and sys/stdio.h.
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One process at a time works in ``folder``; the others wait for their turn."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def tidy(target: Path) -> None:
    """Clear away what a crash left beside ``target``; only in one's turn."""
    recover(target)
    shutil.rmtree(staged(target), ignore_errors=True)


def staged(target: Path) -> Path:
    """The folder beside ``target`` in which its successor is made."""
    return target.with_name(f".{target.name}.new")


def replace(target: Path, successor: Path) -> None:
    """Put ``successor`` in the place of ``target`` and remove what stood there.

    Where the system can exchange two folders (Linux, macOS) there is no moment without one of them. Elsewhere there is
    one between two renames, and ``recover`` brings the old folder back.
    """
    _flush(successor)
    if not target.exists():
        successor.rename(target)
    elif _exchange(target, successor):
        shutil.rmtree(successor)
    else:
        target.rename(set_aside(target))
        successor.rename(target)
        shutil.rmtree(set_aside(target))


def keep(target: Path, successor: Path, owned: set[str]) -> None:
    """Carry over to ``successor`` every file of ``target`` that is not ``owned``, as a hard link where possible."""
    for file in sorted(target.rglob("*")) if target.exists() else []:
        relative = file.relative_to(target)
        if relative.as_posix() in owned:
            continue
        if file.is_dir() and not file.is_symlink():
            (successor / relative).mkdir(exist_ok=True)
        else:
            _link(file, successor / relative)


def _link(file: Path, link: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink():
        link.symlink_to(file.readlink())
        return
    try:
        os.link(file, link)
    except OSError:  # a file system without hard links
        shutil.copy2(file, link)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    a, b = os.fsencode(first), os.fsencode(second)
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(a, b, RENAME_SWAP) == 0)
        return bool(library.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0)
    return False


def _flush(folder: Path) -> None:
    """Have the system write all files to the disk, so that a name never stands before its content."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
