"""Parquet files, scanned and never loaded whole."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import polars as pl

from mic_datapkg.reading.found import Found
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.sources.frame import read_frame
from mic_datapkg.reading.submission import FramePlaces, shown
from mic_datapkg.reading.unreadable import Unreadable
from mic_datapkg.schema.tables import Table


def read_parquet(path: Path, table: Table, limits: Limits) -> Found:
    """The file as rows of ``table``.

    Raises:
        Unreadable: it is no Parquet file, is damaged, or has more columns than the limits.
    """
    try:
        scanned = pl.scan_parquet(path)
        limits.check_columns(len(scanned.collect_schema()))
        rows = scanned.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as problem:
        raise Unreadable("no_parquet", problem=str(problem)) from problem
    return read_frame(nw.from_native(scanned), table, places=FramePlaces(file=shown(path)), rows=rows)
