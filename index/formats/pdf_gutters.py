"""Gutters of a page: strips without text, with text on both of their sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf_boxes import Box, Line, surround
from index.formats.pdf_lines import baselines
from index.formats.pdf_rules import RULES
from index.formats.pdf_side_by_side import is_marker, is_stretched
from index.formats.pdf_tables import Table

NARROWEST = 0.6
"""The least width of a gutter, as a share of the size of the letters."""
ONE_LINE = 3.0
"""The widest gap between pieces of one line, as a share of that size, where nothing else stands below or above the gap."""
JUSTIFIED_ROWS = 3
"""Lines of justified text whose gaps may lie below each other by chance."""
NEXT_LINE = 2.2
"""How far below the last line the next of a column is at most, as a share of that size, where only one column is left."""
TABLE_SIZE = 10.0
"""What counts as the size of the letters of a table beside a column."""

Element = Line | Table


@dataclass(frozen=True, slots=True)
class Gutter:
    """A gutter, and the elements on both of its sides.

    Attributes:
        left, right: what stands on either side, from above.
        edges: its own left and right edge.
    """

    left: tuple[Element, ...]
    right: tuple[Element, ...]
    edges: tuple[float, float]

    @property
    def elements(self) -> list[Element]:
        return [*self.left, *self.right]

    @property
    def beside(self) -> int:
        """How many lines of the longer side have something of the other beside them."""
        return max(_beside(self.left, self.right), _beside(self.right, self.left))


def find_gutter(elements: Sequence[Element], right: float) -> Gutter | None:
    """The gutter with the most lines beside it; None where nothing is beside anything else. `right` is the edge of the text."""
    found: list[Gutter] = []
    rows = rows_of_elements(elements)
    for before, after in _neighbours(elements):
        if any(_is_known(gutter, before, after) for gutter in found):
            continue
        gutter = _trimmed(_grown(before, after, rows), elements)
        if gutter and not _is_one_text(gutter, elements, right):
            found.append(gutter)
    return max(found, key=lambda gutter: (gutter.beside, len(gutter.elements)), default=None)


def rows_of_elements(elements: Sequence[Element]) -> list[list[Element]]:
    """Elements by the baseline that they stand on, from above; a table by itself."""
    rows: list[list[Element]] = [[element] for element in elements if isinstance(element, Table)]
    rows += [list(row) for row in baselines([element for element in elements if isinstance(element, Line)])]
    return sorted(rows, key=lambda row: row[0].box.middle)


def _is_known(gutter: Gutter, before: Element, after: Element) -> bool:
    """Whether two neighbours are on both sides of a gutter that was found."""
    meets = gutter.edges[0] < after.box.left and before.box.right < gutter.edges[1]
    return meets and before in gutter.left and after in gutter.right


def _neighbours(elements: Sequence[Element]) -> Iterator[tuple[Element, Element]]:
    """Each element with the nearest one to its right; the number of a list's item has none, its text belongs to it."""
    for before in elements:
        if isinstance(before, Line) and is_marker(before.text):
            continue
        beside = [e for e in elements if e.box.left >= before.box.right and _overlap(e.box, before.box)]
        nearest = min(beside, key=lambda e: e.box.left, default=None)
        if nearest and nearest.box.left - before.box.right >= NARROWEST * _size(before):
            yield before, nearest


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes are at one height: half of the lower one at least."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= min(one.height, other.height) / 2


def _size(element: Element) -> float:
    return element.size if isinstance(element, Line) else TABLE_SIZE


def _grown(before: Element, after: Element, rows: Sequence[Sequence[Element]]) -> Gutter:
    """The gutter between two neighbours, as far up and down as no row crosses it."""
    least = NARROWEST * _size(before)
    gutter = (before.box.right, after.box.left)
    sides: tuple[list[Element], list[Element]] = ([], [])
    place = next(at for at, row in enumerate(rows) if any(element is before for element in row))
    for way in (rows[place:], rows[:place][::-1]):
        for row in way:
            moved, beside = gutter, list[tuple[Element, int]]()
            for element in row:
                step = _beside_gutter(element.box, moved, least)
                if step is None:
                    break
                moved = step[0]
                beside.append((element, step[1]))
            if len(beside) < len(row):
                break
            gutter = moved
            for element, side in beside:
                sides[side].append(element)
    left, right = (tuple(sorted(side, key=lambda element: element.box.middle)) for side in sides)
    return Gutter(left, right, gutter)


