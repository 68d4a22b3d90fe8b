"""The names that rows and titles begin with: numbers, bullets, "trong đó", the number of a form."""

from __future__ import annotations

import re
from functools import cache

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.spans import named_in
from mic_datapkg.reading.layouts.headers import table_named
from mic_datapkg.schema.tables import Table

# What stands before the name of an indicator: its number, a bullet, "trong đó".
_NUMBERING = re.compile(
    r"^(?:[ivx]+|[0-9]+(?:\.[0-9]+)*|[a-zđ])\s*[.)/]\s*|^[0-9]+(?:\.[0-9]+)+\s+|^[-–—+•*]\s*", re.IGNORECASE
)


@cache
def _among_them() -> re.Pattern[str]:
    words = "|".join(map(re.escape, aliases().form_words["among"]))
    return re.compile(rf"^(?:{words})\s*:?\s*", re.IGNORECASE)


@cache
def _form_number() -> re.Pattern[str]:
    """What stands before the name of a form: "Biểu số 01/TTTT:", "Phụ lục II."."""
    words = "|".join(map(re.escape, aliases().form_names))
    return re.compile(rf"^(?:{words})\s*[0-9ivx]+(?:[/\-.][^\s.:]+)*\s*[.:)\-–]?\s*", re.IGNORECASE)


def bare(label: str) -> str:
    """A label without what stands before the name: numbers, bullets, "trong đó"."""
    label = label.strip()
    while (shorter := _among_them().sub("", _NUMBERING.sub("", label))) != label:
        label = shorter
    return label


def is_part(label: str) -> bool:
    """Whether a label says that it is a part of what stands above it."""
    unnumbered = re.sub(r"^[0-9.]+\s+", "", label.strip())
    return unnumbered[:1] in tuple("-–—+•*") or _among_them().match(_NUMBERING.sub("", unnumbered)) is not None


def table_in_title(title: str) -> Table | None:
    """The table that a title names, with or without a number of the form before it and the stretch behind it."""
    named = _form_number().sub("", bare(title))
    if found := table_named(bare(named)):
        return found
    words = normal(bare(named_in(named).worded(lambda _: ""))).split()
    while words:
        if found := table_named(" ".join(words)):
            return found
        lead = next(
            (phrase for phrase in aliases().title_words if words[: len(phrase.split())] == phrase.split()), None
        )
        if lead is None:
            return None
        words = words[len(lead.split()) :]
    return None
