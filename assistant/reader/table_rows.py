"""Short answers in rows of tables and in records ("Nama: ...; Jabatan: ..."): whole cells, of the column that a question names.

What a heading says of its cells is in `data/columns.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document, Span
from index.places import path_to
from index.structure_tables import cells_of
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "columns.toml")
CELL_WORDS = 12
"""Words up to which a cell is an answer as a whole."""
FIELDS_FROM = 3
"""Fields from which a line is a record."""
_FIELD = re.compile(r"(?:^|;)\s*(?P<heading>[^:;|]{1,40}?)\s*:\s*(?P<cell>[^;]*)")

Terms = Callable[[str], Collection[str]]
"""A text to its terms."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell, and the heading of its column, "" where it has none."""

    heading: str
    cell: Span


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The words of a row that answer, if any; whether the question names their column, and whether only by the kind that it asks for."""

    words: Span | None
    named: bool = False
    by_kind: bool = False


def fields_of(document: Document, sentence: Span) -> tuple[Field, ...]:
    """The fields of a row of a table, or of a line that is a record; none of any other sentence."""
    text = document.text
    path = path_to(document, sentence)
    if path and path[-1].kind == "row":
        cells, header = cells_of(text, sentence), path[-2].head
        headings = [cell.of(text) for cell in cells_of(text, header)] if len(header) else []
        named = headings if len(headings) == len(cells) else [""] * len(cells)
        return tuple(Field(heading, cell) for heading, cell in zip(named, cells, strict=True))
    words = sentence.of(text).rstrip(" .")
    found = list(_FIELD.finditer(words))
    # One field alone is a line of a document that has parts: in prose, what stands before a colon says who speaks.
    least = 1 if document.structure and "." not in words[:-1] else FIELDS_FROM
    if len(found) < least or (found and found[0].start()) or words.count(";") >= 2 * len(found):
        return ()
    return tuple(
        Field(match["heading"], Span(sentence.start + match.start("cell"), sentence.start + match.end("cell")))
        for match in found
    )


def row_answer(
    document: Document,
    fields: Sequence[Field],
    answer: Span | None,
    question: Sequence[str],
    kind: str,
    terms: Terms,
    picked: Collection[str] = (),
) -> RowAnswer:
    """The words of a row that answer: the cell below the heading that the question names, else that of the model's words.

    Args:
        document: what the row is in.
        fields: those of the row.
        answer: the words that a model marks, if any.
        question: the terms of the question, in order.
        kind: what kind of thing is asked for.
        terms: a text to its terms.
        picked: the terms of the words that follow "yang" in the question: "berapa permohonan yang ditolak".
    """
    # What only repeats the question says which row is meant.
    saying = [field for field in fields if not set(terms(field.cell.of(document.text))) <= set(question)]
    fitting = [field for field in saying if _fits(kind, field.cell.of(document.text))]
    if (by_words := _named_by_words(fitting, question, picked, terms)) is not None:
        return RowAnswer(by_words.cell, named=True)
    if (by_kind := _named_by_kind(fitting, kind)) is not None:
        return RowAnswer(by_kind.cell, named=True, by_kind=True)
    if answer is None:
        return RowAnswer(None)
    # Words over several cells are no answer, they run from one column into the next; nor is a cell that only repeats the question.
    cell = next((each.cell for each in fields if each.cell.overlaps(answer)), None)
    if cell is not None and not any(field.cell == cell for field in saying):
        return RowAnswer(None)
    whole = cell is not None and len(cell.of(document.text).split()) <= CELL_WORDS
    return RowAnswer(cell if whole else answer)


def _fits(kind: str, cell: str) -> bool:
    if kind in ("number", "date"):
        return any(map(str.isdigit, cell))
    return kind not in ("person", "place") or any(map(str.isalpha, cell))


def _named_by_words(
    fields: Sequence[Field], question: Sequence[str], picked: Collection[str], terms: Terms
) -> Field | None:
    """The column whose heading shares most terms with the question.

    Of several, it is one that follows "yang", "berapa permohonan yang ditolak", else the first: "berapa persen laporan".
    """
    shared = {field: set(terms(field.heading)) & set(question) for field in fields}
    most = max(map(len, shared.values()), default=0)
    best = [field for field in fields if most and len(shared[field]) == most]
    chosen = [field for field in best if shared[field] & set(picked)]
    places = {field: min(map(list(question).index, shared[field])) for field in chosen or best}
    return min(places, key=places.__getitem__, default=None)


def _named_by_kind(fields: Sequence[Field], kind: str) -> Field | None:
    """The only column whose heading says that its cells are of a kind: "Tempat" to "di mana"."""
    if kind not in RULES.rules:
        return None
    named = [field for field in fields if RULES.pattern(kind).search(field.heading)]
    return named[0] if len(named) == 1 else None
