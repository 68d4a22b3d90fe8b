"""Blank forms: workbooks that officers fill in and `read()` reads back."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from mic_datapkg.schema.tables import Table
from mic_datapkg.template.archive import packed
from mic_datapkg.template.instructions import add_instructions
from mic_datapkg.template.lists import add_lists
from mic_datapkg.template.table_sheet import add_table
from mic_datapkg.template.wording import Wording

__all__ = ["as_workbook"]


def as_workbook(tables: Sequence[Table], language: str = "vi") -> bytes:
    """The bytes of an Excel workbook with instructions and a blank sheet for each table.

    Cells offer their code lists and refuse values of another type or out of range; everything but the cells to fill
    in is locked, without a password. The same tables give the same bytes.

    Args:
        tables: the tables, each once, in the order of their sheets.
        language: ``"vi"`` or ``"en"``, the language of headings and messages.

    Raises:
        UsageError: the language is none of these.

    Example:
        >>> import mic_datapkg as mic
        >>> as_workbook([mic.table("pay_tv")])[:2]
        b'PK'
    """
    wording = Wording(language)
    book = Workbook()
    book.remove(book.active)
    names = [wording.sheet(table) for table in tables]
    add_instructions(book, tables, wording)
    for table, name in zip(tables, names, strict=True):
        add_table(book, table, name, wording)
    add_lists(book, wording)
    return packed(book, wording("title"))
