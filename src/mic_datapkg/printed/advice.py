"""What to do about a cell that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mic_datapkg.finding import Suggestion
from mic_datapkg.schema.messages import messages
from mic_datapkg.text import Text


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Why a cell could not be read and what to do, with the values it may have meant."""

    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def text(self) -> Text:
        """The advice as a sentence; it is worded only for the cells that are shown."""
        return worded(self.reason).format(**self.values)


def advise(reason: str, suggestions: tuple[Suggestion, ...] = (), **values: str) -> Advice:
    """The advice for a reason; its wording stands in ``definitions/messages.yaml``."""
    return Advice(reason=reason, values=values, suggestions=suggestions)


@cache
def worded(reason: str) -> Text:
    """The wording of a reason, with its places still open."""
    return messages().below("advice").text(reason)
