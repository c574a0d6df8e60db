"""Shares as places in a drawing. The drawings themselves are in `templates/charts.html`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 260
"""Of the area within the axes, in units of the drawing."""
LARGEST = 14.0
"""Radius of the largest dot."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the drawing, and the radius of what is drawn there."""

    x: float
    y: float
    radius: float = 5.0


@dataclass(frozen=True, slots=True)
class Axes:
    """Two axes of shares: the horizontal one from 0 to 1, the vertical one from 0 to `top`."""

    top: float = 1.0

    @classmethod
    def up_to(cls, highest: float) -> Axes:
        """The vertical axis up to the next tenth, at least one tenth."""
        # Less a little, because 10 * 0.3 is more than 3 in floating point.
        return cls(max(1, math.ceil(10 * highest - 1e-9)) / 10)

    def dot(self, x: float, y: float, size: float = 0.0) -> Dot:
        """Where a pair of shares is; `size`, 0 to 1, is the area of the dot as a share of the largest."""
        # Area, not radius, is what the eye compares: hence the root.
        place = WIDTH * x, HEIGHT * (1 - y / self.top)
        return Dot(*place, radius=max(3.0, LARGEST * math.sqrt(size))) if size else Dot(*place)

    def line(self, points: Sequence[tuple[float, float]]) -> str:
        """The points of a line through pairs of shares, as SVG writes them."""
        dots = [self.dot(x, y) for x, y in points]
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in dots)

    def ticks_x(self) -> list[tuple[float, str]]:
        """Places and labels, in percent, along the horizontal axis."""
        return [(WIDTH * tick / 5, f"{20 * tick}") for tick in range(6)]

    def ticks_y(self) -> list[tuple[float, str]]:
        """The same up the vertical axis."""
        return [(HEIGHT * (1 - tick / 5), f"{100 * self.top * tick / 5:g}") for tick in range(6)]
