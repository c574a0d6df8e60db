"""The record that explains an answer, as plain values: what was searched and found, how it was read, and what decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer, Lang, RefusalReason


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that refuses the question, and the words of the question that it found."""

    name: str
    reason: RefusalReason
    matched: str


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """What kind of turn the question was taken for.

    Attributes:
        intent: `question`, `greeting`, `partisan` and so on (docs/api.md).
        probability: that it is that; 1 where a pattern decided.
        text: the question without the greeting, thanks or address around it.
        nearest: the example sentence of that intent that is nearest in meaning; empty where a pattern decided.
        likely: the most probable intents with their probabilities, best first; none where a pattern decided.
    """

    intent: str = "question"
    probability: float = 1.0
    text: str = ""
    nearest: str = ""
    likely: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ConceptSeen:
    """A content word of the question.

    Attributes:
        term: as BM25 counts it.
        others: terms that the lexicon gives for it.
        name: whether it is a name or a number.
        in_passage: whether the best reading's passage, or its title, speaks of it.
        known: whether any article does.
    """

    term: str
    others: tuple[str, ...]
    name: bool
    in_passage: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """The question as it was searched.

    Attributes:
        searched_as: standalone; a follow-up with what it takes from the conversation.
        text: what encoder and reader saw, typing errors corrected.
        mended: the words corrected in it, as (given, used).
        terms: its own terms, as BM25 counts them.
        expansions: the terms that the lexicon adds to them.
    """

    searched_as: str
    text: str
    lang: Lang
    # Elsewhere they are called corrected (`Query.corrected`). Here the old name stays: it is a key of the published JSON.
    mended: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    expansions: tuple[str, ...]
    concepts: tuple[ConceptSeen, ...]


@dataclass(frozen=True, slots=True)
class CandidateSeen:
    """A passage that was read; a rank counts from 1 and is None where that search did not propose it.

    Attributes:
        place: in the order of `fused`, from 1.
        dense_score: cosine. `sparse_score`: BM25.
        fused: comparable within one question only; where a reranker is set, its standardised score.
    """

    place: int
    passage_id: str
    source_id: str
    title: str
    start: int
    end: int
    text: str
    dense_rank: int | None
    dense_score: float
    sparse_rank: int | None
    sparse_score: float
    fused: float


@dataclass(frozen=True, slots=True)
class ReadingSeen:
    """A sentence that was read; offsets are those of the source's text.

    Attributes:
        place: in the order of `score`, from 1.
        answer: the words in it that answer, and their offsets `marked`; None for a reader that marks sentences only.
        margin: the reader's own verdict, in its own scale (for a span reader: logits over "no answer").
        retrieval: best fused score of the candidates that contain it.
        overlap: share of the question's content words that it speaks of (`assistant.reader.reading.word_overlap`).
        parts: what each of these adds to `score`, by the name of the feature.
    """

    place: int
    source_id: str
    passage_id: str
    start: int
    end: int
    sentence: str
    answer: str | None
    marked: tuple[int, int] | None
    margin: float
    retrieval: float
    overlap: float
    parts: dict[str, float]
    score: float


@dataclass(frozen=True, slots=True)
class Factor:
    """A feature of the evidence and what it adds to the log-odds of answering: `contribution = value * weight`."""

    feature: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One search and reading of the question, and the decision on it.

    Attributes:
        log_odds: `bias` and all contributions; `probability` is their logistic.
        passed: whether the probability reaches the threshold, so that it is answered.
        confidence: the probability that the headline is right, from the same evidence with weights of its own.
    """

    analysis: Analysis
    candidates: tuple[CandidateSeen, ...]
    readings: tuple[ReadingSeen, ...]
    factors: tuple[Factor, ...]
    bias: float
    log_odds: float
    probability: float
    threshold: float
    passed: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The trace of one answer.

    Attributes:
        earlier: the questions before it, the oldest first.
        rules: the patterns that refuse it, of which the first decided; nothing was searched then.
        attempts: the first, then the second of a refused follow-up, or both readings of a question that may stand alone or lean on the one
            before; none where nothing was searched.
        decided_by: the index of the attempt that the answer comes from.
        reader, encoder: names and versions.
        turn: what kind of turn the question was taken for.
    """

    question: str
    earlier: tuple[str, ...]
    rules: tuple[FiredRule, ...]
    attempts: tuple[Attempt, ...]
    decided_by: int | None
    answer: Answer
    reader: str
    encoder: str
    turn: TurnSeen = TurnSeen()

    def as_dict(self) -> dict[str, Any]:
        """The record as plain values, for JSON."""
        return asdict(self)
