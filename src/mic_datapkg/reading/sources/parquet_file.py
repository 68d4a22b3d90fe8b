"""Parquet files, looked at before they are scanned, and never loaded whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from mic_datapkg.reading.found import Found
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sources.frame import read_frame
from mic_datapkg.reading.sources.panics import opening
from mic_datapkg.reading.submission import FramePlaces, shown
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.tables import Table

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData, ParquetFile

# What Polars and pyarrow raise for files that are damaged, or made to damage.
DAMAGED = (pl.exceptions.PolarsError, OSError, ValueError, OverflowError, RuntimeError, NotImplementedError)
# Rows of a group, above which no number of groups is strange; libraries write some hundred thousand.
ROWS_IN_A_GROUP = 1000
# Rows whose texts are held at once: with the longest cells they have 25 MB.
BATCH = 250
# Digits of the widest decimals that Polars reads.
MOST_DIGITS = 38


def read_parquet(path: Path, table: Table, limits: Limits) -> Found:
    """The file as rows of ``table``.

    Every column of the table is decoded once, so that whatever is wrong with its pages comes to light here.

    Raises:
        Unreadable: it is no Parquet file, is damaged or encrypted, holds wide decimals, or is beyond the limits.
    """
    with opening("no_parquet", *DAMAGED):
        about = _looked_at(path, limits)
        _refuse_wide_decimals(about, table)
        # A name may hold what is a pattern elsewhere.
        scanned = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        _check_texts(scanned, path.stat().st_size, limits)
        return read_frame(
            nw.from_native(scanned), table, places=FramePlaces(file=shown(path)), rows=int(about.num_rows)
        )


def _check_texts(scanned: pl.LazyFrame, size: int, limits: Limits) -> None:
    """Look how long the texts are, one and all: a long one that millions of rows share takes hours to be compared."""
    texts = [name for name, dtype in scanned.collect_schema().items() if dtype == pl.String]
    if not texts:
        return
    lengths = pl.col(texts).str.len_bytes().cast(pl.Int64)
    asked = scanned.select(pl.max_horizontal(lengths.max()).alias("longest"), pl.sum_horizontal(lengths.sum()))
    longest, together = asked.collect(engine="streaming").row(0)
    limits.check_characters(longest or 0)
    limits.check_texts(together or 0, size)


def _looked_at(path: Path, limits: Limits) -> FileMetaData:
    """What the footer says, if it keeps the limits; pyarrow 26 refuses nesting by which others end the process."""
    from pyarrow import parquet  # noqa: PLC0415 - only Parquet files need it

    with path.open("rb") as file:
        if file.read(4) == b"PARE":
            raise Unreadable("encrypted")
        file.seek(0)
        opened = parquet.ParquetFile(file)
        about = opened.metadata
        # What the footer holds beside is no data: any text fits there.
        _check_groups(about, path.stat().st_size - about.serialized_size, limits)
        _check_beginnings(opened, path.stat().st_size, limits)
        _check_dictionaries(opened, path.stat().st_size, limits)
    return about


def _check_groups(about: FileMetaData, size: int, limits: Limits) -> None:
    limits.check_columns(about.num_columns)
    limits.check_rows(about.num_rows)
    limits.check_run_length(about.num_rows * about.num_columns, size)
    if about.num_rows < ROWS_IN_A_GROUP * about.num_row_groups:
        limits.check_members(about.num_row_groups)
    # Not by column: pyarrow ends the process where the footer is wrong about one.
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    limits.check_row_group(max((group.num_rows for group in groups), default=0) * about.num_columns, size)
    limits.check_page(sum(group.total_byte_size for group in groups), size)


def _check_dictionaries(opened: ParquetFile, size: int, limits: Limits) -> None:
    """Hold the words of dictionaries to the limits of texts: Polars takes a word in its hand once for each row."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only Parquet files need it
    from pyarrow.types import is_dictionary  # noqa: PLC0415 - the same

    together = 0
    for field in opened.schema_arrow:
        if not is_dictionary(field.type):
            continue
        for group in range(opened.metadata.num_row_groups):
            for chunk in opened.read_row_group(group, columns=[field.name]).column(0).chunks:
                lengths = pc.binary_length(chunk.dictionary)
                limits.check_characters(pc.max(lengths).as_py() or 0)
                together += pc.sum(lengths.take(chunk.indices)).as_py() or 0
                limits.check_texts(together, size)


def _check_beginnings(opened: ParquetFile, size: int, limits: Limits) -> None:
    """Hold texts that are stored as what they add to the one before to the limits, a few at a time."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only Parquet files need it

    about = opened.metadata
    chunks = (about.row_group(g).column(c) for g in range(about.num_row_groups) for c in range(about.num_columns))
    alike = sorted({chunk.path_in_schema for chunk in chunks if "DELTA_BYTE_ARRAY" in chunk.encodings})
    together = 0
    for batch in opened.iter_batches(batch_size=BATCH, columns=alike) if alike else ():
        for column in batch.columns:
            lengths = pc.binary_length(column)
            limits.check_characters(pc.max(lengths).as_py() or 0)
            together += pc.sum(lengths).as_py() or 0
            limits.check_texts(together, size)


def _refuse_wide_decimals(about: FileMetaData, table: Table) -> None:
    known = [column.name for column in table.columns]
    for number in range(about.num_columns):
        column = about.schema.column(number)
        if column.precision > MOST_DIGITS and column.path in known:
            raise Unreadable("wide_decimal", column=column.path, digits=str(column.precision), most=str(MOST_DIGITS))
