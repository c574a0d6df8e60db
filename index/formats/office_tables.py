"""Which tables hold data, and which only place text on the page; which rows are a table's header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.formats.office_blocks import Block, Cell, PageStart, Paragraph, Row, Table

MOST_HEADERS = 3
"""Most header rows that are told by their looks."""
MOST_CAPTIONS = 2
_COUNTED = re.compile(r"\(?([a-zA-Z]|[ivxIVX]{1,5}|\d{1,3})[.)]")


@dataclass(frozen=True, slots=True)
class DataTable:
    """The rows of a table that have text, each with whether it belongs to the header."""

    rows: tuple[tuple[Row, bool], ...]


def laid_out(blocks: Iterable[Block]) -> Iterator[Paragraph | PageStart | DataTable]:
    """The blocks in order; a table that only places text on the page gives way to what is in it, row by row."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _laid_out(block)
        else:
            yield block


def count_headers(rows: Sequence[Row]) -> int:
    """How many rows at the top are the header: marked so, bold, or, the first, without digits where others have some."""
    last = len(rows) - 1
    count = _stated_headers(rows) or int(_alone_without_digits(rows))
    # A cell that is merged downwards belongs to the header with all of its rows.
    reach = (at + cell.rows for at, row in enumerate(rows[:count]) for cell in row.filled)
    count = max([count, *(end for end in reach if end <= min(MOST_HEADERS, last))])
    if 0 < count < last and _numbers_columns(rows[count]):
        count += 1
    return count if count <= last else 0


def _laid_out(table: Table) -> Iterator[Paragraph | PageStart | DataTable]:
    rows = [row for row in table.rows if row.filled]
    if _places_text(rows):
        for row in rows:
            yield from laid_out(_pieces(row))
        return
    captions = list(takewhile(lambda row: len(row.filled) == 1, rows[:MOST_CAPTIONS]))
    if len(captions) < len(rows) - 1:
        for row in captions:
            yield from laid_out(row.filled[0].blocks)
        rows = rows[len(captions) :]
    count = count_headers(rows)
    headers = [row.texts for row in rows[:count]]
    # A header that is typed again at the top of a later page is one there, too.
    yield DataTable(tuple((row, at < count or row.texts in headers) for at, row in enumerate(rows)))


def _places_text(rows: Sequence[Row]) -> bool:
    """Whether a table only places text: a frame around it, or labels, colons and values side by side."""
    if max((len(row.filled) for row in rows), default=0) <= 1:
        return True
    if len(rows) == 1:
        return any(len(cell.blocks) > 1 for cell in rows[0].cells)
    if _stated_headers(rows):
        return False
    labelled = [row for row in rows if any(cell.text.startswith(":") for cell in row.filled[1:])]
    if len(labelled) * 2 >= len(rows):
        return True
    if max(len(row.filled) for row in rows) > 2:
        return False
    # A name and its list: "Menimbang" beside "a. ... b. ...". Below a header, the list is what the column holds.
    listed = rows[:1] if count_headers(rows) else rows
    return any(_is_list(cell) for row in listed for cell in row.cells)


def _stated_headers(rows: Sequence[Row]) -> int:
    """How many rows at the top are marked as header, or else are bold; not all of them are."""
    last = len(rows) - 1
    marked = _leading(row.header for row in rows)
    if 0 < marked <= last:
        return marked
    bold = _leading(all(cell.bold for cell in row.filled) for row in rows)
    return bold if bold <= min(MOST_HEADERS, last) else 0


def _pieces(row: Row) -> Iterator[Block]:
    """What a row that only places text says: `Nomor`, `:` and `800/12` are one paragraph, and so are `a.` and its text."""
    pieces: list[list[Block]] = []
    goes_on = False
    for cell in row.filled:
        if pieces and (goes_on or cell.text.startswith(":")):
            pieces[-1] = _joined(pieces[-1], list(cell.blocks))
        else:
            pieces.append(list(cell.blocks))
        goes_on = cell.text == ":" or _COUNTED.fullmatch(cell.text) is not None
    for piece in pieces:
        yield from piece


def _joined(left: list[Block], right: list[Block]) -> list[Block]:
    """The last paragraph on the left and the first on the right as one.

    "Menimbang : a. ..." begins with no item, so those that follow are none by the file's word either: their letters tell of one list.
    """
    first, *others = right
    if not isinstance(left[-1], Paragraph) or not isinstance(first, Paragraph):
        return left + right
    if first.kind == "item":
        others = [replace(o, kind="text", level=0) if isinstance(o, Paragraph) else o for o in others]
    return [*left[:-1], replace(left[-1], text=f"{left[-1].text} {first.text}".strip()), *others]


def _is_list(cell: Cell) -> bool:
    paragraphs = [block for block in cell.blocks if isinstance(block, Paragraph)]
    return sum(block.kind == "item" or _COUNTED.match(block.text) is not None for block in paragraphs) > 1


def _leading(flags: Iterable[bool]) -> int:
    return sum(1 for _ in takewhile(bool, flags))


def _alone_without_digits(rows: Sequence[Row]) -> bool:
    """Whether the first row has no digits while others do; of two columns, while one has them in nearly all other rows.

    `Nama | Ani` above `NIP | 1985` is no header of it: in a table of two columns, each row is a pair as often as not.
    """
    first, *others = rows
    if not others or len(first.filled) < 2 or _has_digit(first.line):
        return False
    if max(len(row.filled) for row in rows) > 2:
        return any(_has_digit(row.line) for row in others)
    columns = range(max(len(row.texts) for row in rows))
    return any(sum(_has_digit(text) for text in _column(others, at)) * 5 >= len(others) * 4 for at in columns)


def _column(rows: Sequence[Row], at: int) -> list[str]:
    return [row.texts[at] for row in rows if at < len(row.texts)]


def _numbers_columns(row: Row) -> bool:
    """Whether a row counts the columns, as below the header of official tables: `(1) | (2) | (3)`."""
    numbers = [text.strip("(). ") for text in row.texts]
    return len(numbers) > 2 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
