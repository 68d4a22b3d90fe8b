"""The options that commands share: their names, their choices, and what `--help` says about them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mic_datapkg.printed.numbers import Convention
from mic_datapkg.project.policy import FailOn
from mic_datapkg.validating.report import MAX_FINDINGS


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


def path_of(text: str) -> Path:
    """A path as it is given; one that is not there, or may not be read, is said by what reads it."""
    if not text:
        raise typer.BadParameter("it is empty")
    return Path(text)


Paths = Annotated[
    list[Path], typer.Argument(parser=path_of, metavar="PATH", help="CSV, Excel or Parquet files, or folders.")
]
# Options of validate; where they are not given, mic-datapkg.toml decides.
WantedPaths = Annotated[
    list[Path] | None,
    typer.Argument(
        parser=path_of, metavar="PATH", help="CSV, Excel or Parquet files, or folders; else those of mic-datapkg.toml."
    ),
]
Formats = Annotated[
    list[Format] | None, typer.Option("--format", help="Format of the report; may be given several times.")
]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output", parser=path_of, metavar="FILE", help="Where the report goes, one for each --format; - is stdout."
    ),
]
FailingOn = Annotated[
    FailOn | None, typer.Option(help="Severity from which the exit code is 1.", show_default=FailOn.ERROR)
]
MaxFindings = Annotated[
    int | None,
    typer.Option(min=1, help="Findings shown of each rule; counts are exact.", show_default=str(MAX_FINDINGS)),
]
WantedLang = Annotated[Language | None, typer.Option("--lang", help="Language of messages.", show_default=Language.EN)]
Against = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A published package; a value that changes one of its values is a warning."),
]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Options and accepted findings; else those of the nearest mic-datapkg.toml."),
]
ChangedSince = Annotated[
    str | None, typer.Option(metavar="REV", help="Only files that differ from where git's history left REV.")
]
