"""The rows of an article's tables, cut into cells. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.document import Document, Span
from index.structure_tables import CELL_ENDS

# What a row may have outside of its cells, as in Markdown.
_OPENING = re.compile(r"\|[^\S\n]*")
_CLOSING = re.compile(r"[^\S\n]*\|$")


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
    line = span.of(text)
    between = next((each for each in CELL_ENDS if each.search(line)), CELL_ENDS[0])
    # With the white space around: what is between two cells.
    around = re.compile(rf"[^\S\t]*(?:{between.pattern})[^\S\t]*")
    parted = [Span(span.start + found.start(), span.start + found.end()) for found in around.finditer(line)]
    parted = [each for each in parted if span.start < each.start and each.end < span.end]
    opening, closing = _OPENING.match(line), _CLOSING.search(line)
    first = [Span(span.start, span.start + opening.end())] if opening else []
    last = [Span(span.start + closing.start(), span.end)] if closing else []
    # At one end alone, a mark parts an empty cell from the others; at both, they are the edges of the row.
    between_cells = parted if first and last else [*first, *parted, *last]
    borders = [span.start, *(each.start for each in between_cells), span.end]
    return Row(span, tuple(Span(a, b) for a, b in pairwise(borders)), (*first, *parted, *last), table, header)
