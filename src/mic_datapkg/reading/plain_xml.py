"""A look through the XML of a large sheet that is spelled as spreadsheet programs spell it, at many times the speed.

What is spelled in any other way is left to the parser: the look proves that it has seen every cell, or says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

# The start of a cell as programs write it: its reference comes first, and only once.
CELL = r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [a-qs-z][a-z]*="[A-Za-z0-9]*")*/?>'
# Whatever may be the start of a cell, its name with a prefix or without.
ANY_CELL = r"[<:]c[\s/>]"
# Comments, sections and declarations, in which the start of a cell is none; formulas, also those of other things; and
# the NUL bytes of UTF-16, in which a cell looks otherwise.
UNUSUAL = r"<[!f]|:f[\s/>]|\x00"
PARTS = 64


@dataclass(frozen=True, kw_only=True)
class Plain:
    """How far the cells of a sheet go, and which of them have one of the styles that were asked for."""

    rows: int
    letters: frozenset[str]
    styled: frozenset[str]


def look(content: bytes, styles: Collection[int]) -> Plain | None:
    """What is known of a sheet that is plainly spelled and has no formula; None for any other."""
    try:
        parts = pl.LazyFrame({"part": list(_parts(content))}, schema={"part": pl.String})
    except UnicodeDecodeError:
        return None
    part = pl.col("part")
    counted = parts.select(
        unusual=part.str.count_matches(UNUSUAL),
        cells=part.str.count_matches(ANY_CELL),
        plain=part.str.extract_all(CELL),
    ).collect(engine="streaming")
    cells = counted["plain"].explode().drop_nulls()
    if counted["unusual"].sum() or counted["cells"].sum() != cells.len():
        return None
    cell, one_of = pl.col("cell"), "|".join(str(style) for style in sorted(styles))
    references = pl.LazyFrame({"cell": cells}).select(
        row=cell.str.extract("([0-9]+)").cast(pl.Int64),
        letters=cell.str.extract("([A-Z]+)"),
        styled=cell.str.contains(f' s="(?:{one_of})"') if styles else pl.lit(False),
    )
    found = references.collect(engine="streaming")
    styled = found.filter("styled")
    return Plain(
        rows=int(found["row"].max() or 0),  # type: ignore[arg-type]
        letters=frozenset(found["letters"].unique()),
        styled=frozenset(f"{letters}{row}" for row, letters, _ in styled.iter_rows()),
    )


def _parts(content: bytes) -> Iterator[str]:
    """The content in parts that begin with a row, for several processors at once."""
    start = 0
    for number in range(1, PARTS + 1):
        end = content.find(b"<row", len(content) * number // PARTS) if number < PARTS else len(content)
        end = len(content) if end < start else end
        yield content[start:end].decode()
        start = end
