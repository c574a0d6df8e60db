"""Where things stand on a page: boxes and letters. Lengths are points, from the upper left corner; y grows downwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its origin at the upper left of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    def scaled(self, width: float, height: float) -> Box:
        """The box in fractions of a page's width and height, cut at its edges."""
        left, right = (min(max(x / width, 0.0), 1.0) for x in (self.left, self.right))
        top, bottom = (min(max(y / height, 0.0), 1.0) for y in (self.top, self.bottom))
        return Box(left, top, right, bottom)


Place = Callable[[float, float], tuple[float, float]]
"""A point of a PDF's own coordinates to one of the page as people see it."""


def placed_box(place: Place, left: float, bottom: float, right: float, top: float) -> Box:
    """A rectangle of a PDF's own coordinates on the page as people see it."""
    (x0, y0), (x1, y1) = place(left, bottom), place(right, top)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def surround(boxes: Iterable[Box]) -> Box:
    """The smallest box around others, of which there is at least one."""
    found = list(boxes)
    return Box(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """One character as it is drawn.

    Attributes:
        text: what it says; white space where words part.
        box: as high as its font, so that the letters of a line make one band.
        baseline: y of the line that it stands on.
        size: of its font.
        bold: whether its font is.
        turn: the direction in which its line runs, in degrees clockwise from "to the right": 0 for most text.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool = False
    turn: int = 0
