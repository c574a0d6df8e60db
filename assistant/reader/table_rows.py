"""Short answers in the rows of a table: whole cells, and that of the column which the question names."""

from __future__ import annotations

from collections.abc import Callable, Collection

from index.document import Document, Node, Span
from index.places import path_to
from index.structure_tables import cells_of

CELL_WORDS = 12
"""Words up to which a cell is an answer as a whole."""


def cell_that_answers(
    document: Document,
    sentence: Span,
    answer: Span | None,
    question: Collection[str],
    terms: Callable[[str], Collection[str]],
) -> Span | None:
    """The words of a table's row that answer: the cell below the one heading that the question names, else that of the model's words.

    Args:
        document: what the row is in.
        sentence: the row; what is no row of a table keeps its answer.
        answer: the words that a model marks, if any.
        question: the terms of the question.
        terms: a text to its terms.
    """
    path = path_to(document, sentence)
    if not path or path[-1].kind != "row":
        return answer
    cells = cells_of(document.text, sentence)
    named = _named_column(document, path[-2], cells, question, terms)
    if named is not None:
        return named
    if answer is None:
        return None
    cell = next((cell for cell in cells if cell.contains(answer)), None)
    # Words over several cells are no answer: they run from one column into the next.
    if cell is None:
        cell = next((cell for cell in cells if cell.overlaps(answer)), None)
    return cell if cell is not None and len(cell.of(document.text).split()) <= CELL_WORDS else answer


def _named_column(
    document: Document,
    table: Node,
    cells: list[Span],
    question: Collection[str],
    terms: Callable[[str], Collection[str]],
) -> Span | None:
    """The cell below the only heading with a word of the question, where it says something that the question does not."""
    headings = cells_of(document.text, table.head)
    if len(headings) != len(cells):
        return None

    def new(cell: Span) -> bool:
        words = set(terms(cell.of(document.text)))
        return bool(words) and not words <= set(question)

    named = [
        cell
        for heading, cell in zip(headings, cells, strict=True)
        if not set(question).isdisjoint(terms(heading.of(document.text))) and new(cell)
    ]
    return named[0] if len(named) == 1 else None
