"""Tables of a page: rows of cells, from the lines drawn around them, or from what stands below each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf_bands import are_rows, bands, rows_of
from index.formats.pdf_boxes import Box, Line, surround
from index.formats.pdf_grids import Grid
from index.formats.pdf_lines import baselines
from index.formats.pdf_rules import RULES
from index.formats.pdf_table_heads import count_headers
from index.line_hyphens import join_line_hyphens

CELL_END = " | "
WIDER = 1.25
"""How much larger the step to a new row is than that to the next line of a cell, at least."""
NUMBERED = 0.6
"""The share of a first column's cells that are numbers, from which it numbers the rows."""
OPEN_FROM = 3
"""Rows that may follow each other without a line drawn between them."""
OPEN = 0.8
"""The share of such rows that have something in the first column and in others, at least."""
_NUMBER = re.compile(r"\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]*")

Cell = tuple[Line, ...]
Level = Sequence[Sequence[Line]]
"""What stands on one baseline, by column."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, each the lines that stand in it, in order; a merged cell is there once."""

    cells: tuple[Cell, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for cell in self.cells for line in cell]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(_cell_text(cell) for cell in self.cells)

    @property
    def text(self) -> str:
        """One line, the cells parted by ` | `."""
        return CELL_END.join(self.texts).strip()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that have words in them.

    Attributes:
        rows: from above, header rows first.
        headers: how many of them are.
        columns: where its columns begin.
    """

    rows: tuple[Row, ...]
    headers: int
    columns: tuple[float, ...]
    box: Box


def ruled_table(grid: Grid, lines: Sequence[Line]) -> Table | None:
    """The table that lines are drawn around; None for an empty one."""
    within: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        if place := grid.place_of(line.box):
            within[place].append(line)
    rows: list[Row] = []
    for number in range(len(grid.rows) - 1):
        homes = list(dict.fromkeys(grid.homes[number, column] for column in range(len(grid.columns) - 1)))
        cells = [within[home] if home[0] == number else [] for home in homes]
        inside = [line for cell in cells for line in cell]
        if len(homes) == len(grid.columns) - 1 and _is_open(inside, grid.columns):
            rows += _aligned_rows(inside, grid.columns[:-1])
        elif inside:
            rows.append(Row(tuple(map(_ordered, cells))))
    return _table(rows, grid.columns[:-1], grid.box)


def aligned_table(lines: Sequence[Line], columns: Sequence[float]) -> Table | None:
    """The table of lines that stand below each other in columns, `columns` where these begin; None for no lines."""
    return _table(_aligned_rows(lines, columns), columns, surround(line.box for line in lines)) if lines else None


def _aligned_rows(lines: Sequence[Line], columns: Sequence[float]) -> list[Row]:
    found = bands(lines)
    parts = found if are_rows(found) else [list(lines)]
    return [row for part in parts for row in _rows(part, columns, whole=len(parts) > 1)]


def _rows(lines: Sequence[Line], columns: Sequence[float], whole: bool) -> list[Row]:
    """The rows that lines are; `whole` where they are one, unless several begin in them."""
    levels = [[_in_column(level, columns, at) for at in range(len(columns))] for level in baselines(lines)]
    starts = [0] if whole and not _has_several(levels) else _row_starts(levels)
    rows = []
    for start, end in pairwise((*starts, len(levels))):
        cells = [[line for level in levels[start:end] for line in level[at]] for at in range(len(columns))]
        rows.append(Row(tuple(map(_ordered, cells))))
    return rows


def _has_several(levels: Sequence[Level]) -> bool:
    """Whether several rows begin between clear white space: several are numbered, or have all their cells on one level."""
    begun = [level for level in levels if all(cell and not cell[0].text[0].islower() for cell in level)]
    return len(_row_numbers(levels)) > 1 or len(begun) > 1


def _table(rows: Sequence[Row], columns: Sequence[float], box: Box) -> Table | None:
    if not rows:
        return None
    headers = count_headers([row.texts for row in rows], [_is_bold(row) for row in rows])
    return Table(tuple(rows), headers, tuple(columns), box)


def _is_bold(row: Row) -> bool:
    return all(line.bold for line in row.lines)


def _is_open(lines: Sequence[Line], columns: Sequence[float]) -> bool:
    """Whether what is between two lines across a table is several rows, with lines between their columns only."""
    rows = rows_of(lines)
    begins = [[line for line in row if line.box.left < columns[1]] for row in rows]
    beside = sum(len(cells) < len(row) for cells, row in zip(begins, rows, strict=True) if cells)
    if len(rows) < OPEN_FROM or beside < OPEN_FROM or beside < OPEN * len(rows):
        return False
    return are_rows(rows) or not any(cells[0].text[0].islower() for cells in begins if cells)


def _cell_text(cell: Sequence[Line]) -> str:
    return " ".join(join_line_hyphens("\n".join(line.text for line in cell)).split())


def _ordered(cell: Sequence[Line]) -> Cell:
    return tuple(sorted(cell, key=lambda line: (round(line.baseline), line.box.left)))


def _in_column(level: Sequence[Line], columns: Sequence[float], at: int) -> list[Line]:
    left = columns[at] - 1 if at else float("-inf")
    right = columns[at + 1] - 1 if at + 1 < len(columns) else float("inf")
    return [line for line in level if left <= line.box.left < right]


def _row_starts(levels: Sequence[Level]) -> list[int]:
    """The levels that begin a row; the others go on with the cells above."""
    numbers = _row_numbers(levels)
    places = [next(line.baseline for cell in level for line in cell) for level in levels]
    close = min((after - before for before, after in pairwise(places)), default=0.0)
    rights = [
        max((line.box.right for level in levels for line in level[at]), default=0.0) for at in range(len(levels[0]))
    ]
    starts = [0]
    for at in range(1, len(levels)):
        if at in numbers:
            starts.append(at)
        elif numbers and _is_numbered_rest(numbers, at):
            continue
        elif places[at] - places[at - 1] >= WIDER * close or not _goes_on(levels[starts[-1] : at], levels[at], rights):
            starts.append(at)
    return starts


def _row_numbers(levels: Sequence[Level]) -> dict[int, int]:
    """The levels whose first column numbers a row, with the number (0 for a letter); none where it does not number the rows."""
    first = [" ".join(line.text for line in level[0]) for level in levels]
    numbers = {at: int(re.sub(r"\D", "", text) or 0) for at, text in enumerate(first) if _NUMBER.fullmatch(text)}
    begun = min(numbers, default=len(levels))
    return numbers if len(numbers) >= NUMBERED * sum(bool(text) for text in first[begun:]) else {}


def _is_numbered_rest(numbers: Mapping[int, int], at: int) -> bool:
    """Whether a level without a number belongs to the row above: no number is missing after that one."""
    before = max((place for place in numbers if place < at), default=None)
    after = min((place for place in numbers if place > at), default=None)
    if before is None:
        return after is not None and numbers[after] <= 1  # the header, in one row
    # After the last one, a total may come.
    return after is not None and numbers[after] - numbers[before] in (0, 1)


def _goes_on(row: Sequence[Level], level: Level, rights: Sequence[float]) -> bool:
    """Whether a level that follows closely goes on with the cells of the row above it; `rights` is how far the columns reach."""
    filled = [at for at, cell in enumerate(level) if cell]
    texts = [level[at][0].text for at in filled]
    if filled == [0]:
        above = next((one[0][-1] for one in reversed(row) if one[0]), None)
        full = above is not None and above.box.right + _first_word(level[0][0]) > rights[0]
        return texts[0][0].islower() or full or (above is not None and RULES.rules["open"].applies(above.text))
    if level[0]:
        return all(text[0].islower() for text in texts)
    return len(filled) == 1 or (
        any(text[0].islower() for text in texts) and not any(text[0].isdigit() for text in texts)
    )


def _first_word(line: Line) -> float:
    """About how wide the first word of a line is, with the space before it."""
    return line.box.width * (len(line.text.split()[0]) + 1) / len(line.text)