def _beside_gutter(box: Box, gutter: tuple[float, float], least: float) -> tuple[tuple[float, float], int] | None:
    """The gutter once a box is beside it, and on which side that is (0: left); None where the box crosses it."""
    room_right, room_left = gutter[1] - max(box.right, gutter[0]), min(box.left, gutter[1]) - gutter[0]
    if max(room_left, room_right) < least:
        return None
    if room_right >= room_left:
        return (max(gutter[0], box.right), gutter[1]), 0
    return (gutter[0], min(gutter[1], box.left)), 1


def _trimmed(gutter: Gutter, elements: Sequence[Element]) -> Gutter | None:
    """The gutter without what stands alone above and below it, unless it follows closely; None where nothing is side by side."""
    if not gutter.left or not gutter.right or gutter.beside == 0:
        return None
    start = max(gutter.left[0].box.middle, gutter.right[0].box.middle)
    end = min(gutter.left[-1].box.middle, gutter.right[-1].box.middle)
    inside = {id(element) for element in gutter.elements}
    lowest = max(element.box.middle for element in gutter.elements)
    # Where the page ends, all that is left belongs to the column.
    open_end = not any(element.box.middle > lowest and id(element) not in inside for element in elements)
    sides = [_kept(side, start, end, open_end) for side in (gutter.left, gutter.right)]
    return Gutter(sides[0], sides[1], gutter.edges) if all(sides) else None


def _kept(side: Sequence[Element], start: float, end: float, open_end: bool) -> tuple[Element, ...]:
    margin = 0.5 * _size(side[0])
    within = [at for at, e in enumerate(side) if e.box.bottom >= start - margin and e.box.top <= end + margin]
    if not within:
        return ()
    first, last = within[0], within[-1]
    while first and side[first].box.bottom - side[first - 1].box.bottom <= NEXT_LINE * _size(side[first]):
        first -= 1
    while last + 1 < len(side) and (
        open_end or side[last + 1].box.bottom - side[last].box.bottom <= NEXT_LINE * _size(side[last])
    ):
        last += 1
    return tuple(side[first : last + 1])


def _beside(side: Sequence[Element], other: Sequence[Element]) -> int:
    beside = [element for element in side if any(_overlap(element.box, one.box) for one in other)]
    lines = [element for element in beside if isinstance(element, Line)]
    return len(baselines(lines)) + len(beside) - len(lines)


def _is_one_text(gutter: Gutter, elements: Sequence[Element], right: float) -> bool:
    """Whether the gap is only a wide space within a line, or spaces of justified lines that happen to lie below each other."""
    size = _size(gutter.left[0])
    led = [
        element for element in gutter.right if isinstance(element, Line) and RULES.rules["leader"].applies(element.text)
    ]
    if len(led) * 2 >= len(gutter.right):  # a table of contents
        return True
    width = (gutter.edges[1] - gutter.edges[0]) / size
    if gutter.beside == 1 and width <= ONE_LINE:
        return True
    lines = [element for element in gutter.elements if isinstance(element, Line)]
    shared = [
        row for row in baselines(lines) if row[0].box.right <= gutter.edges[0] and row[-1].box.left >= gutter.edges[1]
    ]
    if len(lines) == len(gutter.elements) and shared and all(is_stretched(row, right) for row in shared):
        return True
    if gutter.beside > JUSTIFIED_ROWS or width > ONE_LINE:
        return False
    # A line above or below that crosses the gap, and ends where these lines end.
    spread = surround(element.box for element in gutter.elements)
    return any(
        element.box.left <= gutter.edges[0]
        and element.box.right >= gutter.edges[1]
        and abs(element.box.right - spread.right) <= size
        and min(abs(element.box.bottom - spread.top), abs(element.box.top - spread.bottom)) < size
        for element in elements
    )
