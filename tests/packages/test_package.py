"""A published package, opened and read."""

from __future__ import annotations

from pathlib import Path

import pytest

import mic_datapkg as mic

ROOT = Path(__file__).parents[2]


def test_observations_hold_every_figure_once_and_no_null() -> None:
    package = mic.Package.open(ROOT / "datapackage")

    observations = package.load("observations")

    figures = sum(
        len(package.load(table.name)[measure.name].drop_null()) for table in mic.tables() for measure in table.measures
    )
    assert observations.num_rows == figures
    assert observations.drop(["source"]).to_pandas().notna().all(axis=None)


def test_titles_and_units_travel_in_the_parquet_files() -> None:
    field = mic.load("cyber_incidents", ROOT / "datapackage").schema.field("phishing")

    assert field.metadata[b"unit"] == b"incidents"
    assert field.metadata[b"title"] == b"Phishing incidents"
    assert field.metadata[b"title_vi"].decode() == "Sự cố lừa đảo (Phishing)"
    assert field.metadata[b"description"]


def test_loading_names_what_there_is(tmp_path: Path) -> None:
    package = mic.Package.open(ROOT / "datapackage")

    assert package.load("provinces").num_rows == 88
    with pytest.raises(mic.UsageError, match=r"no resource 'incidents'; valid: .*cyber_incidents"):
        package.load("incidents")
    with pytest.raises(mic.UsageError, match=r"no datapackage.json here"):
        mic.load("pay_tv", tmp_path)
