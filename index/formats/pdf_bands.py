"""Stretches of a page between clear white space from left to right: the rows of a table whose cells have several lines."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf_boxes import Line
from index.formats.pdf_lines import baselines

CLEAR = 0.25
"""The white space between two rows, as a share of the size of the letters, at least: between lines of one cell there is hardly any."""
FEWEST = 3
"""Bands from which they may be rows: two are often a header and all the rest."""


def bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines parted by clear white space across all of them, from above."""
    found: list[list[Line]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.box.top):
        if not found or line.box.top - bottom > CLEAR * line.size:
            found.append([])
        found[-1].append(line)
        bottom = max(bottom, line.box.bottom) if len(found[-1]) > 1 else line.box.bottom
    return found


def are_rows(found: Sequence[Sequence[Line]]) -> bool:
    """Whether bands are the rows of a table, if they are of one: there are several, and cells of several lines."""
    return len(found) >= FEWEST and any(len(baselines(band)) > 1 for band in found)


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The rows that lines would be, if they were the cells of a table: their bands, or what stands on one baseline."""
    found = bands(lines)
    return found if are_rows(found) else baselines(lines)


def strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """From left to right, the strips of the page in which lines stand, without text between them."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((line.box.left, line.box.right) for line in lines):
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found
