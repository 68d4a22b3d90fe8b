"""Where the reports of a command go: to stdout, to files, and into the summary of a GitHub job."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import typer

from mic_datapkg.cli.environment import add_summary
from mic_datapkg.cli.options import Format
from mic_datapkg.cli.watch import Watch
from mic_datapkg.errors import UsageError
from mic_datapkg.formats.text import as_text, plain
from mic_datapkg.validating.report import Report

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


def put(report: Report, chosen: Format, output: Path, watch: Watch) -> None:
    """Put the report in a format where it goes; what is for GitHub goes into the summary of its job as well."""
    if (chosen, output) == (Format.TEXT, STDOUT):
        # In a terminal, what was shown while the files were read is not shown again.
        text = as_text(report, watch.language, paint=watch.paint, without=watch.shown)
        typer.echo(text, color=watch.paint is not plain)
    elif output == STDOUT:
        typer.echo(_written(report, chosen, watch.language))
    else:
        written = _written(report, chosen, watch.language).rstrip("\n") + "\n"
        write(output, written.encode("utf-8", errors="backslashreplace"))
    if chosen is Format.GITHUB:
        add_summary(report, watch.language)


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
        raise UsageError(f"{output.as_posix()}: cannot be written: {problem.strerror}") from problem
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _written(report: Report, chosen: Format, language: str) -> str:
    """The report in a format; only the module of that format is imported."""
    module = import_module(f"mic_datapkg.formats.{chosen}")
    write = getattr(module, f"as_{chosen}")
    return str(write(report) if chosen is Format.JSON else write(report, language))
