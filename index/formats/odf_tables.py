"""The rows and cells of tables in OpenDocument files, where what is repeated is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element

from index.formats.odf_names import TABLE
from index.formats.office_blocks import Block, Cell, Row

MOST_REPEATED = 1000
"""How often a row or cell is written at most that the file states once for many; a sheet may state a million empty ones."""
_GROUPS = (TABLE + "table-rows", TABLE + "table-row-group")
_HIDDEN = ("collapse", "filter")


def rows_of(table: Element, *, header: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows that are shown, each with whether it is marked as a header; an empty one is written once, however often it is repeated."""
    for child in table:
        if child.tag == TABLE + "table-header-rows":
            yield from rows_of(child, header=True)
        elif child.tag in _GROUPS:
            if child.get(TABLE + "display") != "false":
                yield from rows_of(child, header=header)
        elif child.tag == TABLE + "table-row" and child.get(TABLE + "visibility") not in _HIDDEN:
            empty = not any(text.strip() for text in child.itertext())
            for _ in range(1 if empty else _repeated(child, "number-rows-repeated")):
                yield child, header


def hidden_rows(table: Element) -> int:
    """How many rows with text are hidden."""
    rows = (row for row in table.iter(TABLE + "table-row") if row.get(TABLE + "visibility") in _HIDDEN)
    return sum(_repeated(row, "number-rows-repeated") for row in rows if any(text.strip() for text in row.itertext()))


def hidden_columns(table: Element) -> frozenset[int]:
    """The columns, from 0, that are not shown."""
    hidden, at = set[int](), 0
    for column in table.iter(TABLE + "table-column"):
        count = _repeated(column, "number-columns-repeated")
        if column.get(TABLE + "visibility") in _HIDDEN:
            hidden |= set(range(at, at + count))
        at += count
    return frozenset(hidden)


def cells_of(row: Element, header: bool, hidden: frozenset[int], read: Callable[[Element], list[Block]]) -> Row:
    """A row without the cells in hidden columns; `read` gives what is in a cell."""
    cells: list[Cell] = []
    covered = 0  # columns that the cell before takes up
    for element in row:
        repeated = _repeated(element, "number-columns-repeated")
        if element.tag == TABLE + "covered-table-cell":
            # What is left is covered by a cell of a row above.
            taken = min(covered, repeated)
            covered -= taken
            cells += [Cell()] * (repeated - taken)
        elif element.tag == TABLE + "table-cell":
            columns = _repeated(element, "number-columns-spanned")
            covered = columns - 1
            blocks = tuple(read(element))
            cells += [Cell(blocks, columns, _repeated(element, "number-rows-spanned"))] * repeated
    starts = accumulate((cell.columns for cell in cells), initial=0)
    return Row(tuple(cell for at, cell in zip(starts, cells, strict=False) if at not in hidden), header)


def trimmed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the columns at the end that are empty in all of them."""
    width = max((_width(row.cells[: _filled(row)]) for row in rows), default=0)
    return tuple(_cut(row, width) for row in rows)


def _cut(row: Row, width: int) -> Row:
    cells, needed, wide = list(row.cells), _filled(row), _width(row.cells)
    while len(cells) > needed and wide > width:
        wide -= cells.pop().columns
    return Row(tuple(cells), row.header)


def _filled(row: Row) -> int:
    """How many cells there are up to the last with text."""
    return next((at for at in range(len(row.cells), 0, -1) if row.cells[at - 1].text), 0)


def _width(cells: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in cells)


def _repeated(element: Element, name: str) -> int:
    stated = element.get(TABLE + name, "1")
    return min(int(stated), MOST_REPEATED) if stated.isdigit() and int(stated) > 0 else 1
