"""A progress bar on stderr."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class Bar:
    """How many of ``total`` are done; it leaves nothing behind in the terminal."""

    def __init__(self, said: str, total: int) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(said, total=total)
        self.show()

    def show(self) -> None:
        self._progress.start()

    def advance(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)

    def hide(self) -> None:
        """Leave the terminal to somebody else."""
        self._progress.stop()
