"""What a crash left of a package, where the system cannot exchange two folders in one step."""

from __future__ import annotations

import shutil
from pathlib import Path


def recover(target: Path) -> None:
    """Bring back what a crash between two renames set aside."""
    aside = set_aside(target)
    if aside.exists():
        if target.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(target)


def set_aside(target: Path) -> Path:
    """Where the old folder stands between the two renames."""
    return target.with_name(f".{target.name}.old")
