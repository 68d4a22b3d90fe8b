"""Sheets of a form that nobody filled in."""

from __future__ import annotations

from collections.abc import Sequence

from mic_datapkg.finding import Place
from mic_datapkg.reading.found import Found, remark, together
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.reading.submission import Shape


def without_unfilled(sheets: Sequence[Found], workbook: Place) -> Found:
    """What the sheets of a workbook hold; those with headings only are listed as ignored.

    A form has more tables than most senders have figures for. If no sheet has a row, the workbook as a whole is one
    finding, whatever the number of its tables.
    """
    unfilled = [sheet.parts[0] for sheet in sheets if _is_unfilled(sheet)]
    others = [sheet for sheet in sheets if not _is_unfilled(sheet)]
    if unfilled and not any(sheet.parts or sheet.findings for sheet in others):
        finding = shape_finding("workbook_filled", "", workbook, value=str(len(unfilled)))
        shape = Shape(table="", rule="workbook_filled", checked=1)
        return together([*others, Found(findings=(finding,), shapes=(shape,))])
    ignored = tuple(remark(part.places.place(None, ""), "ignored_unfilled", table=part.table.name) for part in unfilled)
    return together([*others, Found(ignored=ignored)])


def _is_unfilled(sheet: Found) -> bool:
    return bool(sheet.parts) and [finding.rule for finding in sheet.findings] == ["rows_sent"]
