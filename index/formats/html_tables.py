"""Tables of web pages: which of them hold data, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from index.formats.html_tree import tag_of
from index.formats.marked_text import Block, row_text

if TYPE_CHECKING:
    from index.formats.html_tree import Element

LABEL_LETTERS = 40
"""Most characters of what stands before a colon in the head of a letter."""
CELL_LETTERS = 600
"""A longer cell is a part of the page that a table puts in its place."""
PARAGRAPH_LETTERS = 150
"""A cell as long as this with several paragraphs in it is one, too."""
MOST_SPAN = 1000
"""The most columns or rows of a merged cell that HTML allows."""
_LAYOUT = frozenset({"h1", "h2", "h3", "table", "ul", "ol", "form", "nav", "article", "section", "blockquote"})


def is_data_table(table: Element) -> bool:
    """Whether a table holds data: several columns of short cells; others put the page's parts in their places.

    A list within a cell makes none of a table with a header row.
    """
    rows = [_cells(row) for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if max(map(len, rows), default=0) < 2:
        return False
    if any(tag_of(inner) == "table" for inner in table.iter() if inner is not table):
        return False
    if _is_header(rows[0]):
        return True
    cells = [cell for row in rows for cell in row]
    laid_out = any(tag_of(inner) in _LAYOUT for cell in cells for inner in cell.iter())
    return not (laid_out or any(_is_text(cell) for cell in cells))


def _is_text(cell: Element) -> bool:
    """Whether a cell holds a text of its own: a long one, or several paragraphs."""
    size = len(cell.text_content())
    parts = sum(1 for inner in cell.iter("br", "p", "div"))
    return size > CELL_LETTERS or (size > PARAGRAPH_LETTERS and parts > 1)


def field_lines(table: Element, words_of: Callable[[Element], str]) -> str:
    """The lines of a table that only lines up colons, as the head of a letter has it ("Nomor : 800/112"); "" for any other."""
    lines = [field_line([words_of(cell) for cell in _cells(row)]) for row in table.iter("tr")]
    return "\n".join(lines) if lines and all(lines) else ""


def field_line(cells: list[str]) -> str:
    """A row of such a table as one line; "" for any other row."""
    if len(cells) < 2 or not 0 < len(cells[0]) <= LABEL_LETTERS:
        return ""
    joined = " ".join(filter(None, cells[1:]))
    if joined.startswith(":"):
        return f"{cells[0]} : {joined[1:].strip()}".strip()
    return f"{cells[0]} {joined}" if cells[0].endswith(":") and joined else ""


def table_rows(table: Element, words_of: Callable[[Element], str]) -> Iterator[Block]:
    """The caption and the rows of a table; a merged cell is written once, where it begins, and is empty below."""
    for caption in table.iter("caption"):
        if words := words_of(caption):
            yield Block(words)
    rows = [row for row in table.iter("tr") if _cells(row)]
    grid = _grid(rows, words_of)
    headers = _headers(rows, grid)
    begins = True
    for number, cells in enumerate(grid):
        if any(cells):
            yield Block(row_text(cells), "header" if number < headers else "row", begins=begins)
            begins = False


def _grid(rows: list[Element], words_of: Callable[[Element], str]) -> list[list[str]]:
    """The cells of each row as texts. A cell merged over columns is one; one merged over rows is empty in the later ones."""
    grid: list[list[str]] = []
    below: dict[
        int, tuple[int, int]
    ] = {}  # a column to the rows that a cell above still reaches into, and how wide that is
    for row in rows:
        cells: list[str] = []
        column = _pass_merged(below, 0, cells)
        for cell in _cells(row):
            cells.append(words_of(cell))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            below[column] = high, wide
            column = _pass_merged(below, column + wide, cells)
        below = {at: (left - 1, wide) for at, (left, wide) in below.items() if left > 1}
        grid.append(cells)
    return grid


def _pass_merged(below: Mapping[int, tuple[int, int]], column: int, cells: list[str]) -> int:
    """The next column that no cell from above reaches into; the cells so far get an empty one for each that does."""
    while column in below:
        cells.append("")
        column += below[column][1]
    return column


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if tag_of(cell) in ("td", "th")]


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), MOST_SPAN) if value.isdigit() and int(value) > 0 else 1


def _is_header(row: list[Element]) -> bool:
    return all(tag_of(cell) == "th" for cell in row)


def _headers(rows: list[Element], grid: list[list[str]]) -> int:
    """How many rows at the top are headers: those that the page calls so, else a first row in bold letters, or of words above numbers."""
    count = 0
    for row in rows:
        parent = row.getparent()
        if not _is_header(_cells(row)) and (parent is None or tag_of(parent) != "thead"):
            break
        count += 1
    if count or len(rows) < 2:
        return min(count, len(rows) - 1)
    return int(_looks_like_header(rows[0], grid))


def _looks_like_header(first: Element, grid: list[list[str]]) -> bool:
    names, others = grid[0], grid[1:]
    if len(names) < 2 or not all(names) or any(any(map(str.isdigit, name)) for name in names):
        return False
    if all(_is_bold(cell) for cell in _cells(first)):
        return True
    columns = list(zip(*(row for row in others if len(row) == len(names)), strict=True))
    return len(others) > 1 and any(all(any(map(str.isdigit, cell)) for cell in column) for column in columns)


def _is_bold(cell: Element) -> bool:
    bold = "".join("".join(inner.itertext()) for inner in cell.iter("b", "strong"))
    return bool(bold.strip()) and "".join(bold.split()) == "".join(cell.text_content().split())
