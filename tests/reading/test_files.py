"""The files below a path: which are read, which are ignored and why, and which cannot be read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import mic_datapkg as mic
from mic_datapkg.formats.text import as_text
from mic_datapkg.reading.files import files_below

TABLE = "period,subscribers\n2022-01,5\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to be in that holds one sound file."""
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "pay_tv.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "sent"
    # What lies deeper than Python recurses, Python cannot remove either.
    subprocess.run(["rm", "-rf", str(tmp_path / "sent")], check=False)


def verdicts(*paths):
    """The verdict on each file, by its path."""
    return {file.path: file.verdict.value for file in mic.validate(mic.read(*paths)).files}


def why(path):
    """Why a file was ignored or could not be read."""
    (file,) = [file for file in mic.validate(mic.read("sent")).files if file.path == path]
    return file.reason.en


@pytest.mark.parametrize("name", ["letter.docx", "scan.pdf", "all.zip", "pay_tv.csv.gz", "README", "notes.txt"])
def test_a_file_of_another_kind_is_ignored_in_a_folder_and_an_error_where_it_is_named(folder, name):
    (folder / name).write_bytes(b"\x00\x01")

    assert verdicts("sent") == {f"sent/{name}": "ignored", "sent/pay_tv.csv": "valid"}
    assert why(f"sent/{name}") == "no CSV, Excel, OpenDocument or Parquet file."
    assert verdicts(f"sent/{name}") == {f"sent/{name}": "unreadable"}


def test_hidden_files_and_folders_are_listed_once(folder):
    (folder / ".git").mkdir()
    for name in (".git/a.csv", ".git/b.csv", ".hidden.csv", "~$pay_tv.xlsx"):
        (folder / name).write_text(TABLE, encoding="utf-8")

    assert verdicts("sent") == {
        "sent/.git": "ignored",
        "sent/.hidden.csv": "ignored",
        "sent/pay_tv.csv": "valid",
        "sent/~$pay_tv.xlsx": "ignored",
    }


def test_a_link_out_of_the_folder_is_listed_and_never_followed(folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "postal.csv").write_text("period,volume\n2022-01,-5\n", encoding="utf-8")
    (folder / "postal.csv").symlink_to(tmp_path / "outside" / "postal.csv")
    (folder / "more").symlink_to(tmp_path / "outside")

    report = mic.validate(mic.read("sent"))

    assert verdicts("sent") == {"sent/more": "ignored", "sent/pay_tv.csv": "valid", "sent/postal.csv": "ignored"}
    assert why("sent/postal.csv") == "a link that leads out of the folder that was sent."
    assert "ignored sent/postal.csv: a link that leads out of the folder that was sent." in as_text(report)


def test_a_link_to_what_is_read_anyway_is_not_read_twice(folder):
    (folder / "again.csv").symlink_to("pay_tv.csv")
    (folder / "round").symlink_to(folder)

    assert verdicts("sent") == {"sent/again.csv": "ignored", "sent/pay_tv.csv": "valid", "sent/round": "ignored"}


def test_a_link_to_content_that_is_hidden_beside_it_is_read(folder):
    # As git-annex and DVC keep large files.
    (folder / ".annex").mkdir()
    (folder / "pay_tv.csv").rename(folder / ".annex" / "0123")
    (folder / "pay_tv.csv").symlink_to(".annex/0123")

    assert verdicts("sent") == {"sent/.annex": "ignored", "sent/pay_tv.csv": "valid"}


def test_a_link_that_leads_nowhere_is_an_error_where_it_is_named_like_one_of_ours(folder):
    (folder / "postal.csv").symlink_to("absent.csv")
    (folder / "circle.xlsx").symlink_to("circle.xlsx")
    (folder / "letter.txt").symlink_to("absent.txt")

    assert verdicts("sent") == {
        "sent/circle.xlsx": "unreadable",
        "sent/letter.txt": "ignored",
        "sent/pay_tv.csv": "valid",
        "sent/postal.csv": "unreadable",
    }


@pytest.mark.parametrize("names", [[], ["letter.txt"], ["empty/"]])
def test_a_folder_without_a_file_that_can_be_read_is_an_error_at_the_folder(tmp_path, monkeypatch, names):
    monkeypatch.chdir(tmp_path)
    Path("sent").mkdir()
    for name in names:
        path = Path("sent") / name
        path.mkdir() if name.endswith("/") else path.write_text("Kính gửi", encoding="utf-8")

    report = mic.validate(mic.read("sent"))

    assert [(finding.rule, str(finding.place)) for finding in report.findings] == [("file_readable", "sent")]
    assert "holds no file that can be read" in report.findings[0].message()
    assert not report.valid


def test_folders_may_lie_deeper_than_python_recurses(folder):
    try:
        os.chdir(folder)
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
        Path("postal.csv").write_text("period,volume\n2022-01,5\n", encoding="utf-8")
    finally:
        os.chdir(folder.parent)

    found = mic.read("sent").files

    assert [file.readable for file in found] == [True, True]


def test_a_folder_deeper_than_the_system_can_name_is_an_error_and_the_others_are_read(folder):
    try:
        os.chdir(folder)
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
    finally:
        os.chdir(folder.parent)

    assert sorted(verdicts("sent").values()) == ["unreadable", "valid"]


def test_a_folder_that_nobody_may_open_is_an_error(folder, monkeypatch):
    (folder / "closed").mkdir()
    scandir = os.scandir

    def closed(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)

    assert verdicts("sent") == {"sent/closed": "unreadable", "sent/pay_tv.csv": "valid"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_is_ignored_in_a_folder(folder):
    os.mkfifo(folder / "postal.csv")

    assert verdicts("sent") == {"sent/pay_tv.csv": "valid", "sent/postal.csv": "ignored"}
    assert why("sent/postal.csv") == "no regular file."


@pytest.mark.parametrize("path", ["absent", "a\0b", "x" * 5000])
def test_a_path_that_does_not_exist_is_wrong_usage(folder, path):
    with pytest.raises(mic.UsageError):
        files_below(Path(path))


def test_files_come_in_the_order_of_their_paths(folder):
    for name in ("b/pay_tv.csv", "a/pay_tv.csv", "a-b/pay_tv.csv", "Z/pay_tv.csv"):
        (folder / name).parent.mkdir()
        (folder / name).write_text(TABLE, encoding="utf-8")

    found = [sent.path for sent in files_below(Path("sent"))]

    assert found == sorted(found)
    assert len(found) == 5


def test_a_file_that_is_named_twice_is_read_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/pay_tv.csv").write_text("period,subscribers\n2022-01,5\n", "utf-8")
    (tmp_path / "link.csv").symlink_to("in/pay_tv.csv")

    submission = mic.read("in/pay_tv.csv", "in", "link.csv")

    assert [file.path for file in submission.files] == ["in/pay_tv.csv"]
    assert mic.validate(submission).valid


@pytest.mark.parametrize("name", ["nonsense", "undefined", "unicode_escape", "a\udcff", "a\0b", 5])
def test_what_is_no_encoding_is_refused_before_any_file_is_read(tmp_path, name):
    with pytest.raises(mic.UsageError, match="expected the name of an encoding"):
        mic.read(tmp_path, encoding=name)
