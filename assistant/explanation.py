"""The record that explains an answer, as plain values: what was searched and found, how it was read, and what decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from assistant.answer import Answer, Lang, RefusalReason, Verified

BankUse = Literal["joins", "leads", "decides", "warns"]
"""What an entry of the question bank does to an answer: its quotes are read with the passages that were found; they, and its short
answer, come first; it decides alone whether the question is answered; or, of an entry that refuses, it speaks against answering."""
BANK_USES: tuple[BankUse, ...] = get_args(BankUse)
Hindrance = Literal["farther", "unsure", "given"]
"""What keeps an entry from deciding alone: another is nearer, it is not probable enough, or what it answers was given before."""
HINDRANCES: tuple[Hindrance, ...] = get_args(Hindrance)


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
class QuoteSeen:
    """Words of a source that an entry of the question bank quotes, and where they are; offsets are those of the source's text."""

    source_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class MatchSeen:
    """An entry of the question bank near the question.

    Attributes:
        place: in the order of `score`, from 1.
        entry, kind, origin: its id, what its wordings ask for, and where it comes from.
        wording: the wording that is nearest.
        refuse: why the sources do not answer; None of an entry that answers.
        short, quotes: what it answers.
        verified: who checked it, and when.
        features: how near it is, in each respect (`assistant.retrieval.bank_match.MatchFeatures`).
        score: one number of them, comparable within one question. `probability`: that it asks what the question asks.
        uses: what it does to the answer.
        undecided: why it does not decide alone: what a `Hindrance` says, then the names of features that speak against it; none where it
            decides.
    """

    place: int
    entry: str
    kind: str
    origin: str
    wording: str
    refuse: RefusalReason | None
    short: str | None
    quotes: tuple[QuoteSeen, ...]
    verified: Verified | None
    features: dict[str, float]
    score: float
    probability: float
    uses: tuple[BankUse, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankSeen:
    """What the question bank said of a question.

    Attributes:
        matches: the nearest entries, the best first; none where there is no bank.
        joins_from, leads_from, decides_from: the probabilities from which an entry is used so.
    """

    matches: tuple[MatchSeen, ...]
    joins_from: float
    leads_from: float
    decides_from: float

    @property
    def decided_by(self) -> MatchSeen | None:
        """The entry that alone decided whether the question is answered."""
        return next((match for match in self.matches if "decides" in match.uses), None)


@dataclass(frozen=True, slots=True)
class CandidateSeen:
    """A passage that was read; a rank counts from 1 and is None where that search did not propose it.

    Attributes:
        place: in the order of `fused`, from 1.
        dense_score: cosine. `sparse_score`: BM25.
        fused: comparable within one question only; where a reranker is set, its standardised score.
        in_bank: whether an entry of the question bank asked for it, which is near enough for its quotes to be read.
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
    in_bank: bool = False


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
        passed: whether it is answered: the probability reaches the threshold, unless an entry of the question bank decides alone.
        confidence: the probability that the headline is right, from the same evidence with weights of its own.
        bank: what the question bank said; None in records of older versions.
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
    bank: BankSeen | None = None


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
