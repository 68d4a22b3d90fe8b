"""Where the reports of a command go: to stdout, to files, and into the summary of a GitHub job."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from mic_datapkg.cli.environment import add_summary
from mic_datapkg.cli.options import Format
from mic_datapkg.cli.streams import say
from mic_datapkg.cli.watch import Watch
from mic_datapkg.errors import UsageError
from mic_datapkg.formats.text import as_text, plain
from mic_datapkg.reading.files import READ
from mic_datapkg.validating.report import Report

STDOUT = Path("-")


def wanted_of(formats: list[Format], outputs: list[Path]) -> list[tuple[Format, Path]]:
    """Each format with the place it goes to.

    Raises:
        UsageError: there are several formats, and not as many places, each another.
    """
    if len(formats) == 1 and not outputs:
        return [(formats[0], STDOUT)]
    if len(formats) != len(outputs):
        raise UsageError(f"expected one --output for each --format, got {len(formats)} and {len(outputs)}")
    files = [os.path.realpath(output) for output in outputs if output != STDOUT]
    if len(set(files)) < len(files):
        raise UsageError("expected another --output for each --format, got one of them twice")
    return list(zip(formats, outputs, strict=True))


def refuse_inputs(outputs: Iterable[Path], paths: Iterable[Path]) -> None:
    """Raise if a report would replace what it is about.

    Raises:
        UsageError: it goes to one of the files, or to one in the folders that ends like those that are read.
    """
    inputs = [Path(os.path.realpath(path)) for path in paths]
    for output in outputs:
        target = Path(os.path.realpath(output))
        is_read = target.suffix.lower() in READ and target.exists()
        if output != STDOUT and (target in inputs or (is_read and any(target.is_relative_to(path) for path in inputs))):
            raise UsageError(f"{output.as_posix()}: this is one of the files to validate; write the report elsewhere")


def put(report: Report, chosen: Format, output: Path, watch: Watch) -> None:
    """Put the report in a format where it goes; what is for GitHub goes into the summary of its job as well."""
    if (chosen, output) == (Format.TEXT, STDOUT):
        # In a terminal, what was shown while the files were read is not shown again.
        text = as_text(report, watch.language, paint=watch.paint, without=watch.shown)
        say(text, color=watch.paint is not plain)
    elif output == STDOUT:
        say(_written(report, chosen, watch.language))
    else:
        written = _written(report, chosen, watch.language).rstrip("\n") + "\n"
        write(output, written.encode("utf-8", errors="backslashreplace"))
    if chosen is Format.GITHUB:
        add_summary(report, watch.language)


def write(output: Path, content: bytes) -> None:
    """Write the whole file or none of it; into what is no regular file (a device, a pipe), as it comes.

    A link stays a link: what it leads to is written.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if _is_stream(output):
            with output.open("wb") as stream:
                stream.write(content)
        else:
            _replace(Path(os.path.realpath(output)), content)
    except BrokenPipeError:
        # The reader of a pipe has read what it wanted.
        return
    except (OSError, ValueError) as problem:
        said = getattr(problem, "strerror", None) or problem
        raise UsageError(f"{output.as_posix()}: cannot be written: {said}") from problem


def _is_stream(output: Path) -> bool:
    """Whether there is something that must not be replaced by a file."""
    # /dev/stdout may be a file too, which somebody else holds open.
    inside = Path(os.path.abspath(output)).parts[1:2]  # noqa: PTH100 - resolve() would follow the links out of /dev
    return output.exists() and (not output.is_file() or inside in (("dev",), ("proc",)))


def _replace(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f".{target.name[:100]}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(content)
        if target.exists():
            unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
        unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _written(report: Report, chosen: Format, language: str) -> str:
    """The report in a format; only the module of that format is imported."""
    module = import_module(f"mic_datapkg.formats.{chosen}")
    write = getattr(module, f"as_{chosen}")
    return str(write(report) if chosen is Format.JSON else write(report, language))
