"""What is marked on a page, as a drawing that is laid over the page's picture and stretched to its size. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.formats.pdf_boxes import Box

UNITS = 10_000
"""Across and down: whole numbers are fine enough."""
BESIDE = 0.004
"""Of the page's width, that a mark is wider than its letters on either side."""
# Those of the light theme, since a page is white in any; the drawing is multiplied into the picture, so that letters stay black.
FILL, LINE, QUIET = "#ffe48a", "#c99a1b", "#efeadb"


@dataclass(frozen=True, slots=True)
class MarkedBoxes:
    """The boxes of the quote's lines on a page, of the lines that belong before it, and of other marks; in fractions of the page."""

    quote: tuple[Box, ...] = ()
    leading: tuple[Box, ...] = ()
    others: tuple[Box, ...] = ()


def marks_drawing(marked: MarkedBoxes) -> bytes:
    """The drawing (SVG). By line as well as by colour: the quote has a line below, another mark a dotted one, what leads none."""
    shapes = [
        *_filled(marked.leading, QUIET),
        *_lined(marked.others, 'stroke-dasharray="2 3"'),
        *_filled(marked.quote, FILL),
        *_lined(marked.quote, ""),
    ]
    # Attributes and no styles, which the policy for pictures would let through, but that of pages would not.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS} {UNITS}" preserveAspectRatio="none">'
        f"{''.join(shapes)}</svg>"
    ).encode()


def _filled(boxes: Iterable[Box], colour: str) -> Iterator[str]:
    for box in boxes:
        left, top, right, bottom = _units(box)
        yield f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="{colour}"/>'


def _lined(boxes: Iterable[Box], dashes: str) -> Iterator[str]:
    for box in boxes:
        left, _, right, bottom = _units(box)
        yield (
            f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{LINE}" stroke-width="2" '
            f'vector-effect="non-scaling-stroke" {dashes}/>'
        )


def _units(box: Box) -> tuple[int, int, int, int]:
    left, right = max(0.0, box.left - BESIDE), min(1.0, box.right + BESIDE)
    return round(left * UNITS), round(box.top * UNITS), round(right * UNITS), round(box.bottom * UNITS)
