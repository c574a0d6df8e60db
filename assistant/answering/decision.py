"""The order of readings, and the decision to answer or refuse.

Retrieval scores alone cannot tell an answerable question from a near miss (AUROC .61 to .75), so the decision also asks whether the passage
speaks of what the question speaks of: its words, and above all its names, years and numbers. Order and decision are linear models (the
decision is a logistic regression: Platt scaling with several inputs). `netral-eval calibrate` fits them, one pair for each reader, and
`data/calibration.json` stores them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import ConfidenceLevel
from assistant.question.query import Query
from assistant.reader.reading import FEATURES, Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from index.errors import ReaderError

NEVER = 1.01
"""A probability that no answer reaches."""
SHIPPED_CALIBRATION = Path(__file__).parents[1] / "data" / "calibration.json"


@dataclass(frozen=True, slots=True)
class Scored:
    """A reading and its score: the log-odds, up to a constant, that its sentence answers."""

    # The order is fitted within questions, where sentences compete with each other: the constant is another for each question.

    reading: Reading
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision is made on.

    Attributes:
        score: of the best reading.
        lead: how far it is ahead of the best reading of another sentence.
        reading: the reader's own verdict on the best reading.
        dense: cosine of the question and its nearest passage, less 0.8 (where e5 puts unrelated text), times 10 to weigh like the others.
        sparse: BM25 of the best candidate as a share of what any passage could reach.
        words: content words of the question.
        coverage: share of the question's content words that the best passage, or its title, speaks of.
        absent_names: names, years and numbers of the question that the best passage's article does not contain.
        unknown: share of the question's content words that no article contains.
        english: 1 for a question in English, whose words only the lexicon can find.
        absent_in_sentence: names, years and numbers of the question that neither the best sentence nor its article's title, place and
            date contain.
        kind_missing: how far the best sentence lacks the kind of thing that is asked for: 1 less its `Reading.kind_fits`.
        role_missing: 1 if the question names an office or task ("Ketua KASN", "moderator") that the best sentence's article does not have.
        bank: probability of the entry of the question bank that quotes the best sentence.
        bank_other: probability of the nearest entry that answers and does not quote it.
        bank_refusal: probability of the nearest entry that says that the sources do not answer.
        bank_known: how much of the question the nearest entry knows: `MatchFeatures.known`.
    """

    score: float
    lead: float
    reading: float
    dense: float
    sparse: float
    words: float
    coverage: float
    absent_names: float
    unknown: float
    english: float
    absent_in_sentence: float
    kind_missing: float
    role_missing: float
    bank: float = 0.0
    bank_other: float = 0.0
    bank_refusal: float = 0.0
    bank_known: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """The features by name."""
        return asdict(self)


