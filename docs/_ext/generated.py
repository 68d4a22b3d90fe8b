"""What the documentation tells from the code itself: tables, rules, and the help of each command.

A line ``<!-- generated: tables -->`` or ``<!-- generated: help validate -->`` of a page is replaced by Markdown when
the page is read, so nothing that is generated is kept in the repository and nothing can drift.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from mic_datapkg.cli import app
from mic_datapkg.publishing.resources import ReferenceTable, reference_tables
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.rules import Rule, plain
from mic_datapkg.schema.tables import Table, common_columns
from mic_datapkg.schema.tables import tables as all_tables
from mic_datapkg.text import Text

DOCS = Path(__file__).parents[1]
PLACE = re.compile(r"^<!-- generated: (?P<what>[a-z-]+) ?(?P<argument>.*?) -->$", re.MULTILINE)


def setup(sphinx: Any) -> dict[str, bool]:
    """Connect to Sphinx."""
    sphinx.connect("source-read", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def fill_in(_sphinx: Any, _page: str, source: list[str]) -> None:
    """Replace each place of a page by what belongs there."""
    source[0] = PLACE.sub(lambda place: MADE[place["what"]](place["argument"]), source[0])


def help_of(command: str) -> str:
    """What ``mic-datapkg COMMAND --help`` prints."""
    shown = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, [*command.split(), "--help"])
    return f"```text\n{shown.output.strip()}\n```"


def page(name: str) -> str:
    """The page for a table of contents, if there is one: benchmarks are written by a command."""
    return name if (DOCS / f"{name}.md").exists() else ""


def tables(_: str) -> str:
    """A section for each indicator table."""
    return "\n".join(line for table in all_tables() for line in _table(table))


def common(_: str) -> str:
    """The columns that every table has."""
    return "\n".join(_plain_columns(common_columns()))


def reference(_: str) -> str:
    """A section for each resource that is no indicator table."""
    return "\n".join(line for known in reference_tables().values() for line in _reference(known))


def _table(table: Table) -> Iterable[str]:
    yield from _head(table)
    yield from _rows("column", "title", "unit", "limits and their reason")
    for column in table.measures:
        yield _row(f"`{column.name}`", _both(column.title), _kind(column), _limits(column))
    yield ""
    if table.edit_rules:
        yield from _rows("edit rule", "kind", "columns", "what holds")
        for rule in table.edit_rules:
            yield _row(f"`{rule.name}`", _link(rule), _names(rule.columns), _both(rule.says))
    else:
        yield "No edit rule: no figure of this table follows from another one of the same row."
    yield ""


def _reference(table: ReferenceTable) -> Iterable[str]:
    yield from _head(table)
    yield f"Key: {_names(table.key)}.\n" if table.key else "No key.\n"
    yield from _plain_columns(table.columns)
    yield ""


def _head(table: Table | ReferenceTable) -> Iterable[str]:
    yield f"### {table.name}\n"
    yield f"**{table.title.en}** / **{table.title.vi}**\n"
    yield f"{table.description.en}\n"
    yield f"{table.description.vi}\n"


def _plain_columns(columns: Iterable[Column]) -> Iterable[str]:
    yield from _rows("column", "title", "type", "meaning")
    for column in columns:
        yield _row(f"`{column.name}`", _both(column.title), _type(column), _both(column.description) + _codes(column))


def _rows(*titles: str) -> Iterable[str]:
    yield _row(*titles)
    yield _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _both(text: Text) -> str:
    return f"{text.en}<br>{text.vi}"


def _kind(column: Column) -> str:
    assert column.unit_title is not None
    exact = "<br>exact" if column.exact else ""
    return f"`{column.unit}`: {_both(column.unit_title)}<br>{column.type}, {column.measure}{exact}"


def _type(column: Column) -> str:
    facts = [column.type, "key" if column.key else "", "required" if column.required else ""]
    default = [f"default `{column.default}`"] if column.default else []
    return ", ".join([fact for fact in facts if fact] + default)


def _codes(column: Column) -> str:
    return "".join(f"<br>`{code}`: {text.en} / {text.vi}" for code, text in column.codes.items())


def _limits(column: Column) -> str:
    if column.because is None:
        return "none"
    bounds = [f"≥ {plain(column.minimum)}"] if column.minimum is not None else []
    bounds += [f"≤ {plain(column.maximum)}"] if column.maximum is not None else []
    return f"{', '.join(bounds)}<br>{_both(column.because)}"


def _link(rule: Rule) -> str:
    return f"[`{rule.kind}`](../rules.md#{rule.kind})<br>{rule.severity}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


MADE: dict[str, Callable[[str], str]] = {
    "help": help_of,
    "page": page,
    "tables": tables,
    "common": common,
    "reference": reference,
}
