"""What a run costs: seconds of waiting, seconds of processor, and memory."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds that passed, and seconds that processors worked (other programs on the machine disturb these less)."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s"


def interleaved(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Cost]:
    """The least cost of each run; they take turns, so that whatever else the machine does meets all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            costs[name].append(cost_of(run))
    return {
        name: Cost(wall=min(cost.wall for cost in every), cpu=min(cost.cpu for cost in every))
        for name, every in costs.items()
    }


def cost_of(run: Callable[[], object]) -> Cost:
    """What one run costs, with the processes that it starts."""
    gc.collect()
    wall, cpu = time.perf_counter(), _processor_seconds()
    run()
    return Cost(wall=time.perf_counter() - wall, cpu=_processor_seconds() - cpu)


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@dataclass(frozen=True, kw_only=True)
class Alone:
    """A validation in a process of its own: its seconds, its peak memory, and what it found."""

    seconds: float
    peak_megabytes: float
    failed: int
    findings: int


def validated_alone(file: Path, table: str) -> Alone:
    """One validation of a Parquet file in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.alone", str(file), table]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Alone(**json.loads(ran.stdout))


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: on Linux a process starts with the peak of the one that started it.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    # macOS counts bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
