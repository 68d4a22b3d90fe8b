"""One line of the results: what ours cost, what the other cost, and whether the target is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.benchmarks.measuring import Cost

TITLES = ("benchmark", "ours", "other", "ratio", "target", "met")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One line of the results; without a target it is for information."""

    name: str
    ours: str
    other: str
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return (self.name, self.ours, self.other, self.ratio, self.target, met)


def times_as_long(name: str, ours: Cost, other: Cost, *, at_most: float | None = None) -> Comparison:
    """How many times as long ours takes; in brackets the same by processor seconds."""
    ratio = ours.wall / other.wall
    return Comparison(
        name=name,
        ours=str(ours),
        other=str(other),
        ratio=f"{ratio:.2f} × the time ({ours.cpu / other.cpu:.2f})",
        target="" if at_most is None else f"≤ {at_most:g}",
        met=None if at_most is None else ratio <= at_most,
    )


def times_as_fast(name: str, ours: Cost, other: Cost, *, at_least: float | None = None) -> Comparison:
    """How many times as fast ours is; in brackets the same by processor seconds."""
    ratio = other.wall / ours.wall
    return Comparison(
        name=name,
        ours=str(ours),
        other=str(other),
        ratio=f"{ratio:.2f} × as fast ({other.cpu / ours.cpu:.2f})",
        target="" if at_least is None else f"≥ {at_least:g}",
        met=None if at_least is None else ratio >= at_least,
    )


def markdown(comparisons: Iterable[Comparison]) -> str:
    """The lines as a Markdown table."""
    rows = [TITLES, ("---",) * len(TITLES), *(comparison.cells for comparison in comparisons)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
