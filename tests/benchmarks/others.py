"""The rules of ``cyber_incidents`` as schemas of other tools, written by hand the way their documentation shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frictionless
import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context
from polars import col
from tests.benchmarks.handwritten import COUNTS, KEY, PERCENTAGES, PERIOD, REQUIRED, TYPES
from tests.benchmarks.made import AREAS_OF_34, AREAS_OF_63, LAST_OF_63, SPANS, STATUSES

# A row constraint sees an empty cell as None, and reports an exception as a broken rule.
ADDS_UP = "None in (total, phishing, deface, malware) or phishing + deface + malware == total"


def _in_force(given: Any) -> pl.LazyFrame:
    old, new = (col("area").is_in(areas) for areas in (AREAS_OF_63, AREAS_OF_34))
    return given.lazyframe.select(pl.when(col("period") <= LAST_OF_63).then(old).otherwise(new))


def _adds_up(given: Any) -> pl.LazyFrame:
    return given.lazyframe.select(col("phishing") + col("deface") + col("malware") == col("total"))


def _is_finite(given: Any) -> pl.LazyFrame:
    return given.lazyframe.select(col(given.key).is_finite())


# NaN and infinity pass `ge` on Polars, so the percentages need a check of their own.
PANDERA = pa.DataFrameSchema(
    {
        "period": pa.Column(str, pa.Check.str_matches(PERIOD)),
        "span": pa.Column(str, pa.Check.isin(SPANS)),
        "area": pa.Column(str),
        **{name: pa.Column(int, pa.Check.ge(0), nullable=True) for name in COUNTS},
        **{name: pa.Column(float, [pa.Check(_is_finite), pa.Check.ge(-100)], nullable=True) for name in PERCENTAGES},
        "status": pa.Column(str, pa.Check.isin(STATUSES)),
        "as_of": pa.Column(pl.Date, nullable=True),
        "source": pa.Column(str, nullable=True),
        "note": pa.Column(str, nullable=True),
    },
    checks=[pa.Check(_in_force), pa.Check(_adds_up)],
    unique=KEY,
    strict=True,
)


def pandera_accepts(frame: pl.LazyFrame, schema: Any = PANDERA) -> bool:
    """Whether pandera finds nothing; with data, which it skips on lazy frames unless told otherwise."""
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors:
            return False
    return True


def _frictionless(file: Path) -> Any:
    """The file as a resource with our limits; which provinces are in force frictionless has no words for."""
    constraints: dict[str, dict[str, Any]] = {
        **{name: {"required": True} for name in REQUIRED},
        **{name: {"minimum": 0} for name in COUNTS},
        **{name: {"minimum": -100} for name in PERCENTAGES},
    }
    constraints["span"]["enum"], constraints["status"]["enum"] = SPANS, STATUSES
    constraints["area"]["pattern"] = "^(VN|[0-9]{2})$"
    fields = [{"name": name, "type": kind, "constraints": constraints.get(name, {})} for name, kind in TYPES.items()]
    schema = frictionless.Schema.from_descriptor({"fields": fields, "primaryKey": KEY})
    # frictionless refuses absolute paths: they are not safe in a package that somebody sent.
    return frictionless.Resource(path=file.name, basepath=str(file.parent), schema=schema)


def frictionless_accepts(file: Path) -> bool:
    """Whether frictionless finds nothing in a CSV file."""
    checklist = frictionless.Checklist(checks=[frictionless.checks.row_constraint(formula=ADDS_UP)])
    return bool(_frictionless(file).validate(checklist).valid)


def frictionless_reads(file: Path) -> int:
    """How many rows frictionless reads, each cell typed; it calls rows invalid whose last cells are empty."""
    with _frictionless(file) as resource:
        return sum(isinstance(row["malware"], int) for row in resource.row_stream)
