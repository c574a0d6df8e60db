"""Figures as places in a drawing: bars and curves over days. The drawings themselves are in `templates/insight_charts.html`.

A drawing is stretched to the width that it gets, so its words are not in it but around it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000.0, 200.0
"""Of a drawing, in units that are stretched."""
GAP = 0.25
"""Share of a day's room that is left free beside its bar."""


@dataclass(frozen=True, slots=True)
class StackedBar:
    """The bar of one day: the lower part and, on it, the upper one. All in units of the drawing, y downwards."""

    x: float
    width: float
    lower_y: float
    lower_height: float
    upper_y: float
    upper_height: float


def axis_top(highest: float) -> int:
    """The next of 4, 8, 20, 40, 80, 200, ...: four steps below it are whole numbers."""
    step: int = 10 ** max(0, math.floor(math.log10(max(1.0, highest) / 4)))
    while True:
        for top in (4 * step, 8 * step, 20 * step):
            if top >= highest:
                return top
        step *= 10


def share_top(highest: float) -> float:
    """The next of 10, 20, 40, 60, 80 and 100 %."""
    return next((top for top in (0.1, 0.2, 0.4, 0.6, 0.8) if highest <= top), 1.0)


def stacked_bars(values: Sequence[tuple[int, int]], top: float) -> list[StackedBar]:
    """A bar for each (lower, upper) pair, side by side over the whole width; the axis goes from 0 to `top`."""
    room = WIDTH / max(1, len(values))
    bars = []
    for number, (lower, upper) in enumerate(values):
        low, high = HEIGHT * lower / top, HEIGHT * upper / top
        x = room * (number + GAP / 2)
        bars.append(StackedBar(x, room * (1 - GAP), HEIGHT - low, low, HEIGHT - low - high, high))
    return bars


def curve_lines(values: Sequence[float | None], top: float) -> list[str]:
    """The points of a curve as SVG writes them, in several lines where values are missing; a value alone becomes a dash."""
    room = WIDTH / max(1, len(values))
    lines: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            lines[-1].append((room * (number + 0.5), HEIGHT * (1 - value / top)))
    drawn = [line if len(line) > 1 else _dash(line[0], room) for line in lines if line]
    return [" ".join(f"{x:.1f},{y:.1f}" for x, y in line) for line in drawn]


def _dash(point: tuple[float, float], room: float) -> list[tuple[float, float]]:
    x, y = point
    return [(x - room / 4, y), (x + room / 4, y)]
