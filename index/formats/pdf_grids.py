"""Tables whose cells are parted by drawn lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf_boxes import Box, surround

NEAR = 3.0
"""Points by which lines that meet may miss each other."""
EDGE = 6.0
"""Points between the edges of two columns or rows at least."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table.

    Attributes:
        columns, rows: where its columns and rows are parted, its own edges included.
        homes: for each place (row, column), the place of the cell that covers it: the first of those that are merged.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    homes: dict[tuple[int, int], tuple[int, int]]

    @property
    def box(self) -> Box:
        return Box(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])

    def place_of(self, box: Box) -> tuple[int, int] | None:
        """The cell (row, column) that the middle of a box lies in."""
        row = _slot(self.rows, box.middle)
        column = _slot(self.columns, box.centre)
        return None if row is None or column is None else self.homes[row, column]


def find_grids(rules: Sequence[Box]) -> list[Grid]:
    """The grids that lines make, from above: two columns at least, closed above and below."""
    level = _merged(rule for rule in rules if rule.width >= rule.height)
    upright = [_turned(rule) for rule in _merged(_turned(rule) for rule in rules if rule.width < rule.height)]
    grids = [grid for group in _groups(level, upright) if (grid := _grid(*group))]
    # The frame around a table is no table.
    return sorted(
        (one for one in grids if not any(o is not one and one.box.contains(o.box, -NEAR) for o in grids)),
        key=lambda grid: (grid.box.top, grid.box.left),
    )


def _turned(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _merged(rules: Iterable[Box]) -> list[Box]:
    """Level lines, pieces of one line put together: a cell's border is often drawn for each cell."""
    found: list[Box] = []
    for rule in sorted(rules, key=lambda rule: (rule.middle, rule.left)):
        for at in range(len(found) - 1, -1, -1):
            last = found[at]
            if rule.middle - last.middle > NEAR:
                found.append(rule)
                break
            if rule.left <= last.right + NEAR and last.left <= rule.right + NEAR:
                found[at] = Box(min(last.left, rule.left), last.top, max(last.right, rule.right), last.bottom)
                break
        else:
            found.append(rule)
    return found


def _groups(level: Sequence[Box], upright: Sequence[Box]) -> Iterator[tuple[list[Box], list[Box]]]:
    """The lines that hang together: each group its level and its upright lines."""
    groups: list[tuple[list[Box], list[Box]]] = [([rule], []) for rule in level]
    for rule in upright:
        met = [group for group in groups if any(_meet(one, rule) for one in group[0])]
        others = [group for group in groups if group not in met]
        groups = [
            *others,
            ([one for group in met for one in group[0]], [one for group in met for one in group[1]] + [rule]),
        ]
    yield from groups


def _meet(level: Box, upright: Box) -> bool:
    across = level.left - NEAR <= upright.centre <= level.right + NEAR
    return across and upright.top - NEAR <= level.middle <= upright.bottom + NEAR


def _grid(level: Sequence[Box], upright: Sequence[Box]) -> Grid | None:
    if len(level) < 2 or not upright:
        return None
    whole = surround((*level, *upright))
    # A table may be open at its sides, and where a page ends.
    rows = _edges([whole.top, *(rule.middle for rule in level), whole.bottom])
    columns = _edges([whole.left, *(rule.centre for rule in upright), whole.right])
    if len(columns) < 3 or len(rows) < 2:
        return None
    return Grid(columns, rows, _cells(columns, rows, level, upright))


def _edges(places: Iterable[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > EDGE:
            edges.append(place)
    return tuple(edges)


def _cells(
    columns: Sequence[float], rows: Sequence[float], level: Sequence[Box], upright: Sequence[Box]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The cell of each place: places that no line parts are one."""
    homes = {(row, column): (row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)}

    def merge(one: tuple[int, int], other: tuple[int, int]) -> None:
        old, new = sorted((homes[one], homes[other]), reverse=True)
        homes.update({place: new for place, home in homes.items() if home == old})

    beside, below = defaultdict[int, list[Box]](list), defaultdict[int, list[Box]](list)
    for rule in upright:
        beside[_nearest(columns, rule.centre)].append(rule)
    for rule in level:
        below[_nearest(rows, rule.middle)].append(rule)
    for row, column in list(homes):
        x, y = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
        inner = column + 2 < len(columns)
        if inner and not any(rule.top <= y <= rule.bottom for rule in beside[column + 1]):
            merge((row, column), (row, column + 1))
        if row + 2 < len(rows) and not any(rule.left <= x <= rule.right for rule in below[row + 1]):
            merge((row, column), (row + 1, column))
    return homes


def _nearest(edges: Sequence[float], place: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - place))


def _slot(edges: Sequence[float], place: float) -> int | None:
    return next((at for at in range(len(edges) - 1) if edges[at] <= place <= edges[at + 1]), None)
