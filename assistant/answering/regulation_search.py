"""A question that names a regulation is answered from it, or from what speaks of it by name; never from the like words of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.answering.engine import Engine
from assistant.answering.named_articles import RULES as OVERVIEW
from assistant.answering.regulation_facts import RULES as FACTS
from assistant.question.held_regulations import THIS_ARTICLE, NamedRegulations
from assistant.question.query import Query
from assistant.question.regulation_matching import Unheld
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.analyzer import word_tokens
from index.arrays import Vectors

_ONE_AND_ANOTHER = re.compile(rf"{THIS_ARTICLE}(?:[\s,]+(?:\w+\s+)?{THIS_ARTICLE})+")
_LABEL = re.compile(r"^\W*(?:(?:\d{1,2}|[a-z])[.)]\s*)?")
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
    """The candidates of the regulations that a question names, then those that speak of one of them by name, and the rows `kept`.

    Of regulations that are not held, only what speaks of one of them, where anything does.
    """
    if not named.documents:
        speaking = [each for each in candidates if each.row in kept or _speaks_of_unheld(engine, each, named)]
        return tuple(speaking or candidates)
    own = [candidate for candidate in candidates if candidate.document.id in named.documents]
    others = [candidate for candidate in candidates if candidate.document.id not in named.documents]
    return (*own, *(each for each in others if each.row in kept or _speaks_of(engine, each, named)))


def only_names(engine: Engine, best: Reading, named: NamedRegulations) -> bool:
    """Whether the best sentence is an entry of a list of regulations, and tells nothing of the one that is asked about but its name."""
    if not named.unheld or any(FACTS.pattern(fact).search(named.searched) for fact in ("number", "subject")):
        return False
    text = _LABEL.sub("", best.sentence.of(best.candidate.document.text))
    return any(text.startswith(form) for unheld in named.unheld for form in engine.regulations.names_in(text, unheld))


def written_forms(engine: Engine, named: NamedRegulations) -> list[str | None]:
    """For each regulation that a question names and no document is, how a document writes it; None where none speaks of it.

    As the question writes it, where any document does so; and where the question does not give its number.
    """
    return [_written_form(engine, unheld) for unheld in named.unheld]


def query_in_their_words(engine: Engine, named: NamedRegulations, forms: Sequence[str | None]) -> tuple[Query, Vectors]:
    """The query of a question with its regulations as the documents write them, and its vector, `(dimension,)`; `forms` as above.

    It is searched without the words of those that are held: within a regulation, "Peraturan Bupati ini" is nearest to its closing article,
    whatever is asked, and all that is read has these words, which says nothing of an answer.
    """
    asked, without = (_in_their_words(text, named, forms) for text in (named.searched, named.without))
    if compares_regulations(named):
        asked, without = asked_of_each(named.as_article), OVERVIEW.pattern("compares").sub(" ", without)
    read, topic = engine.query_analyzer.query(asked), engine.query_analyzer.query(without)
    topic = topic if topic.concepts else read
    vector = engine.encoder.encode_queries([topic.text])[0]
    return replace(read, terms=topic.terms, concepts=topic.concepts), vector


def compares_regulations(named: NamedRegulations) -> bool:
    """Whether a question asks what several regulations say of one thing: each of them adds its own."""
    return len(named.documents) > 1 and OVERVIEW.rules["compares"].applies(named.without)


def asked_of_each(compared: str) -> str:
    """What a comparison asks of each: "Apa beda sanksi menurut dokumen ini dan dokumen ini?" to "Apa sanksi menurut dokumen ini?"."""
    one = _ONE_AND_ANOTHER.sub(THIS_ARTICLE, compared)
    return " ".join(OVERVIEW.pattern("compares").sub(" ", one).split())


def _in_their_words(text: str, named: NamedRegulations, forms: Sequence[str | None]) -> str:
    for unheld, form in zip(named.unheld, forms, strict=True):
        text = text.replace(unheld.written, form or unheld.written, 1)
    return text


def _speaks_of(engine: Engine, candidate: Candidate, named: NamedRegulations) -> bool:
    return engine.regulations.speaks_of(_told_around(candidate), named)


def _speaks_of_unheld(engine: Engine, candidate: Candidate, named: NamedRegulations) -> bool:
    text = _told_around(candidate)
    return not named.unheld or any(engine.regulations.names_in(text, unheld) for unheld in named.unheld)


def _told_around(candidate: Candidate) -> str:
    """What may name the regulation of which a passage tells."""
    document = candidate.document
    # What an article tells after it named a regulation is about that; a regulation refers to others in passing.
    return candidate.text if document.regulation else f"{document.title}\n{document.text}"


def _written_form(engine: Engine, unheld: Unheld) -> str | None:
    index, reference = engine.index, unheld.reference
    said = [reference.kind.short, reference.kind.long, reference.number, reference.issuer, *unheld.called]
    terms = index.analyzer.terms(" ".join((*said, str(reference.year or ""))))
    found: list[str] = []
    for row in index.best(index.sparse(terms), LOOKED_THROUGH):
        document, span = index.document_of(int(row)), index.passage(int(row)).span
        found += engine.regulations.names_in(f"{document.title}\n{span.of(document.text)}", unheld)
        if any(word_tokens(form) == word_tokens(unheld.written) for form in found) or (found and not reference.number):
            return unheld.written
    return " ".join(found[0].split()) if found else None
