"""What is seen of a validation while it runs, and when it is interrupted."""

from __future__ import annotations

import gc
import io
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console
from rich.progress import track

import mic_datapkg as mic
from mic_datapkg import __main__ as program
from mic_datapkg.cli.watch import Watch
from mic_datapkg.formats.text import as_text

GOOD, BAD, COLUMN_BAD = "1383,197,125,1061", "1383,197,125,1016", "n/a,197,125,1061"
COMMAND = [sys.executable, "-m", "mic_datapkg", "validate"]
INCOMPLETE = "Interrupted with {} file(s) read: the findings are incomplete.\n"
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NO NAMED PIPES HERE: nothing stops half-way")


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Write a file of incidents for each of the months, and be where they are."""
    monkeypatch.chdir(tmp_path)

    def write(*figures, header="period,total,phishing,deface,malware"):
        for number, row in enumerate(figures, start=1):
            folder = tmp_path / f"part-{number}"
            folder.mkdir()
            period = "" if row.startswith("20") else f"2022-{number:02d},"
            folder.joinpath("cyber_incidents.csv").write_text(f"{header}\n{period}{row}\n", encoding="utf-8")
        return tmp_path

    return write


def live(**options):
    """A watch that writes findings into a text as they come."""
    shown = options.setdefault("max_findings", 100)
    chosen = {"judge": partial(mic.validate, max_findings=shown), "language": "en", "out": io.StringIO(), "live": True}
    return Watch(**{**chosen, **options})


def interrupting(watch, after):
    """The watch's own tracking, interrupted once so many files are read."""

    def files(found):
        for number, one in enumerate(found):
            if number == after:
                raise KeyboardInterrupt
            yield one

    return lambda found, total: watch.track(files(found), total)


def test_the_first_finding_is_shown_before_the_last_file_is_read(sent):
    sent(BAD, GOOD, GOOD)
    seen = []

    def spied(found, total):
        for one in watch.track(found, total):
            seen.append(watch.out.getvalue())
            yield one

    watch = live()
    watch.run(lambda: mic.read(".", track=spied))

    assert seen[0].startswith("part-1/cyber_incidents.csv:2 (B2): error: cyber_incidents.kinds_add_up\n")
    assert seen == [seen[0]] * 3


def test_what_was_shown_is_not_shown_again_and_nothing_is_left_out(sent):
    # That the last file repeats the key of the first, no file tells alone.
    sent(BAD, GOOD, BAD, COLUMN_BAD, BAD, f"2022-01,{GOOD}")

    watch = live()
    report = watch.run(lambda: mic.validate(mic.read(".", track=watch.track)))

    shown, rest = watch.out.getvalue(), as_text(report, without=watch.shown)
    assert (shown.count("kinds_add_up"), rest.count("kinds_add_up")) == (2, 1)
    assert (shown.count("key_is_unique"), rest.count("key_is_unique")) == (0, 1)
    assert sorted((shown + rest).splitlines()) == sorted(as_text(report).splitlines())


def test_no_more_findings_of_a_rule_are_shown_than_the_limit(sent):
    sent(BAD, *[BAD] * 5)

    watch = live(max_findings=2)
    report = watch.run(lambda: mic.validate(mic.read(".", track=watch.track), max_findings=2))

    assert watch.shown == set(report.findings)
    assert "\n... and 4 more\n" in as_text(report, without=watch.shown)


def test_an_interruption_leaves_the_findings_of_the_files_already_read(sent):
    sent(GOOD, BAD, BAD)

    watch = live(live=False, language="vi")
    with pytest.raises(KeyboardInterrupt):
        watch.run(lambda: mic.read(".", track=interrupting(watch, after=2)))

    first, *_, last = watch.out.getvalue().splitlines()
    assert first == "part-2/cyber_incidents.csv:2 (B2): lỗi: cyber_incidents.kinds_add_up"
    assert last == "Bị ngắt khi đã đọc 2 trong 3 tệp: kết quả chưa đầy đủ."


def test_an_interruption_while_rules_are_asked_leaves_the_findings_too(sent):
    sent(BAD)

    def judge(_):
        raise KeyboardInterrupt

    watch = live()
    with pytest.raises(KeyboardInterrupt):
        watch.run(lambda: judge(mic.read(".", track=watch.track)))

    assert watch.out.getvalue().startswith("part-1/cyber_incidents.csv:2 (B2): error: cyber_incidents.kinds_add_up\n")
    assert watch.out.getvalue().endswith(INCOMPLETE.format("1 of 1"))


def test_who_interrupts_again_is_not_kept_waiting(sent):
    sent(BAD)

    def judge(_):
        raise KeyboardInterrupt

    watch = live(judge=judge)
    with pytest.raises(KeyboardInterrupt):
        watch.run(lambda: watch.judge(mic.read(".", track=watch.track)))

    assert watch.out.getvalue() == ""