SIGNS: Mapping[str, int] = {
    **dict.fromkeys(FEATURES, 1),
    **dict.fromkeys(("score", "lead", "reading", "dense", "sparse", "coverage", "bank", "bank_known"), 1),
    **dict.fromkeys(("bank_other", "bank_refusal"), -1),
    **dict.fromkeys(("absent_names", "unknown", "absent_in_sentence", "kind_missing", "role_missing"), -1),
}
"""Which way a feature of a reading or of the evidence speaks: 1 for the answer, -1 against it. No fit may turn one round."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted weights of one reader.

    Attributes:
        order: weights of a reading's features.
        weights, bias: of the evidence, to the log-odds that the sources answer the question, and rightly, rather than that it has to be
            refused. A wrong answer to a question that they do answer counts little here: refusing it would gain nothing.
        threshold: the probability of that from which a question is answered.
        high: the probability from which at least nine in ten headlines were right on questions not fitted on; above 1 where no such
            probability was found, so that no answer is called certain.
        confidence_weights, confidence_bias: of the evidence, to the log-odds that the headline is right, whatever else it might be. Without
            such weights, the probability that decides serves.
    """

    order: Mapping[str, float]
    weights: Mapping[str, float]
    bias: float
    threshold: float
    high: float = NEVER
    confidence_weights: Mapping[str, float] = field(default_factory=dict)
    confidence_bias: float = 0.0

    @classmethod
    def load(cls, reader_id: str, own: Path | None = None, shipped: Path = SHIPPED_CALIBRATION) -> Calibration:
        """The calibration fitted for a reader: the operator's `own`, where that file has one, else the shipped one.

        Raises:
            ReaderError: none was fitted for it, it was fitted by a version that weighed other things, or the file is damaged.
        """
        for path in (own, shipped):
            calibrations = _read_calibrations(path) if path is not None and path.exists() else {}
            if reader_id in calibrations:
                try:
                    found = cls(**calibrations[reader_id])
                except TypeError as error:
                    raise _damaged(path, error) from error
                if not (
                    found.order.keys() <= set(FEATURES)
                    and {*found.weights, *found.confidence_weights} <= {each.name for each in fields(Evidence)}
                ):
                    raise ReaderError(
                        f"{path} holds a calibration of {reader_id!r} from another version. Fit it again: netral-eval "
                        f"calibrate --out {path}"
                    )
                return found
        raise ReaderError(
            f"No calibration for the reader {reader_id!r}, so it cannot tell when to refuse. Make one, with these settings: "
            f"netral-eval calibrate --out {own or 'calibration.json'}"
        )

    @classmethod
    def load_if_fitted(cls, reader_id: str, own: Path | None = None) -> Calibration | None:
        """As `load`, but None where none was fitted.

        Raises:
            ReaderError: a file is damaged, or of another version.
        """
        paths = [path for path in (own, SHIPPED_CALIBRATION) if path is not None and path.exists()]
        return cls.load(reader_id, own) if any(reader_id in _read_calibrations(path) for path in paths) else None

    @classmethod
    def unfitted(cls) -> Calibration:
        """A calibration that refuses nothing: what a reader is run with while its own is being fitted."""
        return cls({"reading": 1.0, "fused": 1.0, "overlap": 1.0}, {}, 0.0, 0.0)

    def ranked(self, readings: Iterable[Reading]) -> list[Scored]:
        """The readings, best first; equal scores in order of passage and place."""
        scored = [Scored(reading, _dot(self.order, reading.features())) for reading in readings]
        return sorted(scored, key=lambda s: (-s.score, s.reading.candidate.row, s.reading.sentence.start))

    def probability(self, evidence: Evidence) -> float:
        """The probability that decides: that the best reading answers the question, and it is not one to refuse; 0 to 1."""
        return _logistic(self.bias + _dot(self.weights, evidence.as_dict()))

    def confidence(self, evidence: Evidence) -> float:
        """The probability that the headline of the best reading is right, 0 to 1."""
        if not self.confidence_weights:
            return self.probability(evidence)
        return _logistic(self.confidence_bias + _dot(self.confidence_weights, evidence.as_dict()))

    def level(self, probability: float) -> ConfidenceLevel:
        """What a page calls the confidence of an answer with that probability."""
        if probability >= self.high:
            return "high"
        return "medium" if probability >= TUNING.medium_confidence else "low"


def _read_calibrations(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # no JSON, or not UTF-8
        raise _damaged(path, error) from error
    if not isinstance(found, dict):
        raise _damaged(path, "no object")
    return found


def _damaged(path: Path | None, why: object) -> ReaderError:
    return ReaderError(
        f"{path} is no calibration file: {why}. Remove it, or make one: netral-eval calibrate --out {path}"
    )


def _logistic(log_odds: float) -> float:
    # Beyond 30 the probability no longer changes in the digits that are shown, and exp would overflow far out.
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _dot(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    return sum(weight * values[name] for name, weight in weights.items())


class TermIndex(Protocol):
    """What the decision asks of an index: which terms it contains, and what a question could score at most."""

    def most(self, terms: Sequence[str]) -> float: ...
    def knows(self, term: str) -> bool: ...


def weigh_evidence(
    query: Query,
    candidates: Sequence[Candidate],
    ranked: Sequence[Scored],
    index: TermIndex,
    passage_terms: Collection[str],
    document_terms: Collection[str],
    sentence_terms: Collection[str] = (),
    role_missing: bool = False,
    bank: Mapping[str, float] | None = None,
) -> Evidence:
    """The evidence for the first of `ranked`; the terms are those of its passage and sentence (with title) and of its article."""
    # `absent_names` counts because the reader checks no years and names: one answered "Pilkada 2029" with 2024's date.
    best, concepts = ranked[0], query.concepts
    # A query always has a concept when it comes here; the guard keeps a hand-made one from dividing by zero.
    count = max(1, len(concepts))
    most = index.most(query.terms)
    return Evidence(
        score=best.score,
        lead=best.score - ranked[1].score if len(ranked) > 1 else 0.0,
        reading=best.reading.reading,
        dense=10.0 * (max(c.dense_score for c in candidates) - 0.8),
        sparse=max(c.sparse_score for c in candidates) / most if most > 0 else 0.0,
        words=float(len(concepts)),
        coverage=sum(c.found_in(passage_terms) for c in concepts) / count,
        absent_names=float(sum(c.name and not c.found_in(document_terms) for c in concepts)),
        unknown=sum(not index.knows(c.term) and not any(index.knows(o) for o in c.others) for c in concepts) / count,
        english=float(query.lang == "en"),
        absent_in_sentence=float(sum(c.name and not c.aside and not c.found_in(sentence_terms) for c in concepts)),
        kind_missing=1.0 - best.reading.kind_fits,
        role_missing=float(role_missing),
        **(bank or {}),
    )
