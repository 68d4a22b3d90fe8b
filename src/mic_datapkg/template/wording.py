"""What a blank form says, in one language."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache

from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.rules import plain
from mic_datapkg.schema.tables import DEFINITIONS, Table

# What a spreadsheet allows: the name of a sheet, and in a message of a cell its title and its text.
NAME_OF_SHEET = re.compile(r"[^\[\]:*?/\\]{1,31}")
TITLE, MESSAGE = 32, 255


@dataclass(frozen=True)
class Wording:
    """The texts of ``definitions/template.yaml`` in one language."""

    language: str

    def __call__(self, *keys: str, **values: str) -> str:
        """The text under the keys, one inside the other, with its placeholders filled."""
        entry = _entry()
        for key in keys[:-1]:
            entry = entry.below(key)
        return entry.text(keys[-1]).format(**values)[self.language]

    def steps(self, **values: str) -> list[str]:
        """The steps of the instructions."""
        return [step.format(**values)[self.language] for step in _entry().texts("steps").values()]

    def sheet(self, table: Table) -> str:
        """The name of a table's sheet.

        Raises:
            DefinitionError: no spreadsheet would accept it.
        """
        stated = _entry().texts("sheets")
        name = stated.get(table.name, table.title)[self.language]
        if not NAME_OF_SHEET.fullmatch(name):
            raise _entry().error(f"'sheets': expected a name of at most 31 characters for {table.name}, got {name!r}")
        return name

    def wanted(self, column: Column) -> str:
        """What a cell of the column is to hold, as a sentence."""
        kind = "list" if column.codes or column.in_force else column.type
        return self("wanted", kind, range=self._range(column)) if column.unit else self("wanted", kind)

    def _range(self, column: Column) -> str:
        bounds = {"minimum": column.minimum, "maximum": column.maximum}
        stated = {name: self._number(bound) for name, bound in bounds.items() if bound is not None}
        kinds = {2: "between", 1: "at_least" if "minimum" in stated else "at_most"}
        return self("ranges", kinds[len(stated)], **stated) if stated else ""

    def _number(self, number: float) -> str:
        grouped = f"{int(number):,}" if number == int(number) else plain(number)
        return grouped.replace(",", self("thousands"))


def cut(text: str, length: int) -> str:
    """The text, or as many of its words as fit."""
    return textwrap.shorten(text, length, placeholder=" …")


@cache
def _entry() -> Entry:
    return read_entry(DEFINITIONS / "template.yaml", DEFINITIONS)
