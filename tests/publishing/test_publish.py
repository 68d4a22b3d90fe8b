"""Publishing: a Report becomes a Package."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

import mic_datapkg as mic

ROOT = Path(__file__).parents[2]
SUBMISSIONS = ROOT / "datapackage" / "submissions"
JANUARY = SUBMISSIONS / "2022-01"
HEADER = "period,total,phishing,deface,malware,source\n"


def submitted(folder: Path, rows: str) -> mic.Report:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cyber_incidents.csv").write_text(HEADER + rows, encoding="utf-8")
    return mic.validate(mic.read(folder))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def whole(package: Path) -> bool:
    sums = (package / "checksums.txt").read_text(encoding="utf-8").splitlines()
    return all(
        hashlib.sha256((package / path).read_bytes()).hexdigest() == digest
        for digest, path in (line.split("  ") for line in sums)
    )


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> mic.Package:
    return mic.publish(mic.validate(mic.read(JANUARY)), to=tmp_path_factory.mktemp("january") / "package")


def test_the_repository_s_package_is_what_publish_makes_of_its_submissions(tmp_path: Path) -> None:
    published = mic.publish(mic.validate(mic.read(SUBMISSIONS)), to=tmp_path / "package").path

    standing = {
        path: content for path, content in contents(ROOT / "datapackage").items() if not path.startswith("submissions/")
    }
    made = contents(published)
    assert sorted(made) == sorted(standing)
    for path in made:
        if path.endswith(".parquet"):
            old, new = pq.read_table(ROOT / "datapackage" / path), pq.read_table(published / path)
            assert old.schema.equals(new.schema, check_metadata=True), path
            assert old.equals(new), path
        elif path.endswith((".csv", "README.md")):
            assert made[path] == standing[path], f"{path} has drifted: run make datapackage"
    assert whole(ROOT / "datapackage")


def test_the_descriptor_of_the_repository_s_package_has_not_drifted(tmp_path: Path) -> None:
    published = mic.publish(mic.validate(mic.read(SUBMISSIONS)), to=tmp_path / "package")

    standing = mic.Package.open(ROOT / "datapackage")

    # The bytes, and so the hashes, of Parquet files differ from one version of pyarrow to the next.
    for package in (published, standing):
        for resource in package.descriptor["resources"]:
            if resource["format"] == "parquet":
                del resource["hash"]
    assert published.descriptor == standing.descriptor


BULLETIN = {
    "postal": {"revenue_yoy_pct": 30, "volume_yoy_pct": 30},
    "telecom_revenue": {"revenue": 11_496_000_000_000, "revenue_yoy_pct": 3},
    "smartphone_subscribers": {"subscribers": 91_320_000, "share_of_mobile_pct": 72.6, "subscribers_yoy_pct": 1.01},
    "fixed_broadband": {
        "household_subscribers": 18_660_000,
        "household_subscribers_yoy_pct": 16.3,
        "household_share_pct": 68,
    },
    "online_public_services": {"level4_eligible_pct": 96.74},
    "provincial_milestones": {
        "population_database_connected": 63,
        "egov_architecture_v2": 54,
        "ict_plan_2021_2025": 54,
        "dx_programme": 52,
    },
    "cyber_incidents": {"total": 1383, "phishing": 197, "deface": 125, "malware": 1061, "total_mom_pct": 10.29},
    "botnet_addresses": {"addresses": 879_342, "addresses_mom_pct": -9.29},
    "digital_certificates": {
        "issued": 4_581_000,
        "issued_year_ago": 4_014_701,
        "issued_yoy_pct": 14.1,
        "active": 1_690_000,
        "active_year_ago": 1_578_959,
        "active_yoy_pct": 7.03,
    },
    "ict_industry": {"revenue": 222_762_000_000_000, "revenue_usd": 9_600_000_000, "revenue_yoy_pct": -23},
    "press_agencies": {
        "total": 816,
        "newspapers_two_types": 114,
        "magazines_two_types": 116,
        "print_only": 557,
        "electronic_only": 29,
    },
    "pay_tv": {"subscribers": 16_400_000, "subscribers_year_ago": 16_200_000, "subscribers_yoy_pct": 1.2},
    "social_networks": {"licensed": 854, "licensed_yoy_pct": 12, "accounts": 97_000_000, "accounts_yoy_pct": 6.6},
    "commune_radio": {
        "communes_with_station": 9792,
        "communes": 10_599,
        "ict_stations": 634,
        "ict_stations_mom_change": 6,
    },
}


@pytest.mark.parametrize("table", BULLETIN)
def test_every_figure_of_the_bulletin_of_january_2022_is_published(table: str) -> None:
    rows = mic.load(table, ROOT / "datapackage").to_pylist()

    (row,) = [row for row in rows if (row["period"], row["span"], row["area"]) == ("2022-01", "month", "VN")]
    assert {
        measure.name: row[measure.name] for measure in mic.table(table).measures if row[measure.name] is not None
    } == (BULLETIN[table])


def test_the_bulletin_of_january_2022_has_47_figures() -> None:
    assert sum(len(figures) for figures in BULLETIN.values()) == 47


def test_the_same_report_published_twice_gives_the_same_bytes(january: mic.Package, tmp_path: Path) -> None:
    again = mic.publish(mic.validate(mic.read(JANUARY)), to=tmp_path / "again")

    assert contents(again.path) == contents(january.path)


def test_publishing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    report = mic.validate(mic.read(JANUARY))
    package = mic.publish(report, to=tmp_path / "package")

    def written() -> dict[Path, tuple[int, int]]:
        paths = [package.path, *package.path.rglob("*")]
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    before = written()

    mic.publish(report, to=package.path)

    assert written() == before


def test_a_second_month_is_merged_by_key(january: mic.Package, tmp_path: Path) -> None:
    shutil.copytree(january.path, tmp_path / "package")

    package = mic.publish(submitted(tmp_path / "february", "2022-02,1260,,,,\n"), to=tmp_path / "package")

    incidents = package.load("cyber_incidents")
    assert incidents["period"].to_pylist() == ["2022-01", "2022-02"]
    assert incidents["total"].to_pylist() == [1383, 1260]
    assert package.load("press_agencies").equals(january.load("press_agencies"))
    assert whole(package.path)


def test_a_changed_value_needs_a_reason_and_is_kept_as_a_revision(tmp_path: Path) -> None:
    package = mic.publish(submitted(tmp_path / "first", "2022-01,1383,,,,bulletin\n"), to=tmp_path / "package")
    before = contents(package.path)
    corrected = submitted(tmp_path / "second", "2022-01,1384,,,,recount\n")

    with pytest.raises(mic.SubmissionError, match=r"cyber_incidents 2022-01 month VN: total 1383 -> 1384"):
        mic.publish(corrected, to=package.path)
    with pytest.raises(mic.SubmissionError, match="give a reason"):
        mic.publish(corrected, to=package.path, reason="  ")
    assert contents(package.path) == before

    with pytest.raises(mic.UsageError, match="begins with a word, got '=1'"):
        mic.publish(corrected, to=package.path, reason="=1")
    mic.publish(corrected, to=package.path, reason="Recount")
    mic.publish(submitted(tmp_path / "third", "2022-01,1385,,,,\n"), to=package.path, reason="Second recount")

    assert package.load("cyber_incidents")["source"].to_pylist() == ["recount"]
    assert package.load("revisions").select(["revision", "old_value", "new_value", "reason"]).to_pylist() == [
        {"revision": 1, "old_value": "1383", "new_value": "1384", "reason": "Recount"},
        {"revision": 2, "old_value": "1384", "new_value": "1385", "reason": "Second recount"},
    ]


def test_an_empty_cell_neither_changes_nor_removes_what_is_published(tmp_path: Path) -> None:
    package = mic.publish(submitted(tmp_path / "first", "2022-01,1383,197,,,first\n"), to=tmp_path / "package")

    mic.publish(submitted(tmp_path / "second", "2022-01,,,125,,second\n"), to=package.path)
    mic.publish(submitted(tmp_path / "third", "2022-01,1383,,,,first\n"), to=package.path)

    (row,) = package.load("cyber_incidents").to_pylist()
    assert (row["total"], row["phishing"], row["deface"]) == (1383, 197, 125)
    assert row["source"] == "first ; second"


def test_rows_that_break_a_rule_only_together_are_refused(tmp_path: Path) -> None:
    package = mic.publish(submitted(tmp_path / "first", "2022-01,1383,197,125,,\n"), to=tmp_path / "package")
    before = contents(package.path)

    with pytest.raises(mic.SubmissionError, match=r"merged with what is published.*\n.*kinds_add_up"):
        mic.publish(submitted(tmp_path / "second", "2022-01,,,,1016,\n"), to=package.path)

    assert contents(package.path) == before


def test_a_report_with_errors_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    report = submitted(tmp_path / "wrong", "2022-01,1383,197,125,1016,\n")

    with pytest.raises(mic.SubmissionError, match="kinds_add_up"):
        mic.publish(report, to=tmp_path / "package")

    assert not (tmp_path / "package").exists()


def test_files_of_others_stay_where_they_are(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "submissions" / "empty").mkdir(parents=True)
    (package / "submissions" / "note.txt").write_text("mine", encoding="utf-8")
    (package / "link").symlink_to("submissions/note.txt")
    first = submitted(tmp_path / "first", "2022-01,1383,,,,\n")
    mic.publish(first, to=package)
    (package / "data" / "mine.txt").write_text("mine too", encoding="utf-8")

    mic.publish(submitted(tmp_path / "second", "2022-02,1260,,,,\n"), to=package)

    assert (package / "submissions" / "note.txt").read_text(encoding="utf-8") == "mine"
    assert (package / "submissions" / "empty").is_dir()
    assert (package / "link").is_symlink()
    assert (package / "data" / "mine.txt").read_text(encoding="utf-8") == "mine too"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "package", "second"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("README.md", "my project", "no package, but it has README.md"),
        ("datapackage.json", '{"name": "another"}', "another package"),
        ("datapackage.json", "{", "cannot be read"),
    ],
)
def test_a_folder_that_is_something_else_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    report = mic.validate(mic.read(JANUARY))

    with pytest.raises(mic.UsageError, match=said):
        mic.publish(report, to=tmp_path)

    assert contents(tmp_path) == {name: content.encode()}


def test_a_file_in_the_place_of_the_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(mic.UsageError, match="a file; expected a folder"):
        mic.publish(mic.validate(mic.read(JANUARY)), to=tmp_path / "file")


# The process ends itself, without any clean-up, at the n-th touch of the file system.
CRASHING = """
import os, sys
import mic_datapkg as mic
from mic_datapkg.publishing import publish
submission, target, dies_at = sys.argv[1], sys.argv[2], int(sys.argv[3])
report = mic.validate(mic.read(submission))
touches = 0
def touch(event, args):
    global touches
    if event in ("os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.unlink", "shutil.rmtree") or (
        event == "open" and isinstance(args[1], str) and args[1] != "r"
    ) or event == "ctypes.dlsym":
        touches += 1
        if touches == dies_at:
            os._exit(9)
