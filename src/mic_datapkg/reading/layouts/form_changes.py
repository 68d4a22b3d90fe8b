"""Figures of a report form that stand under a comparison, and may be something else than a change in percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mic_datapkg.printed.aliases import aliases
from mic_datapkg.printed.names import normal
from mic_datapkg.printed.numbers import Printed, read_number
from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.cell import text_of
from mic_datapkg.schema.columns import Column

PERCENT = "percent"
INDEX = "changes_are_no_indices"
# Official tables print indices (101,06) in 7,255 of 7,439 columns headed "so với ... (%)"; few indicators here rise or
# fall by so much in a month or a year, and the few can say that they do.
LEAST_INDEX, MOST_INDEX = 80, 130


def doubt(cell: Any, header: str, filled: Column, measured: Column, scale: Scale) -> str | None:
    """Why a figure under a comparison is not taken for a change in percent: the rule it breaks; None where it is one.

    An index (last year = 100) is no change, where neither header nor cell speaks of a rise or a fall; and without a
    percent sign a difference may be meant, unless a count has decimals.
    """
    if filled.unit != PERCENT or filled.measure != "change":
        return None
    if may_be_index(cell, header, filled):
        return INDEX
    text = text_of(cell)
    printed = read_number(text)
    if not isinstance(printed, Printed) or _says(text, "rise", "fall"):
        return None
    percent = _says(header, "percent") or printed.unit == PERCENT
    counted = measured.type == "integer" and not scale.power and printed.value != printed.value.to_integral_value()
    return None if percent or counted or printed.value == Decimal(0) else "changes_in_percent"


def may_be_index(cell: Any, header: str, column: Column) -> bool:
    """Whether a figure in a column of changes may be an index, because neither header nor cell speaks of a change."""
    if column.unit != PERCENT or column.measure != "change":
        return False
    text = text_of(cell)
    printed = read_number(text)
    # 101,060 is one reading of two: what it may be is enough to doubt.
    values = [printed.value] if isinstance(printed, Printed) else list(printed.readings)
    near = any(LEAST_INDEX <= value <= MOST_INDEX for value in values)
    return near and not _says(text, "rise", "fall") and not _says_change(header)


def _says(text: str, *meanings: str) -> bool:
    words = f" {normal(text.replace('(', ' ').replace(')', ' '))} "
    known = {**aliases().words, **{word: unit for word, unit in aliases().units.items() if unit == PERCENT}}
    return any(meaning in meanings and f" {word} " in words for word, meaning in known.items())


def _says_change(header: str) -> bool:
    return _says(header, "rise", "fall") or any(
        f" {word} " in f" {normal(header)} " for word in aliases().form_words["change"]
    )
