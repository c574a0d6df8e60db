"""Questions about a document's parts: where a stretch stands, what belongs before it, which list it is part of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from index.document import Document, Node, Span

NAMED = frozenset({"chapter", "part", "section", "article", "dictum", "heading", "appendix", "elucidation"})
"""Kinds of parts that have a name of their own."""
NUMBERED = NAMED - {"heading", "appendix", "elucidation"}
"""Those whose first line only names them, and says nothing."""
KEPT_APART = NAMED | {"table"}
"""No passage goes over the border of one."""


def path_to(document: Document, span: Span) -> tuple[Node, ...]:
    """The parts that a stretch lies in whole, outermost first."""
    return tuple(reversed(tuple(_upwards(document, span))))


def place_of(document: Document, span: Span) -> str:
    """Where a stretch stands in a document, as people write it: "Pasal 5 ayat (2) huruf c", a heading, or "" where it has no place."""
    path = path_to(document, span)
    names = [node for node in path if node.kind in NAMED and node.label]
    outer = [node.label for node in names if node.kind in ("appendix", "elucidation")]
    counted = [node for node in names if node.kind in ("article", "dictum")]
    if not counted:
        # A part or section is named within its chapter; of headings, the innermost.
        counted = [node for node in names if node.kind in ("chapter", "part", "section")] or [
            node for node in names if node.kind == "heading"
        ][-1:]
    items = [node.label for node in path if node.kind in ("paragraph", "letter", "number") and node.label]
    headed = counted and counted[-1].kind == "heading"
    named = " ".join((*outer, *(node.label for node in counted)))
    return (", " if headed else " ").join(part for part in (named, " ".join(items)) if part)


def leads_of(document: Document, span: Span) -> tuple[Span, ...]:
    """The lines without which a stretch does not stand, outermost first: what introduces an item, the header of a table's row."""
    return tuple(
        node.head
        for node in path_to(document, span)
        if node.kind in ("list", "table") and len(node.head) and node.head.end <= span.start
    )


def headings_of(document: Document, span: Span) -> tuple[str, ...]:
    """The names of the parts that a stretch lies in, outermost first, each on one line: "BAB III LARANGAN", "Pasal 5"."""
    return tuple(
        " ".join(node.head.of(document.text).split())
        for node in path_to(document, span)
        if node.kind in NAMED and node.head.end <= span.start
    )


def list_around(document: Document, span: Span) -> Node | None:
    """The innermost list that a stretch is in, or introduces."""
    return next((node for node in _upwards(document, span) if node.kind == "list"), None)


def is_introduction(node: Node, span: Span) -> bool:
    """Whether a stretch is the line that introduces a list."""
    return len(node.head) > 0 and node.head.overlaps(span) and span.end <= node.head.end


def parts_of(document: Document, node: Node) -> tuple[Node, ...]:
    """The parts that lie directly in a part, in order."""
    number = document.structure.index(node)
    return tuple(part for part in document.structure[number + 1 :] if part.parent == number)


def cut_at_parts(document: Document, runs: Iterable[Span]) -> Iterator[list[Span]]:
    """The runs cut where parts begin and end, in one list for each named part or table that they meet; without the numbers of articles."""
    borders = sorted({at for node in document.structure for at in (node.span.start, node.head.end, node.span.end)})
    numbers = {node.span.start: node.head.end for node in document.structure if node.kind in NUMBERED}
    for run in runs:
        within = borders[bisect_right(borders, run.start) : bisect_left(borders, run.end)]
        pieces: list[Span] = []
        part = None
        for start, end in pairwise((run.start, *within, run.end)):
            if end <= numbers.get(start, -1):
                continue
            lies_in = next((node for node in _upwards(document, Span(start, end)) if node.kind in KEPT_APART), None)
            if pieces and lies_in is not part:
                yield pieces
                pieces = []
            pieces.append(Span(start, end))
            part = lies_in
        yield pieces


def _upwards(document: Document, span: Span) -> Iterator[Node]:
    structure = document.structure
    number = bisect_right(structure, span.start, key=lambda node: node.span.start) - 1
    while number >= 0:
        node = structure[number]
        if node.span.contains(span):
            yield node
        number = node.parent
