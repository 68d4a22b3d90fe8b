"""Real files with some of their bytes changed, as Hypothesis strategies."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from tests.fuzz import target

# What readers stumble over: quotes, line ends, entities, references, numbers at the edge, half characters.
PIECES = [
    *(piece.encode("latin-1") for piece in ['"', "\n", "\r", "\x00", ";", ",", "\t", "ÿþ", "ï»¿", "Ã", "=", "<"]),
    *(
        piece.encode()
        for piece in [
            "/>",
            "&#0;",
            "&lt;",
            "<v/>",
            "<row/>",
            "<c/>",
            "<!DOCTYPE>",
            "1e999",
            "-0",
            "NaN",
            "0.1",
            "54/63",
            "tỉ",
            "²",
            "½",
            "١",
            "13/2022",
        ]
    ),
    *(piece.encode() for piece in ['r="XFD1048576"', 'r="A0"', 't="s"', 't="d"', 't="b"', 't="e"']),
    b"9" * 30,
]


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with a few stretches cut, doubled, or replaced by a piece or by anything."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 20)))
        put = draw(
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(b""), st.just(content[start:end] * 2))
        )
        content = content[:start] + put + content[end:]
    return content


def csv_files() -> st.SearchStrategy[bytes]:
    """CSV files that were received, changed."""
    return st.sampled_from(_texts()).flatmap(changed)


def old_workbooks() -> st.SearchStrategy[bytes]:
    """A workbook of Excel 97 to 2003, changed."""
    return changed(target.old_workbook())


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Workbooks with one member changed, or the archive itself."""
    parts = dict(_members())
    if draw(st.integers(0, 4)) == 0:
        return draw(changed(target.packed(parts)))
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(changed(parts[name]))
    return target.packed(parts)


@cache
def _texts() -> list[bytes]:
    return target.texts()


@cache
def _members() -> dict[str, bytes]:
    return target.members()
