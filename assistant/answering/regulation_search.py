"""A question that names a regulation is answered from it, or from what speaks of it by name; never from the like words of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.answering.engine import Engine
from assistant.question.held_regulations import NamedRegulations, Unheld
from assistant.question.query import Query
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.arrays import Vectors

LOOKED_THROUGH = 300
"""Passages that are looked through for the name of a regulation that is not held, at most."""


def rows_of_named(engine: Engine, query: Query, vector: Vectors, named: NamedRegulations) -> list[int]:
    """The rows of the passages of the regulations that a question names, nearest to it by meaning or by words; `vector` is its own."""
    rows = np.array([row for document_id in named.documents for row in engine.index.rows_of(document_id)], np.int64)
    if len(rows) <= TUNING.proposed:
        return [int(row) for row in rows]
    near = np.argsort(-engine.index.dense_scores(vector, rows), kind="stable")[: TUNING.proposed]
    alike = np.argsort(-engine.index.sparse(query.terms)[rows], kind="stable")[: TUNING.proposed]
    return [int(row) for row in rows[np.union1d(near, alike)]]


def of_named(
    engine: Engine, candidates: Sequence[Candidate], named: NamedRegulations, kept: Sequence[int] = ()
) -> tuple[Candidate, ...]:
    """The candidates of the regulations that a question names, then those that speak of one of them by name, and the rows `kept`."""
    if not named.documents:
        return tuple(candidates)
    own = [candidate for candidate in candidates if candidate.document.id in named.documents]
    others = [candidate for candidate in candidates if candidate.document.id not in named.documents]
    return (*own, *(each for each in others if each.row in kept or _speaks_of(engine, each, named)))


def names_what_is_nowhere(engine: Engine, named: NamedRegulations) -> bool:
    """Whether a question names a regulation that is neither held nor spoken of."""
    return not all(_is_spoken_of(engine, unheld) for unheld in named.unheld)


def _speaks_of(engine: Engine, candidate: Candidate, named: NamedRegulations) -> bool:
    document = candidate.document
    # What an article tells after it named a regulation is about that; a regulation refers to others in passing.
    text = candidate.text if document.regulation else f"{document.title}\n{document.text}"
    return engine.regulations.speaks_of(text, named)


def _is_spoken_of(engine: Engine, unheld: Unheld) -> bool:
    index, reference = engine.index, unheld.reference
    said = [reference.kind.short, reference.kind.long, reference.number, reference.issuer, *unheld.called]
    terms = index.analyzer.terms(" ".join((*said, str(reference.year or ""))))
    rows = index.best(index.sparse(terms), LOOKED_THROUGH)
    return any(
        engine.regulations.names(f"{document.title}\n{index.passage(int(row)).span.of(document.text)}", unheld)
        for row in rows
        for document in [index.document_of(int(row))]
    )
