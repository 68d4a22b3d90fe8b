"""The machine and the versions on which something was measured."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("mic-datapkg", "polars", "narwhals", "pandera", "frictionless", "pandas", "pyarrow")


def facts() -> list[str]:
    """One sentence each about processor, memory, load, Python and libraries."""
    busy = os.getloadavg()[0]
    return [
        f"Processor: {_processor()}, {os.cpu_count()} cores.",
        f"Memory: {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB.",
        f"Before the run, {busy:.1f} other programs wanted a core (the load average).",
        f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}.",
        f"{', '.join(f'{library} {version(library)}' for library in LIBRARIES)}.",
    ]


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*: (.+)$", described.read_text(), re.MULTILINE) if described.exists() else None
    return named[1] if named else platform.processor() or platform.machine()
