"""What libraries raise that are written in Rust or C, turned into a file that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mic_datapkg.reading.unreadable import Unreadable


@contextmanager
def opening(reason: str, *expected: type[BaseException]) -> Iterator[None]:
    """Whatever a library raises for a file that it cannot read becomes ``Unreadable`` for that reason.

    A panic in Rust, in which Polars and calamine are written, is no ``Exception`` in Python.
    """
    try:
        yield
    except Unreadable:
        raise
    except BaseException as problem:
        if not isinstance(problem, expected) and type(problem).__name__ != "PanicException":
            raise
        # Some libraries tell where in their own code they stand; the first line says what is the matter.
        said = str(problem).strip().partition("\n")[0] or type(problem).__name__
        raise Unreadable(reason, problem=said) from problem
