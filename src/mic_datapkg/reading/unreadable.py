"""A file that cannot be read: why, and what to do about it."""

from __future__ import annotations

from mic_datapkg.finding import Finding, Place
from mic_datapkg.reading.shape import shape_finding
from mic_datapkg.schema.messages import messages
from mic_datapkg.text import Text

RULE = "file_readable"


class Unreadable(Exception):  # noqa: N818 - nobody sees it as an error: it becomes a finding
    """Raised by whatever opens a file, and caught where files are read: it becomes a finding at the file.

    ``reason`` names the wording under ``unreadable_files`` in ``definitions/messages.yaml``, ``values`` fill it in.
    """

    def __init__(self, reason: str, *, line: int | None = None, sheet: str | None = None, **values: Text | str) -> None:
        super().__init__(reason)
        self.reason, self.line, self.sheet, self.values = reason, line, sheet, values

    @property
    def text(self) -> Text:
        """Why it cannot be read, and what to do."""
        return messages().below("unreadable_files").text(self.reason).format(**self.values)

    def finding(self, file: str) -> Finding:
        """The finding at that file, at the line or sheet where it is known."""
        return shape_finding(RULE, "", Place(file=file, sheet=self.sheet, line=self.line), found=self.text)