sys.addaudithook(touch)
mic.publish(report, to=target)
print(touches)
"""


def test_a_crash_at_any_moment_leaves_the_old_package_or_the_new_one(january: mic.Package, tmp_path: Path) -> None:
    submitted(tmp_path / "february", "2022-02,1260,,,,\n")
    expected = shutil.copytree(january.path, tmp_path / "expected")
    (expected / "submissions").mkdir()
    (expected / "submissions" / "note.txt").write_text("mine", encoding="utf-8")
    old = contents(expected)

    def crashes_at(touch: int) -> tuple[int, str, dict[str, bytes]]:
        package = tmp_path / f"package-{touch}"
        shutil.copytree(january.path, package)
        (package / "submissions").mkdir()
        (package / "submissions" / "note.txt").write_text("mine", encoding="utf-8")
        command = [sys.executable, "-c", CRASHING, str(tmp_path / "february"), str(package), str(touch)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert whole(package), f"broken after a crash at touch {touch}"
        return ran.returncode, ran.stdout, contents(package)

    code, touches, new = crashes_at(0)
    assert code == 0
    assert new != old
    last = int(touches)
    for touch in sorted({1, 2, last // 2, *range(last - 10, last + 1)}):
        code, _, left = crashes_at(touch)
        assert code == 9
        assert left in (old, new)
        # The next publication finishes the work and clears away what the crash left.
        mic.publish(mic.validate(mic.read(tmp_path / "february")), to=tmp_path / f"package-{touch}")
        assert contents(tmp_path / f"package-{touch}") == new
        assert not list(tmp_path.glob(f".package-{touch}.*"))


def test_without_an_exchange_of_folders_a_crash_between_two_renames_is_repaired(
    january: mic.Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mic_datapkg.publishing import swap

    package = shutil.copytree(january.path, tmp_path / "package")
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)

    mic.publish(submitted(tmp_path / "february", "2022-02,1260,,,,\n"), to=package)
    assert mic.load("cyber_incidents", package).num_rows == 2

    package.rename(tmp_path / ".package.old")
    assert mic.load("cyber_incidents", package).num_rows == 2

    shutil.copytree(package, tmp_path / ".package.old")
    assert mic.load("cyber_incidents", package).num_rows == 2
    assert not (tmp_path / ".package.old").exists()


def test_two_publications_at_once_both_arrive(tmp_path: Path) -> None:
    for month in (1, 2, 3):
        submitted(tmp_path / str(month), f"2022-0{month},{month},,,,\n")
    command = [sys.executable, "-m", "mic_datapkg", "publish"]
    running = [
        subprocess.Popen(
            [*command, str(tmp_path / str(month)), "--to", str(tmp_path / "package")], stdout=subprocess.PIPE
        )
        for month in (1, 2, 3)
    ]

    for process in running:
        process.communicate()

    assert [process.returncode for process in running] == [0, 0, 0]
    assert mic.load("cyber_incidents", tmp_path / "package")["total"].to_pylist() == [1, 2, 3]


def test_a_folder_that_cannot_be_written_gives_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(mic.UsageError, match="cannot be written"):
        mic.publish(mic.validate(mic.read(JANUARY)), to=tmp_path / "file" / "package")


def test_the_csv_and_the_parquet_of_a_resource_hold_the_same(january: mic.Package) -> None:
    for table in mic.tables():
        from_csv = pl.read_csv(january.path / "data" / f"{table.name}.csv", infer_schema=False)
        from_parquet = pl.read_parquet(january.path / "data" / f"{table.name}.parquet")

        assert from_csv.columns == from_parquet.columns
        for measure in table.measures:
            assert (
                from_csv[measure.name].cast(pl.Float64).to_list()
                == from_parquet[measure.name].cast(pl.Float64).to_list()
            )


def test_large_and_small_numbers_are_written_without_exponents(tmp_path: Path) -> None:
    frame = pl.DataFrame({"period": ["2022-01"], "revenue": [10**17], "revenue_yoy_pct": [0.00001]})

    package = mic.publish(mic.validate(frame, table="telecom_revenue"), to=tmp_path / "package")

    text = (package.path / "data" / "telecom_revenue.csv").read_text(encoding="utf-8")
    assert "2022-01,month,VN,100000000000000000,,,0.00001," in text


def test_frictionless_finds_the_package_valid() -> None:
    # In its own process: it warns about its own dependencies, and our tests turn warnings into errors.
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    ran = subprocess.run(command, cwd=ROOT / "datapackage", capture_output=True, text=True, check=False)

    report = json.loads(ran.stdout)
    assert report["valid"], report
    assert report["stats"]["tasks"] == 36
    assert ran.returncode == 0


def test_the_official_profile_of_data_package_2_finds_the_package_valid() -> None:
    import dplib
    import jsonschema

    profiles = Path(dplib.__file__).parent / "profiles" / "2.0"
    described = mic.Package.open(ROOT / "datapackage").descriptor
    judged = {
        "datapackage": [described],
        "dataresource": described["resources"],
        "tableschema": [resource["schema"] for resource in described["resources"]],
    }

    assert next(iter(described)) == "$schema"
    for profile, objects in judged.items():
        schema = json.loads((profiles / f"{profile}.json").read_text(encoding="utf-8"))
        validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
        for one in objects:
            assert [error.message for error in validator.iter_errors(one)] == []
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({"name": "without anything else", "resources": [], "fields": []})


READER = """
const {Package} = require('datapackage');
(async () => {
  const read = await Package.load(process.argv[1]);
  const rows = {};
  for (const one of read.resources.filter(r => r.descriptor.format === 'csv')) {
    rows[one.name] = (await one.read({keyed: true})).length;
  }
  console.log(JSON.stringify({valid: read.valid, rows}));
})().catch(error => { console.error(error); process.exit(1); });
"""


def test_the_javascript_reader_finds_the_package_valid_and_reads_every_row() -> None:
    modules = ROOT / "tests" / "node_modules"
    if shutil.which("node") is None or not (modules / "datapackage").exists():
        pytest.skip("Node.js or the npm package datapackage is not here: run make test, which installs it")
    command = ["node", "-e", READER, str(ROOT / "datapackage" / "datapackage.json")]

    ran = subprocess.run(
        command, env={**os.environ, "NODE_PATH": str(modules)}, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    package = mic.Package.open(ROOT / "datapackage")
    assert json.loads(ran.stdout) == {
        "valid": True,
        "rows": {name: package.load(name).num_rows for name in package.resources},
    }


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not here")
def test_sha256sum_accepts_the_checksums() -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "checksums.txt"]

    ran = subprocess.run(command, cwd=ROOT / "datapackage", capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def _without_coverage() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def test_the_wheel_works_where_it_is_installed(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)], check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(tmp_path / "site"), str(wheel)], check=True)
    program = (
        "import mic_datapkg as mic; print(mic.__file__); print(len(mic.tables()), mic.load('observations').num_rows)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        # Without the measuring of coverage: the copy is not the source that is measured.
        env={**_without_coverage(), "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )

    where, counted = ran.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path / "site")
    assert counted == f"14 {mic.load('observations', ROOT / 'datapackage').num_rows}"
