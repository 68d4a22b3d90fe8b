"""Tables described as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.tables import Table
from mic_datapkg.text import Text

COLUMNS = Text(vi="Các cột", en="Columns")
RULES = Text(vi="Các quy tắc", en="Rules")
KEY = Text(vi="khóa", en="key")


def as_list(tables: Sequence[Table], language: str) -> str:
    """The names and titles of tables, one a line."""
    width = max(len(table.name) for table in tables)
    return "\n".join(f"{table.name:{width}}  {table.title[language]}" for table in tables)


def as_description(table: Table, language: str) -> str:
    """A table with its columns, their units, and its rules."""
    width = max(len(column.name) for column in table.columns)
    columns = [f"  {column.name:{width}}  {_facts(column, language)}" for column in table.columns]
    of_columns = [rule for rule in table.column_rules if rule.kind not in ("type", "required")]
    rules = [*of_columns, table.unique, *table.edit_rules]
    width = max(len(rule.name) for rule in rules)
    said = [f"  {rule.name:{width}}  {rule.says[language]}" for rule in rules]
    return "\n".join(
        [
            f"{table.name}: {table.title[language]}",
            table.description[language],
            "",
            COLUMNS[language],
            *columns,
            "",
            RULES[language],
            *said,
        ]
    )


def _facts(column: Column, language: str) -> str:
    facts = [column.title[language], column.unit or column.type]
    if column.key:
        facts.append(KEY[language])
    if column.codes:
        facts.append(" | ".join(column.codes))
    return ", ".join(facts)
