"""mic-datapkg: Vietnam's monthly ICT indicators as validated open data.

A path becomes a Submission, a Submission becomes a Report, a Report becomes a Package: `read`, `validate`, `publish`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mic_datapkg.errors import DefinitionError, MicDatapkgError, SubmissionError, UsageError
from mic_datapkg.finding import Finding, Place, Severity, Suggestion
from mic_datapkg.schema.tables import Table, table, tables

if TYPE_CHECKING:
    from mic_datapkg.packages import Package, load
    from mic_datapkg.publishing import publish
    from mic_datapkg.reading import Submission, read
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


# Reading and validating need Polars, publishing pyarrow: they are loaded when first asked for (PEP 562).
_LOADED_LATER = {
    **dict.fromkeys(("Submission", "read"), "reading"),
    **dict.fromkeys(("Report", "validate"), "validating.report"),
    "Outcome": "validating.screen",
    **dict.fromkeys(("Package", "load"), "packages"),
    "publish": "publishing",
}


def __getattr__(name: str) -> Any:
    """What is loaded when first asked for."""
    if name in _LOADED_LATER:
        return getattr(import_module(f"mic_datapkg.{_LOADED_LATER[name]}"), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("mic-datapkg")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
