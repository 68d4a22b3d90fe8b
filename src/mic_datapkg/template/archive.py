"""A workbook as bytes, the same for the same workbook."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

# The earliest time that a zip archive can tell. openpyxl and zipfile would write the time of the day.
MADE = datetime(1980, 1, 1)


def packed(book: Workbook, title: str) -> bytes:
    """The bytes of a workbook, without a trace of when it was made."""
    saved, made = BytesIO(), BytesIO()
    book.save(saved)
    properties = DocumentProperties(creator="mic-datapkg", title=title, created=MADE, modified=MADE)
    with ZipFile(saved) as members, ZipFile(made, "w") as archive:
        for name in members.namelist():
            content = tostring(properties.to_tree()) if name == ARC_CORE else members.read(name)
            archive.writestr(ZipInfo(name, MADE.timetuple()[:6]), content, ZIP_DEFLATED)
    return made.getvalue()
