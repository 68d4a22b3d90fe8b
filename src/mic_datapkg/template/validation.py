"""What a cell of a blank form accepts, and what it says when it refuses."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.rules import plain
from mic_datapkg.template.lists import list_of
from mic_datapkg.template.wording import MESSAGE, TITLE, Wording, cut

# What a column without a range accepts: spreadsheets keep 15 digits of a number and turn the others to zeros.
LARGEST = 10**15 - 1
# The first day that a date may be; no bulletin is older, and 1900 is what spreadsheets make of small numbers.
FIRST_DAY = "DATE(2000,1,1)"


def validation_of(column: Column, cell: str, period: str, wording: Wording) -> DataValidation:
    """The validation of a column's cells; ``cell`` is the first of them and ``period`` the period of its row."""
    validation = DataValidation(**_accepted(column, cell, period), allow_blank=True)
    wanted = wording.wanted(column)
    because = column.because[wording.language] if column.because else ""
    title = column.title[wording.language]
    validation.promptTitle = cut(title, TITLE)
    validation.prompt = cut(f"{column.description[wording.language]} {wanted}", MESSAGE)
    validation.errorTitle = cut(wording("refused"), TITLE)
    validation.error = cut(f"{title}: {wanted} {because}", MESSAGE)
    validation.showInputMessage = validation.showErrorMessage = True
    return validation


def _accepted(column: Column, cell: str, period: str) -> dict[str, Any]:
    listed = list_of(column, period)
    if listed is not None:
        return {"type": "list", "formula1": listed}
    return _PLAIN[column.type](column, cell)


def _number(column: Column, _: str) -> dict[str, Any]:
    kind = "whole" if column.type == "integer" else "decimal"
    minimum = -LARGEST if column.minimum is None else column.minimum
    maximum = LARGEST if column.maximum is None else column.maximum
    return {"type": kind, "operator": "between", "formula1": plain(minimum), "formula2": plain(maximum)}


def _month(_: Column, cell: str) -> dict[str, Any]:
    year, month = f"VALUE(LEFT({cell},4))", f"VALUE(RIGHT({cell},2))"
    shaped = f'LEN({cell})=7,MID({cell},5,1)="-"'
    return {"type": "custom", "formula1": f"AND({shaped},{year}>=2000,{month}>=1,{month}<=12)"}


def _day(_: Column, __: str) -> dict[str, Any]:
    return {"type": "date", "operator": "greaterThanOrEqual", "formula1": FIRST_DAY}


def _text(_: Column, __: str) -> dict[str, Any]:
    return {"type": None}


_PLAIN = {"integer": _number, "number": _number, "yearmonth": _month, "date": _day, "string": _text}