def test_an_interruption_that_comes_twice_is_one(sent, monkeypatch):
    sent(BAD, GOOD, GOOD)

    class Interrupted:
        """A bar that is hidden by the second time only."""

        def __init__(self, *_):
            self.hidden = 0

        def advance(self):
            pass

        def hide(self):
            self.hidden += 1
            if self.hidden == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr("mic_datapkg.cli.progress.Bar", Interrupted)
    watch = live(live=False, bar=True)

    with pytest.raises(KeyboardInterrupt):
        watch.run(lambda: mic.read(".", track=interrupting(watch, after=1)))

    assert watch.out.getvalue().startswith("part-1/cyber_incidents.csv:2 (B2): error: cyber_incidents.kinds_add_up\n")
    assert watch.out.getvalue().endswith(INCOMPLETE.format("1 of 3"))


def test_other_libraries_show_the_progress_of_reading_too(sent):
    sent(GOOD, GOOD)
    screen = io.StringIO()

    submission = mic.read(".", track=partial(track, console=Console(file=screen, force_terminal=True)))

    assert len(submission.parts) == 2
    assert "100%" in screen.getvalue()


def run(*arguments, **environment):
    """The exit code, stdout and stderr of a command."""
    ended = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--color"], {}), ([], {"FORCE_COLOR": "1"}), (["--color"], {"NO_COLOR": "1"})],
)
def test_colors_come_where_they_are_asked_for(sent, arguments, environment):
    sent(BAD)
    plain = run(".")

    colored = run(".", *arguments, **environment)

    assert "\n\x1b[1;31mpart-1/" in colored[1]
    assert re.sub("\x1b\\[[0-9;]*m", "", colored[1]) == plain[1]
    assert (colored[0], colored[2]) == (plain[0], plain[2]) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--no-color"], {"FORCE_COLOR": "1"}), ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"})]
)
def test_no_colors_come_where_they_are_refused(sent, arguments, environment):
    sent(BAD)

    _, text, _ = run(".", *arguments, **environment)

    assert text.startswith("part-1/")
    assert "\x1b" not in text


@needs_pipes
@pytest.mark.parametrize(
    ("arguments", "stream"), [([], 0), (["--format", "json"], 1), (["--format", "json", "--output", "report.json"], 1)]
)
def test_ctrl_c_ends_with_130_and_what_was_found_and_nothing_half_written(sent, arguments, stream):
    folder = sent(BAD)
    os.mkfifo("waits.csv")

    command = [*COMMAND, "part-1", "waits.csv", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        # Opening waits for the other side: then the first file is read, and the second one is being read.
        with Path("waits.csv").open("wb"):
            process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=60)

    assert process.returncode == 130
    assert printed[stream].startswith("part-1/cyber_incidents.csv:2 (B2): error: cyber_incidents.kinds_add_up\n")
    assert printed[stream].endswith(INCOMPLETE.format("1 of 2"))
    assert printed[1 - stream] == ""
    assert sorted(file.name for file in folder.iterdir()) == ["part-1", "waits.csv"]


def test_an_interruption_while_the_program_is_loading_leaves_no_traceback(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("mic_datapkg.cli.main", interrupted)

    try:
        with pytest.raises(SystemExit) as ended:
            program.main()
    finally:
        gc.unfreeze()
        gc.enable()

    assert ended.value.code == 130


def in_a_terminal(arguments, until, then):
    """The exit code and all that a command writes into a terminal; once it wrote ``until``, ``then`` is done."""
    import pty

    screen, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), terminal)
    with subprocess.Popen([*COMMAND, *arguments], **streams, env=environment) as process:
        os.close(terminal)
        written = b""
        while until.encode() not in written:
            written += os.read(screen, 65536)
        then()
        # At the end of a terminal, Linux has an error and others nothing.
        with suppress(OSError):
            while new := os.read(screen, 65536):
                written += new
    os.close(screen)
    return process.returncode, written.decode()


def fill(pipe):
    """Give the pipe its content as often as it is opened: a file is looked through before it is read."""
    file = Path(pipe).absolute()

    def write():
        for _ in range(2):
            file.write_bytes(b"period,total\n2022-02,1\n")
            time.sleep(0.2)

    Thread(target=write, daemon=True).start()


@needs_pipes
def test_in_a_terminal_findings_come_in_color_above_a_bar_while_files_are_read(sent):
    sent(BAD)
    os.mkfifo("pay_tv.csv")

    code, written = in_a_terminal(["part-1", "pay_tv.csv"], until="kinds_add_up", then=lambda: fill("pay_tv.csv"))

    assert code == 1
    assert "Reading files" in written
    assert written.count("\x1b[1;31mpart-1/cyber_incidents.csv:2 (B2): error: cyber_incidents.kinds_add_up") == 1
    # The second file, read after the finding was shown, has one of its own.
    assert "pay_tv.columns_known" in written


@needs_pipes
def test_in_a_terminal_quiet_means_no_bar(sent):
    sent(BAD)
    os.mkfifo("pay_tv.csv")

    code, written = in_a_terminal(
        ["part-1", "pay_tv.csv", "--quiet", "--no-color"], until="kinds_add_up", then=lambda: fill("pay_tv.csv")
    )

    assert code == 1
    assert "Reading files" not in written
    assert "\x1b" not in written
