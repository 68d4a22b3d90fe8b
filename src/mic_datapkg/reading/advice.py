"""What to do about a cell that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from mic_datapkg.finding import Suggestion
from mic_datapkg.messages import messages
from mic_datapkg.text import Text


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Why a cell could not be read and what to do, with the values it may have meant."""

    text: Text
    suggestions: tuple[Suggestion, ...] = ()


def advise(reason: str, suggestions: tuple[Suggestion, ...] = (), **values: str) -> Advice:
    """The advice for a reason; its wording stands in ``definitions/messages.yaml``."""
    return Advice(text=messages().below("advice").text(reason).format(**values), suggestions=suggestions)
