"""Whether to answer: what is known of a question and its best reading, to a calibrated probability.

Retrieval scores alone cannot tell an answerable question from a near miss, so the gate also asks whether the passage speaks of what the
question speaks of: its words, and above all its names, years and numbers. The weights are a logistic regression (Platt scaling with
several inputs) fitted by `netral-eval calibrate`, one set for each reader, in `data/gate.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from assistant.question import Query
from assistant.reader import Reading
from assistant.retrieve import Candidate
from index.errors import ReaderError

FILE = Path(__file__).parent / "data" / "gate.json"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gate knows of a question.

    Attributes:
        reading: the reader's evidence for its best reading.
        dense: cosine of the question and its nearest passage, less 0.8 (about where e5 puts unrelated text) and times 10.
        sparse: BM25 of the best candidate as a share of what any passage could reach.
        coverage: share of the question's content words that the best passage, or its title, speaks of.
        absent_names: names, years and numbers of the question that the best passage's article does not hold.
        unknown: share of the question's content words that no article holds.
        english: 1 for a question in English, whose words only the lexicon can find.
    """

    reading: float
    dense: float
    sparse: float
    coverage: float
    absent_names: float
    unknown: float
    english: float

    def as_dict(self) -> dict[str, float]:
        """The features by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Gate:
    """A fitted logistic regression over `Evidence`, and the probability from which a question is answered."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    @classmethod
    def load(cls, reader_id: str, path: Path = FILE) -> Gate:
        """The gate fitted for a reader.

        Raises:
            ReaderError: none was fitted for it.
        """
        gates = json.loads(path.read_text(encoding="utf-8"))
        if reader_id not in gates:
            raise ReaderError(
                f"No calibration for the reader {reader_id!r} in {path.name}. Make one: netral-eval calibrate --questions FILE"
            )
        gate = gates[reader_id]
        return cls(gate["weights"], gate["bias"], gate["threshold"])

    def probability(self, evidence: Evidence) -> float:
        """The probability that the best reading answers the question, 0 to 1."""
        values = evidence.as_dict()
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


class Lexicon(Protocol):
    """What the gate asks of an index: which terms it holds, and what a question could score at most."""

    def most(self, terms: Sequence[str]) -> float: ...
    def knows(self, term: str) -> bool: ...


def weigh(
    query: Query,
    candidates: Sequence[Candidate],
    best: Reading,
    index: Lexicon,
    passage_terms: Collection[str],
    document_terms: Collection[str],
) -> Evidence:
    """The evidence for `best`; `passage_terms` and `document_terms` are those of its passage (with title) and of its article."""
    concepts = query.concepts
    count = max(1, len(concepts))
    most = index.most(query.terms)
    return Evidence(
        reading=best.evidence,
        dense=10.0 * (max(c.dense_score for c in candidates) - 0.8),
        sparse=max(c.sparse_score for c in candidates) / most if most > 0 else 0.0,
        coverage=sum(c.found_in(passage_terms) for c in concepts) / count,
        absent_names=float(sum(c.name and not c.found_in(document_terms) for c in concepts)),
        unknown=sum(not index.knows(c.term) and not any(index.knows(o) for o in c.others) for c in concepts) / count,
        english=float(query.lang == "en"),
    )
