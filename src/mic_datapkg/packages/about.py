"""What our packages say about themselves: ``definitions/package.yaml``, read once."""

from __future__ import annotations

from functools import cache

from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.tables import DEFINITIONS


@cache
def about_package() -> Entry:
    """The name, titles, licences and reference tables of our packages."""
    return read_entry(DEFINITIONS / "package.yaml", DEFINITIONS)


def package_name() -> str:
    """The name that marks a folder as one of our packages."""
    return str(about_package().get("name", str))
