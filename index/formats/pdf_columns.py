"""The reading order of a page: what stands beside each other is columns, read one after the other, or a table, read row by row.

A gutter is a strip without text, with text on both of its sides. The page is divided at the gutter with the most lines beside it; what
is above and below it, and each side of it, are divided in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf_bands import rows_of, strips
from index.formats.pdf_boxes import Box, Line, surround
from index.formats.pdf_lines import baselines, joined
from index.formats.pdf_rules import RULES
from index.formats.pdf_side_by_side import is_marker, is_stretched, is_table, table_columns
from index.formats.pdf_tables import Table, aligned_table

GUTTER = 0.6
"""The least width of a gutter, as a share of the size of the letters."""
ONE_LINE = 3.0
"""The widest gap between pieces of one line, as a share of that size, where nothing else stands below or above the gap."""
JUSTIFIED_ROWS = 3
"""Lines of justified text whose gaps may lie below each other by chance."""
CELL_STEP = 1.6
"""How far below the last line the next of a cell is at most, as a share of that size."""
NEXT_LINE = 2.2
"""How far below the last line the next of a column is at most, as a share of that size, where only one column is left."""


@dataclass(frozen=True, slots=True)
class Column:
    """Lines read from above, and the left and right edge of the column that they stand in."""

    lines: tuple[Line, ...]
    left: float
    right: float


Block = Column | Table
Element = Line | Table


@dataclass(frozen=True, slots=True)
class _Run:
    """The elements on both sides of a gutter, from above."""

    left: tuple[Element, ...]
    right: tuple[Element, ...]
    gutter: tuple[float, float]

    @property
    def elements(self) -> list[Element]:
        return [*self.left, *self.right]

    @property
    def beside(self) -> int:
        """How many lines of the longer side have something of the other beside them."""
        return max(_beside(self.left, self.right), _beside(self.right, self.left))


def read_columns(elements: Sequence[Element], left: float, right: float) -> Iterator[Block]:
    """The columns and tables of a page, or of a part of it, in reading order; `left` and `right` are its edges."""
    run = _best_run(elements, right)
    if run is None:
        yield from _plain(elements, left, right)
        return
    inside = {id(element) for element in run.elements}
    top = min(element.box.middle for element in run.elements)
    outside = [element for element in elements if id(element) not in inside]
    yield from read_columns([e for e in outside if e.box.middle < top], left, right)
    yield from _read_run(run, left, right)
    yield from read_columns([e for e in outside if e.box.middle >= top], left, right)


def _read_run(run: _Run, left: float, right: float) -> Iterator[Block]:
    lines = [element for element in run.elements if isinstance(element, Line)]
    if len(lines) == len(run.elements):
        body = _body_of_table(lines)
        if body and is_table(body):
            top, bottom = min(line.box.top for line in body), max(line.box.bottom for line in body)
            yield from _plain([line for line in lines if line.box.middle < top], left, right)
            if table := aligned_table(body, table_columns(body)):
                yield table
            yield from _plain([line for line in lines if line.box.middle > bottom], left, right)
            return
    yield from read_columns(run.left, min(e.box.left for e in run.left), run.gutter[0])
    yield from read_columns(run.right, run.gutter[1], max(right, max(e.box.right for e in run.right)))


def _body_of_table(lines: Sequence[Line]) -> list[Line]:
    """The lines between the first and the last row with several cells: what is above and below belongs to the text."""
    rows = rows_of(lines)
    shared = [at for at, row in enumerate(rows) if len(strips(row)) > 1]
    if not shared:
        return []
    body = [line for row in rows[shared[0] : shared[-1] + 1] for line in row]
    for row in rows[shared[-1] + 1 :]:
        # The last row's cells may go on below.
        step = row[0].baseline - max(line.baseline for line in body)
        if step > CELL_STEP * row[0].size or row[0].text[0].isupper():
            break
        body += row
    return body


def _best_run(elements: Sequence[Element], right: float) -> _Run | None:
    runs: list[_Run] = []
    rows = _rows(elements)
    for before, after in _neighbours(elements):
        if any(_is_known(run, before, after) for run in runs):
            continue
        run = _trimmed(_grown(before, after, rows), elements)
        if run and not _is_one_text(run, elements, right):
            runs.append(run)
    return max(runs, key=lambda run: (run.beside, len(run.elements)), default=None)


def _is_known(run: _Run, before: Element, after: Element) -> bool:
    """Whether two neighbours are on both sides of a gutter that was found."""
    meets = run.gutter[0] < after.box.left and before.box.right < run.gutter[1]
    return meets and before in run.left and after in run.right


def _rows(elements: Sequence[Element]) -> list[list[Element]]:
    """Elements by the baseline that they stand on, from above; a table by itself."""
    rows: list[list[Element]] = [[element] for element in elements if isinstance(element, Table)]
    rows += [list(row) for row in baselines([element for element in elements if isinstance(element, Line)])]
    return sorted(rows, key=lambda row: row[0].box.middle)


def _neighbours(elements: Sequence[Element]) -> Iterator[tuple[Element, Element]]:
    """Each element with the nearest one to its right; the number of a list's item has none, its text belongs to it."""
    for before in elements:
        if isinstance(before, Line) and is_marker(before.text):
            continue
        beside = [e for e in elements if e.box.left >= before.box.right and _overlap(e.box, before.box)]
        nearest = min(beside, key=lambda e: e.box.left, default=None)
        if nearest and nearest.box.left - before.box.right >= GUTTER * _size(before):
            yield before, nearest


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes are at one height: half of the lower one at least."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= min(one.height, other.height) / 2


