"""Where a command writes: streams that are closed, full or left, devices, pipes, links, and files."""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOUND = "period,subscribers\n2022-01,16400000\n"
BROKEN = "period,subscribers\n2022-01,-1\n"
ABSENT = not Path("/dev/full").exists()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder to be in with a sound file and a broken one."""
    monkeypatch.chdir(tmp_path)
    Path("pay_tv.csv").write_text(SOUND, encoding="utf-8")
    Path("broken").mkdir()
    Path("broken/pay_tv.csv").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def shell(command):
    """Exit code and standard error of a line of bash, in which ``mic`` is our program."""
    line = command.replace("mic ", f"{shlex.quote(sys.executable)} -m mic_datapkg ")
    ran = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False)
    return ran.returncode, ran.stderr


UNWRITABLE = {
    "full": ("mic validate pay_tv.csv >/dev/full", "standard output cannot be written: No space left on device"),
    "a full one for little output": ("mic --version >/dev/full", "standard output cannot be written: No space left"),
    "full while it helps": ("mic --help >/dev/full", "standard output cannot be written: No space left on device"),
    "closed": ("mic validate pay_tv.csv >&-", "standard output cannot be written: it is closed"),
    "closed, and standard error too": ("mic validate pay_tv.csv >&- 2>&-", ""),
    "full, and standard error too": ("mic validate absent.csv >/dev/full 2>/dev/full", ""),
}


@pytest.mark.skipif(ABSENT, reason="there is no /dev/full")
@pytest.mark.parametrize("kind", UNWRITABLE)
def test_an_output_that_cannot_be_written_is_one_line_and_exit_code_2(kind):
    command, said = UNWRITABLE[kind]

    code, err = shell(command)

    assert code == 2
    assert said in err
    assert err.count("\n") == bool(said)


def test_without_standard_error_a_command_works():
    assert shell("mic validate pay_tv.csv 2>&-")[0] == 0


def test_a_reader_that_goes_away_changes_no_exit_code():
    assert shell("mic validate broken | true; exit ${PIPESTATUS[0]}") == (1, "")
    assert shell("mic tables | true; exit ${PIPESTATUS[0]}") == (0, "")


@pytest.mark.parametrize("output", [".", "absent/report.json", "x" * 300, "broken"])
def test_what_is_no_place_for_a_file_is_wrong_usage(command, output):
    code, _, err = command("validate", "pay_tv.csv", "--format", "json", "--output", output)

    assert code == 2
    assert "cannot be written" in err
    assert err.count("\n") == 1
    assert sorted(path.name for path in Path().iterdir()) == ["broken", "pay_tv.csv"]


def test_two_reports_do_not_go_to_one_file(command):
    places = ("--output", "report", "--output", "broken/../report")

    code, _, err = command("validate", "pay_tv.csv", "--format", "json", "--format", "sarif", *places)

    assert (code, "got one of them twice" in err) == (2, True)


@pytest.mark.skipif(ABSENT, reason="there is no /dev/full")
def test_a_device_is_written_into_and_stays_a_device(command):
    assert command("validate", "pay_tv.csv", "--format", "json", "--output", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()
    assert command("validate", "pay_tv.csv", "--format", "json", "--output", "/dev/full")[0] == 2


def test_standard_output_by_its_name_is_written_into():
    code, _ = shell("mic validate pay_tv.csv --format json --output /dev/stdout >kept.json")

    assert code == 0
    assert json.loads(Path("kept.json").read_text(encoding="utf-8"))["valid"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_is_written_into_and_stays_a_pipe():
    os.mkfifo("pipe")

    code, _ = shell(
        "cat pipe >kept.json & mic validate pay_tv.csv --format json --output pipe; code=$?; wait; exit $code"
    )

    assert code == 0
    assert Path("pipe").is_fifo()
    assert json.loads(Path("kept.json").read_text(encoding="utf-8"))["valid"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_stays_a_link_and_what_it_leads_to_is_written(command, is_there):
    Path("target").mkdir()
    if is_there:
        Path("target/report.json").write_text("old", encoding="utf-8")
        Path("target/report.json").chmod(0o640)
    Path("link.json").symlink_to("target/report.json")

    assert command("validate", "pay_tv.csv", "--format", "json", "--output", "link.json")[0] == 0

    assert Path("link.json").is_symlink()
    assert json.loads(Path("target/report.json").read_text(encoding="utf-8"))["valid"]
    assert [path.name for path in Path("target").iterdir()] == ["report.json"]
    if is_there:
        assert stat.S_IMODE(Path("target/report.json").stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
@pytest.mark.parametrize("milliseconds", [60, 150, 300])
def test_an_interruption_at_any_moment_is_exit_code_130_without_a_traceback(milliseconds):
    for number in range(300):
        Path("broken", f"part-{number}").mkdir()
        Path("broken", f"part-{number}", "pay_tv.csv").write_text(SOUND, encoding="utf-8")
    command = [sys.executable, "-m", "mic_datapkg", "validate", "broken"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    time.sleep(milliseconds / 1000)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)

    # Before our first line runs, a signal is Python's own affair.
    assert running.returncode in (130, -signal.SIGINT, 1)
    assert "mic_datapkg" not in err


SLOW = {
    "a key of many parts": "a." * 60_000 + "a = 1",
    "many of them": "\n".join("a." * 100 + f"b{number} = 1" for number in range(4_000)),
    "brackets": "a = " + "[" * 100_000,
    "a large file": "a = 1\n" * 200_000,
    "a large number": "a = " + "1" * 900_000,
}


@pytest.mark.parametrize("kind", SLOW)
def test_options_that_are_made_to_be_slow_are_refused_at_once(command, kind):
    Path("mic-datapkg.toml").write_text(SLOW[kind], encoding="utf-8")

    started = time.perf_counter()
    code, _, err = command("validate", "pay_tv.csv")

    assert code == 2
    assert err.count("\n") == 1
    assert time.perf_counter() - started < 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_options_are_a_file_and_no_pipe(command):
    os.mkfifo("mic-datapkg.toml")

    code, _, err = command("validate", "pay_tv.csv")

    assert (code, err) == (2, "mic-datapkg: mic-datapkg.toml: expected a file\n")


def test_a_report_never_replaces_what_it_is_about(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "pay_tv.csv"
    file.write_text("period,subscribers\n2022-01,5\n", "utf-8")

    for named, output in (("in/pay_tv.csv", "in/../in/pay_tv.csv"), ("in", "in/pay_tv.csv")):
        ran = subprocess.run(
            [sys.executable, "-m", "mic_datapkg", "validate", named, "--output", output, "--format", "json"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert (ran.returncode, "one of the files to validate" in ran.stderr) == (2, True)
        assert file.read_text("utf-8").startswith("period")


def test_an_empty_path_is_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    ran = subprocess.run(
        [sys.executable, "-m", "mic_datapkg", "validate", ""], capture_output=True, encoding="utf-8", check=False
    )

    assert (ran.returncode, "it is empty" in ran.stderr) == (2, True)
