"""The parts of a document: headings, articles and their paragraphs, items of lists, rows of tables."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import Document, Node, Span
from index.formats.extracted import Mark


def find_structure(text: str, marks: Sequence[Mark] = ()) -> tuple[Node, ...]:
    """The parts of a text, each after the one that it lies in; `marks` are what its file's format says."""
    return ()


def place_of(document: Document, span: Span) -> str:
    """Where a stretch begins in a document, as people write it: "Pasal 5 ayat (2) huruf c", a heading, or "" where it has no place."""
    return ""


def leads_of(document: Document, span: Span) -> tuple[Span, ...]:
    """The lines without which a stretch does not stand, outermost first: what introduces an item, the header of a table's row."""
    return ()
