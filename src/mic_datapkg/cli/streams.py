"""What a command says: every line goes through here, so that no stream ends in a traceback."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import IO

import typer

from mic_datapkg.errors import UsageError

STANDARD_ERROR = 2


class _Closed(io.TextIOBase):
    """A standard stream that nobody opened: whoever writes to it is told."""

    def write(self, text: str, /) -> int:
        raise OSError("it is closed")


def open_streams() -> None:
    """Have standard output and error write UTF-8, whatever a console or a pipe would choose."""
    _take_closed_numbers()
    sys.stdout, sys.stderr = sys.stdout or _Closed(), sys.stderr or _Closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def quiet_libraries() -> None:
    """Keep what libraries in Rust say themselves, dozens of lines for a damaged file, away from standard error.

    The finding says it in one. Only for a process of our own: its standard error is another number afterwards.
    """
    with suppress(OSError, AttributeError, ValueError):
        if sys.stderr.fileno() == STANDARD_ERROR:
            sys.stderr = os.fdopen(os.dup(STANDARD_ERROR), "w", buffering=1, encoding="utf-8")
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, STANDARD_ERROR)
            os.close(nowhere)


def _take_closed_numbers() -> None:
    """Keep the numbers of closed streams from the files that are opened next: a print would write into these."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def say(text: str, *, color: bool | None = None) -> None:
    """Write a text and a line end to standard output.

    A reader that has gone (``| head``) is nobody's fault, and the command goes on to its exit code.

    Raises:
        UsageError: standard output is closed or full.
    """
    try:
        typer.echo(text, color=color)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as problem:
        _silence(sys.stdout)
        raise unwritable(problem) from problem


def say_aside(text: str) -> None:
    """Write a text and a line end to standard error, if there is anybody to read it."""
    try:
        typer.echo(text, err=True)
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def unwritable(problem: OSError) -> UsageError:
    """That standard output cannot be written."""
    return UsageError(f"standard output cannot be written: {problem.strerror or problem}")


def flush(code: int) -> int:
    """The exit code, once what was written is really out; 2 where it is not."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as problem:
        _silence(sys.stdout)
        say_aside(f"mic-datapkg: {unwritable(problem)}")
        return 2
    return code


def _silence(stream: IO[str]) -> None:
    """Lead a stream to nowhere, because Python would complain again when it closes it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
