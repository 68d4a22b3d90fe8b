"""Reading: a path becomes a Submission."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.finding import Place
from mic_datapkg.numbers import Convention
from mic_datapkg.reading.csv_file import read_csv
from mic_datapkg.reading.excel_file import read_excel
from mic_datapkg.reading.formulas import formula_findings
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.frame import submission_of_frame
from mic_datapkg.reading.headers import table_named
from mic_datapkg.reading.layout import read_sheet
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.parquet_file import read_parquet
from mic_datapkg.reading.published import repetition
from mic_datapkg.reading.shape import severity_of_shape, shape_finding
from mic_datapkg.reading.submission import FramePlaces, Part, Shape, Submission, shown
from mic_datapkg.tables import tables

__all__ = ["FramePlaces", "Limits", "Part", "Submission", "read", "severity_of_shape", "submission_of_frame"]

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(
    *paths: str | PathLike[str],
    decimal: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
) -> Submission:
    """The tables found in files and folders, typed, each value with its place.

    A sheet, or a CSV file, may hold a table itself, report forms, or the long form. Folders are read with all folders
    below them; files of other kinds are listed as ignored. What is wrong with single cells, columns and rows becomes a
    finding; nothing is guessed.

    Args:
        paths: CSV, Excel or Parquet files, or folders.
        decimal: ``"comma"`` or ``"point"``, the character before decimals, where the cells themselves do not tell.
        encoding: the encoding of CSV files that are neither UTF-8 nor UTF-16, such as ``"cp1258"``.
        limits: how large files may be.

    Raises:
        UsageError: no path was given, one does not exist, or an argument is none of the choices.
        SubmissionError: a file cannot be read at all, or no file holds a table.

    Example:
        >>> submission = read("datapackage/submissions/2022-01")
        >>> submission["pay_tv"]["subscribers"].to_list()
        [16400000]
    """
    if not paths:
        raise UsageError("expected a file or folder to read, got none")
    if decimal not in (None, *Convention):
        raise UsageError(f"expected decimal={' or '.join(Convention)}, got {decimal!r}")
    declared = Convention(decimal) if decimal else None
    files = [file for path in paths for file in _files(Path(path))]
    named = {Path(path) for path in paths}
    # A file that repeats others of its package is left out with its folder, and read where it is named.
    repeated = {file: said for file in files if file not in named and (said := repetition(file))}
    ignored = [Found(ignored=(said,)) for said in repeated.values()]
    read_files = (_read(file, declared, encoding, limits or Limits()) for file in files if file not in repeated)
    found = together([*ignored, *read_files])
    if not found.parts and not found.findings:
        searched = ", ".join(shown(Path(path)) for path in paths)
        raise SubmissionError(f"{searched}: no table found; expected files such as {tables()[0].name}.csv")
    return Submission(
        parts=found.parts,
        findings=found.findings,
        shapes=found.shapes,
        remarks=found.remarks,
        ignored=found.ignored,
    )


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and _wanted(file, path))
    if not path.exists():
        raise UsageError(f"{shown(path)}: no such file or folder")
    return [path]


def _wanted(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is neither hidden, nor a spreadsheet's lock file, nor linked from outside."""
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    return not hidden and file.resolve().is_relative_to(folder.resolve())


def _read(file: Path, declared: Convention | None, encoding: str | None, limits: Limits) -> Found:
    suffix = file.suffix.lower()
    if suffix in (".csv", ".tsv"):
        sheet, delimiter, used = read_csv(file, limits, encoding)
        said = [remark(sheet.whole, delimiter)] if delimiter != "comma" else []
        said += [remark(sheet.whole, "encoding", encoding=used)] if used != "utf-8" else []
        return together([Found(remarks=tuple(said)), read_sheet(sheet, file.stem, declared)])
    if suffix == ".parquet":
        return _parquet(file)
    if suffix in WORKBOOKS:
        return _workbook(file, declared, limits)
    return Found(ignored=(remark(Place(file=shown(file)), "ignored_file"),))


def _parquet(file: Path) -> Found:
    table = table_named(file.stem)
    if table is not None:
        return read_parquet(file, table)
    expected = ", ".join(known.name for known in tables())
    finding = shape_finding("tables_known", file.stem, Place(file=shown(file)), value=file.stem, expected=expected)
    return Found(findings=(finding,), shapes=(Shape(table=file.stem, rule="tables_known", checked=1),))


def _workbook(file: Path, declared: Convention | None, limits: Limits) -> Found:
    sheets, hidden, inspection = read_excel(file, limits)
    ignored = tuple(remark(Place(file=shown(file), sheet=name), "ignored_hidden") for name in hidden)
    found = [Found(ignored=ignored)]
    for sheet in sheets:
        name = sheet.name or ""
        # A workbook with one sheet may be named after the table while its sheet is called Sheet1.
        known = name if table_named(name) or len(sheets) > 1 else file.stem
        read = read_sheet(sheet, known, declared)
        found += [read, formula_findings(sheet, read, inspection)]
    return together(found)
