"""Hostile files: how long `mic-datapkg validate` takes to refuse or to judge each, and how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.comparison import Comparison
from tests.benchmarks.hostile_files import LARGEST, made
from tests.benchmarks.measuring import ROOT

# What a hostile file may cost the one who receives it.
SECONDS, MEGABYTES = 5, 500


def hostile(_rows: int, folder: Path) -> Iterator[Comparison]:
    """Seconds and peak memory of a fresh process for each hostile file; each ends with findings, or is valid."""
    for what, file in made(folder):
        ran = _validated(file)
        assert (ran["code"], ran["error"]) in ((0, ""), (1, "")), f"{what}: exit code {ran['code']}: {ran['error']}"
        yield Comparison(
            name=f"`hostile`: {what}",
            ours=f"{ran['seconds']:.2f} s, peak {ran['peak_megabytes']:.0f} MB",
            other="cannot be read" if ran["refused"] else "findings" if ran["code"] else "valid",
            target="" if LARGEST in what else f"≤ {SECONDS} s, {MEGABYTES} MB",
            met=None if LARGEST in what else ran["seconds"] <= SECONDS and ran["peak_megabytes"] <= MEGABYTES,
        )


def _validated(file: Path) -> dict[str, Any]:
    """What one validation cost and how it ended, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.hostile_alone", str(file)]
    started = time.perf_counter()
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600, check=False)
    seconds = time.perf_counter() - started
    if ran.returncode != 0:
        return {"code": ran.returncode, "error": ran.stderr[-1000:]}
    return {"seconds": seconds, **json.loads(ran.stdout)}
