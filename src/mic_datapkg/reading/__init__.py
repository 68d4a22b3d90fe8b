"""Reading: a path becomes a Submission."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from os import PathLike
from pathlib import Path

from mic_datapkg.errors import UsageError
from mic_datapkg.finding import Place
from mic_datapkg.printed.numbers import Convention
from mic_datapkg.reading.files import READ, TEXTS, Sent, files_below
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.grid import Grid
from mic_datapkg.reading.layouts.headers import table_named
from mic_datapkg.reading.layouts.layout import read_sheet
from mic_datapkg.reading.layouts.statements import Statements, is_cover, named_around, statements_in, with_outside
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.published import repetition
from mic_datapkg.reading.shape import severity_of_shape, shape_finding, shape_rules
from mic_datapkg.reading.sources.csv_file import read_csv
from mic_datapkg.reading.sources.frame import submission_of_frame
from mic_datapkg.reading.sources.kinds import check_kind
from mic_datapkg.reading.sources.panics import opening
from mic_datapkg.reading.sources.parquet_file import read_parquet
from mic_datapkg.reading.sources.scan import is_large
from mic_datapkg.reading.submission import File, FramePlaces, Part, Shape, Submission, shown
from mic_datapkg.reading.typing.parts import typed
from mic_datapkg.reading.unreadable import RULE, Unreadable
from mic_datapkg.schema.tables import tables

__all__ = [
    "Found",
    "FramePlaces",
    "Limits",
    "Part",
    "Submission",
    "read",
    "severity_of_shape",
    "shape_rules",
    "submission_of",
    "submission_of_frame",
    "submissions_below",
]


# What Python calls encodings and no file is written in.
NO_ENCODINGS = ("unicode-escape", "raw-unicode-escape", "idna", "punycode")


def read(
    *paths: str | PathLike[str],
    decimal: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    track: Callable[..., Iterable[Found]] | None = None,
) -> Submission:
    """The tables found in files and folders, typed, each value with its place.

    A sheet, or a CSV file, may hold a table itself, report forms, or the long form. Folders are read with all folders
    below them; files of other kinds are listed as ignored. What is wrong with cells, columns and rows becomes a
    finding, and so does a file that cannot be read: nothing that was sent is an exception, and nothing is guessed.

    Args:
        paths: CSV, Excel, OpenDocument or Parquet files, or folders.
        decimal: ``"comma"`` or ``"point"``, the character before decimals, where the cells themselves do not tell.
        encoding: the encoding of CSV files that are neither UTF-8 nor UTF-16, such as ``"cp1258"``.
        limits: how large files may be.
        track: shows how far reading is, as ``tqdm.tqdm`` or ``rich.progress.track`` do: it is called with an iterable
            of what stands in each file and its ``total``, and gives the same back.

    Raises:
        UsageError: no path was given, one does not exist, or an argument is none of the choices.

    Example:
        >>> submission = read("datapackage/submissions/2022-01")
        >>> submission["pay_tv"]["subscribers"].to_list()
        [16400000]
    """
    if not paths or "" in paths:
        raise UsageError(f"expected a file or folder to read, got {'an empty path' if paths else 'none'}")
    if decimal not in (None, *Convention):
        raise UsageError(f"expected decimal={' or '.join(Convention)}, got {decimal!r}")
    declared = Convention(decimal) if decimal else None
    _check_encoding(encoding)
    named = {Path(path) for path in paths}
    sent = list(_each_once(one for path in paths for one in files_below(Path(path))))
    read_one = partial(_read, declared=declared, encoding=encoding, limits=limits or Limits())
    found: Iterator[Found] = (_found(one, named=one.path in named, read_one=read_one) for one in sent)
    return submission_of(found if track is None else track(found, total=len(sent)))


def _each_once(sent: Iterable[Sent]) -> Iterator[Sent]:
    """What was sent; a file that is named twice, by itself or with its folder, is one file."""
    seen: set[str] = set()
    for one in sent:
        place = os.path.realpath(one.path) if one.is_read else one.path.as_posix()
        if place not in seen:
            seen.add(place)
            yield one


def _check_encoding(encoding: str | None) -> None:
    """Raise if there is no encoding of texts by that name, before any file is read."""
    try:
        known = None if encoding is None else codecs.lookup(encoding).name
        if encoding is not None:
            "a".encode(encoding)
    except (LookupError, UnicodeError, ValueError, TypeError) as problem:
        raise UsageError(f"expected the name of an encoding such as cp1258, got {encoding!r}") from problem
    if known in NO_ENCODINGS:
        raise UsageError(f"expected the name of an encoding such as cp1258, got {encoding!r}")


def submission_of(found: Iterable[Found]) -> Submission:
    """What was found in files, one after the other, as one submission."""
    return typed(together(found))


def submissions_below(path: Path) -> list[Path]:
    """The files below a path that `read` would read, without those that it would list as ignored.

    Raises:
        UsageError: the path does not exist.
    """
    return [sent.path for sent in files_below(path) if sent.ignored is None and sent.path.suffix.lower() in READ]


def _found(sent: Sent, *, named: bool, read_one: Callable[[Path], Found]) -> Found:
    """What stands in a file; that it is ignored, and why; or a finding that it cannot be read, and why."""
    file = shown(sent.path)
    checked = Shape(table="", rule=RULE, checked=1)
    try:
        # A file that repeats others of its package is left out with its folder, and read where it is named.
        said = repetition(sent.path) if sent.is_read and not named else None
        if sent.ignored is not None:
            said = remark(Place(file=file), sent.ignored)
        if said is not None:
            return Found(ignored=(said,), files=(File(path=file, ignored=said.text),))
        if sent.fault is not None:
            raise sent.fault
        with opening("damaged"):
            found = read_one(sent.path)
        return together([Found(files=(File(path=file),), shapes=(checked,)), found])
    except Unreadable as problem:
        return Found(files=(File(path=file, readable=False),), shapes=(checked,), findings=(problem.finding(file),))


def _read(file: Path, declared: Convention | None, encoding: str | None, limits: Limits) -> Found:
    check_kind(file, limits)
    suffix = file.suffix.lower()
    if suffix in TEXTS:
        if is_large(file, limits):
            from mic_datapkg.reading.sources.streamed_csv import read_streamed  # noqa: PLC0415 - pyarrow is for large files only

            return read_streamed(file, limits, encoding)
        sheet, delimiter, used = read_csv(file, limits, encoding)
        said = [remark(sheet.whole, delimiter)] if delimiter != "comma" else []
        said += [remark(sheet.whole, "encoding", encoding=used)] if used != "utf-8" else []
        return together(
            [Found(remarks=tuple(said)), read_sheet(sheet, file.stem, outside_of(file, [file.stem], ()), declared)]
        )
    if suffix == ".parquet":
        return _parquet(file, limits)
    return _workbook(file, declared, limits)


def outside_of(file: Path, names: list[str], covers: Sequence[Grid]) -> Statements:
    """What the covers of a workbook state, and the names of tab, file and folder where they do not."""
    around = named_around(names, file.parent.name, Place(file=shown(file)))
    for cover in covers:
        around = with_outside(statements_in(cover, range(len(cover.rows))), around)
    return around


def _parquet(file: Path, limits: Limits) -> Found:
    table = table_named(file.stem)
    if table is not None:
        return read_parquet(file, table, limits)
    expected = ", ".join(known.name for known in tables())
    finding = shape_finding("tables_known", file.stem, Place(file=shown(file)), value=file.stem, expected=expected)
    return Found(findings=(finding,), shapes=(Shape(table=file.stem, rule="tables_known", checked=1),))


def _workbook(file: Path, declared: Convention | None, limits: Limits) -> Found:
    from mic_datapkg.reading.sources.excel_file import read_excel  # noqa: PLC0415 - readers of workbooks are for workbooks only
    from mic_datapkg.reading.sources.marked_cells import found_in_marks  # noqa: PLC0415 - the same

    sheets, hidden, inspection = read_excel(file, limits)
    ignored = [remark(Place(file=shown(file), sheet=name), "ignored_hidden") for name in hidden]
    copied = [name for name, marked in inspection.marked.items() if marked.copied and name not in hidden]
    ignored += [remark(Place(file=shown(file), sheet=name), "ignored_copy") for name in copied]
    ignored += [remark(Place(file=shown(file)), "ignored_macros")] if inspection.macros else []
    found = []
    covers = [sheet for sheet in sheets if is_cover(sheet)]
    for sheet in sheets:
        name = sheet.name or ""
        outside = outside_of(file, [name, file.stem], covers)
        # A workbook with one sheet may be named after the table while its sheet is called Sheet1.
        known = name if table_named(name) or len(sheets) > 1 else file.stem
        read = read_sheet(sheet, known, outside, declared)
        found.append(together([read, found_in_marks(sheet, read)]))
    return together([Found(ignored=tuple(ignored)), *found])
