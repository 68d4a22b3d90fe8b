"""mic-datapkg.toml: how it is found and read, what it decides, and what becomes of accepted findings."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import validator_for

import mic_datapkg as mic
from mic_datapkg.project.policy import NAME, FailOn, Policy, accepting, find_policy, judged, load_policy
from mic_datapkg.reading import Limits

SENT = "period,total,phishing,deface,malware\n2022-01,1383,197,125,1016\n"
ACCEPTED = {
    "table": '"cyber_incidents"',
    "rule": '"kinds_add_up"',
    "period": '"2022-01"',
    "value": '"1383"',
    "reason": '"In như vậy trong bản tin"',
    "person": '"Nguyễn Thị Bình"',
    "expires": "2026-12-31",
}
LAST = date(2026, 12, 31)
SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def entry(**changed):
    """An entry of accepted findings, with keys changed, or left out for None."""
    keys = {key: value for key, value in {**ACCEPTED, **changed}.items() if value is not None}
    return "\n".join(["[[accepted]]", *(f"{key} = {value}" for key, value in keys.items()), ""])


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to be in, on the first day of 2026."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


@pytest.fixture
def sent(here):
    """A submission with one finding, in a folder and a file with Vietnamese names."""
    file = here / "số liệu" / "tháng 1" / "cyber_incidents.csv"
    file.parent.mkdir(parents=True)
    file.write_text(SENT, encoding="utf-8")
    return file


def stated(folder, text):
    """The policy file of a folder."""
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder / NAME


def judged_on(text, day, folder):
    """What becomes of the submission in a folder under a policy."""
    return judged(mic.validate(mic.read(folder)), load_policy(stated(folder, text)), day)


# How it is found


def test_the_file_is_looked_for_up_to_the_root_of_the_repository(here):
    stated(here, 'language = "vi"')
    inside = here / "kho" / "số liệu"
    inside.mkdir(parents=True)

    assert find_policy(here).language == find_policy(inside).language == "vi"
    (here / "kho" / ".git").mkdir()
    assert find_policy(inside) == Policy()
    stated(here / "kho", 'fail-on = "never"')
    assert find_policy(inside).fail_on is FailOn.NEVER


def test_the_nearest_file_wins(here):
    stated(here, 'language = "vi"')
    (here / "a").mkdir()
    stated(here / "a", "max-findings = 3")

    assert find_policy(here / "a") == Policy(max_findings=3)


def test_what_was_published_is_named_in_the_file_or_by_the_command(sent, here, command, monkeypatch):
    true = pl.read_csv(SENT.replace("1016", "1061").encode())
    mic.publish(mic.validate(true, table="cyber_incidents"), to=here / "công bố")
    stated(here, "against = 'công bố'\n")
    monkeypatch.chdir(sent.parent)

    assert "cyber_incidents.unrevised" in command("validate", sent.name)[1]
    (here / "mic-datapkg.toml").unlink()
    assert "cyber_incidents.unrevised" not in command("validate", sent.name)[1]
    assert "cyber_incidents.unrevised" in command("validate", sent.name, "--against", here / "công bố")[1]


def test_paths_are_relative_to_the_file_wherever_the_command_runs(sent, here, command, monkeypatch):
    stated(here, 'paths = ["số liệu"]')
    monkeypatch.chdir(sent.parent)

    code, out, _ = command("validate")

    assert code == 1
    assert "\n../tháng 1/cyber_incidents.csv:2 (B2): error: " in out


def test_another_file_is_named_with_config(sent, here, command):
    (here / "khác.toml").write_text('paths = ["số liệu"]\nfail-on = "never"\nlanguage = "vi"\n', encoding="utf-8")

    code, out, _ = command("validate", "--config", "khác.toml")

    assert code == 0
    assert "lỗi: cyber_incidents.kinds_add_up" in out
    assert command("validate")[::2] == (
        2,
        "mic-datapkg: expected a PATH: a file or folder to validate, or 'paths' in mic-datapkg.toml\n",
    )


# What it may say


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "path = ['a']",
            "unknown key 'path' (did you mean 'paths'?); valid: accepted, against, decimal, encoding, fail-on, ",
        ),
        ("against = 5", "'against': expected str, got 5"),
        ("against = ''", "'against': expected the folder of a published package, such as"),
        ("paths = 'a'", "'paths': expected list, got 'a'"),
        ("paths = []", "'paths': expected files and folders, such as [\"submissions\"], got []"),
        ("paths = [1]", "'paths': expected files and folders"),
        ('paths = ["\\u0000"]', "'paths': expected files and folders"),
        ("language = 'fr'", "unknown language 'fr'; valid: vi, en"),
        ("fail-on = 'info'", "unknown fail-on 'info'; valid: error, warning, never"),
        ("fail-on = true", "'fail-on': expected str, got True"),
        ("max-findings = 0", "'max-findings': expected 1 or more, got 0"),
        ("max-findings = '9'", "'max-findings': expected int, got '9'"),
        ("decimal = ','", "unknown decimal ','; valid: comma, point"),
        ("[limits]\ncells = 0", "mic-datapkg.toml: limits: 'cells': expected 1 or more, got 0"),
        ("[limits]\ntext_cells = 9", "limits: unknown key 'text_cells' (did you mean 'text-cells'?)"),
        ("limits = 9", "'limits': expected dict, got 9"),
        ("encoding = 1258", "'encoding': expected str, got 1258"),
        ("accepted = 1", "'accepted': expected list, got 1"),
        ("accepted = [1]", "accepted entry 1: expected a mapping, got 1"),
        ("language = ", "expected TOML (https://toml.io): Invalid value (at end of document)"),
        ("a = 1\na = 2\n", "expected TOML (https://toml.io): Cannot overwrite a value (at line 2, column 6)"),
        ("a = " + "9" * 5000, "expected TOML (https://toml.io): Exceeds the limit (4300 digits)"),
        ("a = " + "[" * 5000, "expected TOML (https://toml.io): maximum recursion depth exceeded"),
    ],
)
def test_anything_else_is_one_error_that_names_the_file(here, text, problem, command):
    stated(here, text)

    code, out, err = command("validate", "x.csv")

    assert (code, out) == (2, "")
    assert err.startswith("mic-datapkg: mic-datapkg.toml: ")
    assert problem in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"reason": None}, "'reason' is missing"),
        ({"person": None}, "'person' is missing"),
        ({"expires": None}, "'expires' is missing"),
        ({"table": None}, "'table' is missing"),
        ({"rule": None}, "'rule' is missing"),
        ({"reason": '"  "'}, "'reason': expected a text, got '  '"),
        ({"expires": '"2026-12-31"'}, "'expires': expected a day such as 2026-12-31, without quotes, got '2026-12-31'"),
        ({"expires": "2026-12-31T00:00:00"}, "'expires': expected a day such as 2026-12-31, without quotes"),
        ({"table": '"cyber_incident"'}, "unknown table 'cyber_incident' (did you mean 'cyber_incidents'?); valid: "),
        (
            {"rule": '"kinds_add"'},
            "unknown rule 'kinds_add' (did you mean 'kinds_add_up'?); valid: period_is_yearmonth",
        ),
        ({"period": '"2022-13"'}, "'period': expected a month such as \"2022-01\", got '2022-13'"),
        ({"period": "2022-01-01"}, "'period': expected str, got datetime.date(2022, 1, 1)"),
        ({"span": '"week"'}, "unknown span 'week'; valid: month, quarter, year_to_date, year"),
        ({"value": "[1383]"}, "'value': expected the value as the report shows it, such as \"1383\", got [1383]"),
        ({"value": "true"}, "'value': expected object, got True"),
        ({"expected": "[]"}, "'expected': expected the value as the report shows it"),
        ({"value": "inf"}, "'value': expected the value as the report shows it"),
        ({"file": '""'}, "'file': expected a text, got ''"),
        (
            {"cell": '"B2"'},
            "unknown key 'cell'; valid: area, expected, expires, file, period, person, reason, ",
        ),
    ],
)
def test_an_entry_that_is_no_acceptance_is_named_with_its_line(here, changed, problem):
    stated(here, f"# Chấp nhận\n{entry()}\n{entry(**changed)}")

    with pytest.raises(mic.UsageError, match=re.escape(problem)) as raised:
        load_policy(here / NAME)

    assert re.search(rf"{NAME}:\d+: accepted entry 2: ", str(raised.value))
    assert f"{NAME}:11: " in str(raised.value)


def test_a_file_that_is_not_there_or_no_text_is_an_error(here, command):
    assert command("validate", "--config", "none.toml")[::2] == (
        2,
        "mic-datapkg: none.toml: cannot be read: No such file or directory\n",
    )
    (here / NAME).write_bytes("paths = ['số liệu']".encode("utf-16"))
    assert command("validate")[::2] == (
        2,
        f"mic-datapkg: {NAME}: expected UTF-8; save the file in this encoding\n",
    )


def test_a_byte_order_mark_is_nobodys_fault(here):
    (here / NAME).write_text('language = "vi"', encoding="utf-8-sig")

    assert load_policy(here / NAME).language == "vi"


WORDS = st.sampled_from(
    [
        *ACCEPTED,
        "paths",
        "language",
        "fail-on",
        "max-findings",
        "decimal",
        "encoding",
        "accepted",
        "against",
        "limits",
        "x.y",
    ]
)
VALUES = st.sampled_from(
    [
        *ACCEPTED.values(),
        *("1", "-1", "9" * 400, "1e999", "nan", "true", "''", '"vi"', '"error"', '"comma"', '"\\u0000"', "["),
        *("[]", "['a']", "{}", "[{}]", "[1]", '"""\n[[accepted]]\n"""'),
        *("2026-12-31", "07:32:00", "2026-12-31T00:00:00Z"),
    ]
)
LINES = st.one_of(
    st.builds("{} = {}".format, WORDS, VALUES), st.sampled_from(["[[accepted]]", "[accepted]", "# a"]), st.just(entry())
)


@given(lines=st.lists(LINES, max_size=12))
def test_whatever_the_file_says_it_is_a_policy_or_one_error(lines):
    file = stated(Path(mkdtemp()), "\n".join(lines))

    try:
        found = [one.place.line for one in load_policy(file).accepted]
    except mic.UsageError as problem:
        found = str(problem)

    if isinstance(found, str):
        assert re.match(rf".*{NAME}(:\d+)?: .", found)
    else:
        text = file.read_text(encoding="utf-8").splitlines()
        assert {text[line - 1] for line in found if line is not None} <= {"[[accepted]]"}


def test_limits_are_raised_and_lowered_by_a_table(here, sent, command):
    stated(here, "[limits]\nline-megabytes = 1\ncolumns = 2\n")

    code, out, _ = command("validate", sent)

    assert (code, "columns, more than the limit of 2" in out) == (1, True)
    assert load_policy(here / NAME).limits == Limits(line_megabytes=1, columns=2)


def test_every_key_reaches_the_command(sent, here, command):
    sent.write_text(SENT.replace("1016", '"1,016"'), encoding="cp1258")
    stated(here, 'paths = ["số liệu"]\nlanguage = "vi"\ndecimal = "comma"\nencoding = "cp1258"\nmax-findings = 1\n')

    code, out, _ = command("validate", "--format", "json")

    report = json.loads(out)
    assert code == 1
    assert [finding["rule"] for finding in report["findings"]] == ["malware_is_integer"]


def test_the_command_line_wins(sent, here, command):
    stated(here, 'paths = ["none"]\nlanguage = "vi"\nfail-on = "never"\nmax-findings = 1\n')
    sent.write_text(SENT + SENT.splitlines()[1].replace("01,", "02,", 1) + "\n", encoding="utf-8")

    code, out, _ = command("validate", sent, "--lang", "en", "--fail-on", "error", "--max-findings", "2")

    assert code == 1
    assert out.count("error: cyber_incidents.kinds_add_up") == 2


def test_the_options_of_a_command_win_where_they_are_given():
    policy = Policy(paths=(Path("a"),), language="vi", max_findings=3)

    assert policy.with_options(paths=(), language=None, max_findings=None) == policy
    with_paths = policy.with_options(paths=[Path("b")], language="en", max_findings=5)
    assert (with_paths.paths, with_paths.language, with_paths.max_findings) == ((Path("b"),), "en", 5)
    assert not with_paths.whole
    assert Policy().with_options(paths=[Path("b")]).whole


# What becomes of accepted findings


def test_an_accepted_finding_stays_in_the_report_and_no_longer_counts(sent, here):
    report = judged_on(entry(), LAST, here)

    assert report.valid
    assert report.counts == {mic.Severity.ERROR: 0, mic.Severity.WARNING: 0, mic.Severity.INFO: 0}
    (finding,) = report.findings
    assert finding.accepted.person == "Nguyễn Thị Bình"
    (outcome,) = [outcome for outcome in report.outcomes if outcome.failed]
    assert (outcome.rule, outcome.failed, outcome.accepted, outcome.standing) == ("kinds_add_up", 1, 1, 0)
    report.raise_for_errors()


@given(days=st.integers(-800, 800))
def test_an_acceptance_holds_up_to_and_on_its_last_day(days, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sent")
    (folder / "cyber_incidents.csv").write_text(SENT, encoding="utf-8")

    report = judged_on(entry(), LAST + timedelta(days=days), folder)

    assert report.valid == (days <= 0)
    assert {finding.rule for finding in report.standing} == (
        set() if days <= 0 else {"kinds_add_up", "acceptances_in_force"}
    )


def test_an_acceptance_that_ended_is_a_warning_at_its_line(sent, here):
    report = judged_on("\n\n" + entry(), date(2027, 1, 1), here)

    (finding,) = [finding for finding in report.findings if finding.rule == "acceptances_in_force"]
    assert finding.severity is mic.Severity.WARNING
    assert (finding.place.file, finding.place.line) == (NAME, 3)
    assert finding.value == "2026-12-31"
    assert report.counts[mic.Severity.ERROR] == report.counts[mic.Severity.WARNING] == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"period": '"2022-02"'},
        {"period": None},
        {"value": '"1384"'},
        {"value": None},
        {"expected": '"1383"'},
        {"area": '"01"'},
        {"span": '"quarter"'},
        {"rule": '"total_in_range"'},
        {"table": '"pay_tv"', "rule": '"columns_known"'},
        {"file": '"cyber_incidents.csv"'},
    ],
    ids=str,
)
def test_an_acceptance_of_another_finding_is_a_warning_and_accepts_nothing(sent, here, changed):
    report = judged_on(entry(**changed), LAST, here)

    assert not report.valid
    assert report.accepted == ()
    (finding,) = [finding for finding in report.findings if finding.rule == "acceptances_used"]
    assert finding.severity is mic.Severity.WARNING
    assert (finding.place.file, finding.place.line) == (NAME, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "1383"},
        {"value": "1383.0"},
        {"value": "0x567"},
        {"span": '"month"', "area": '"VN"'},
        {"expected": "1338"},
    ],
    ids=str,
)
def test_a_finding_may_be_named_in_other_words(sent, here, changed):
    assert judged_on(entry(**changed), LAST, here).valid


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_is_the_same_however_its_name_is_composed(sent, here, form):
    name = unicodedata.normalize(form, "số liệu/tháng 1/cyber_incidents.csv")

    assert judged_on(entry(file=f'"{name}"'), LAST, here).valid


def test_a_file_is_relative_to_the_configuration(sent, here, monkeypatch, command):
    stated(here, entry(file='"số liệu/tháng 1/cyber_incidents.csv"'))
    monkeypatch.chdir(sent.parent)

    assert command("validate", "cyber_incidents.csv")[0] == 0
    assert command("validate", "../tháng 1")[0] == 0


def test_findings_without_a_row_are_accepted_too(here):
    (here / "pay_tv.csv").write_text("period,subscribers,lạ\n2022-01,16400000,3\n", encoding="utf-8")
    (here / "thu.csv").write_text("a\n1\n", encoding="utf-8")
    column = entry(table='"pay_tv"', rule='"columns_known"', period=None, value="\"'lạ'\"")
    table = entry(table='"thu"', rule='"tables_known"', period=None, value='"thu"')

    report = judged_on(column + table, LAST, here)

    assert report.valid
    assert len(report.accepted) == 2


def test_one_entry_accepts_one_finding(sent, here):
    sent.write_text(SENT + SENT.splitlines()[1].replace("01,", "02,", 1) + "\n", encoding="utf-8")

    report = judged_on(entry(), LAST, here)

    assert [finding.period for finding in report.accepted] == ["2022-01"]
    assert [finding.period for finding in report.standing] == ["2022-02"]
    assert report.counts[mic.Severity.ERROR] == 1


@given(accepted=st.sets(st.integers(0, 39)), limit=st.integers(1, 45))
def test_counts_are_exact_whatever_the_limit_of_findings(accepted, limit):
    months = [f"{2020 + number // 12}-{number % 12 + 1:02d}" for number in range(40)]
    frame = pl.DataFrame({"period": months, "total": [1383] * 40, "phishing": [197] * 40, "deface": [125] * 40})
    frame = frame.with_columns(malware=1016)
    entries = "\n".join(entry(period=f'"{months[number]}"') for number in sorted(accepted))
    folder = Path(mkdtemp())
    policy = load_policy(stated(folder, entries))

    before = mic.validate(frame, table="cyber_incidents", max_findings=limit)
    report = judged(before, policy, LAST)

    assert judged(accepting(before, policy, LAST), policy, LAST) == report
    assert report.counts[mic.Severity.ERROR] == 40 - len(accepted)
    assert report.counts[mic.Severity.WARNING] == 0
    assert {finding.period for finding in report.accepted} == {months[number] for number in accepted}
    assert report.left_out + len(report.findings) == 40


@pytest.mark.parametrize("engine", ["pandas", "pyarrow", "duckdb"])
def test_findings_beyond_the_limit_are_accepted_on_every_engine(here, engine):
    frame = pl.DataFrame({"period": ["2022-01", "2022-02"], "total": [1383] * 2, "phishing": [197] * 2})
    frame = frame.with_columns(deface=125, malware=1016)
    sent = {
        "pandas": frame.to_pandas,
        "pyarrow": frame.to_arrow,
        "duckdb": lambda: pytest.importorskip("duckdb").from_arrow(frame.to_arrow()),
    }[engine]()
    policy = load_policy(stated(here, entry(period='"2022-02"') + entry()))

    report = judged(mic.validate(sent, table="cyber_incidents", max_findings=1), policy, LAST)

    assert report.valid
    assert {finding.period for finding in report.accepted} == {"2022-01", "2022-02"}


def test_two_entries_may_accept_the_same_finding(sent, here):
    report = judged_on(entry() + entry(reason='"khác"'), LAST, here)

    assert report.counts[mic.Severity.WARNING] == 0
    assert report.accepted[0].accepted.reason == "In như vậy trong bản tin"


def test_what_is_written_in_another_way_has_no_line(sent, here):
    text = "accepted = [{" + ", ".join(f"{key} = {value}" for key, value in ACCEPTED.items()) + "}]\n"
    text += 'encoding = """\n[[accepted]]\n[[accepted]]\n"""\n'

    report = judged_on(text, date(2027, 1, 1), here)

    (finding,) = [finding for finding in report.findings if finding.rule == "acceptances_in_force"]
    assert (finding.place.file, finding.place.line) == (NAME, None)


def test_where_not_everything_is_read_nobody_knows_whether_an_acceptance_is_in_vain(sent, here, command):
    other = here / "số liệu" / "pay_tv.csv"
    other.write_text("period,subscribers\n2022-01,16400000\n", encoding="utf-8")
    stated(here, 'paths = ["số liệu"]\n' + entry() + entry(value='"1"'))

    whole = json.loads(command("validate", "--format", "json")[1])
    part = json.loads(command("validate", other, "--format", "json")[1])

    def used(report):
        return [r for r in report["outcomes"] if r["rule"] == "acceptances_used"]

    assert [(r["checked"], r["passed"], r["failed"], r["unknown"]) for r in used(whole)] == [(2, 1, 1, 0)]
    assert [(r["checked"], r["passed"], r["failed"], r["unknown"]) for r in used(part)] == [(2, 0, 0, 2)]
    assert part["counts"] == {"error": 0, "warning": 0, "info": 0}


def test_a_policy_without_accepted_findings_changes_nothing(sent, here):
    report = mic.validate(mic.read(sent))

    assert judged(report, Policy(), LAST) is report


def test_what_is_accepted_cannot_be_published(sent, here):
    report = judged_on(entry(), LAST, here)

    with pytest.raises(mic.SubmissionError, match="kinds_add_up"):
        mic.publish(report, to=here / "package")

    assert not (here / "package").exists()


# The command


def test_the_exit_code_counts_what_nobody_accepted(sent, here, command):
    stated(here, 'paths = ["số liệu"]\n' + entry())
    assert command("validate")[0] == 0
    assert command("validate", "--fail-on", "warning")[0] == 0

    stated(here, 'paths = ["số liệu"]\nfail-on = "warning"\n' + entry() + entry(value='"1"'))
    assert command("validate")[0] == 1
    assert command("validate", "--fail-on", "error")[0] == 0


@pytest.mark.parametrize(("epoch", "code"), [("1798675200", 0), ("1798761599", 0), ("1798761600", 1)])
def test_source_date_epoch_is_the_day(sent, here, command, monkeypatch, epoch, code):
    stated(here, 'paths = ["số liệu"]\n' + entry())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    assert command("validate")[0] == code


@pytest.mark.parametrize("epoch", ["", "today", "9" * 20])
def test_a_source_date_epoch_that_is_no_day_is_an_error(sent, command, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    code, out, err = command("validate", sent)

    assert (code, out) == (2, "")
    assert err == f"mic-datapkg: SOURCE_DATE_EPOCH: expected seconds since 1970, got {epoch!r}\n"


def test_without_it_the_day_is_that_of_the_machine(sent, here, command, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")

    stated(here, entry(expires="9999-12-31"))
    assert command("validate", sent)[0] == 0
    stated(here, entry(expires="2020-01-01"))
    assert command("validate", sent)[0] == 1


def test_the_json_report_of_accepted_findings_fits_its_schema(sent, here, command):
    stated(here, entry() + entry(expires="2025-12-31") + entry(value='"1"'))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    code, out, _ = command("validate", sent, "--format", "json")

    report = json.loads(out)
    assert code == 0
    assert list(validator_for(schema)(schema).iter_errors(report)) == []
    assert {finding["rule"]: finding.get("accepted") for finding in report["findings"]} == {
        "acceptances_in_force": None,
        "acceptances_used": None,
        "kinds_add_up": {"reason": "In như vậy trong bản tin", "person": "Nguyễn Thị Bình", "expires": "2026-12-31"},
    }
    assert [r["accepted"] for r in report["outcomes"] if "accepted" in r] == [1]


@pytest.mark.parametrize("formats", [["github"], ["json", "github"], ["json"]])
def test_the_summary_of_a_github_job_gets_the_report(sent, here, command, monkeypatch, formats):
    summary = here / "summary.md"
    summary.write_text("Trước đó\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    wanted = [option for name in formats for option in ("--format", name, "--output", f"{name}.out")]

    assert command("validate", sent, *wanted)[0] == 1

    text = summary.read_text(encoding="utf-8")
    assert text.startswith("Trước đó\n")
    assert ("kinds_add_up" in text) == ("github" in formats)


def test_outside_a_github_job_there_is_no_summary(sent, here, command, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")

    assert command("validate", sent, "--format", "github")[0] == 1
    assert [path.name for path in here.iterdir()] == ["số liệu"]


def test_a_summary_that_cannot_be_written_is_an_error(sent, here, command, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "none" / "summary.md"))

    code, _, err = command("validate", sent, "--format", "github")

    assert code == 2
    assert err.startswith("mic-datapkg: GITHUB_STEP_SUMMARY: ")
    assert "cannot be written: No such file or directory" in err


@pytest.mark.parametrize("options", [["--format", "json", "--format", "sarif"], ["--output", "a", "--output", "b"]])
def test_every_format_has_its_output(sent, here, command, options):
    code, out, err = command("validate", sent, *options)

    assert (code, out) == (2, "")
    assert err.startswith("mic-datapkg: expected one --output for each --format, got ")
    assert [path.name for path in here.iterdir()] == ["số liệu"]
