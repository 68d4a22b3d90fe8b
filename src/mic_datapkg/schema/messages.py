"""What the library says itself: ``definitions/messages.yaml``, read once."""

from __future__ import annotations

from functools import cache

from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.tables import DEFINITIONS


@cache
def messages() -> Entry:
    """The wording of findings, advice and remarks."""
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS)
