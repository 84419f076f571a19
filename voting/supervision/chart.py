"""The line of a project's year as one picture: what was to be reached by when, and what was reached. Pure.

drawing(year, planned, reached) -> Drawing           points are (day, per cent); they are sorted here
Coordinates are those of a view box ``0 0 WIDTH HEIGHT``; the page draws them as SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 34
Point = tuple[date, float]


@dataclass(frozen=True)
class Mark:
    """A point of a line where it is drawn, with what it says."""

    x: float
    y: float
    day: date
    percent: float


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """Both lines; ``months`` lie along x, ``grid`` along y."""

    planned: tuple[Mark, ...]
    reached: tuple[Mark, ...]
    months: tuple[Tick, ...]
    grid: tuple[Tick, ...]

    @property
    def planned_points(self) -> str:
        return _points(self.planned)

    @property
    def reached_points(self) -> str:
        """From nothing at the beginning of the year on; that beginning is no mark, for nobody read it."""
        return f"{LEFT},{HEIGHT - BOTTOM} {_points(self.reached)}" if self.reached else ""


def drawing(year: int, planned: Sequence[Point], reached: Sequence[Point]) -> Drawing:
    """From the first of January of ``year`` to its end, or on to the last point where works run on."""
    begins = date(year, 1, 1)
    ends = max([date(year, 12, 31), *(day for day, _percent in (*planned, *reached))])
    days = (ends - begins).days

    def x(day: date) -> float:
        share = min(max((day - begins).days / days, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(percent: float) -> float:
        return round(HEIGHT - BOTTOM - min(max(percent, 0), 100) / 100 * (HEIGHT - TOP - BOTTOM), 1)

    def marks(points: Sequence[Point]) -> tuple[Mark, ...]:
        return tuple(Mark(x(day), y(percent), day, percent) for day, percent in sorted(points))

    firsts = [date(at, month, 1) for at in range(year, ends.year + 1) for month in (1, 4, 7, 10)]
    return Drawing(
        planned=marks([(begins, 0.0), *planned]),
        reached=marks(reached),
        months=tuple(Tick(x(first), f"{first.month}") for first in firsts if first <= ends),
        grid=tuple(Tick(y(percent), f"{percent}") for percent in (0, 25, 50, 75, 100)),
    )


def _points(marks: Sequence[Mark]) -> str:
    return " ".join(f"{mark.x:g},{mark.y:g}" for mark in marks)
