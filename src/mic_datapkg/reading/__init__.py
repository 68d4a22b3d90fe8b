"""Reading: a path becomes a Submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from os import PathLike
from pathlib import Path

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.finding import Place
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.layouts.headers import table_named
from mic_datapkg.reading.layouts.layout import read_sheet
from mic_datapkg.reading.layouts.unfilled import without_unfilled
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.published import repetition
from mic_datapkg.reading.shape import RULES as SHAPE_RULES
from mic_datapkg.reading.shape import severity_of_shape, shape_finding
from mic_datapkg.reading.sources.csv_file import read_csv
from mic_datapkg.reading.sources.frame import submission_of_frame
from mic_datapkg.reading.sources.parquet_file import read_parquet
from mic_datapkg.reading.sources.scan import is_large
from mic_datapkg.reading.submission import FramePlaces, Part, Shape, Submission, shown
from mic_datapkg.reading.typing.parts import typed
from mic_datapkg.schema.tables import tables

__all__ = [
    "SHAPE_RULES",
    "Found",
    "FramePlaces",
    "Limits",
    "Part",
    "Submission",
    "read",
    "severity_of_shape",
    "submission_of",
    "submission_of_frame",
    "submissions_below",
]

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(
    *paths: str | PathLike[str],
    decimal: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    track: Callable[..., Iterable[Found]] | None = None,
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
        track: shows how far reading is, as ``tqdm.tqdm`` or ``rich.progress.track`` do: it is called with an iterable
            of what stands in each file and its ``total``, and gives the same back.

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
    read_one = partial(_read, declared=declared, encoding=encoding, limits=limits or Limits())
    found = (
        # A file that repeats others of its package is left out with its folder, and read where it is named.
        Found(ignored=(said,)) if file not in named and (said := repetition(file)) else read_one(file)
        for file in files
    )
    submission = submission_of(found if track is None else track(found, total=len(files)))
    if not submission.parts and not submission.findings:
        searched = ", ".join(shown(Path(path)) for path in paths)
        raise SubmissionError(f"{searched}: no table found; expected files such as {tables()[0].name}.csv")
    return submission


def submission_of(found: Iterable[Found]) -> Submission:
    """What was found in files, one after the other, as one submission."""
    return typed(together(found))


def submissions_below(path: Path) -> list[Path]:
    """The files below a path that `read` would read, without those that it would list as ignored.

    Raises:
        UsageError: the path does not exist.
    """
    return [file for file in _files(path) if file.suffix.lower() in (".csv", ".tsv", ".parquet", *WORKBOOKS)]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and _wanted(file, path))
    if not path.exists():
        raise UsageError(f"{shown(path)}: no such file or folder")
    if path.is_char_device() or path.is_block_device():
        # Reading from a device may never end; a pipe that somebody names has somebody who writes into it.
        raise SubmissionError(f"{shown(path)}: neither a file nor a folder, but a device")
    return [path]


def _wanted(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is neither hidden, nor a spreadsheet's lock file, nor linked from outside."""
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    return not hidden and file.resolve().is_relative_to(folder.resolve())


def _read(file: Path, declared: Convention | None, encoding: str | None, limits: Limits) -> Found:
    suffix = file.suffix.lower()
    if suffix in (".csv", ".tsv"):
        if is_large(file, limits):
            from mic_datapkg.reading.sources.streamed_csv import read_streamed  # noqa: PLC0415 - pyarrow is for large files only

            return read_streamed(file, limits, encoding)
        sheet, delimiter, used = read_csv(file, limits, encoding)
        said = [remark(sheet.whole, delimiter)] if delimiter != "comma" else []
        said += [remark(sheet.whole, "encoding", encoding=used)] if used != "utf-8" else []
        return together([Found(remarks=tuple(said)), read_sheet(sheet, file.stem, declared)])
    if suffix == ".parquet":
        return _parquet(file, limits)
    if suffix in WORKBOOKS:
        return _workbook(file, declared, limits)
    return Found(ignored=(remark(Place(file=shown(file)), "ignored_file"),))


def _parquet(file: Path, limits: Limits) -> Found:
    table = table_named(file.stem)
    if table is not None:
        return read_parquet(file, table, limits)
    expected = ", ".join(known.name for known in tables())
    finding = shape_finding("tables_known", file.stem, Place(file=shown(file)), value=file.stem, expected=expected)
    return Found(findings=(finding,), shapes=(Shape(table=file.stem, rule="tables_known", checked=1),))


def _workbook(file: Path, declared: Convention | None, limits: Limits) -> Found:
    from mic_datapkg.reading.sources.excel_file import read_excel  # noqa: PLC0415 - readers of workbooks are for workbooks only
    from mic_datapkg.reading.sources.formulas import formula_findings  # noqa: PLC0415 - the same

    sheets, hidden, inspection = read_excel(file, limits)
    ignored = tuple(remark(Place(file=shown(file), sheet=name), "ignored_hidden") for name in hidden)
    found = []
    for sheet in sheets:
        name = sheet.name or ""
        # A workbook with one sheet may be named after the table while its sheet is called Sheet1.
        known = name if table_named(name) or len(sheets) > 1 else file.stem
        read = read_sheet(sheet, known, declared)
        found.append(together([read, formula_findings(sheet, read, inspection)]))
    return together([Found(ignored=ignored), without_unfilled(found, Place(file=shown(file)))])
