"""A validation watched: how far it is, its findings as they come, and what is known when it is interrupted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from mic_datapkg.finding import Finding
from mic_datapkg.formats.color import colored, wants_color
from mic_datapkg.formats.text import FAULTY, Paint, in_words, plain
from mic_datapkg.reading import Found, Submission, submission_of
from mic_datapkg.text import Text
from mic_datapkg.validating.report import Report

if TYPE_CHECKING:
    from mic_datapkg.cli.progress import Bar

READING = Text(vi="Đang đọc tệp", en="Reading files")
INTERRUPTED = Text(
    vi="Bị ngắt khi đã đọc {read} trong {files} tệp: kết quả chưa đầy đủ.",
    en="Interrupted with {read} of {files} file(s) read: the findings are incomplete.",
)


@dataclass(kw_only=True)
class Watch:
    """What is seen of a validation before its report is there.

    ``judge`` makes the report on what was read so far, with at most ``max_findings`` findings of a rule. With ``live``,
    findings are written to ``out`` as they become known, and are in ``shown`` afterwards; with ``bar``, stderr shows
    how many files are read. An interruption leaves what was found so far in ``out``.
    """

    judge: Callable[[Submission], Report]
    max_findings: int
    language: str
    out: TextIO
    paint: Paint = plain
    live: bool = False
    bar: bool = False
    shown: set[Finding] = field(default_factory=set)
    _found: list[Found] = field(default_factory=list)
    _judged: int = 0
    _next: int = 1
    _total: int = 0
    _bar: Bar | None = None

    def run(self, validation: Callable[[], Report]) -> Report:
        """The report that the validation makes; when it is interrupted, what was found so far is written first."""
        try:
            return validation()
        except KeyboardInterrupt:
            try:
                self._end_bar()
            except KeyboardInterrupt:
                # One Ctrl-C while Polars works comes twice: from Polars, and from Python at the next call.
                self._end_bar()
            self._write(self._so_far())
            raise
        finally:
            self._end_bar()

    def track(self, found: Iterable[Found], total: int) -> Iterator[Found]:
        """What was found in each file, on its way through ``read(track=...)``."""
        self._total = total
        self._bar = self._begun_bar() if self.bar and total > 1 else None
        for one in found:
            self._found.append(one)
            if self._bar:
                self._bar.advance()
            # After 1, 4, 16, 64 ... files: the first findings come at once, and 500 files are not judged 500 times.
            if self.live and len(self._found) == self._next < total:
                self._show_new()
            yield one
        self._end_bar()

    def _show_new(self) -> None:
        new = self.judge(submission_of(self._found[self._judged :])).standing
        self._judged, self._next = len(self._found), 4 * self._next
        seen = Counter((finding.table, finding.rule) for finding in self.shown)
        paragraphs = []
        for finding in new:
            seen[finding.table, finding.rule] += 1
            if seen[finding.table, finding.rule] <= self.max_findings:
                self.shown.add(finding)
                paragraphs.append(in_words(finding, self.language, self.paint))
        if paragraphs and self._bar:
            self._bar.hide()
            self._write(paragraphs)
            self._bar.show()
        elif paragraphs:
            self._write(paragraphs)

    def _so_far(self) -> list[str]:
        """The findings of the files already read, and that these are not all."""
        read = submission_of(self._found)
        # Who cannot wait for it presses Ctrl-C again.
        findings = self.judge(read).standing
        paragraphs = [in_words(one, self.language, self.paint) for one in findings if one not in self.shown]
        said = INTERRUPTED.format(read=str(len(self._found)), files=str(self._total))
        return [*paragraphs, self.paint(said[self.language], FAULTY)]

    def _write(self, paragraphs: Iterable[str]) -> None:
        # A terminal that has gone shows nothing any more.
        with suppress(OSError):
            self.out.write("".join(f"{paragraph}\n" for paragraph in paragraphs))
            self.out.flush()

    def _begun_bar(self) -> Bar:
        from mic_datapkg.cli.progress import Bar  # noqa: PLC0415 - only somebody at a terminal needs Rich

        return Bar(READING[self.language], self._total)

    def _end_bar(self) -> None:
        if self._bar:
            self._bar.hide()
            self._bar = None


def watch_here(
    judge: Callable[[Submission], Report],
    *,
    max_findings: int,
    language: str,
    text: bool,
    color: bool | None,
    quiet: bool,
) -> Watch:
    """The watch for this process's own streams; ``text`` says that the report goes to stdout as text."""
    out = sys.stdout if text else sys.stderr
    wanted = wants_color(color, terminal=out.isatty(), environment=os.environ)
    return Watch(
        judge=judge,
        max_findings=max_findings,
        language=language,
        out=out,
        paint=colored if wanted else plain,
        live=text and out.isatty(),
        bar=sys.stderr.isatty() and not quiet,
    )
