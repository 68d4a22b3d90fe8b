"""The command line: each command parses, calls one function, prints, and returns an exit code.

0: fine. 1: findings of severity error. 2: wrong usage, or an output that cannot be written. 130: interrupted.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from mic_datapkg.cli.environment import today
from mic_datapkg.cli.options import (
    Against,
    ChangedSince,
    Color,
    Config,
    Decimal,
    Encoding,
    FailingOn,
    Format,
    Formats,
    Lang,
    Language,
    MaxFindings,
    Outputs,
    Paths,
    Quiet,
    WantedLang,
    WantedPaths,
)
from mic_datapkg.cli.output import STDOUT, put, refuse_inputs, wanted_of, write
from mic_datapkg.cli.streams import flush, open_streams, say, say_aside, unwritable
from mic_datapkg.cli.watch import Watch, watch_here
from mic_datapkg.errors import MicDatapkgError, UsageError
from mic_datapkg.finding import Severity
from mic_datapkg.formats.describe import as_description, as_list
from mic_datapkg.formats.text import as_text
from mic_datapkg.project.changes import changes_since
from mic_datapkg.project.policy import FailOn, Policy, accepting, find_policy, judged, load_policy
from mic_datapkg.reading import Submission, read
from mic_datapkg.schema.tables import table, tables
from mic_datapkg.text import Text
from mic_datapkg.validating.report import Report, validate

PUBLISHED = Text(
    vi="{path}: {number} bảng dữ liệu, mỗi bảng dưới dạng CSV và Parquet",
    en="{path}: {number} resources, each as CSV and Parquet",
)
BLANK = Text(vi="{path}: biểu mẫu trống, số bảng: {number}", en="{path}: a blank form, tables: {number}")
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


def _version(wanted: bool) -> None:
    if wanted:
        say(f"mic-datapkg {version_of('mic-datapkg')}")
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
    say(as_list(tables(), lang))


@app.command("describe")
def _describe(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="A name that 'mic-datapkg tables' lists.")],
    lang: Lang = Language.EN,
) -> None:
    """Describe the columns and rules of a table.

    \b
    Example:
      mic-datapkg describe cyber_incidents
    """
    say(as_description(table(name), lang))


@app.command("validate")
def _validate(
    paths: WantedPaths = None,
    formats: Formats = None,
    outputs: Outputs = None,
    against: Against = None,
    fail_on: FailingOn = None,
    max_findings: MaxFindings = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    lang: WantedLang = None,
    config: Config = None,
    changed_since: ChangedSince = None,
    color: Color = None,
    quiet: Quiet = False,
) -> None:
    """Validate submissions and report every finding at its file, line and cell.

    \b
    Exit code 0: no finding of severity error (see --fail-on). 1: some. 2: wrong usage. 130: interrupted.

    \b
    Examples:
      mic-datapkg validate datapackage/submissions/2022-01
      mic-datapkg validate cyber_incidents.csv --lang vi
      mic-datapkg validate january.xlsx --format json --output report.json
      mic-datapkg validate . --format junit --output a.xml --format sarif --output b.sarif
      mic-datapkg validate submissions --changed-since origin/main --format github
      mic-datapkg validate corrected/ --against datapackage
    """
    wanted = wanted_of(formats or [Format.TEXT], outputs or [])
    reading = {"decimal": decimal, "encoding": encoding}
    judging = {"against": against, "fail_on": fail_on, "max_findings": max_findings}
    policy = load_policy(config) if config else find_policy(Path.cwd())
    policy = policy.with_options(paths=paths or (), language=lang, **reading, **judging)
    refuse_inputs((output for _, output in wanted), policy.paths)
    watch = watch_here(
        partial(_judged_so_far, policy=policy),
        max_findings=policy.max_findings,
        language=policy.language,
        text=(Format.TEXT, STDOUT) in wanted,
        color=color,
        quiet=quiet,
    )
    report = watch.run(partial(_report, policy, changed_since, watch))
    for chosen, output in wanted:
        put(report, chosen, output, watch)
    if policy.fail_on is not FailOn.NEVER:
        _exit_with(report, Severity(policy.fail_on))


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
    from mic_datapkg.publishing import publish  # noqa: PLC0415 - pyarrow is for publishing only

    report = validate(read(*paths, decimal=decimal, encoding=encoding))
    if not report.valid:
        say(as_text(report, lang))
        _exit_with(report)
    package = publish(report, to=to, reason=reason)
    say(as_text(report, lang))
    made = PUBLISHED.format(path=package.path.as_posix(), number=str(len(package.resources)))
    say(made[lang])


@app.command("template")
def _template(
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="The workbook to write: form.xlsx.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="TABLE", help="Names that 'mic-datapkg tables' lists; all if none is given."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the form and of messages.")] = Language.VI,
) -> None:
    """Write a blank form: an Excel workbook to fill in, with a sheet for each table.

    \b
    Its cells offer lists and refuse wrong values; 'mic-datapkg validate' reads it back.

    \b
    Examples:
      mic-datapkg template --output form.xlsx
      mic-datapkg template --output incidents.xlsx cyber_incidents botnet_addresses --lang en
    """
    from mic_datapkg.template import as_workbook  # noqa: PLC0415 - openpyxl is for writing workbooks only

    chosen = [table(name) for name in dict.fromkeys(names)] if names else list(tables())
    _new_workbook(output, force)
    write(output, as_workbook(chosen, lang))
    say(BLANK.format(path=output.as_posix(), number=str(len(chosen)))[lang])


def _new_workbook(output: Path, force: bool) -> None:
    """Raise unless a workbook may be written there."""
    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"{output.as_posix()}: expected a name that ends in .xlsx")
    if not output.parent.is_dir():
        raise UsageError(f"{output.as_posix()}: there is no folder {output.parent.as_posix()}; make it first")
    if output.exists() and not force:
        raise UsageError(f"{output.as_posix()}: exists already; --force replaces it")


def _report(policy: Policy, changed_since: str | None, watch: Watch) -> Report:
    """The report on what the policy names, or on those of its files that changed."""
    if not policy.paths:
        raise UsageError("expected a PATH: a file or folder to validate, or 'paths' in mic-datapkg.toml")
    if changed_since is not None:
        changes = changes_since(changed_since, policy.paths)
        say_aside(f"mic-datapkg: {changes.message()[policy.language]}")
        policy = replace(policy, paths=changes.files, whole=False)
        if not changes.files:
            return Report(submission=Submission(parts=()), outcomes=(), findings=())
    submission = read(
        *policy.paths, decimal=policy.decimal, encoding=policy.encoding, limits=policy.limits, track=watch.track
    )
    return judged(_validated(submission, policy), policy, today())


def _judged_so_far(submission: Submission, policy: Policy) -> Report:
    """The report on a part of what the policy names, when nobody can tell yet which acceptances are in vain."""
    return accepting(_validated(submission, policy), policy, today())


def _validated(submission: Submission, policy: Policy) -> Report:
    return validate(submission, against=policy.against, max_findings=policy.max_findings)


def _exit_with(report: Report, severity: Severity = Severity.ERROR) -> None:
    """End with exit code 1 if a rule of that severity, or of a graver one, is broken."""
    graver = list(Severity)[: list(Severity).index(severity) + 1]
    if any(report.counts[one] for one in graver):
        raise typer.Exit(INVALID)


def main() -> None:
    """Run the command line; every error is one line on stderr, never a traceback."""
    open_streams()
    sys.exit(flush(_code()))


def _code() -> int:
    """The exit code of the command."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except MicDatapkgError as problem:
        say_aside(f"mic-datapkg: {problem}")
    except OSError as problem:
        # What typer says itself (help, wrong options) goes through no hands of ours.
        say_aside(f"mic-datapkg: {unwritable(problem)}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return UNUSABLE
