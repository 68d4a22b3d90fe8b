"""Files of a published package that say again what others in it say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mic_datapkg.finding import Place
from mic_datapkg.reading.found import remark
from mic_datapkg.reading.submission import Remark, shown
from mic_datapkg.schema.entries import read_entry
from mic_datapkg.schema.tables import DEFINITIONS


def repetition(file: Path) -> Remark | None:
    """Why a file in the data folder of a package is not read with its folder; None where it is, or is in no package."""
    if not (file.parent.parent / "datapackage.json").exists():
        return None
    if file.stem in _reference_tables():
        return remark(Place(file=shown(file)), "ignored_reference")
    twin = file.with_suffix(".parquet")
    if file.suffix == ".csv" and twin.exists():
        return remark(Place(file=shown(file)), "ignored_twin", twin=twin.name)
    return None


@cache
def _reference_tables() -> frozenset[str]:
    entry = read_entry(DEFINITIONS / "package.yaml", DEFINITIONS).below("reference_tables")
    return frozenset(entry.mapping)
