"""Where the reports of a command go: to stdout, to files, and into the summary of a GitHub job."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import typer

from mic_datapkg.environment import add_summary
from mic_datapkg.errors import UsageError
from mic_datapkg.options import Format
from mic_datapkg.report import Report

STDOUT = Path("-")


def wanted_of(formats: list[Format], outputs: list[Path]) -> list[tuple[Format, Path]]:
    """Each format with the place it goes to.

    Raises:
        UsageError: there are several formats, and not as many places.
    """
    if len(formats) == 1 and not outputs:
        return [(formats[0], STDOUT)]
    if len(formats) != len(outputs):
        raise UsageError(f"expected one --output for each --format, got {len(formats)} and {len(outputs)}")
    return list(zip(formats, outputs, strict=True))


def put(report: Report, chosen: Format, output: Path, language: str) -> None:
    """Put the report in a format where it goes; what is for GitHub goes into the summary of its job as well."""
    written = _written(report, chosen, language)
    if output == STDOUT:
        typer.echo(written)
    else:
        write(output, (written.rstrip("\n") + "\n").encode("utf-8", errors="backslashreplace"))
    if chosen is Format.GITHUB:
        add_summary(report, language)


def write(output: Path, content: bytes) -> None:
    """Write the whole file or none of it.

    Raises:
        UsageError: it cannot be written.
    """
    unfinished = output.with_name(f".{output.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(output)
    except OSError as problem:
        with suppress(OSError):
            unfinished.unlink()
        raise UsageError(f"{output.as_posix()}: cannot be written: {problem.strerror}") from problem


def _written(report: Report, chosen: Format, language: str) -> str:
    """The report in a format; only the module of that format is imported."""
    module = import_module(f"mic_datapkg.formats.{chosen}")
    write = getattr(module, f"as_{chosen}")
    return str(write(report) if chosen is Format.JSON else write(report, language))
