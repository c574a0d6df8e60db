"""Whether what stands beside each other is a table or columns of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median

from index.formats.pdf_bands import rows_of, strips
from index.formats.pdf_boxes import Line
from index.formats.pdf_lines import baselines, joined
from index.formats.pdf_rules import RULES

TEXT_WORDS = 2.5
"""Words of a line of text, on average, at least."""
FLOWING = 0.25
"""The share of a text's lines that begin in small letters or in which a sentence ends, at least: a table's cells hardly do."""
DENSE = 0.75
"""The share of its height that a column of text fills, at least."""
TABLE_ROWS = 3
"""Rows of a table of two columns at least."""
FILLED = 0.5
"""The share of a table's lines that have several cells, at least."""
STRAIGHT = 0.6
"""The share of a column's lines that begin, end or have their middle below each other, at least."""
SAME_EDGE = 2.5
"""Points by which edges below each other may differ."""
CAPITALS = 0.8
"""The share of the cells in a first column that do not begin in small letters, at least, where the header does."""
REGULAR = 2.6
"""How much larger than the usual one the largest step between the rows of a table is at most: above a signature, space is left."""
PARTED = 4
"""Rows from which clear white space between all of them tells a table of running text."""
TERM_WORDS = 5
"""Words of a term beside its explanation, on average at most."""

SAME_SPACE = 0.2
"""How much the spaces of a justified line differ, as a share of the size of its letters, at most."""
WIDEST_SPACE = 8.0
"""The widest space of such a line of two words."""

Columns = Sequence[Sequence[Line]]


def is_marker(text: str) -> bool:
    """Whether a piece of a line is the number or bullet of an item, whose text stands apart: "a.", "(2)", "Menimbang : a."."""
    return RULES.rules["marker"].applies(text)


def is_stretched(row: Sequence[Line], right: float) -> bool:
    """Whether the pieces of a row are the words of one justified line: parted by equal spaces, or two that reach to the right edge."""
    words = row[1:] if is_marker(row[0].text) else row
    letters = sum(word.text[0].isalpha() for word in words)
    if any(" " in word.text for word in words) or letters * 2 <= len(words):
        return False
    gaps = [after.box.left - before.box.right for before, after in pairwise(words)]
    if len(gaps) > 1:
        return max(gaps) - min(gaps) <= SAME_SPACE * row[0].size
    reaches = right - row[-1].box.right <= row[0].size / 2
    return len(gaps) == 1 and letters == 2 and gaps[0] <= WIDEST_SPACE * row[0].size and reaches


def table_columns(lines: Sequence[Line]) -> list[float]:
    """Where columns begin, if lines stand below each other in columns."""
    return [left for left, _ in strips(lines)]


def is_table(lines: Sequence[Line]) -> bool:
    """Whether lines on both sides of a gutter are the cells of a table, and no columns of text, signatures or a letter's head."""
    columns = [
        [joined(row) for row in baselines([line for line in lines if left <= line.box.centre <= right])]
        for left, right in strips(lines)
    ]
    rows = rows_of([line for column in columns for line in column])
    shared = [row for row in rows if len(strips(row)) > 1]
    if len(columns) < 2 or len(shared) < 2:
        return False
    banded = any(len(row) > len(strips(row)) for row in shared)
    if all(is_text(column) for column in columns):
        return _restart_together(columns) or (banded and len(shared) == len(rows) and _parts_only(columns, len(rows)))
    # A column of numbers only belongs to the texts beside it, unless there are more.
    named = [column for column in columns if not all(is_marker(line.text) for line in column)]
    if len(named) < 2 or _is_letter_head(shared) or not _begins_as_cells(named, shared[0]):
        return False
    if not all(_is_straight(column) for column in columns):
        return False
    if len(named) > 2 or (banded and len(shared) >= FILLED * len(rows)):
        return True
    return _is_pair_table(columns, baselines([line for column in columns for line in column]))


def _begins_as_cells(columns: Columns, header: Sequence[Line]) -> bool:
    """Whether the first row or the first column begins as cells do, and not in the middle of a sentence."""
    return (
        all(not line.text[0].islower() for line in header)
        or mean(not line.text[0].islower() for line in columns[0]) >= CAPITALS
    )


def _is_letter_head(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether rows are the number and subject of a letter beside its addressee, or signatures beside each other."""
    fields = sum(RULES.rules["field_line"].applies(row[0].text) for row in rows)
    opened = sum(line.text.endswith((",", ":")) for line in rows[0])
    return fields * 2 >= len(rows) or opened * 2 >= len(rows[0])


def is_text(column: Sequence[Line]) -> bool:
    """Whether a column is running text: whole lines, in which sentences end and go on."""
    if len(column) < 2:
        return False
    words = mean(len(line.text.split()) for line in column)
    flowing = mean(line.text[0].islower() or RULES.rules["sentence"].applies(line.text) for line in column)
    return words >= TEXT_WORDS and flowing >= FLOWING


def _parts_only(columns: Columns, rows: int) -> bool:
    """Whether no column of running text has more parts than there is clear white space across all of them."""
    return rows >= PARTED and all(len(_wide_steps(column)) < rows for column in columns)


def _restart_together(columns: Columns) -> bool:
    """Whether columns of running text are cells of several lines: all begin again at the same heights, below wider steps."""
    wide = [_wide_steps(column) for column in columns]
    together = [
        place for place in wide[0] if all(any(abs(place - other) <= 1 for other in others) for others in wide[1:])
    ]
    return len(together) >= 2 and all(len(together) >= 0.8 * len(places) for places in wide)


def _wide_steps(column: Sequence[Line]) -> list[float]:
    """The baselines below wider steps than usual."""
    places = sorted(line.baseline for line in column)
    steps = [after - before for before, after in pairwise(places)]
    close = min(steps, default=0.0)
    return [place for place, step in zip(places[1:], steps, strict=True) if step > 1.2 * close]


def _is_straight(column: Sequence[Line]) -> bool:
    edges = (
        [line.box.left for line in column],
        [line.box.right for line in column],
        [line.box.centre for line in column],
    )
    return any(
        max(sum(abs(place - other) <= SAME_EDGE for other in places) for place in places) >= STRAIGHT * len(places)
        for places in edges
    )


def _is_pair_table(columns: Columns, levels: Sequence[Sequence[Line]]) -> bool:
    """Whether two columns are a table: names and what belongs to them, or terms and their explanations."""
    left = columns[0]
    shared = sum(len(level) > 1 for level in levels)
    beside = sum(any(line in level for line in left) for level in levels if len(level) > 1)
    if (
        _is_sparse(left, levels)
        and beside >= 0.8 * len(left)
        and mean(len(line.text.split()) for line in left) <= TERM_WORDS
    ):
        return True
    places = [level[0].baseline for level in levels]
    steps = [after - before for before, after in pairwise(places)]
    return shared >= TABLE_ROWS and shared >= FILLED * len(levels) and max(steps) <= REGULAR * median(steps)


def _is_sparse(column: Sequence[Line], levels: Sequence[Sequence[Line]]) -> bool:
    """Whether a column has lines here and there on the whole height of its neighbour."""
    first = next(at for at, level in enumerate(levels) if any(line in level for line in column))
    last = max(at for at, level in enumerate(levels) if any(line in level for line in column))
    return last - first + 1 >= len(levels) / 2 and len(column) < DENSE * (last - first + 1)
