"""What a page of a PDF shows besides letters: the lines that part the cells of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.formats.pdf_boxes import Box, Place, placed_box

RULE_WIDTH = 2.5
"""Points up to which a drawn box is a line: the usual borders are at most 2.25 points wide."""
RULE_LENGTH = 5.0
"""Points from which a line counts: shorter ones are dots, dashes, or parts of drawn letters."""
MOST_CORNERS = 2000
"""A path with more corners is a picture (a map, a crest), not the lines of a table."""
MOST_PATH_CORNERS = 30_000
"""Corners of a page's paths that are read: with more, the page is a drawing."""
MOST_RULES = 3000
"""Lines of a page that are read, for the same reason."""
DEEPEST = 8
"""How deep drawings lie in drawings."""


@dataclass(frozen=True, slots=True)
class Drawings:
    """What is drawn on a page.

    Attributes:
        rules: its lines, as boxes that are thin in one direction.
        blank: whether it is empty, of text too.
    """

    rules: tuple[Box, ...]
    blank: bool


def read_drawings(page: Any, place: Place) -> Drawings:
    """What is drawn on a page."""
    import pypdfium2.raw as pdfium

    rules: list[Box] = []
    blank = True
    corners = 0
    for drawn, its_place in _objects(page, place, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0):
        blank = False
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            corners += pdfium.FPDFPath_CountSegments(drawn)
            if corners <= MOST_PATH_CORNERS and len(rules) < MOST_RULES:
                rules += _rules(drawn, its_place)
    return Drawings(tuple(rules), blank)


def _objects(holder: Any, place: Place, count: Any, take: Any, depth: int) -> Iterator[tuple[Any, Place]]:
    """The objects of a page and of the drawings in it, each with where its coordinates lie on the page."""
    import pypdfium2.raw as pdfium

    for number in range(count(holder)):
        drawn = take(holder, number)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_FORM:
            yield drawn, place
        elif depth < DEEPEST:
            inner = _moved(drawn, place)
            yield from _objects(drawn, inner, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)


def _moved(drawn: Any, place: Place) -> Place:
    """Where the coordinates within an object lie on the page."""
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, m)
    a, b, c, d, e, f = m.a, m.b, m.c, m.d, m.e, m.f
    return lambda x, y: place(a * x + c * y + e, b * x + d * y + f)


def _bounds(drawn: Any, place: Place) -> Box:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return placed_box(place, left.value, bottom.value, right.value, top.value)


def _rules(path: Any, place: Place) -> Iterator[Box]:
    """The straight lines of a path: its strokes, or the whole of it where it is a box so thin that it serves as a line."""
    import pypdfium2.raw as pdfium

    corners = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= corners <= MOST_CORNERS:
        return
    whole = _bounds(path, place)
    if min(whole.width, whole.height) <= RULE_WIDTH:
        if max(whole.width, whole.height) >= RULE_LENGTH:
            yield whole
        return
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroked)
    if stroked.value:
        yield from _strokes(path, _moved(path, place), corners)


def _strokes(path: Any, place: Place, corners: int) -> Iterator[Box]:
    """The upright and level strokes of a path."""
    import pypdfium2.raw as pdfium

    points: list[tuple[float, float]] = []
    outlines: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(corners):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            points = []
            outlines.append(points)
        points.append(place(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    for outline in outlines:
        for (x0, y0), (x1, y1) in pairwise(outline):
            box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if min(box.width, box.height) <= RULE_WIDTH / 2 and max(box.width, box.height) >= RULE_LENGTH:
                yield box
