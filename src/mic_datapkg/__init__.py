"""mic-datapkg: Vietnam's monthly ICT indicators as validated open data.

A path becomes a Submission, a Submission becomes a Report, a Report becomes a Package: `read`, `validate`, `publish`.
"""

from __future__ import annotations

# What type checkers take as true. Not from `typing`, which takes longer to load than all of this.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from mic_datapkg.errors import DefinitionError, MicDatapkgError, SubmissionError, UsageError
    from mic_datapkg.finding import Finding, Place, Severity, Suggestion
    from mic_datapkg.packages import Package, load
    from mic_datapkg.publishing import publish
    from mic_datapkg.reading import Submission, read
    from mic_datapkg.schema.tables import Table, table, tables
    from mic_datapkg.validating.report import Report, validate
    from mic_datapkg.validating.screen import Outcome

    __version__: str

__all__ = [
    "DefinitionError",
    "Finding",
    "MicDatapkgError",
    "Outcome",
    "Package",
    "Place",
    "Report",
    "Severity",
    "Submission",
    "SubmissionError",
    "Suggestion",
    "Table",
    "UsageError",
    "load",
    "publish",
    "read",
    "table",
    "tables",
    "validate",
]


# Everything is loaded when first asked for (PEP 562): a command answers to Ctrl-C from its first milliseconds on, and
# who only looks at definitions waits for no Polars, who only validates for no pyarrow.
_LOADED_LATER = {
    **dict.fromkeys(("DefinitionError", "MicDatapkgError", "SubmissionError", "UsageError"), "errors"),
    **dict.fromkeys(("Finding", "Place", "Severity", "Suggestion"), "finding"),
    **dict.fromkeys(("Table", "table", "tables"), "schema.tables"),
    **dict.fromkeys(("Submission", "read"), "reading"),
    **dict.fromkeys(("Report", "validate"), "validating.report"),
    "Outcome": "validating.screen",
    **dict.fromkeys(("Package", "load"), "packages"),
    "publish": "publishing",
}


def __getattr__(name: str) -> Any:
    """What is loaded when first asked for."""
    from importlib import import_module  # noqa: PLC0415 - a command does not need it

    if name in _LOADED_LATER:
        return getattr(import_module(f"mic_datapkg.{_LOADED_LATER[name]}"), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("mic-datapkg")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, which completion shows."""
    return sorted([*globals(), *__all__, "__version__"])
