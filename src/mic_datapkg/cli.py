"""The command line: each command parses, calls one function, prints, and returns an exit code.

0: fine. 1: findings of severity error. 2: wrong usage, or an input that cannot be read. 130: interrupted.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import StrEnum
from functools import partial
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from mic_datapkg.errors import MicDatapkgError, UsageError
from mic_datapkg.finding import Severity
from mic_datapkg.formats.describe import as_description, as_list
from mic_datapkg.formats.text import as_text, plain
from mic_datapkg.numbers import Convention
from mic_datapkg.reading import read
from mic_datapkg.report import LIMIT, Report, validate
from mic_datapkg.tables import table, tables
from mic_datapkg.text import Text
from mic_datapkg.watch import Watch, watch_here

STDOUT = Path("-")
PUBLISHED = Text(
    vi="{path}: {number} bảng dữ liệu, mỗi bảng dưới dạng CSV và Parquet",
    en="{path}: {number} resources, each as CSV and Parquet",
)
INVALID, UNUSABLE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="mic-datapkg",
    help="Vietnam's monthly ICT indicators: validate submissions and publish them as a Data Package.",
    epilog="Documentation of every table and rule: mic-datapkg describe TABLE",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Language(StrEnum):
    """The languages of messages."""

    VI = "vi"
    EN = "en"


class Format(StrEnum):
    """The formats of a report, each written by the module of its name in `mic_datapkg.formats`."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    HTML = "html"


class FailOn(StrEnum):
    """The severity from which findings make the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


Lang = Annotated[Language, typer.Option("--lang", help="Language of messages.")]
Decimal = Annotated[
    Convention | None, typer.Option(help="Character before decimals, where the cells themselves do not tell.")
]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of CSV files that are neither UTF-8 nor UTF-16: cp1258.")
]
Color = Annotated[
    bool | None, typer.Option("--color/--no-color", help="Colors in text; by default in a terminal without NO_COLOR.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar; there is one only in a terminal.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="CSV, Excel or Parquet files, or folders.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mic-datapkg {version_of('mic-datapkg')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command("tables")
def _tables(lang: Lang = Language.EN) -> None:
    """List the tables with their titles.

    \b
    Example:
      mic-datapkg tables --lang vi
    """
    typer.echo(as_list(tables(), lang))


@app.command("describe")
def _describe(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="A name that 'mic-datapkg tables' lists.")],
    lang: Lang = Language.EN,
) -> None:
    """Describe the columns, limits and rules of a table.

    \b
    Example:
      mic-datapkg describe cyber_incidents
    """
    typer.echo(as_description(table(name), lang))


@app.command("validate")
def _validate(
    paths: Paths,
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help="Format of the report; may be given several times.")
    ] = None,
    outputs: Annotated[
        list[Path] | None,
        typer.Option("--output", metavar="FILE", help="Where the report goes, one for each --format; - is stdout."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="Severity from which the exit code is 1.")] = FailOn.ERROR,
    max_findings: Annotated[int, typer.Option(min=1, help="Findings shown of each rule; counts are exact.")] = LIMIT,
    decimal: Decimal = None,
    encoding: Encoding = None,
    lang: Lang = Language.EN,
    color: Color = None,
    quiet: Quiet = False,
) -> None:
    """Validate submissions and report every finding at its file, line and cell.

    \b
    Exit code 0: no finding of severity error (see --fail-on). 1: some. 2: an input cannot be read. 130: interrupted.

    \b
    Examples:
      mic-datapkg validate datapackage/submissions/2022-01
      mic-datapkg validate cyber_incidents.csv --lang vi
      mic-datapkg validate january.xlsx --format json --output report.json
      mic-datapkg validate . --format junit --output a.xml --format sarif --output b.sarif
    """
    wanted = _wanted(formats or [Format.TEXT], outputs or [])
    judge = partial(validate, limit=max_findings)
    text = (Format.TEXT, STDOUT) in wanted
    with watch_here(judge, limit=max_findings, language=lang, text=text, color=color, quiet=quiet) as watch:
        report = watch.judge(read(*paths, decimal=decimal, encoding=encoding, track=watch.track))
    for chosen, output in wanted:
        _put(report, chosen, output, watch)
    if fail_on is not FailOn.NEVER:
        _exit_with(report, Severity(fail_on))


@app.command("publish")
def _publish(
    paths: Paths,
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the package; made if there is none.")],
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why published values change, if any do.")] = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    lang: Lang = Language.EN,
) -> None:
    """Validate submissions and merge them into a Data Package.

    \b
    Nothing is written if there is a finding of severity error, and the package is replaced in one step.

    \b
    Examples:
      mic-datapkg publish january/ --to datapackage
      mic-datapkg publish corrected/ --to datapackage --reason "Recount by the Authority of Information Security"
    """
    from mic_datapkg.package import publish  # noqa: PLC0415 - pyarrow is for publishing only

    report = validate(read(*paths, decimal=decimal, encoding=encoding))
    if not report.valid:
        typer.echo(as_text(report, lang))
        _exit_with(report)
    package = publish(report, to=to, reason=reason)
    typer.echo(as_text(report, lang))
    made = PUBLISHED.format(path=package.path.as_posix(), number=str(len(package.resources)))
    typer.echo(made[lang])


def _wanted(formats: list[Format], outputs: list[Path]) -> list[tuple[Format, Path]]:
    """Each format with the place it goes to."""
    if len(formats) == 1 and not outputs:
        return [(formats[0], STDOUT)]
    if len(formats) != len(outputs):
        raise UsageError(f"expected one --output for each --format, got {len(formats)} and {len(outputs)}")
    return list(zip(formats, outputs, strict=True))


def _put(report: Report, chosen: Format, output: Path, watch: Watch) -> None:
    """The report in a format to where it goes."""
    if (chosen, output) == (Format.TEXT, STDOUT):
        # In a terminal, what was shown while the files were read is not shown again.
        text = as_text(report, watch.language, paint=watch.paint, without=watch.shown)
        typer.echo(text, color=watch.paint is not plain)
    elif output == STDOUT:
        typer.echo(_written(report, chosen, watch.language))
    else:
        _write(output, _written(report, chosen, watch.language).rstrip("\n") + "\n")


def _written(report: Report, chosen: Format, language: str) -> str:
    """The report in a format; only the module of that format is imported."""
    module = import_module(f"mic_datapkg.formats.{chosen}")
    write = getattr(module, f"as_{chosen}")
    return str(write(report) if chosen is Format.JSON else write(report, language))


def _write(output: Path, text: str) -> None:
    """Write the whole file or none of it."""
    unfinished = output.with_name(f".{output.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        unfinished.replace(output)
    except OSError as problem:
        raise UsageError(f"{output.as_posix()}: cannot be written: {problem.strerror}") from problem
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _exit_with(report: Report, severity: Severity = Severity.ERROR) -> None:
    """End with exit code 1 if a rule of that severity, or of a graver one, is broken."""
    graver = list(Severity)[: list(Severity).index(severity) + 1]
    if any(report.counts[one] for one in graver):
        raise typer.Exit(INVALID)


def main() -> None:
    """Run the command line; every error is one line on stderr, never a traceback."""
    # Windows consoles and pipes have their own encodings; messages are Vietnamese.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except MicDatapkgError as problem:
        typer.echo(f"mic-datapkg: {problem}", err=True)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
