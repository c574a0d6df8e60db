"""The rows of an article's tables, cut into cells. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.document import Document, Span
from index.structure_tables import cells_of

EDGE = "|"
"""What a row may have at both ends, as in Markdown; at one end alone, it parts an empty cell from the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        span: its line.
        cells: the stretches of its cells, which adjoin: each begins with what parts it from the one before.
        parted: what parts the cells, within their stretches; readers need not see it.
        table: the number of its table in the document's structure.
        header: whether it heads the columns.
    """

    span: Span
    cells: tuple[Span, ...]
    parted: tuple[Span, ...]
    table: int
    header: bool


def table_rows(document: Document) -> Iterator[Row]:
    """The rows of all tables in order, header rows included."""
    for number, node in enumerate(document.structure):
        if node.kind == "table":
            yield from (_row(document.text, line, number, True) for line in _lines(document.text, node.head))
        elif node.kind == "row":
            yield _row(document.text, node.span, node.parent, False)


def _lines(text: str, span: Span) -> Iterator[Span]:
    for found in re.finditer(r"[^\n]*\S[^\n]*", span.of(text)):
        words = found.group()
        start = span.start + found.start() + len(words) - len(words.lstrip())
        yield Span(start, start + len(words.strip()))


def _row(text: str, span: Span, table: int, header: bool) -> Row:
    cells, line = cells_of(text, span), span.of(text)
    if len(cells) > 2 and line.startswith(EDGE) and line.endswith(EDGE):
        cells = cells[1:-1]
    borders = [span.start, *(cell.end for cell in cells[:-1]), span.end]
    stretches = tuple(Span(start, end) for start, end in pairwise(borders))
    before = (Span(start, cell.start) for start, cell in zip(borders, cells, strict=False))
    parted = (*before, Span(cells[-1].end, span.end))
    return Row(span, stretches, tuple(part for part in parted if len(part)), table, header)
