"""Reading: which sentence of the candidate passages answers the question, and which words in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question import Query
from assistant.retrieve import Candidate
from index.document import Span

FEATURES = ("reading", "fused", "shared")
"""Attributes of a reading by which readings are ranked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one sentence. Spans are offsets in the candidate's document.

    Attributes:
        candidate: the passage in which the sentence reads best (passages overlap).
        sentence: the sentence.
        answer: the words in it that answer, or None for a reader that marks sentences only.
        reading: how well the reader finds that it answers; the scale is the reader's own.
        fused: best fused retrieval score of the candidates that hold the sentence.
        shared: share of the question's content words that it speaks of.
    """

    candidate: Candidate
    sentence: Span
    answer: Span | None
    reading: float
    fused: float
    shared: float

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
    shared: float


def together(found: Iterable[Found]) -> list[Reading]:
    """One reading for each sentence, from all the candidates that hold it; what the best of them reads is what it says."""
    by_sentence: dict[tuple[str, Span], list[Found]] = {}
    for item in found:
        by_sentence.setdefault((item.candidate.document.id, item.sentence), []).append(item)
    readings = []
    for items in by_sentence.values():
        best = max(items, key=lambda item: (item.reading, item.candidate.fused, -item.candidate.row))
        fused = max(item.candidate.fused for item in items)
        readings.append(Reading(best.candidate, best.sentence, best.answer, best.reading, fused, best.shared))
    return readings


def shared_words(query: Query, terms: Collection[str]) -> float:
    """The share of the question's content words that a text with these terms speaks of, 0 to 1."""
    return sum(concept.found_in(terms) for concept in query.concepts) / max(1, len(query.concepts))
