"""How near a bank's entry is to a question, as one score, and the probability that it asks the same.

The score is linear in the features of a match. The probability is a logistic regression of the best match: its features, and how far the next
entry with another answer is behind. `netral-eval calibrate-bank` fits both and stores them in `data/bank_model.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from assistant.retrieval.bank_match import Match, MatchFeatures

SHIPPED_MODEL = Path(__file__).parents[1] / "data" / "bank_model.json"


MATCH_SIGNS: Mapping[str, int] = {
    "cosine": 1, "nearest": 1, "words": 1, "covered": 1, "covers": 1, "known": 1, "kind": 1, "entry_kind": 1, "names_missing": -1, "numbers_missing": -1,
    "numbers_other": -1, "denied": -1, "exact": 1, "lead": 1,
}  # fmt: skip
"""The sign of each feature's weight: a model that learnt another one would judge a question unlike those of the fit upside down."""


@dataclass(frozen=True, slots=True)
class BankModel:
    """The weights: `order` of the score; `weights` and `bias` of the probability, over the features and `lead`."""

    order: Mapping[str, float]
    weights: Mapping[str, float]
    bias: float

    @classmethod
    def load(cls, path: Path = SHIPPED_MODEL) -> BankModel:
        """The model in a file; the shipped one by default."""
        return _load(path)

    def score(self, features: MatchFeatures) -> float:
        """How near a match is, in log-odds among the entries of one question."""
        return sum(self.order.get(f.name, 0.0) * float(getattr(features, f.name)) for f in fields(features))

    def with_probabilities(self, ranked: Sequence[Match]) -> tuple[Match, ...]:
        """The matches, best first, each with its probability."""
        return tuple(
            replace(match, probability=self._probability(match.features.as_dict() | {"lead": lead}))
            for match, lead in zip(ranked, leads(ranked), strict=True)
        )

    def _probability(self, values: Mapping[str, float]) -> float:
        log_odds = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def leads(ranked: Sequence[Match]) -> list[float]:
    """How far each match is ahead of the best of the others whose entry answers otherwise; negative where it is behind."""
    found = []
    for match in ranked:
        others = [other.score for other in ranked if other is not match and not same_reply(match, other)]
        found.append(match.score - max(others) if others else 1.0)
    return found


def same_reply(one: Match, other: Match) -> bool:
    """Whether two matches show the same first: both refuse, or their first quotes overlap."""
    if not one.located.quotes or not other.located.quotes:
        return not one.located.quotes and not other.located.quotes
    first, second = one.located.quotes[0], other.located.quotes[0]
    return first.source_id == second.source_id and first.span.overlaps(second.span)


@cache
def _load(path: Path) -> BankModel:
    return BankModel(**json.loads(path.read_text(encoding="utf-8")))
