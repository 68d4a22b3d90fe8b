"""An Acceptance: a finding that a person looked at and lets stand until a day."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import narwhals as nw

from mic_datapkg.finding import Accepted, Finding, Place
from mic_datapkg.period import PATTERN
from mic_datapkg.printed.names import composed
from mic_datapkg.reading import shape_rules
from mic_datapkg.schema.entries import Entry
from mic_datapkg.schema.rules import plain
from mic_datapkg.schema.tables import common_columns, tables
from mic_datapkg.schema.tables import table as table_of_name
from mic_datapkg.validating.against import UNREVISED

# The table that a finding of these rules names is none of ours: the name that was sent, or nothing.
ANY_TABLE = ("tables_known", "file_readable", "figures_sent")


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """What tells the one finding that is accepted from others, and where that is written.

    Without ``period`` or ``value`` it is a finding that has none. Without ``expected`` or ``file`` these do not matter.
    """

    table: str
    rule: str
    period: str | None
    span: str
    area: str
    value: str | None
    expected: str | None
    file: Path | None
    accepted: Accepted
    place: Place

    def accepts(self, finding: Finding) -> bool:
        """Whether it is this finding that is accepted."""
        said = (self.table, self.rule, self.period, self.value, self.span, self.area)
        where = (finding.span or _default("span"), finding.area or _default("area"))
        same = said == (finding.table, finding.rule, finding.period, finding.value, *where)
        return (
            same
            and self.expected in (None, finding.expected)
            and (self.file is None or _same_file(self.file, finding.place.file))
        )

    def rows(self) -> nw.Expr:
        """The rows that its finding may stand in."""
        period = nw.col("period")
        there = period.is_null() if self.period is None else period == self.period
        return there & (nw.col("span") == self.span) & (nw.col("area") == self.area)


def read_acceptance(entry: Entry, folder: Path, place: Place) -> Acceptance:
    """The acceptance that an entry states; its file is one below ``folder``."""
    table, rule = _rule(entry)
    file = _filled(entry, "file") if "file" in entry.mapping else None
    acceptance = Acceptance(
        table=table,
        rule=rule,
        period=_period(entry),
        span=_code(entry, "span"),
        area=_code(entry, "area"),
        value=_value(entry, "value"),
        expected=_value(entry, "expected"),
        file=None if file is None else folder / file,
        accepted=Accepted(reason=_filled(entry, "reason"), person=_filled(entry, "person"), expires=_day(entry)),
        place=place,
    )
    entry.get("file", str, None)
    entry.done()
    return acceptance


def _rule(entry: Entry) -> tuple[str, str]:
    """The table and the rule that an entry names."""
    table, rule = entry.get("table", str), _filled(entry, "rule")
    if rule not in ANY_TABLE:
        entry.known(table, [known.name for known in tables()], "table")
        names = [known.name for known in table_of_name(table).rules]
        entry.known(rule, [*names, *shape_rules(), UNREVISED], "rule")
    return table, rule


def _filled(entry: Entry, key: str) -> str:
    text: str = entry.get(key, str)
    if not text.strip() or "\0" in text:
        raise entry.error(f"{key!r}: expected a text, got {text!r}")
    return text


def _period(entry: Entry) -> str | None:
    period: str | None = entry.get("period", str, None)
    if period is not None and not re.fullmatch(PATTERN, period):
        raise entry.error(f"'period': expected a month such as \"2022-01\", got {period!r}")
    return period


def _code(entry: Entry, key: str) -> str:
    stated: str = entry.get(key, str, _default(key))
    codes = next(column.codes for column in common_columns() if column.name == key)
    return entry.known(stated, list(codes), key) if codes else stated


def _value(entry: Entry, key: str) -> str | None:
    value = entry.get(key, object, None)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return plain(value)
    if value is None or isinstance(value, str):
        return value
    raise entry.error(f'{key!r}: expected the value as the report shows it, such as "1383", got {value!r}')


def _day(entry: Entry) -> date:
    day = entry.get("expires", object)
    # A date with a time is a date to Python.
    if type(day) is not date:
        raise entry.error(f"'expires': expected a day such as 2026-12-31, without quotes, got {str(day)!r}")
    return day


def _same_file(one: Path, other: str | None) -> bool:
    """Whether two paths are one file; names may be composed in another way than the file system's."""
    return other is not None and composed(str(one.resolve())) == composed(str(Path(other).resolve()))


@cache
def _default(column: str) -> str:
    return next(str(common.default) for common in common_columns() if common.name == column)
