"""Submissions as people send them: a file for a month of a table, validated by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

from tests.benchmarks.comparison import Comparison, times_as_long
from tests.benchmarks.measuring import ROOT, interleaved

import mic_datapkg as mic

JANUARY = ROOT / "datapackage" / "submissions" / "2022-01"
TABLE = "cyber_incidents"
ALL_ADD_UP, FILES, SECONDS = "1383,197,125,1061", 500, 1.0
OURS = [sys.executable, "-m", "mic_datapkg", "validate"]
PANDERA = [sys.executable, str(Path(__file__).parent / "pandera_script.py")]
# Valid in every month, or not: what the changed submission may look like.
MISTAKES = {
    "a negative count": (ALL_ADD_UP, "1383,197,-125,1061"),
    "a wrong sum": (ALL_ADD_UP, "1383,197,125,1016"),
    "month 13": ("2022-01,", "2022-13,"),
    "an unknown area": (",VN,", ",05,"),
    "an unknown status": (",reported,", ",guessed,"),
}


def changed_submission(_rows: int, folder: Path) -> Iterator[Comparison]:
    """`mic-datapkg validate` on the one file that a commit changes, against a script with pandera for this table."""
    file = JANUARY / f"{TABLE}.csv"
    _judge_alike(file, folder)
    runs = {name: lambda command=command: _run([*command, file]) for name, command in _commands().items()}
    costs = interleaved(runs, rounds=9)
    name = "`changed_submission`: one file, whole process"
    yield times_as_long(f"{name}, against a script with pandera", costs["ours"], costs["pandera"], at_most=0.55)
    yield Comparison(
        name=f"{name}, against {SECONDS:.0f} s",
        ours=str(costs["ours"]),
        other=f"{SECONDS:.2f} s",
        ratio=f"{costs['ours'].wall / SECONDS:.2f} × the time",
        target="< 1",
        met=costs["ours"].wall < SECONDS,
    )


def many_files(_rows: int, folder: Path) -> Iterator[Comparison]:
    """`mic-datapkg validate` on a folder of 500 files, against the same on one of them."""
    months = made(folder / "many", FILES)
    one = next(months.rglob(f"{TABLE}.csv"))
    costs = interleaved({"many": lambda: _run([*OURS, months]), "one": lambda: _run([*OURS, one])}, rounds=5)
    name = f"`many_files`: {FILES} files of {len(mic.tables())} tables, against one file"
    yield times_as_long(name, costs["many"], costs["one"], at_most=5)


def made(folder: Path, files: int) -> Path:
    """A folder for each month back from December 2022, with the figures of January in each, so many files in all."""
    months = (f"{year}-{month:02d}" for year in range(2022, 2010, -1) for month in range(12, 0, -1))
    for month, received in islice(product(months, sorted(JANUARY.glob("*.csv"))), files):
        folder.joinpath(month).mkdir(parents=True, exist_ok=True)
        text = received.read_text(encoding="utf-8").replace("2022-01,", f"{month},")
        folder.joinpath(month, received.name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def _commands() -> dict[str, list[str]]:
    return {"ours": OURS, "pandera": PANDERA}


def _judge_alike(file: Path, folder: Path) -> None:
    """Stop unless both accept the file as it is, and refuse it with each mistake and with its row twice."""
    text = file.read_text(encoding="utf-8")
    wrong = {mistake: text.replace(*change) for mistake, change in MISTAKES.items()}
    wrong["a repeated key"] = text + text.splitlines(keepends=True)[1]
    for name, command in _commands().items():
        assert _run([*command, file]) == 0, f"expected {name} to accept {file}"
        for mistake, content in wrong.items():
            assert content != text, mistake
            broken = folder / file.name
            broken.write_text(content, encoding="utf-8", newline="\n")
            assert _run([*command, broken]) == 1, f"expected {name} to refuse {mistake}"


def _run(command: list[Path | str]) -> int:
    """The exit code of a command that keeps the bytecode of its modules, as every installed program does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=False).returncode
