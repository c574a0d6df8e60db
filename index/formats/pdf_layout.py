"""The blocks of a page in reading order: columns of lines, tables, and the notes at its foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Block, Column, read_columns
from index.formats.pdf_grids import Grid, find_grids
from index.formats.pdf_gutters import Element
from index.formats.pdf_lines import PageLines
from index.formats.pdf_side_by_side import is_text
from index.formats.pdf_tables import Table, ruled_table

NOTE_SIZE = 0.92
"""The share of the text's size up to which a note at the foot of a page is printed."""
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡]+)[.)]?\s?\S")
_GAP = 1.2


@dataclass(frozen=True, slots=True)
class Layout:
    """A page as it is read.

    Attributes:
        blocks: in reading order.
        notes: at its foot, one column each.
    """

    blocks: tuple[Block, ...]
    notes: tuple[Column, ...]


def lay_out(page: PageLines, right: float, size: float) -> Layout:
    """The blocks of a page without its running lines; `right` is how far the document's lines reach, `size` that of its text."""
    tables, free = _ruled_tables(page)
    elements: list[Element] = [*tables, *free]
    left = min((element.box.left for element in elements), default=0.0)
    right = max([right, *(line.box.right for line in free)])
    blocks: list[Block] = []
    notes: list[Column] = []
    for block in read_columns(elements, left, right):
        if isinstance(block, Column):
            text, its_notes = _without_notes(block, page.height, size)
            blocks += text
            notes += its_notes
        else:
            blocks.append(block)
    # Notes that stand in the margin, and stamps.
    blocks += [Column((line,), line.box.left, line.box.right) for line in page.aside]
    return Layout(tuple(blocks), tuple(notes))


def text_size(pages: Iterable[PageLines]) -> float:
    """The size of the letters of most of the text, in half points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _ruled_tables(page: PageLines) -> tuple[list[Table], list[Line]]:
    """The tables with lines around their cells, and what is outside of them."""
    tables: list[Table] = []
    free = list(page.lines)
    for grid in find_grids(page.rules):
        inside = [line for line in free if grid.box.contains(line.box)]
        if _has_columns_of_text(grid, inside) or not (table := ruled_table(grid, inside)):
            continue
        tables.append(table)
        within = {id(line) for line in inside}
        free = [line for line in free if id(line) not in within]
    return tables, free


def _has_columns_of_text(grid: Grid, lines: Sequence[Line]) -> bool:
    """Whether a grid is lines above, below and between columns of text."""
    if len(grid.rows) > 2:
        return False
    cells = [
        [line for line in lines if left <= line.box.centre <= right]
        for left, right in zip(grid.columns, grid.columns[1:], strict=False)
    ]
    return all(is_text(cell) for cell in cells if cell)


def _without_notes(column: Column, height: float, size: float) -> tuple[list[Column], list[Column]]:
    """A column of text and the notes below it, of which there may be none."""
    lines = column.lines
    first = len(lines)
    while first and lines[first - 1].size <= size * NOTE_SIZE and lines[first - 1].box.top > height / 2:
        first -= 1
    starts = [at for at in range(max(first, 1), len(lines)) if _NOTE.match(lines[at].text)]
    if not starts or starts[0] != first:
        return [column], []
    if lines[first].baseline - lines[first - 1].baseline < _GAP * lines[first].size:
        return [column], []
    notes = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return (
        [Column(lines[:first], column.left, column.right)],
        [Column(note, column.left, column.right) for note in notes],
    )
