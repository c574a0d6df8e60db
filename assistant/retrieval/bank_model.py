"""How near a bank's entry is to a question, as one score, and the probability that it asks the same.

The score is linear in the features of a match. The probability is a logistic regression of them, and of how far the best entry with another
answer is behind. `netral-eval fit-bank` fits both and stores them in `data/bank_model.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from assistant.retrieval.bank_match import Match, MatchFeatures

SHIPPED_MODEL = Path(__file__).parents[1] / "data" / "bank_model.json"


UNCONTESTED = 4.0
"""How far ahead an entry counts that has no other to be compared with, as in a bank of one: about as far as a right one mostly is."""
MATCH_SIGNS: Mapping[str, int] = {
    **dict.fromkeys(
        ("cosine", "nearest", "words", "covered", "covers", "known", "kind", "entry_kind", "exact", "lead"), 1
    ),
    **dict.fromkeys(("names_missing", "numbers_missing", "numbers_other", "denied"), -1),
}
"""The sign of each feature's weight: a model that learnt another one would judge a question unlike those of the fit upside down."""


@dataclass(frozen=True, slots=True)
class BankModel:
    """The weights.

    Attributes:
        order: of the score's features.
        weights, bias: of the features and `lead`, to the log-odds that what the entry shows first answers the question.
        refusal_weights, refusal_bias: the same for an entry that says that the sources do not answer.
    """

    order: Mapping[str, float]
    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0
    refusal_weights: Mapping[str, float] = field(default_factory=dict)
    refusal_bias: float = 0.0

    @classmethod
    def load(cls, path: Path = SHIPPED_MODEL) -> BankModel:
        """The model in a file; the shipped one by default."""
        return _load(path)

    def score(self, features: MatchFeatures) -> float:
        """How near a match is, in log-odds among the entries of one question."""
        return sum(weight * float(getattr(features, name)) for name, weight in self.order.items())

    def with_probabilities(self, ranked: Sequence[Match], most: int | None = None) -> tuple[Match, ...]:
        """The first `most` of the matches, best first, or all, each with its probability."""
        first = leads(ranked, most)
        return tuple(
            replace(match, probability=self._probability(match, lead))
            for match, lead in zip(ranked[: len(first)], first, strict=True)
        )

    def _probability(self, match: Match, lead: float) -> float:
        refuses = match.entry.refuse is not None
        weights, bias = (self.refusal_weights, self.refusal_bias) if refuses else (self.weights, self.bias)
        values = match_evidence(match, lead)
        log_odds = bias + sum(weight * values[name] for name, weight in weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def match_evidence(match: Match, lead: float) -> dict[str, float]:
    """What the probability of a match is made of, by name."""
    return match.features.as_dict() | {"lead": lead}


def leads(ranked: Sequence[Match], most: int | None = None) -> list[float]:
    """How far each of the first `most` matches is ahead of the best of all others that answer otherwise; negative where it is behind."""
    found = []
    for match in ranked[:most]:
        others = [other.score for other in ranked if other is not match and not same_reply(match, other)]
        found.append(match.score - max(others) if others else UNCONTESTED)
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
