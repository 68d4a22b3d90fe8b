"""Tables as pandera schemas: the same expressions as named checks, for pipelines that are typed with pandera.

pandera is never imported on the way of ``validate()``: it takes many times longer to load than a submission to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import narwhals as nw
import pandas as pd
import pandera.pandas
import pandera.polars
import polars as pl
from pandera.config import ValidationDepth, config_context

from mic_datapkg.errors import UsageError
from mic_datapkg.reading.typing.conform import conform, narwhals_frame, numbered
from mic_datapkg.schema.rules import Rule
from mic_datapkg.schema.tables import Table


class Awake:
    """Validates always: pandera skips the data of lazy frames, and everything where an environment variable says so."""

    def validate(self, *args: Any, **options: Any) -> Any:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            return super().validate(*args, **options)  # type: ignore[misc]


class PandasSchema(Awake, pandera.pandas.DataFrameSchema):
    """A pandera schema of a table for pandas frames."""

    @classmethod
    def get_backend(cls, *args: Any, **options: Any) -> Any:
        """The backend of the class above: pandera registers backends for its own classes only."""
        return pandera.pandas.DataFrameSchema.get_backend(*args, **options)


class PolarsSchema(Awake, pandera.polars.DataFrameSchema):
    """A pandera schema of a table for Polars frames, eager and lazy."""

    @classmethod
    def get_backend(cls, *args: Any, **options: Any) -> Any:
        """The backend of the class above: pandera registers backends for its own classes only."""
        return pandera.polars.DataFrameSchema.get_backend(*args, **options)


def pandera_schema(table: Table, engine: str) -> Any:
    """The pandera schema of a table.

    Columns are declared without a dtype: the check ``<column>_is_<type>`` accepts what ``validate()`` accepts, such as
    whole numbers that pandas turned into floats because one is missing. Unknown outcomes pass.

    Raises:
        UsageError: the engine is neither ``"polars"`` nor ``"pandas"``.
    """
    if engine not in ENGINES:
        raise UsageError(f"expected an engine out of {', '.join(ENGINES)}, got {engine!r}")
    schema, column_of, judge = ENGINES[engine]
    return schema(
        columns={
            column.name: column_of(
                required=column.required and column.default is None,
                nullable=True,
                title=column.title.en,
                description=column.description.en,
            )
            for column in table.columns
        },
        checks=[
            pandera.pandas.Check(
                partial(judge, table, rule),
                name=rule.name,
                title=rule.says.vi,
                description=rule.says.en,
                ignore_na=False,  # a row of nulls may break a rule: it has no key
            )
            for rule in table.rules
        ],
        strict=True,
        # Polars has no repeated column names, and pandera warns when told to look for them.
        unique_column_names=engine == "pandas",
        name=table.name,
        title=table.title.en,
        description=table.description.en,
    )


def _judge_polars(table: Table, rule: Rule, given: Any) -> pl.LazyFrame:
    return _judged(table, rule, nw.from_native(given.lazyframe)).to_native()  # type: ignore[no-any-return]


def _judge_pandas(table: Table, rule: Rule, given: pd.DataFrame) -> pd.Series:
    judged = _judged(table, rule, narwhals_frame(given)).collect()["holds"]
    return pd.Series(judged.to_numpy(), index=given.index, dtype=bool)


def _judged(table: Table, rule: Rule, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One column, false where the rule is broken."""
    return numbered(conform(frame, table), table).select(holds=table.holds(rule).fill_null(True))


ENGINES: dict[str, tuple[Any, Any, Callable[[Table, Rule, Any], Any]]] = {
    "polars": (PolarsSchema, pandera.polars.Column, _judge_polars),
    "pandas": (PandasSchema, pandera.pandas.Column, _judge_pandas),
}
