"""The content of an OpenDocument workbook (.ods), looked through in a stream before any library builds its sheets.

Source: OpenDocument 1.3, part 3, chapter 9 (tables); cells and rows that repeat are written once with a number.
"""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

from mic_datapkg.reading.cell import column_letter
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.number_format import NumberFormat, format_of_shown, number_format
from mic_datapkg.reading.sources.links import is_linked_by_address
from mic_datapkg.reading.sources.sheet_xml import Marked, refuse_entities

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
# LibreOffice says there that a result is an error (#N/A), which the standard has no type for.
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_CHUNK = 1 << 20


def marked_in_content(stream: IO[bytes], limits: Limits) -> dict[str, Marked]:
    """The marked cells of each sheet, by its name.

    Raises:
        Unreadable: it declares entities, or its cells lie further apart than the limits.
        ExpatError: it is no XML.
    """
    return _Look(limits).through(stream)


class _Look:
    """A pass over the elements of all sheets that remembers where it stands."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._name = limits, ""
        self._sheets: dict[str, Marked] = {}
        self._formulas: set[str] = set()
        self._valueless: set[str] = set()
        self._linked: set[str] = set()
        self._copied = False
        self._formats: dict[str, NumberFormat] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        # The cell that is open, if it holds a number: its references, the number, and what it shows.
        self._references: tuple[str, ...] = ()
        self._value, self._shown, self._aside = 0.0, "", 0
        # How often the cell is repeated, and the characters of all cells.
        self._times = self._characters = 0
        self._row = self._column = self._rows = self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = lambda *_: refuse_entities()

    def through(self, stream: IO[bytes]) -> dict[str, Marked]:
        while chunk := stream.read(_CHUNK):
            self._parser.Parse(chunk, False)
        self._parser.Parse(b"", True)
        return self._sheets

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE} table":
            self._formulas, self._valueless, self._formats, self._merged = set(), set(), {}, []
            self._linked, self._copied = set(), False
            self._name = attributes.get(f"{_TABLE} name", "")
            self._row = self._last_row = self._last_column = 0
        elif name == f"{_TABLE} table-row":
            self._rows = _number(attributes, "number-rows-repeated")
            self._column = 0
        elif name == f"{_TEXT} s":
            self._more(int(attributes.get(f"{_TEXT} c", "1")))
        elif name == f"{_OFFICE} annotation":
            self._aside += 1
        elif name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._cell(attributes)
        elif name == f"{_TABLE} table-source":
            # What a program keeps of another file, to calculate with.
            self._copied = True

    def _end(self, name: str) -> None:
        if name == f"{_TABLE} table-row":
            self._row += self._rows
        elif name == f"{_TABLE} table":
            if self._name in self._sheets:
                raise ValueError(f"{self._name!r} is there twice")
            self._limits.check_members(len(self._sheets) + 1)
            self._sheets[self._name] = Marked(
                formulas=frozenset(self._formulas),
                linked=frozenset(self._linked),
                valueless=frozenset(self._valueless),
                formats=self._formats,
                cells=self._last_row * self._last_column,
                merged=tuple(self._merged),
                copied=self._copied,
            )
        elif name == f"{_OFFICE} annotation":
            self._aside -= 1
        elif name == f"{_TABLE} table-cell" and self._references:
            words = format_of_shown(self._value, self._shown)
            if words is not None:
                self._formats.update(dict.fromkeys(self._references, words))
            self._references = ()

    def _cell(self, attributes: dict[str, str]) -> None:
        columns = _number(attributes, "number-columns-repeated")
        kind = attributes.get(f"{_OFFICE} value-type")
        formula = f"{_TABLE} formula" in attributes
        if kind is not None or formula:
            self._last_row = max(self._last_row, self._row + self._rows)
            self._last_column = max(self._last_column, self._column + columns)
            self._limits.check_columns(self._last_column)
            self._limits.check_cells(self._last_row * self._last_column)
        failed = attributes.get(f"{_CALC} value-type") == "error"
        if formula and is_linked_by_address(attributes[f"{_TABLE} formula"]):
            self._linked.update(self._named(columns))
        elif formula or failed:
            (self._valueless if kind is None or failed else self._formulas).update(self._named(columns))
        if kind == "percentage":
            self._formats.update(dict.fromkeys(self._named(columns), number_format("0%")))
        elif kind in ("float", "currency"):
            self._references, self._shown = self._named(columns), ""
            self._value = float(attributes.get(f"{_OFFICE} value", "nan"))
        # Of empty cells to the ends of a sheet nothing is kept.
        self._times = columns * self._rows if kind is not None or formula else 1
        down, right = (_number(attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
        if down * right > 1:
            self._merged.append((self._row, self._column, self._row + down - 1, self._column + right - 1))
        self._column += columns

    def _text(self, text: str) -> None:
        self._more(len(text))
        # A remark on the cell is no part of what it shows.
        if self._references and not self._aside:
            self._shown += text

    def _more(self, characters: int) -> None:
        """Count characters of a cell, as often as it is repeated: libraries make room for each."""
        self._characters += characters * self._times
        self._limits.check_characters(characters)
        self._limits.check_unpacked(self._characters)

    def _named(self, columns: int) -> tuple[str, ...]:
        # No more than the limits of cells, which were asked before.
        return tuple(
            f"{column_letter(column)}{row}"
            for column in range(self._column, self._column + columns)
            for row in range(self._row + 1, self._row + self._rows + 1)
        )


def _number(attributes: dict[str, str], name: str) -> int:
    return int(attributes.get(f"{_TABLE} {name}", "1"))
