"""Retrieval without reading: the passages of the index for a question or a few words, best first."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.engine import Engine
from assistant.answering.pipeline import passages_to_retrieve
from assistant.question.check import check_question
from assistant.question.query import Query
from assistant.retrieval.candidates import Candidate, retrieve_candidates, search_candidates
from assistant.retrieval.rerank import rerank_candidates
from assistant.source_address import source_path
from assistant.tuning import TUNING
from index.errors import QuestionError
from index.places import place_of

MOST_FOUND = 50
"""Passages that a search gives, at most."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that a search found, verbatim: `source text[start:end] == text`.

    It is one of the nearest there are, whether or not it answers anything. `score` compares the passages of one search alone: higher is
    nearer, and it may be below 0. `url`, `page`, `place`, `ocr_confidence` and `superseded_by` are those of a citation.
    """

    source_id: str
    title: str
    publisher: str | None
    published: str | None
    passage_id: str
    text: str
    start: int
    end: int
    score: float
    url: str
    page: int | None = None
    place: str = ""
    ocr_confidence: float | None = None
    superseded_by: str | None = None


def search_passages(engine: Engine, query: str, k: int) -> tuple[FoundPassage, ...]:
    """The `k` passages nearest to a query by meaning and by words, best first; fewer where the index has no more.

    Raises:
        QuestionError: the query is no question that could be asked (empty, too long), or `k` is not 1 to MOST_FOUND.
    """
    if not 1 <= k <= MOST_FOUND:
        raise QuestionError("passages", f"A search gives 1 to {MOST_FOUND} passages, not {k}. Ask for fewer.")
    searched = engine.query_analyzer.query(check_question(query))
    return tuple(map(_found, rank_passages(engine, searched, k)))


def rank_passages(engine: Engine, query: Query, depth: int) -> tuple[Candidate, ...]:
    """The first `depth` passages for a query, or all there are, in the order in which an answer would read them."""
    first = passages_to_retrieve(engine)
    # From the same pool as is read from: fused scores depend on it. Only what lies deeper comes from a wider one.
    found = retrieve_candidates(query, engine.index, engine.encoder, max(TUNING.proposed, first), engine.fusion)
    wider = search_candidates(query, found.vector, engine.index, depth, engine.fusion)
    ranked = found.candidates
    if engine.reranker:
        ranked = (*rerank_candidates(query, ranked[:first], engine.reranker), *ranked[first:])
    known = {candidate.row for candidate in ranked}
    return (*ranked, *(candidate for candidate in wider if candidate.row not in known))[:depth]


def _found(candidate: Candidate) -> FoundPassage:
    document, span = candidate.document, candidate.passage.span
    return FoundPassage(
        source_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        passage_id=candidate.passage.id,
        text=candidate.text,
        start=span.start,
        end=span.end,
        score=round(candidate.fused, 4),
        url=f"{source_path(document.id)}?start={span.start}&end={span.end}",
        page=document.page_of(span.start),
        place=place_of(document, span),
        ocr_confidence=document.ocr_confidence(span),
        superseded_by=document.superseded_by,
    )
