"""Where things stand on a page: boxes, words and lines. Lengths are points, from the upper left corner; y grows downwards."""

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
    def centre(self) -> float:
        """How far from the left the middle is."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """How far from above the middle is."""
        return (self.top + self.bottom) / 2

    def contains(self, other: Box, margin: float = 0.0) -> bool:
        """Whether the middle of another box lies in this one."""
        within = self.left - margin <= other.centre <= self.right + margin
        return within and self.top - margin <= other.middle <= self.bottom + margin

    def turned(self, turn: int, width: float, height: float) -> Box:
        """The box once its page, of this width and height, is turned so that text of the direction `turn` runs to the right.

        Directions are 0, 90, 180 or 270 degrees clockwise from "to the right".
        """
        if turn == 90:
            return Box(self.top, width - self.right, self.bottom, width - self.left)
        if turn == 180:
            return Box(width - self.right, height - self.bottom, width - self.left, height - self.top)
        if turn == 270:
            return Box(height - self.bottom, self.left, height - self.top, self.right)
        return self

    def scaled(self, width: float, height: float) -> Box:
        """The box in fractions of a page's width and height, cut at its edges."""
        left, right = (min(max(x / width, 0.0), 1.0) for x in (self.left, self.right))
        top, bottom = (min(max(y / height, 0.0), 1.0) for y in (self.top, self.bottom))
        return Box(left, top, right, bottom)


def surround(boxes: Iterable[Box]) -> Box:
    """The smallest box around others, of which there is at least one."""
    found = list(boxes)
    return Box(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )


Place = Callable[[float, float], tuple[float, float]]
"""A point of a PDF's own coordinates to one of the page as people see it."""


def placed_box(place: Place, left: float, bottom: float, right: float, top: float) -> Box:
    """A rectangle of a PDF's own coordinates on the page as people see it."""
    (x0, y0), (x1, y1) = place(left, bottom), place(right, top)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without white space between them, as they are drawn.

    Attributes:
        box: as high as the font, so that the words of a line make one band.
        baseline: y of the line that it stands on.
        size: of its font.
        bold: whether its font is.
        turn: the direction in which it runs, in degrees clockwise from "to the right": 0 for most text.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline with no more than the usual space between them: a line of a column, or one of a table's cell.

    Attributes:
        text: its words, a space between them.
        box, baseline, size, bold: as of a word; `size` is the commonest, and it is bold where all of it is.
        words: left out where nobody asks for their places.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool = False
    words: tuple[Word, ...] = ()
