"""Questions about a document's parts: where a stretch stands, what belongs before it, which list it is part of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from index.document import Document, Node, Span

NAMED = frozenset({"chapter", "part", "section", "article", "dictum", "heading", "appendix", "elucidation"})
"""Kinds of parts that have a name of their own."""
LEAD_LENGTH = 300
"""Characters up to which a line that introduces others is told with each; a longer one is the beginning of a letter."""
ITEMS = frozenset({"paragraph", "letter", "number", "item"})
"""Kinds of the items of a list."""
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
            node for node in names if node.kind == "heading" and node.label.casefold() != document.title.casefold()
        ][-1:]
    items = [node.label for node in path if node.kind in ITEMS and node.label]
    headed = counted and counted[-1].kind == "heading"
    named = " ".join((*outer, *(node.label for node in counted)))
    return (", " if headed else " ").join(part for part in (named, " ".join(items)) if part)


def leads_of(document: Document, span: Span) -> tuple[Span, ...]:
    """The lines without which a stretch does not stand, outermost first: what introduces an item, the header of a table's row."""
    return tuple(
        node.head
        for node in path_to(document, span)
        if node.kind in ("list", "table") and 0 < len(node.head) <= LEAD_LENGTH and node.head.end <= span.start
    )


def headings_of(document: Document, span: Span) -> tuple[str, ...]:
    """The names of the parts that a stretch lies in, outermost first, each on one line: "BAB III LARANGAN", "Pasal 5"."""
    path = path_to(document, span)
    lists = [node for node in path if node.kind == "list"]
    # "B. Ketentuan" names its items, and introduces none of them.
    titles = {node.parent for node in lists if not len(node.head)}
    return tuple(
        " ".join(node.head.of(document.text).rstrip(" :.\n").split())
        for node in path
        if node.head.end <= span.start
        and (node.kind in NAMED or (node.kind in ITEMS and any(document.structure[at] is node for at in titles)))
    )


def lists_around(document: Document, span: Span) -> tuple[Node, ...]:
    """The lists with a line that introduces them, and tables, that a stretch is in or introduces, innermost first."""
    # The paragraphs of an article are introduced by nothing: they are no list that anybody asks for.
    return tuple(n for n in _upwards(document, span) if n.kind == "table" or (n.kind == "list" and len(n.head)))


def items_of(document: Document, node: Node) -> tuple[Node, ...]:
    """The items of a list, in order."""
    within = parts_within(document, node)
    # The first part in a list is an item of it, and its parent is the list.
    return tuple(part for part in within if part.parent == within[0].parent)


def items_end(document: Document, node: Node) -> int:
    """Where the last item of a list ends; after it, the sentence that introduces the list may go on."""
    return max((part.span.end for part in items_of(document, node)), default=node.span.end)


def parts_within(document: Document, node: Node) -> tuple[Node, ...]:
    """The parts that lie in a part, at any depth, in order."""
    structure = document.structure
    first = bisect_left(structure, node.span.start, key=lambda part: part.span.start)
    last = bisect_left(structure, node.span.end, key=lambda part: part.span.start)
    number = next(at for at in range(first, last) if structure[at] == node)
    return structure[number + 1 : last]


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
