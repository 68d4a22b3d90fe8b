"""The XML of a workbook's sheets, looked through in one pass: which cells are more than their value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from mic_datapkg.reading.cell import column_number
from mic_datapkg.reading.grid import At, Marks
from mic_datapkg.reading.limits import Limits
from mic_datapkg.reading.number_format import CellStyle
from mic_datapkg.reading.sources.links import LinkedNames, cells_in, is_linked
from mic_datapkg.reading.sources.rich_text import Run, Runs, is_on, is_plain
from mic_datapkg.reading.unreadable import Unreadable

_DIGITS = "0123456789"
# The last column that a spreadsheet has is XFD, the last row 1048576.
_LETTERS, _MOST_DIGITS, LAST_COLUMN = 3, 7, 16_384


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What is known of a sheet before any library builds its cells.

    ``styles`` are those of cells that are shown otherwise than they are stored, ``texts`` are the runs of cells in
    which some are written in another way. ``cells`` is how many lie in the rectangle from the first to the last;
    ``copied`` says that a program keeps the sheet of another file here.
    """

    marks: Marks = field(default_factory=Marks)
    styles: Mapping[At, CellStyle] = field(default_factory=dict)
    texts: Mapping[At, Sequence[Run]] = field(default_factory=dict)
    cells: int = 0
    copied: bool = False


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What the sheets of a workbook share: styles and strings that are not plain, and names that lead elsewhere.

    ``long`` says how many characters the long strings have.
    """

    styles: Mapping[str, CellStyle] = field(default_factory=dict)
    strings: Mapping[str, Sequence[Run]] = field(default_factory=dict)
    long: Mapping[str, int] = field(default_factory=dict)
    linked: LinkedNames = None


def marked_in(content: bytes, shared: Shared, limits: Limits) -> Marked:
    """The marked cells of a sheet, however its XML is spelled.

    Raises:
        Unreadable: it declares entities, or its cells lie further apart than the limits.
        ExpatError: it is no XML.
    """
    return _Look(shared, limits).through(content)


def refuse_entities() -> None:
    """Raise, because XML declares a document type: that is where entities come from."""
    raise Unreadable("entities")


class _Look:
    """A pass over the elements of a sheet that remembers where it stands."""

    def __init__(self, shared: Shared, limits: Limits) -> None:
        self._shared, self._limits = shared, limits
        self._of_styles = shared.styles
        self._looks_at_strings = bool(shared.strings or shared.long)
        self._characters = 0
        self._columns: dict[str, int] = {}
        # The cell that is open, all counted from 1, and the last that holds something.
        self._row = self._column = self._last_row = self._last_column = 0
        self._number = ""
        self._kind, self._said, self._runs = "", "", Runs()
        # Its formula, and the shared ones that take values from other files.
        self._has_formula, self._formula, self._name, self._range = False, "", "", ""
        self._linked_names: set[str] = set()
        self._formulas: set[At] = set()
        self._linked: set[At] = set()
        self._valueless: set[At] = set()
        self._styles: dict[At, CellStyle] = {}
        self._texts: dict[At, Sequence[Run]] = {}
        self._hidden: tuple[set[int], set[int]] = set(), set()
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = lambda *_: refuse_entities()

    def through(self, content: bytes) -> Marked:
        self._parser.Parse(content, True)
        marks = Marks(
            formulas=frozenset(self._formulas - self._linked),
            linked=frozenset(self._linked),
            valueless=frozenset(self._valueless - self._linked),
            hidden_rows=frozenset(self._hidden[0]),
            hidden_columns=frozenset(self._hidden[1]),
        )
        cells = self._last_row * self._last_column
        return Marked(marks=marks, styles=self._styles, texts=self._texts, cells=cells)

    def _start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: C901 - a call for each element costs more than all it does
        # Called for every element: whatever can be asked for later is not asked for here.
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "is"):
            # Cells that are only formatted reach to the ends of many a sheet, and hold nothing.
            if self._column > self._last_column or self._row > self._last_row:
                self._count()
            self._said = ""
            if self._kind == "s" and self._looks_at_strings:
                self._listen()
        elif name == "t" and self._parser.EndElementHandler is None:
            # A text that is plain.
            return
        elif name == "row":
            self._start_of_row(attributes)
        elif name == "f":
            self._count()
            self._has_formula, self._formula, self._said = True, "", ""
            self._name, self._range = attributes.get("si", ""), attributes.get("ref", "")
            self._listen()
        elif self._kind == "inlineStr":
            self._start_in_text(name, attributes)
        elif name == "col":
            self._start_of_columns(attributes)

    def _start_of_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._column, self._number = 0, ""
        if is_on(attributes.get("hidden", "0")):
            self._hidden[0].add(self._row - 1)

    def _start_of_columns(self, attributes: dict[str, str]) -> None:
        if is_on(attributes.get("hidden", "0")):
            first, last = (int(attributes.get(end, "0")) for end in ("min", "max"))
            self._hidden[1].update(range(first - 1, min(last, LAST_COLUMN)))

    def _start_in_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "r" and self._parser.EndElementHandler is None:
            self._runs = Runs()
            self._listen()
        self._runs.start(name, attributes)

    def _listen(self) -> None:
        self._parser.EndElementHandler, self._parser.CharacterDataHandler = self._end, self._text

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip(_DIGITS)
            self._column = self._columns.get(letters) or self._known(letters, reference)
            # Most cells stand in the row of the one before.
            if (number := reference[len(letters) :]) != self._number:
                self._number, self._row = number, self._known_row(number, reference)
        else:
            # It stands behind the last.
            self._column, self._row, self._number = self._column + 1, max(self._row, 1), ""
        self._kind, self._has_formula = attributes.get("t", ""), False
        if self._kind == "e":
            self._valueless.add((self._row - 1, self._column - 1))
        if self._of_styles and (style := self._of_styles.get(attributes.get("s", "0"))) is not None:
            self._styles[self._row - 1, self._column - 1] = style

    def _text(self, text: str) -> None:
        self._said += text
        self._runs.text(text)

    def _end(self, name: str) -> None:
        name, at = name.rpartition(":")[2], (self._row - 1, self._column - 1)
        self._runs.end(name)
        if name == "f":
            self._formula, self._said = self._said, ""
        elif name == "v" and self._kind == "s":
            self._refer(at)
        elif name == "is" and not is_plain(self._runs.runs):
            self._texts[at] = self._runs.runs
        elif name == "c":
            self._parser.EndElementHandler = self._parser.CharacterDataHandler = None
            if self._has_formula:
                self._conclude(at)

    def _refer(self, at: At) -> None:
        """The cell has one of the strings that cells share."""
        if self._said in self._shared.strings:
            self._texts[at] = self._shared.strings[self._said]
        self._characters += self._shared.long.get(self._said, 0)
        self._limits.check_unpacked(self._characters)

    def _conclude(self, at: At) -> None:
        """The cell with a formula ends: it has a value, or none, or one of another file."""
        if is_linked(self._formula, self._shared.linked):
            self._linked.update([at, *cells_in(self._range)])
            self._linked_names.add(self._name)
        elif self._name and not self._formula and self._name in self._linked_names:
            self._linked.add(at)
        # A formula whose result is an error (#N/A) has no value either.
        (self._formulas if self._said and self._kind != "e" else self._valueless).add(at)

    def _known(self, letters: str, reference: str) -> int:
        """The number of a column that comes for the first time."""
        if not (letters.isascii() and letters.isalpha() and len(letters) <= _LETTERS):
            raise Unreadable("damaged", problem=f"no cell is called {reference!r}")
        self._columns[letters] = column_number(letters.upper())
        return self._columns[letters]

    def _known_row(self, number: str, reference: str) -> int:
        if not 0 < len(number) <= _MOST_DIGITS:
            raise Unreadable("damaged", problem=f"no cell is called {reference!r}")
        return int(number)

    def _count(self) -> None:
        """A cell holds something that stands further right or below than any before."""
        self._last_column, self._last_row = max(self._column, self._last_column), max(self._row, self._last_row)
        self._limits.check_columns(self._last_column)
        self._limits.check_cells(self._last_column * self._last_row)
