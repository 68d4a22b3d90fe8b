"""A whole process on a small submission, from the command to its exit."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.comparison import Comparison, times_as_long
from tests.benchmarks.measuring import ROOT, interleaved

import mic_datapkg as mic

JANUARY = ROOT / "datapackage" / "submissions" / "2022-01"
SCRIPTS = Path(sysconfig.get_path("scripts"))
OURS = [SCRIPTS / "mic-datapkg", "validate", JANUARY]
HEAVY = ("pandas", "pandera", "frictionless")
LOADED = f"""
import sys
from mic_datapkg.cli import main
sys.argv = ["mic-datapkg", "validate", {str(JANUARY)!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*({set(HEAVY)} & sys.modules.keys()))
"""


def cold_validate(_rows: int, folder: Path) -> Iterator[Comparison]:
    """`mic-datapkg validate` against `frictionless validate` on the package made from the same month."""
    assert not _heavy_modules(), f"expected none of {HEAVY} to be imported, got {_heavy_modules()}"
    package = mic.publish(mic.validate(mic.read(JANUARY)), to=folder / "january").path
    descriptors = {"whole": package / "datapackage.json", "csv": _only_csv(package)}
    others = {name: [SCRIPTS / "frictionless", "validate", file] for name, file in descriptors.items()}
    runs = {name: lambda command=command: _run(command) for name, command in {"ours": OURS, **others}.items()}
    costs = interleaved(runs, rounds=5)
    name = "`cold_validate`: whole process, against `frictionless validate`"
    yield times_as_long(name, costs["ours"], costs["whole"], at_most=1)
    yield times_as_long("`cold_validate`: the same, the package without Parquet", costs["ours"], costs["csv"])


def _run(command: list[Path | str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _heavy_modules() -> str:
    """Which heavy libraries a validation imports."""
    printed = subprocess.run([sys.executable, "-c", LOADED], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return printed.stdout.splitlines()[-1]


def _only_csv(package: Path) -> Path:
    """A second descriptor with the indicator tables as CSV only: what was received, without what was made of it."""
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    received = {table.name for table in mic.tables()}
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resource["name"] in received]
    file = package / "csv.json"
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    return file
