"""mic-datapkg template: a workbook, or one line that says why not."""

from __future__ import annotations

import sys

import openpyxl
import pytest

import mic_datapkg as mic
from mic_datapkg.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command; its exit code and what it printed on stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments):
        monkeypatch.setattr(sys, "argv", ["mic-datapkg", "template", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return ran


def test_all_tables_are_written_in_vietnamese_by_default(run):
    assert run("--output", "form.xlsx") == (0, "form.xlsx: biểu mẫu trống, số bảng: 14\n", "")
    assert len(openpyxl.load_workbook("form.xlsx").worksheets) == 14 + 2


def test_tables_that_are_named_are_written_once_and_in_that_order(run):
    code, out, _ = run("--output", "form.xlsx", "postal", "pay_tv", "postal", "--lang", "en")

    assert (code, out) == (0, "form.xlsx: a blank form, tables: 2\n")
    assert openpyxl.load_workbook("form.xlsx").sheetnames == [
        "Instructions",
        "Postal services",
        "Pay television",
        "Code lists",
    ]


def test_a_file_that_exists_is_replaced_only_by_force(run, tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"figures of a month")

    refused = run("--output", "form.xlsx", "pay_tv")

    assert refused == (2, "", "mic-datapkg: form.xlsx: exists already; --force replaces it\n")
    assert file.read_bytes() == b"figures of a month"
    assert run("--output", "form.xlsx", "pay_tv", "--force")[0] == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "form.xlsx", "paytv"], "expected the name of a table, got 'paytv'; valid: botnet_addresses, "),
        (["--output", "form.xls"], "form.xls: expected a name that ends in .xlsx"),
        (["--output", "forms/form.xlsx"], "forms/form.xlsx: there is no folder forms; make it first"),
        (["--output", "folder.xlsx", "--force"], "folder.xlsx: cannot be written: "),
    ],
)
def test_what_cannot_be_written_is_one_line_and_leaves_nothing_behind(run, tmp_path, arguments, said):
    (tmp_path / "folder.xlsx").mkdir()

    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert err.startswith(f"mic-datapkg: {said}")
    assert err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["folder.xlsx"]


def test_the_help_shows_examples(run):
    code, out, _ = run("--help")

    assert code == 0
    assert "mic-datapkg template --output form.xlsx" in out


def test_every_table_can_be_the_only_one(run):
    for table in mic.tables():
        assert run("--output", f"{table.name}.xlsx", table.name)[0] == 0
