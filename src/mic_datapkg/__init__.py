"""mic-datapkg: Vietnam's monthly ICT indicators as validated open data.

A path becomes a Submission, a Submission becomes a Report, a Report becomes a Package: `read`, `validate`, `publish`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mic_datapkg.errors import DefinitionError, MicDatapkgError, SubmissionError, UsageError
from mic_datapkg.finding import Finding, Place, Severity, Suggestion
from mic_datapkg.reading import Submission, read
from mic_datapkg.report import Report, validate
from mic_datapkg.tables import Table, table, tables

if TYPE_CHECKING:
    from mic_datapkg.package import Package, load, publish

__version__ = version("mic-datapkg")

__all__ = [
    "DefinitionError",
    "Finding",
    "MicDatapkgError",
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


def __getattr__(name: str) -> Any:
    """Publishing needs pyarrow, which validation does not: it is loaded when first asked for (PEP 562)."""
    if name in ("Package", "load", "publish"):
        from mic_datapkg import package  # noqa: PLC0415 - see above

        return getattr(package, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
