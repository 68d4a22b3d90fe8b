"""The XML of a large sheet that is spelled as spreadsheet programs spell it, read by queries at many times the speed.

The rows of such a sheet are a regular language: one expression proves them all. What is spelled in any other way is
left to the parser, and to the library that opens workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

import polars as pl

from mic_datapkg.reading.cell import column_number
from mic_datapkg.reading.limits import Limits

# Characters as XML 1.0 knows them, but no carriage return: what becomes of it depends on who reads it.
TEXT = r"(?:[^<&\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)*"
T = rf'<t(?: xml:space="preserve")?>{TEXT}</t>'
# The reference comes first, and only once; no formula. A text of its own stands in a cell of that kind only.
VALUE = rf' t="inlineStr">(?:<is>{T}</is>)?</c>|(?: t="(?:[a-hj-z]|str)")?(?: ?/>|>(?:<v>{TEXT}</v>)?</c>)'
CELL = rf'<c r="[A-Z]{{1,3}}[1-9][0-9]{{0,6}}"(?: s="(?:0|[1-9][0-9]{{0,4}})")?(?:{VALUE})'
ROW = r'<row(?: r="[1-9][0-9]{0,6}")?(?: [A-Za-qs-z][A-Za-z0-9:]*="[^"<&]*")*'
ROWS = rf"^(?:{ROW}(?: ?/>|>(?:{CELL})*</row>))*$"
STRINGS = rf"^(?:<si>{T}</si>)*$"
# Once the rows are proven, a cell begins wherever this stands, and has these pieces.
CELL_START = '<c r="'
# What comes next is always told by one character, which makes an expression with groups much faster.
PIECES = (
    r'^(?<letters>[A-Z]+)(?<row>[0-9]+)"'
    r'(?: (?:s="(?<style>[0-9]+)"(?: t="(?<kind>[A-Za-z]+)")?|t="(?<alone>[A-Za-z]+)"))?'
    r"(?:><(?:v>|is><t[^>]*>)(?<value>[^<]*))?"
)
# _x000D_ in a text means a character.
ESCAPED = "_x[0-9A-Fa-f]{4}_"
UTF_8 = "UTF-8"
PARTS = 64


@dataclass(frozen=True, kw_only=True)
class Plain:
    """The cells of a sheet: a frame with the row, column, style, kind and value of each.

    Rows and columns are counted from 1; the value is as it stands in the XML, null for a cell without one.
    """

    cells: pl.DataFrame

    @property
    def rows(self) -> int:
        """The last row in which a cell stands."""
        return int(self.filled["row"].max() or 0)  # type: ignore[arg-type]

    @property
    def filled(self) -> pl.DataFrame:
        """The cells that hold something."""
        return self.cells.filter(pl.col("value").is_not_null())

    @property
    def columns(self) -> int:
        """The last column in which a cell stands."""
        return int(self.filled["column"].max() or 0)  # type: ignore[arg-type]


def look(content: bytes, limits: Limits) -> Plain | None:
    """The cells of a sheet that is plainly spelled; None for any other.

    Raises:
        Unreadable: there are more cells than the limits allow, or they lie further apart.
    """
    parts = _proven(content, first=b"<row", around="sheetData", grammar=ROWS)
    if parts is None:
        return None
    part, piece = pl.col("part"), pl.col("piece")
    count = parts.select(part.str.count_matches(CELL_START, literal=True).sum()).collect(engine="streaming").item()
    if count > limits.cells:
        # Most of them may be only formatted; the parser tells.
        return None
    pieces = parts.select(piece=part.str.split(CELL_START).list.slice(1)).explode("piece").drop_nulls()
    cells = pieces.select(found=piece.str.extract_groups(PIECES)).unnest("found").collect(engine="streaming")
    columns = {letters: column_number(letters) for letters in cells["letters"].unique()}
    plain = Plain(
        cells=cells.with_columns(
            pl.col("row", "style").cast(pl.Int32),
            kind=pl.coalesce("kind", "alone"),
            column=pl.col("letters").replace_strict(columns, return_dtype=pl.Int32),
        )
    )
    limits.check_columns(plain.columns)
    limits.check_cells(plain.columns * plain.rows)
    return plain


def strings_in(content: bytes) -> pl.Series | None:
    """The strings that the cells of a workbook share; None where they are not plainly spelled."""
    parts = _proven(content, first=b"<si>", around="sst", grammar=STRINGS)
    if parts is None:
        return None
    part, piece = pl.col("part"), pl.col("piece")
    pieces = parts.select(piece=part.str.split("<si>").list.slice(1)).explode("piece").drop_nulls()
    return meant(pieces.select(piece.str.extract("^<t[^>]*>([^<]*)")).collect(engine="streaming")["piece"])


def meant(texts: pl.Series) -> pl.Series | None:
    """What texts in XML stand for, without the spaces around them, null for nothing; None where readers disagree."""
    referring = texts.filter(texts.str.contains("&", literal=True)).unique().to_list()
    if referring:
        try:
            characters = ET.fromstring(f"<all><t>{'</t><t>'.join(referring)}</t></all>")
        except ET.ParseError:
            # A reference to no character, such as &#0;
            return None
        texts = texts.replace(referring, [one.text for one in characters])
    stripped = texts.str.strip_chars().replace("", None)
    return None if stripped.str.contains(ESCAPED).any() else stripped


def _proven(content: bytes, *, first: bytes, around: str, grammar: str) -> pl.LazyFrame | None:
    """What stands inside an element, in parts that begin with its children, if all of it follows the grammar."""
    start, end = content.find(first), content.rfind(f"</{around}>".encode())
    if not 0 <= start <= end or not _holds(content[:start], content[end:], around):
        return None
    try:
        parts = pl.LazyFrame({"part": list(_parts(content, start, end, first))}, schema={"part": pl.String})
    except UnicodeDecodeError:
        return None
    follow = parts.select(pl.col("part").str.contains(grammar).all()).collect(engine="streaming").item()
    return parts if follow else None


def _holds(head: bytes, tail: bytes, around: str) -> bool:
    """Whether head and tail are XML in UTF-8 whose one element of that name is open between them, without a cell."""
    names: list[str] = []
    unusual: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: names.append(name.rpartition(":")[2])
    parser.StartDoctypeDeclHandler = lambda *_: unusual.append("entities")
    parser.XmlDeclHandler = lambda _, encoding, __: unusual.extend({(encoding or UTF_8).upper()} - {UTF_8})
    try:
        parser.Parse(head + tail, True)
    except expat.ExpatError:
        return False
    opens = re.search(rf"<{around}[^<>]*>$".encode(), head) is not None
    return opens and names.count(around) == 1 and not unusual and not {"row", "c", "si"} & {*names}


def _parts(content: bytes, start: int, end: int, first: bytes) -> Iterator[str]:
    """The content in parts that begin with a child, for several processors at once."""
    size = (end - start) // PARTS + 1
    while start < end:
        after = content.find(first, start + size, end)
        after = after if after > 0 else end
        yield content[start:after].decode()
        start = after
