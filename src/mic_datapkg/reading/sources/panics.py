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
        panics = type(problem).__name__ == "PanicException"
        if not panics and not isinstance(problem, expected):
            raise
        # A panic tells where in its own code a library stands; of other errors the first line says what is the matter.
        said = "its parts contradict each other" if panics else str(problem).strip().partition("\n")[0]
        raise Unreadable(reason, problem=said or type(problem).__name__) from problem
