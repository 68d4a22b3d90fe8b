"""The content of an OpenDocument workbook (.ods), looked through in a stream before any library builds its sheets.

Source: OpenDocument 1.3, part 3, chapter 9 (tables); cells and rows that repeat are written once with a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from xml.parsers import expat

from mic_datapkg.reading.grid import At, Marks, Span
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.number_format import CellStyle, cell_style
from mic_datapkg.reading.sources.links import is_linked_by_address
from mic_datapkg.reading.sources.open_styles import Styles
from mic_datapkg.reading.sources.rich_text import Run, is_plain
from mic_datapkg.reading.sources.sheet_xml import LAST_COLUMN, Marked, refuse_entities

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
# LibreOffice says there that a result is an error (#N/A), which the standard has no type for.
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_HIDDEN = ("collapse", "filter")
# Bytes that are parsed before it is asked again whether there is too much.
_CHUNK = 1 << 20


def marked_in_content(members: Iterable[bytes], limits: Limits) -> dict[str, Marked]:
    """The marked cells of each sheet, by its name; of the members that hold styles and then the sheets.

    Raises:
        Unreadable: it declares entities, or its cells lie further apart than the limits.
        ExpatError: it is no XML.
    """
    styles, sheets = Styles(), dict[str, Marked]()
    for content in members:
        if content:
            sheets = _Look(limits, styles).through(content)
    return sheets


class _Look:
    """A pass over the elements of all sheets that remembers where it stands."""

    def __init__(self, limits: Limits, styles: Styles) -> None:
        self._limits, self._styles = limits, styles
        self._sheets: dict[str, Marked] = {}
        self._begin("")
        # The text of the cell that is open, the styles of its spans, and whether they are part of a remark.
        self._runs, self._spans, self._paragraphs, self._aside, self._broken = list[Run](), [Run("")], 0, 0, False
        self._places: tuple[At, ...] = ()
        # Of a cell without a type: how many columns it fills, and the first of them.
        self._untyped: tuple[int, ...] = ()
        # How often the cell is repeated, and the characters of all cells.
        self._times = self._characters = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = lambda *_: refuse_entities()

    def _begin(self, name: str) -> None:
        """A sheet begins."""
        self._name, self._copied = name, False
        self._formulas: set[At] = set()
        self._valueless: set[At] = set()
        self._linked: set[At] = set()
        self._hidden: tuple[set[int], set[int]] = set(), set()
        self._shown: dict[At, CellStyle] = {}
        self._texts: dict[At, list[Run]] = {}
        self._merged: list[Span] = []
        self._column_styles: list[str] = []
        self._row_style, self._is_hidden = "", False
        self._row = self._column = self._rows = self._last_row = self._last_column = 0

    def through(self, content: bytes) -> dict[str, Marked]:
        for start in range(0, len(content), _CHUNK):
            self._parser.Parse(content[start : start + _CHUNK], False)
        self._parser.Parse(b"", True)
        return self._sheets

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, name = name.rpartition(" ")
        if space == _TABLE:
            self._start_of_table(name, attributes)
        elif space == _TEXT:
            self._start_of_text(name, attributes)
        elif (space, name) == (_OFFICE, "annotation"):
            self._aside += 1
        else:
            self._styles.start(name, attributes)

    def _start_of_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._begin(attributes.get(f"{_TABLE} name", ""))
        elif name == "table-column":
            first, times = len(self._column_styles), min(_number(attributes, "number-columns-repeated"), LAST_COLUMN)
            self._column_styles += [attributes.get(f"{_TABLE} default-cell-style-name", "")] * times
            if attributes.get(f"{_TABLE} visibility") in _HIDDEN:
                self._hidden[1].update(range(first, first + times))
        elif name == "table-row":
            self._rows = _number(attributes, "number-rows-repeated")
            self._row_style = attributes.get(f"{_TABLE} default-cell-style-name", "")
            self._column = 0
            self._is_hidden = attributes.get(f"{_TABLE} visibility") in _HIDDEN
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(attributes)
        elif name == "table-source":
            # What a program keeps of another file, to calculate with.
            self._copied = True

    def _start_of_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "s":
            spaces = int(attributes.get(f"{_TEXT} c", "1"))
            self._more(spaces)
            self._say(" " * spaces)
        elif name == "span":
            self._spans.append(self._styles.of_text(attributes.get(f"{_TEXT} style-name", ""), self._spans[-1]))
        elif name == "line-break":
            # Libraries leave it out and glue the words together.
            self._say("\n")
            self._broken = True
        elif name == "tab":
            self._say("\t")
        elif name == "p" and not self._aside:
            self._paragraphs += 1
            self._say("\n" if self._paragraphs > 1 else "")

    def _end(self, name: str) -> None:
        space, _, name = name.rpartition(" ")
        if (space, name) == (_TEXT, "span"):
            self._spans.pop()
        elif (space, name) == (_OFFICE, "annotation"):
            self._aside -= 1
        elif space != _TABLE:
            self._styles.end(name)
        elif name == "table-row":
            self._row += self._rows
        elif name == "table":
            self._end_of_sheet()
        elif name == "table-cell":
            if self._broken or not is_plain(self._runs):
                self._texts.update(dict.fromkeys(self._places, self._runs))
            self._places = self._untyped = ()

    def _end_of_sheet(self) -> None:
        if self._name in self._sheets:
            raise ValueError(f"{self._name!r} is there twice")
        self._limits.check_members(len(self._sheets) + 1)
        marks = Marks(
            formulas=frozenset(self._formulas),
            linked=frozenset(self._linked),
            valueless=frozenset(self._valueless),
            hidden_rows=frozenset(self._hidden[0]),
            hidden_columns=frozenset(self._hidden[1]),
            merged=tuple(self._merged),
        )
        cells = self._last_row * self._last_column
        self._sheets[self._name] = Marked(
            marks=marks, styles=self._shown, texts=self._texts, cells=cells, copied=self._copied
        )

    def _cell(self, attributes: dict[str, str]) -> None:
        columns = _number(attributes, "number-columns-repeated")
        kind = attributes.get(f"{_OFFICE} value-type")
        formula = attributes.get(f"{_TABLE} formula")
        holds = kind is not None or formula is not None
        if holds:
            self._last_row = max(self._last_row, self._row + self._rows)
            self._last_column = max(self._last_column, self._column + columns)
            self._limits.check_columns(self._last_column)
            self._limits.check_cells(self._last_row * self._last_column)
            # Not before: empty rows are hidden to the end of many a sheet.
            self._hidden[0].update(range(self._row, self._row + self._rows) if self._is_hidden else ())
        # Of empty cells to the ends of a sheet nothing is kept; of others no more than the limits of cells.
        self._times = columns * self._rows if holds else 1
        self._places = self._at(columns) if holds else ()
        self._untyped = () if holds else (columns, self._column)
        self._runs, self._paragraphs, self._broken = [], 0, False
        failed = attributes.get(f"{_CALC} value-type") == "error"
        if formula is not None and is_linked_by_address(formula):
            self._linked.update(self._places)
        elif formula is not None or failed:
            (self._valueless if kind is None or failed else self._formulas).update(self._places)
        style = self._style(attributes, kind or "") if holds else None
        if style is not None:
            self._shown.update(dict.fromkeys(self._places, style))
        down, right = (_number(attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
        if down * right > 1:
            self._merged.append((self._row, self._column, self._row + down - 1, self._column + right - 1))
        self._column += columns

    def _style(self, attributes: Mapping[str, str], kind: str) -> CellStyle | None:
        """The style of a cell, or else of its row or column; what is a percentage or money is shown so in any."""
        columns = self._column_styles
        of_column = columns[self._column] if self._column < len(columns) else ""
        named = attributes.get(f"{_TABLE} style-name") or self._row_style or of_column
        style = self._styles.of_cell(named, kind)
        if style is None or style.format is None:
            currency = attributes.get(f"{_OFFICE} currency", "") if kind == "currency" else ""
            usual = cell_style("0%" if kind == "percentage" else f'0" {currency}"' if currency else "")
            return style if usual is None else replace(style or usual, format=usual.format)
        return style

    def _text(self, text: str) -> None:
        self._more(len(text))
        self._styles.text(text)
        self._say(text)

    def _say(self, text: str) -> None:
        # A remark on the cell is no part of what it says.
        if self._untyped and text.strip() and not self._aside:
            self._hold(*self._untyped)
        if self._places and not self._aside:
            self._runs.append(self._spans[-1]._replace(text=text))

    def _hold(self, columns: int, first: int) -> None:
        """A text stands in a cell that states no type: libraries take such a cell for an empty one."""
        behind, self._column, self._untyped, self._broken = self._column, first, (), True
        self._last_row = max(self._last_row, self._row + self._rows)
        self._last_column = max(self._last_column, first + columns)
        self._limits.check_columns(self._last_column)
        self._limits.check_cells(self._last_row * self._last_column)
        self._times, self._places = columns * self._rows, self._at(columns)
        self._column = behind

    def _more(self, characters: int) -> None:
        """Count characters of a cell, as often as it is repeated: libraries make room for each."""
        self._characters += characters * self._times
        self._limits.check_characters(characters)
        self._limits.check_unpacked(self._characters)

    def _at(self, columns: int) -> tuple[At, ...]:
        rows = range(self._row, self._row + self._rows)
        return tuple((row, column) for column in range(self._column, self._column + columns) for row in rows)


def _number(attributes: Mapping[str, str], name: str) -> int:
    return int(attributes.get(f"{_TABLE} {name}", "1"))
