"""What every reader gives: for each sentence of the candidates, how well it answers and with which words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question.query import Query
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.analyzer import Analyzer
from index.document import Document, Span
from index.passages import context_of
from index.roots import terms_and_roots

FEATURES = ("reading", "fused", "overlap", "kind_fits", "exact_kind", "own_overlap", "bank")
"""The attributes of a reading that rank it. A calibration stores a weight for each: it must be fitted again if they change."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one sentence. Spans are offsets in the candidate's document.

    Attributes:
        candidate: the passage in which the sentence reads best; passages overlap.
        sentence: the sentence.
        answer: the words in it that answer; None where the whole sentence does.
        reading: how well it answers, on the reader's own scale.
        fused: the best fused retrieval score of the candidates with that sentence.
        overlap: share, 0 to 1, of the question's content words in the sentence or its article's title, place and date
            (`word_overlap`).
        kind_fits: 1 if the sentence contains the kind of thing that is asked for (`headline.sentence_fits`), else 0.
        exact_kind: 0 where a date or a number is asked for and the sentence has none beside the question's own (a year alone is no date),
            else 1.
        own_overlap: like `overlap`, in the sentence itself.
        as_list: whether a list is asked for, which is quoted with all its items.
        asked_list: the list, or table, that is asked for, where the document's structure tells.
        bank: the probability of the nearest entry of the question bank that quotes the sentence; 0 where none does.
        quote: what is quoted, where the question bank says it.
    """

    candidate: Candidate
    sentence: Span
    answer: Span | None
    reading: float
    fused: float
    overlap: float
    kind_fits: float = 1.0
    exact_kind: float = 1.0
    own_overlap: float = 0.0
    as_list: bool = False
    bank: float = 0.0
    quote: Span | None = None
    asked_list: Span | None = None

    def features(self) -> dict[str, float]:
        """The values of `FEATURES` by name."""
        return {name: float(getattr(self, name)) for name in FEATURES}


# A reading for each sentence, not for each passage: that hid the second-best sentence of a passage, and the right one was cited for
# 72 % of the development questions instead of 83 %.
class Reader(Protocol):
    """Reads all candidates of a question at once.

    Attributes:
        id: name and version; a calibration belongs to one reader.
    """

    id: str

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence of the candidates, in no particular order."""
        ...


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """One sentence of one candidate, before `merge_readings` puts the candidates with the same sentence together."""

    candidate: Candidate
    sentence: Span
    answer: Span | None
    reading: float
    overlap: float
    kind_fits: float = 1.0
    exact_kind: float = 1.0
    own_overlap: float = 0.0
    as_list: bool = False
    asked_list: Span | None = None


def merge_readings(found: Iterable[SentenceRead]) -> list[Reading]:
    """One reading for each sentence: that of the candidate in which it reads best, with the best fused score of them all."""
    by_sentence: dict[tuple[str, Span], list[SentenceRead]] = {}
    for item in found:
        by_sentence.setdefault((item.candidate.document.id, item.sentence), []).append(item)
    readings = []
    for items in by_sentence.values():
        # The row decides ties, so that an answer never depends on the order of the candidates.
        best = max(items, key=lambda item: (item.reading, item.candidate.fused, -item.candidate.row))
        # The best passage's score, however many there are: sentences that few of the overlapping passages contain were held back for that.
        fused = max(item.candidate.fused for item in items)
        readings.append(
            Reading(
                candidate=best.candidate,
                sentence=best.sentence,
                answer=best.answer,
                reading=best.reading,
                fused=fused,
                overlap=best.overlap,
                kind_fits=best.kind_fits,
                exact_kind=best.exact_kind,
                own_overlap=best.own_overlap,
                as_list=best.as_list,
                asked_list=best.asked_list,
            )
        )
    return readings


def terms_in_context(analyzer: Analyzer, document: Document, span: Span) -> frozenset[str]:
    """The terms of a stretch of an article and of what belongs before it (`context_of`), which says which meeting "the meeting" is."""
    # A sentence such as "Pada hari Kamis (4/7/2024) ..." often leaves out the event that the title names.
    return terms_and_roots(analyzer, context_of(document, span) + span.of(document.text))


def word_overlap(query: Query, analyzer: Analyzer, candidate: Candidate, sentence: Span) -> float:
    """The weight of the question's content words that the sentence speaks of, divided by the weight of all of them: 0 to 1.

    A word that stands aside in the question counts less, and need only stand in the passage: "Lalu kapan (rakor Denpasar)?"
    wants the sentence with the date, not the one that names the meeting again.
    """
    return overlap_with_terms(query, analyzer, candidate, terms_in_context(analyzer, candidate.document, sentence))


def overlap_with_terms(query: Query, analyzer: Analyzer, candidate: Candidate, terms: Collection[str]) -> float:
    """`word_overlap` with these terms for those of the sentence."""
    document = candidate.document
    aside = any(concept.aside for concept in query.concepts)
    around = terms_in_context(analyzer, document, candidate.passage.span) if aside else terms
    weights = [concept.weight * (TUNING.aside_weight if concept.aside else 1.0) for concept in query.concepts]
    found = [concept.found_in(around if concept.aside else terms) for concept in query.concepts]
    return sum(weight for weight, hit in zip(weights, found, strict=True) if hit) / sum(weights) if weights else 0.0
