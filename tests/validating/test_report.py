"""What a report finds, where it finds it, and what it says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from jsonschema.validators import validator_for

import mic_datapkg as mic
from mic_datapkg.cli import main
from mic_datapkg.formats.json import as_json
from mic_datapkg.formats.text import as_text

CASES = Path(__file__).parents[1] / "cases"
SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def replaced(old, new):
    def change(text):
        assert text.count(old) == 1
        return text.replace(old, new)

    return change


def with_its_row_repeated(text):
    return text + text.splitlines(keepends=True)[1]


# What is changed in the true figures of January 2022, and the one finding that it must give: table, change, rule, cell.
SLIPS = {
    "64 of 63 provinces": (
        "provincial_milestones",
        replaced("VN,63,54,54,52", "VN,64,54,54,52"),
        "population_database_connected_in_range",
        "D2",
    ),
    "malware 1016 for 1061": ("cyber_incidents", replaced("1061", "1016"), "kinds_add_up", "D2"),
    "41.1 % for 14.1 %": ("digital_certificates", replaced("14.1", "41.1"), "growth_of_issued_follows", "F2"),
    "726 % for 72.6 %": ("smartphone_subscribers", replaced("72.6", "726"), "share_of_mobile_pct_in_range", "F2"),
    "a press part off by one": ("press_agencies", replaced(",29,", ",28,"), "types_add_up", "D2"),
    "a negative count": ("cyber_incidents", replaced(",125,", ",-125,"), "deface_in_range", "F2"),
    "a repeated key": ("botnet_addresses", with_its_row_repeated, "key_is_unique", "A3"),
    "month 13": ("botnet_addresses", replaced("2022-01,", "2022-13,"), "period_is_yearmonth", "A2"),
    "n/a": ("pay_tv", replaced("16400000", "n/a"), "subscribers_is_integer", "D2"),
}


@pytest.fixture
def slipped(january, tmp_path):
    """A copy of the January submission with one slip in it."""

    def copy(slip):
        table, change, _, _ = SLIPS[slip]
        folder = tmp_path / "2022-01"
        shutil.copytree(january, folder)
        file = folder / f"{table}.csv"
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
        return folder

    return copy


def exit_code_of(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["mic-datapkg", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    return 0


def run(*arguments):
    """The command line in a process of its own."""
    code = "from mic_datapkg.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def outcomes(report, table="cyber_incidents"):
    return {outcome.rule: outcome for outcome in report.outcomes if outcome.table == table}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_bulletin_is_one_finding_of_the_right_rule_at_the_right_cell(slip, slipped, monkeypatch, capsys):
    folder = slipped(slip)
    table, _, rule, cell = SLIPS[slip]

    code = exit_code_of(monkeypatch, "validate", folder, "--format", "json")

    assert code == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert (finding["table"], finding["rule"], finding["severity"]) == (table, rule, "error")
    file = (folder / f"{table}.csv").as_posix()
    assert finding["place"] == {"file": file, "sheet": None, "line": int(cell[1:]), "cell": cell}
    assert report["counts"] == {"error": 1, "warning": 0, "info": 0}


def test_the_true_bulletin_has_no_finding_and_exit_code_0(january):
    ended = run("validate", january)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1].startswith("Files: 14 (14 valid). 14 table(s), 14 row(s), ")
    assert ended.stdout.endswith(" Valid.\n")


def test_every_submission_received_is_valid(repository):
    report = mic.validate(mic.read(repository / "datapackage" / "submissions"))

    assert report.findings == ()


def test_findings_go_to_stdout_with_exit_code_1_and_nothing_to_stderr(slipped):
    folder = slipped("malware 1016 for 1061")

    ended = run("validate", folder, "--lang", "vi")

    assert (ended.returncode, ended.stderr) == (1, "")
    assert "Ba loại sự cố cộng lại bằng tổng số." in ended.stdout


def test_a_path_that_is_not_there_is_one_line_on_stderr_and_exit_code_2(tmp_path):
    ended = run("validate", tmp_path / "february")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"mic-datapkg: {(tmp_path / 'february').as_posix()}: no such file or folder\n"


@pytest.mark.parametrize(("period", "code"), [("2025-06", 0), ("2025-07", 1)])
def test_forty_provinces_are_fine_in_june_2025_and_a_finding_in_july(period, code, tmp_path, monkeypatch, capsys):
    file = tmp_path / "provincial_milestones.csv"
    file.write_text(f"period,dx_programme\n{period},40\n", encoding="utf-8")

    assert exit_code_of(monkeypatch, "validate", file, "--format", "json") == code

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(finding["rule"], finding["place"]["cell"], finding["expected"]) for finding in findings] == (
        [("provinces_with_programme_exist", "B2", "≤ 34")] if code else []
    )


def test_a_missing_part_makes_a_sum_unknown_and_not_passed():
    frame = pl.DataFrame({"period": ["2022-01"], "total": [1383], "phishing": [197], "deface": [125]})

    report = mic.validate(frame, table="cyber_incidents")

    outcome = outcomes(report)["kinds_add_up"]
    assert (outcome.checked, outcome.passed, outcome.failed, outcome.unknown) == (1, 0, 0, 1)
    assert report.valid


def test_a_value_that_breaks_its_limit_is_unknown_to_the_other_rules():
    frame = pl.DataFrame({"period": ["2022-01"], "total": [-1], "phishing": [1], "deface": [1], "malware": [1]})

    report = mic.validate(frame, table="cyber_incidents")

    assert [finding.rule for finding in report.findings] == ["total_in_range"]
    assert outcomes(report)["kinds_add_up"].unknown == 1


@pytest.mark.parametrize(
    ("slip", "suggested"),
    [
        ("malware 1016 for 1061", [("total", "1338"), ("malware", "1061")]),
        ("41.1 % for 14.1 %", [("issued_yoy_pct", "14.1")]),
        ("726 % for 72.6 %", [("share_of_mobile_pct", "72.6"), ("share_of_mobile_pct", "7.26")]),
        ("a negative count", [("deface", "125")]),
        ("64 of 63 provinces", []),
        ("n/a", []),
    ],
)
def test_what_the_sender_probably_meant_is_suggested(slip, suggested, slipped):
    report = mic.validate(mic.read(slipped(slip)))

    (finding,) = report.findings
    assert [(each.column, each.value) for each in finding.suggestions] == suggested
    assert all(each.reason["vi"] and each.reason["en"] for each in finding.suggestions)


@pytest.mark.parametrize(("share", "suggested"), [(7.03, ["70.3"]), (70.9, ["70.3"]), (72.3, ["70.3"]), (73.7, [])])
def test_a_misplaced_point_in_a_percentage_is_seen(share, suggested):
    figures = {"subscribers": [70_301], "mobile_subscribers": [100_001], "share_of_mobile_pct": [share]}

    (finding,) = mic.validate(pl.DataFrame({"period": ["2022-01"], **figures}), table="smartphone_subscribers").findings

    assert [each.value for each in finding.suggestions] == suggested


@pytest.mark.parametrize(
    "case", [pytest.param(file, id=".".join(file.parts[-3:-1])) for file in sorted(CASES.glob("*/*/fail.csv"))]
)
def test_every_suggestion_would_keep_its_rule(case, tmp_path):
    table = case.parts[-3]
    sent = tmp_path / f"{table}.csv"
    sent.write_bytes(case.read_bytes())
    submission = mic.read(sent)
    frame = submission[table]

    for finding in mic.validate(submission).findings:
        row = frame[finding.place.line - 2]
        for each in finding.suggestions:
            meant = pl.Series([each.value]).cast(frame.schema[each.column])
            report = mic.validate(row.with_columns(meant.alias(each.column)), table=table)

            assert outcomes(report, table)[finding.rule].passed == 1


def test_counts_are_exact_beyond_the_limit_of_findings():
    rows = 250
    frame = pl.DataFrame({"period": ["2022-01"] * rows, "total": [-1] * rows})

    report = mic.validate(frame, table="cyber_incidents", max_findings=3)

    lines = {
        rule: [f.place.line for f in report.findings if f.rule == rule] for rule in ("total_in_range", "key_is_unique")
    }
    assert lines == {"total_in_range": [1, 2, 3], "key_is_unique": [2, 3, 4]}
    assert outcomes(report)["total_in_range"].failed == 250
    assert outcomes(report)["key_is_unique"].failed == 249
    assert report.counts == {"error": 499, "warning": 0, "info": 0}
    assert "... and 493 more" in as_text(report, "en")
    assert "... và 493 trường hợp nữa" in as_text(report, "vi")


def test_findings_stand_in_the_order_of_tables_files_lines_and_rules(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    broken = "period,total,phishing,deface,malware\n2022-02,-1,-1,1,1\n2022-01,4,1,1,1\n"
    (tmp_path / "a" / "cyber_incidents.csv").write_text(broken, encoding="utf-8")
    (tmp_path / "b" / "cyber_incidents.csv").write_text(broken.replace("2022", "2023"), encoding="utf-8")
    (tmp_path / "b" / "botnet_addresses.csv").write_text("period,addresses\n2022-01,-1\n", encoding="utf-8")

    forwards = mic.validate(mic.read(tmp_path / "a", tmp_path / "b")).findings
    backwards = mic.validate(mic.read(tmp_path / "b", tmp_path / "a")).findings

    places = [(Path(finding.place.file).parent.name, finding.place.line, finding.rule) for finding in forwards]
    assert places == [
        ("b", 2, "addresses_in_range"),
        ("a", 2, "total_in_range"),
        ("a", 2, "phishing_in_range"),
        ("a", 3, "kinds_add_up"),
        ("b", 2, "total_in_range"),
        ("b", 2, "phishing_in_range"),
        ("b", 3, "kinds_add_up"),
    ]
    assert backwards == forwards


def test_the_same_input_gives_the_same_bytes(slipped):
    folder = slipped("a press part off by one")

    first, second = (as_json(mic.validate(mic.read(folder))) for _ in range(2))

    assert first == second


@pytest.mark.skipif(not SCHEMA.exists(), reason="docs/report.schema.json IS MISSING: the JSON report is not verified")
@pytest.mark.parametrize("slip", [None, *SLIPS])
def test_the_json_report_is_valid_under_its_schema(slip, slipped, january):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = validator_for(schema)
    validator.check_schema(schema)
    report = mic.validate(mic.read(slipped(slip) if slip else january))

    written = json.loads(as_json(report))

    assert [error.message for error in validator(schema).iter_errors(written)] == []
    assert not validator(schema).is_valid({**written, "valid": "yes"})
    assert not validator(schema).is_valid({key: value for key, value in written.items() if key != "outcomes"})


SHAPES = {
    "unknown_column": {"pay_tv.csv": "period,subscribers,viewers\n2022-01,16400000,3\n"},
    "repeated_column": {"pay_tv.csv": "period,subscribers,subscribers\n2022-01,16400000,16400000\n"},
    "missing_column": {"pay_tv.csv": "span,subscribers\nmonth,16400000\n"},
    "ragged_row": {"pay_tv.csv": "period,subscribers\n2022-01\n"},
    "no_figure": {"pay_tv.csv": "period,subscribers\n"},
    "no_text": {"pay_tv.csv": "period,subscribers,note\n2022-01,16400000,\0\n"},
    "nothing_to_read": {"letter.txt": "Kính gửi"},
    "hyphen": {"pay_tv.csv": "period,subscribers,note\n2022-01,16400000,- ước tính\n"},
    "form": {"bieu.csv": "Tháng 01/2022,,\nChỉ tiêu,Kỳ báo cáo,Mức độ\nSố thuê bao truyền hình trả tiền,16400000,5\n"},
    "no_period": {"bieu.csv": "Chỉ tiêu,Kỳ báo cáo\nSố thuê bao truyền hình trả tiền,16400000\n"},
    "other_whole": {"provincial_milestones.csv": "period,dx_programme\n2025-07,54/63\n"},
    "unknown_table": {"pay_television.csv": "period,subscribers\n2022-01,16400000\n"},
    "a_file_of_another_kind": {"pay_tv.csv": "period,subscribers\n2022-01,16400000\n", "letter.txt": "Kính gửi"},
}


def test_the_wording_of_every_finding_is_that_of_the_golden_files(tmp_path, monkeypatch, golden):
    monkeypatch.chdir(tmp_path)
    sent = {".".join(case.parts[-3:-1]): case for case in sorted(CASES.glob("*/*/fail.csv"))}
    folders = {
        **{title: {f"{case.parts[-3]}.csv": case.read_text(encoding="utf-8")} for title, case in sent.items()},
        **SHAPES,
    }

    reports = {}
    for title, files in folders.items():
        folder = Path(title)
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        reports[title] = mic.validate(mic.read(folder))

    for language in ("vi", "en"):
        texts = [f"== {title}\n{as_text(report, language)}\n" for title, report in reports.items()]
        golden(f"findings.{language}.txt", "\n".join(texts))


def test_raise_for_errors_raises_the_report_as_text(slipped):
    report = mic.validate(mic.read(slipped("a negative count")))

    with pytest.raises(mic.SubmissionError) as raised:
        report.raise_for_errors()

    assert str(raised.value) == str(report) == as_text(report, "en")


def test_raise_for_errors_lets_a_valid_report_pass(january):
    report = mic.validate(mic.read(january))

    assert report.valid
    assert report.raise_for_errors() is None


def test_a_finding_speaks_vietnamese_and_english_and_nothing_else(slipped):
    (finding,) = mic.validate(mic.read(slipped("a negative count"))).findings

    assert finding.message("vi") != finding.message("en") == finding.message()
    with pytest.raises(mic.UsageError, match="expected a language out of vi, en, got 'fr'"):
        finding.message("fr")


FRAME = pl.DataFrame({"period": ["2022-01"], "total": [1383]})


@pytest.mark.parametrize(
    ("data", "options", "problem"),
    [
        (FRAME, {}, "expected the name of the frame's table"),
        (FRAME, {"table": "cyber"}, "expected the name of a table, got 'cyber'; valid: botnet_addresses, "),
        (FRAME, {"table": "cyber_incidents", "max_findings": 0}, "expected max_findings of 1 or more, got 0"),
        ("2022-01", {}, r"read it first: validate\(read\('2022-01'\)\)"),
        (Path("2022-01"), {"table": "pay_tv"}, "read it first"),
        (17, {"table": "pay_tv"}, "expected a Submission or a pandas, Polars, PyArrow or DuckDB frame, got int"),
        ({"total": [1]}, {"table": "pay_tv"}, "frame, got dict"),
        (None, {"table": "pay_tv"}, "frame, got NoneType"),
    ],
)
def test_wrong_use_of_validate_says_what_was_expected(data, options, problem):
    with pytest.raises(mic.UsageError, match=problem):
        mic.validate(data, **options)


def test_a_submission_names_its_tables_itself(january):
    submission = mic.read(january)

    with pytest.raises(mic.UsageError, match="leave out table="):
        mic.validate(submission, table="pay_tv")
