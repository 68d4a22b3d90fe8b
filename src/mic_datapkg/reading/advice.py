"""What to do about a cell that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mic_datapkg.entries import Entry, read_entry
from mic_datapkg.finding import Suggestion
from mic_datapkg.tables import DEFINITIONS
from mic_datapkg.text import Text


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Why a cell could not be read and what to do, with the values it may have meant."""

    text: Text
    suggestions: tuple[Suggestion, ...] = ()


def advise(reason: str, suggestions: tuple[Suggestion, ...] = (), **values: str) -> Advice:
    """The advice for a reason; its wording stands in ``definitions/messages.yaml``."""
    return Advice(text=_messages().text(reason).format(**values), suggestions=suggestions)


@cache
def _messages() -> Entry:
    return read_entry(DEFINITIONS / "messages.yaml", DEFINITIONS).below("advice")
