"""The XML of a workbook's sheets, looked through before any library builds the sheet from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from mic_datapkg.reading.cell import column_letter, column_number
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.number_format import NumberFormat
from mic_datapkg.reading.sources.cell_styles import CellStyles
from mic_datapkg.reading.sources.links import LinkedNames, cells_in, is_linked
from mic_datapkg.reading.sources.plain_cells import NumberedGrid, grid_of
from mic_datapkg.reading.sources.plain_xml import look
from mic_datapkg.reading.unreadable import Unreadable

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# Bytes from which a sheet is looked at by queries first.
LARGE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Cells of a sheet that are more than their value: formulas, formulas without a value, numbers shown with words.

    ``linked`` are formulas that take their value from another file; ``copied`` says that all of the sheet does.
    ``formats`` says how the latter are shown. ``cells`` is how many lie in the rectangle from the first to the last.
    ``grid`` holds them, where the look was a reading too. ``merged`` holds the cells that span others, where no library
    tells them.
    """

    formulas: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    valueless: frozenset[str] = frozenset()
    formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    cells: int = 0
    merged: Sequence[tuple[int, int, int, int]] = ()
    grid: NumberedGrid | None = None
    copied: bool = False


def marked_in(content: bytes, styles: CellStyles, shared: bytes, limits: Limits, linked: LinkedNames = None) -> Marked:
    """The marked cells of a sheet, however its XML is spelled; ``shared`` is the XML of the strings that cells share.

    Raises:
        Unreadable: it declares entities, or its cells lie further apart than the limits.
        ExpatError: it is no XML.
    """
    # In a small sheet the parser is done before a query is planned.
    plain = look(content, limits) if len(content) > LARGE else None
    grid = grid_of(plain, styles, shared) if plain is not None else None
    if plain is None or grid is None:
        return _Look(styles, limits, linked).through(content)
    return Marked(cells=plain.columns * plain.rows, grid=grid)


def refuse_entities() -> None:
    """Raise, because XML declares a document type: that is where entities come from."""
    raise Unreadable("entities")


class _Look:
    """A pass over the elements of a sheet that remembers where it stands."""

    def __init__(self, styles: CellStyles, limits: Limits, names: LinkedNames) -> None:
        self._limits, self._names = limits, names
        self._styles = {str(style): made for style, made in styles.formats.items()}
        self._row = self._column = self._last_row = self._last_column = 0
        self._valued = self._failed = False
        self._formulas: set[str] = set()
        self._linked: set[str] = set()
        self._valueless: set[str] = set()
        self._formats: dict[str, NumberFormat] = {}
        # The formula of the cell that is open, and the shared ones that take values from other files.
        self._formula, self._shared, self._range, self._linked_shared = "", "", "", set[str]()
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = lambda *_: refuse_entities()

    def through(self, content: bytes) -> Marked:
        self._parser.Parse(content, True)
        return Marked(
            formulas=frozenset(self._formulas - self._linked),
            linked=frozenset(self._linked),
            valueless=frozenset(self._valueless - self._linked),
            formats=self._formats,
            cells=self._last_row * self._last_column,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Called for every element: whatever can be asked for later is not asked for here.
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = 0
        elif name in ("v", "is"):
            # Cells that are only formatted reach to the ends of many a sheet, and hold nothing.
            self._count()
            if self._parser.EndElementHandler is not None:
                self._parser.CharacterDataHandler = self._value
        elif name == "f":
            self._count()
            self._valued, self._formula = False, ""
            self._shared, self._range = attributes.get("si", ""), attributes.get("ref", "")
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._text

    def _cell(self, attributes: dict[str, str]) -> None:
        self._at(attributes.get("r"))
        self._failed = attributes.get("t") == "e"
        if self._failed:
            self._valueless.add(self._named())
        if self._styles and (style := attributes.get("s", "")) in self._styles:
            self._formats[self._named()] = self._styles[style]

    def _text(self, text: str) -> None:
        self._formula += text

    def _value(self, _: str) -> None:
        self._valued = True
        self._parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "f":
            self._parser.CharacterDataHandler = None
            if is_linked(self._formula, self._names):
                self._linked.update([self._named(), *cells_in(self._range)])
                self._linked_shared.add(self._shared)
            elif self._shared and not self._formula and self._shared in self._linked_shared:
                self._linked.add(self._named())
        elif name == "c":
            # A formula whose result is an error (#N/A) has no value either.
            (self._formulas if self._valued and not self._failed else self._valueless).add(self._named())
            self._parser.EndElementHandler = self._parser.CharacterDataHandler = None

    def _at(self, reference: str | None) -> None:
        """Go to a cell; one without a reference stands behind the last."""
        found = _REFERENCE.fullmatch(reference) if reference else None
        if reference and found is None:
            raise Unreadable("damaged", problem=f"no cell is called {reference!r}")
        self._column = self._column + 1 if found is None else column_number(found[1].upper())
        self._row = max(self._row, 1) if found is None else int(found[2])

    def _count(self) -> None:
        """The cell holds something."""
        if self._column > self._last_column or self._row > self._last_row:
            self._last_column, self._last_row = max(self._column, self._last_column), max(self._row, self._last_row)
            self._limits.check_columns(self._last_column)
            self._limits.check_cells(self._last_column * self._last_row)

    def _named(self) -> str:
        return f"{column_letter(self._column - 1)}{self._row}"
