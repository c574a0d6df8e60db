"""One article cut for reading: paragraphs, headings, items, rows of tables, folded page furniture, and marked quotes. Pure functions.

No character is lost: the pieces and gaps of `article_blocks`, joined, are the article's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from assistant.articles.gaps import find_gaps
from assistant.articles.headings import article_headings, part_anchors
from assistant.articles.marks import Marks
from assistant.articles.span_set import SpanSet
from assistant.articles.table_rows import table_rows
from assistant.articles.view import shown_furniture
from index.document import Document, Span
from index.places import leads_of, path_to

ITEMS = frozenset({"paragraph", "letter", "number", "item"})
"""Kinds of parts that are items of a list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that look alike.

    `current`: part of the current quote; `first`: that quote begins here. `lead`: part of a line that belongs before that quote.
    `sign`: not to be seen, such as the sign of a Markdown heading or what parts two cells.
    """

    text: str
    furniture: bool = False
    marked: bool = False
    current: bool = False
    first: bool = False
    sign: bool = False
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or row of a table, and the white space after it. White space at the start of the text has no pieces.

    Attributes:
        cells: the pieces of each cell of a row; one for all else.
        depth: of a heading, from 1; 0 for what is none.
        anchor: its id, where there is something to link to.
        title: the article's own title, which its page has above the text.
        level: how deep the list lies in others whose item it belongs to, from 1; 0 outside of lists.
        begins: whether an item begins with it.
        table: the number of the table that it is a row of; -1 for none. `header`: a header row of it.
    """

    cells: tuple[tuple[Piece, ...], ...]
    gap: str
    depth: int = 0
    anchor: str = ""
    title: bool = False
    level: int = 0
    begins: bool = False
    table: int = -1
    header: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of its pieces."""
        return tuple(piece for cell in self.cells for piece in cell)

    @property
    def marked(self) -> bool:
        """Whether a mark lies in it."""
        return any(piece.marked or piece.lead for piece in self.pieces)

    @property
    def furniture(self) -> bool:
        """Whether all of it is furniture."""
        return all(piece.furniture or not piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive blocks: body text, or `furniture`, which is folded away unless a mark in it makes it `open`."""

    blocks: tuple[Block, ...]
    furniture: bool

    @property
    def open(self) -> bool:
        return any(block.marked for block in self.blocks)

    @property
    def groups(self) -> list[tuple[bool, list[Block]]]:
        """The blocks, the rows of one table together, each group with whether it is a table."""
        runs = groupby(enumerate(self.blocks), lambda pair: pair[1].table if pair[1].table >= 0 else -2 - pair[0])
        return [(table >= 0, [block for _, block in run]) for table, run in runs]


def article_parts(document: Document, marks: Marks) -> list[Part]:
    """The whole text as parts, body and furniture in turn."""
    return [
        Part(tuple(run), furniture)
        for furniture, run in groupby(article_blocks(document, marks), lambda b: b.furniture)
    ]


def article_blocks(document: Document, marks: Marks) -> list[Block]:
    """The text cut into paragraphs, headings, items and rows, and these where furniture or a mark begins or ends."""
    return list(_Cutter(document, marks).blocks())


class _Cutter:
    """One article and its marks."""

    def __init__(self, document: Document, marks: Marks) -> None:
        self._document, self._marks = document, marks
        self._leads = leads_of(document, marks.quote) if marks.quote else ()
        furniture = shown_furniture(document)
        self._furniture = SpanSet(furniture)
        self._headings = {heading.span.start: heading for heading in article_headings(document)}
        self._titles = {item.span.start: item.span for item in document.furniture if item.rule == "title"}
        self._rows = {row.span.start: row for row in table_rows(document)}
        self._items = [node.span for node in document.structure if node.kind in ITEMS]
        self._begins = {span.start for span in self._items}
        self._anchors = part_anchors(document)
        self._apart = [
            *furniture,
            *self._titles.values(),
            *(heading.span for heading in self._headings.values() if heading.apart),
            *(row.span for row in self._rows.values()),
        ]

    def blocks(self) -> Iterator[Block]:
        names = [heading.span for heading in self._headings.values() if heading.apart]
        gaps = find_gaps(self._document.text, self._apart, self._items, names)
        if len(gaps[0]):
            yield Block((), gaps[0].of(self._document.text))
        for before, gap in pairwise(gaps):
            yield self._block(before, Span(before.end, gap.start), gap)

    def _block(self, before: Span, span: Span, gap: Span) -> Block:
        text, start = self._document.text, span.start
        heading, row = self._headings.get(start), self._rows.get(start)
        title = self._titles.get(start)
        if row and row.span == span:
            cells = tuple(self._pieces(cell, row.parted, before) for cell in row.cells)
            return Block(cells, gap.of(text), table=row.table, header=row.header)
        signs = (Span(start, start + heading.marker),) if heading else ()
        found = path_to(self._document, Span(start, min(start + 1, span.end)))
        return Block(
            (self._pieces(span, signs, before),),
            gap.of(text),
            heading.depth if heading and heading.apart else 0,
            heading.anchor if heading else self._anchors.get(start, ""),
            title is not None and title.end >= span.end,
            sum(node.kind in ITEMS for node in found),
            start in self._begins,
        )

    def _pieces(self, span: Span, signs: Sequence[Span], before: Span) -> tuple[Piece, ...]:
        others = {edge for other in (*self._marks.spans, *self._leads, *signs) for edge in (other.start, other.end)}
        inside = {*self._furniture.edges_within(span), *(edge for edge in others if span.start < edge < span.end)}
        spans = [Span(a, b) for a, b in pairwise([span.start, *sorted(inside), span.end])]
        return _begun(tuple(self._piece(each, signs, before) for each in spans))

    def _piece(self, span: Span, signs: Sequence[Span], before: Span) -> Piece:
        quote = self._marks.quote
        current = quote is not None and span.overlaps(quote)
        # Where a quote begins in the gap before this block, readers see it begin with the block.
        starts = quote is not None and (
            quote.start == span.start or (span.start == before.end and before.start <= quote.start)
        )
        return Piece(
            span.of(self._document.text),
            self._furniture.overlap(span),
            any(span.overlaps(mark) for mark in self._marks.spans),
            current,
            first=current and starts,
            sign=any(span.overlaps(sign) for sign in signs),
            lead=any(span.overlaps(lead) for lead in self._leads),
        )


def _begun(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces of a quote that begins with what is not seen, beginning with what is: readers are led to its first piece."""
    for at, (piece, following) in enumerate(pairwise(pieces)):
        if piece.first and piece.sign and following.current:
            return (*pieces[:at], replace(piece, first=False), replace(following, first=True), *pieces[at + 2 :])
    return pieces