def _size(element: Element) -> float:
    return element.size if isinstance(element, Line) else 10.0


def _grown(before: Element, after: Element, rows: Sequence[Sequence[Element]]) -> _Run:
    """The gutter between two neighbours, as far up and down as no row crosses it."""
    least = GUTTER * _size(before)
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
    return _Run(left, right, gutter)


def _beside_gutter(box: Box, gutter: tuple[float, float], least: float) -> tuple[tuple[float, float], int] | None:
    """The gutter once a box is beside it, and on which side that is (0: left); None where the box crosses it."""
    room_right, room_left = gutter[1] - max(box.right, gutter[0]), min(box.left, gutter[1]) - gutter[0]
    if max(room_left, room_right) < least:
        return None
    if room_right >= room_left:
        return (max(gutter[0], box.right), gutter[1]), 0
    return (gutter[0], min(gutter[1], box.left)), 1


def _trimmed(run: _Run, elements: Sequence[Element]) -> _Run | None:
    """The run without what stands alone above and below it, unless it follows closely; None where nothing is side by side."""
    start = max(run.left[0].box.middle, run.right[0].box.middle)
    end = min(run.left[-1].box.middle, run.right[-1].box.middle)
    if run.beside == 0:
        return None
    in_run = {id(element) for element in run.elements}
    lowest = max(element.box.middle for element in run.elements)
    # Where the page ends, all that is left belongs to the column.
    open_end = not any(element.box.middle > lowest and id(element) not in in_run for element in elements)
    sides = [_kept(side, start, end, open_end) for side in (run.left, run.right)]
    return _Run(sides[0], sides[1], run.gutter) if all(sides) else None


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


def _is_one_text(run: _Run, elements: Sequence[Element], right: float) -> bool:
    """Whether the gap is only a wide space within a line, or spaces of justified lines that happen to lie below each other."""
    size = _size(run.left[0])
    led = [
        element for element in run.right if isinstance(element, Line) and RULES.rules["leader"].applies(element.text)
    ]
    if len(led) * 2 >= len(run.right):  # a table of contents
        return True
    width = (run.gutter[1] - run.gutter[0]) / size
    if run.beside == 1 and width <= ONE_LINE:
        return True
    lines = [element for element in run.elements if isinstance(element, Line)]
    shared = [
        row for row in baselines(lines) if row[0].box.right <= run.gutter[0] and row[-1].box.left >= run.gutter[1]
    ]
    if len(lines) == len(run.elements) and shared and all(is_stretched(row, right) for row in shared):
        return True
    if run.beside > JUSTIFIED_ROWS or width > ONE_LINE:
        return False
    # A line above or below that crosses the gap, and ends where these lines end.
    spread = surround(element.box for element in run.elements)
    return any(
        element.box.left <= run.gutter[0]
        and element.box.right >= run.gutter[1]
        and abs(element.box.right - spread.right) <= size
        and min(abs(element.box.bottom - spread.top), abs(element.box.top - spread.bottom)) < size
        for element in elements
    )


def _plain(elements: Sequence[Element], left: float, right: float) -> Iterator[Block]:
    """Elements with nothing beside them, from above."""
    lines: list[Line] = []
    for row in _rows(elements):
        table = row[0]
        if isinstance(table, Table):
            if lines:
                yield Column(tuple(lines), left, right)
            yield table
            lines = []
        else:
            pieces = [piece for piece in row if isinstance(piece, Line)]
            lines += [joined(pieces)] if is_stretched(pieces, right) else _lines_of_row(pieces)
    if lines:
        yield Column(tuple(lines), left, right)


def _lines_of_row(row: Sequence[Line]) -> Iterator[Line]:
    """The pieces of a row as one line, but for what is far apart."""
    near: list[Line] = []
    for piece in row:
        gap = piece.box.left - near[-1].box.right if near else 0.0
        if near and gap > ONE_LINE * piece.size and not is_marker(near[-1].text):
            yield joined(near)
            near = []
        near.append(piece)
    yield joined(near)
