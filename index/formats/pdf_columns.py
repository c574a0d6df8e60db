"""The reading order of a page: what stands beside each other is columns, read one after the other, or a table, read row by row.

The page is divided at the gutter with the most lines beside it; what is above and below it, and each side of it, are divided in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf_bands import rows_of, strips
from index.formats.pdf_boxes import Line
from index.formats.pdf_gutters import ONE_LINE, Element, Gutter, find_gutter, rows_of_elements
from index.formats.pdf_lines import joined
from index.formats.pdf_side_by_side import is_marker, is_stretched, is_table, table_columns
from index.formats.pdf_tables import Table, aligned_table

CELL_STEP = 1.6
"""How far below the last line the next of a cell is at most, as a share of that size."""


@dataclass(frozen=True, slots=True)
class Column:
    """Lines read from above, and the left and right edge of the column that they stand in."""

    lines: tuple[Line, ...]
    left: float
    right: float


Block = Column | Table


def read_columns(elements: Sequence[Element], left: float, right: float) -> Iterator[Block]:
    """The columns and tables of a page, or of a part of it, in reading order; `left` and `right` are its edges."""
    gutter = find_gutter(elements, right)
    if gutter is None:
        yield from _plain(elements, left, right)
        return
    inside = {id(element) for element in gutter.elements}
    top = min(element.box.middle for element in gutter.elements)
    outside = [element for element in elements if id(element) not in inside]
    yield from read_columns([e for e in outside if e.box.middle < top], left, right)
    yield from _read_sides(gutter, left, right)
    yield from read_columns([e for e in outside if e.box.middle >= top], left, right)


def _read_sides(gutter: Gutter, left: float, right: float) -> Iterator[Block]:
    lines = [element for element in gutter.elements if isinstance(element, Line)]
    if len(lines) == len(gutter.elements):
        body = _body_of_table(lines)
        if body and is_table(body):
            within = {id(line) for line in body}
            rest = [line for line in lines if id(line) not in within]
            top = min(line.box.top for line in body)
            yield from _plain([line for line in rest if line.box.middle < top], left, right)
            if table := aligned_table(body, table_columns(body)):
                yield table
            yield from _plain([line for line in rest if line.box.middle >= top], left, right)
            return
    yield from read_columns(gutter.left, min(e.box.left for e in gutter.left), gutter.edges[0])
    yield from read_columns(gutter.right, gutter.edges[1], max(right, max(e.box.right for e in gutter.right)))


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


def _plain(elements: Sequence[Element], left: float, right: float) -> Iterator[Block]:
    """Elements with nothing beside them, from above."""
    lines: list[Line] = []
    for row in rows_of_elements(elements):
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
