"""Reading: which sentence of the candidate passages answers the question, and which words in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question.query import Query
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.document import Document, Span
from index.passages import context

FEATURES = ("reading", "fused", "overlap")
"""Attributes of a reading by which readings are ranked."""
ASIDE = 0.5
"""What a word that stands aside in the question weighs in `word_overlap`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one sentence. Spans are offsets in the candidate's document.

    Attributes:
        candidate: the passage in which the sentence reads best (passages overlap).
        sentence: the sentence.
        answer: the words in it that answer, or None for a reader that marks sentences only.
        reading: how well the reader finds that it answers; the scale is the reader's own.
        fused: best fused retrieval score of the candidates that hold the sentence.
        overlap: share of the question's content words that it, or the title, place and date of its article, speaks of (`word_overlap`).
    """

    candidate: Candidate
    sentence: Span
    answer: Span | None
    reading: float
    fused: float
    overlap: float

    def features(self) -> dict[str, float]:
        """What readings are ranked by."""
        return {name: float(getattr(self, name)) for name in FEATURES}


class Reader(Protocol):
    """Reads all candidates of a question in one go.

    Attributes:
        id: name and version; a calibration belongs to one reader.
    """

    id: str

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence of the candidates, in no particular order."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence in one candidate, as a reader finds it before sentences are put together."""

    candidate: Candidate
    sentence: Span
    answer: Span | None
    reading: float
    overlap: float


def together(found: Iterable[Found]) -> list[Reading]:
    """One reading for each sentence, from all the candidates that hold it; what the best of them reads is what it says."""
    by_sentence: dict[tuple[str, Span], list[Found]] = {}
    for item in found:
        by_sentence.setdefault((item.candidate.document.id, item.sentence), []).append(item)
    readings = []
    for items in by_sentence.values():
        best = max(items, key=lambda item: (item.reading, item.candidate.fused, -item.candidate.row))
        fused = max(item.candidate.fused for item in items)
        readings.append(Reading(best.candidate, best.sentence, best.answer, best.reading, fused, best.overlap))
    return readings


def spoken_of(analyzer: Analyzer, document: Document, text: str) -> frozenset[str]:
    """The terms of a piece of an article, with those of its title, place and date: what "the meeting" in it is about."""
    return frozenset(analyzer.terms(context(document) + text))


def word_overlap(query: Query, analyzer: Analyzer, candidate: Candidate, sentence: Span) -> float:
    """The share of the question's content words, by weight, that a sentence of the candidate speaks of, 0 to 1.

    What stands aside in the question counts half, and need only be found in the passage: "Lalu kapan (rakor Denpasar)?" wants the sentence
    with the date, not the one that names the meeting once more.
    """
    document = candidate.document
    terms = spoken_of(analyzer, document, sentence.of(document.text))
    aside = any(concept.aside for concept in query.concepts)
    around = spoken_of(analyzer, document, candidate.text) if aside else terms
    weights = [concept.weight * (ASIDE if concept.aside else 1.0) for concept in query.concepts]
    found = [concept.found_in(around if concept.aside else terms) for concept in query.concepts]
    return sum(weight for weight, hit in zip(weights, found, strict=True) if hit) / sum(weights) if weights else 0.0
