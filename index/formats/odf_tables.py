"""The rows and cells of tables in OpenDocument files, where what is repeated is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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


def cells_of(row: Element, header: bool, read: Callable[[Element], list[Block]]) -> Row:
    """A row; `read` gives what is in a cell."""
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
    return Row(tuple(cells), header)


def trimmed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the columns at the end that are empty in all of them."""
    width = max((_width(row.cells[: _filled(row)]) for row in rows), default=0)
    return tuple(_cut(row, width) for row in rows)


def _cut(row: Row, width: int) -> Row:
    cells = list(row.cells)
    while len(cells) > _filled(row) and _width(cells) > width:
        cells.pop()
    return Row(tuple(cells), row.header)


def _filled(row: Row) -> int:
    """How many cells there are up to the last with text."""
    return max((at for at, cell in enumerate(row.cells, 1) if cell.text), default=0)


def _width(cells: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in cells)


def _repeated(element: Element, name: str) -> int:
    stated = element.get(TABLE + name, "1")
    return min(int(stated), MOST_REPEATED) if stated.isdigit() and int(stated) > 0 else 1
