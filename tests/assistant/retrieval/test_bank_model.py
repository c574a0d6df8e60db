"""One score of a match's features, and a probability that also knows how far the next entry is behind."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.bank_match import Match, MatchFeatures
from assistant.retrieval.bank_model import MATCH_SIGNS, UNCONTESTED, BankModel, leads, match_evidence, same_reply
from index.bank import BankEntry, LocatedEntry, LocatedQuote, Wording
from index.document import Span

NAMES = tuple(each.name for each in fields(MatchFeatures))
NOTHING = MatchFeatures(**dict.fromkeys(NAMES, 0.0))
ASKED = Wording("Kapan?", "id")
ANSWER = BankEntry("a", "when", (ASKED,))
REFUSAL = BankEntry("r", "refuse", (ASKED,), refuse="not_in_sources")


def match(score: float = 0.0, place: tuple[str, int, int] | None = ("x", 0, 10), **features: float) -> Match:
    """A match of an entry whose first quote is at a place; of a refusal where there is none."""
    quotes = (LocatedQuote(place[0], Span(*place[1:])),) if place else ()
    return Match(LocatedEntry(ANSWER if place else REFUSAL, quotes), ASKED, replace(NOTHING, **features), score)


def test_the_score_is_linear_in_the_features() -> None:
    model = BankModel({"cosine": 2.0, "names_missing": -0.5})
    assert model.score(replace(NOTHING, cosine=0.75, names_missing=2.0, words=9.0)) == 0.5


def test_replies_are_the_same_where_first_quotes_overlap_or_both_refuse() -> None:
    assert same_reply(match(place=("x", 0, 10)), match(place=("x", 9, 20)))
    assert not same_reply(match(place=("x", 0, 10)), match(place=("x", 10, 20)))
    assert not same_reply(match(place=("x", 0, 10)), match(place=("y", 0, 10)))
    assert same_reply(match(place=None), match(place=None))
    assert not same_reply(match(place=None), match())


def test_the_lead_is_over_the_best_entry_that_answers_otherwise() -> None:
    ranked = [match(5.0), match(4.0, ("x", 5, 8)), match(2.0, ("y", 0, 1)), match(1.0, None)]
    assert leads(ranked) == [3.0, 2.0, -3.0, -4.0]
    assert leads([match(5.0), match(1.0)]) == [UNCONTESTED, UNCONTESTED]  # nothing else to be told from
    assert leads([match(0.5)]) == [UNCONTESTED]
    assert leads([]) == []


def test_a_probability_is_logistic_and_refusals_have_weights_of_their_own() -> None:
    model = BankModel({}, {"cosine": 1.0, "lead": 1.0}, -2.0, {"cosine": 0.0, "lead": 0.0}, 0.0)
    answer, refusal = model.with_probabilities([match(1.0, cosine=1.0), match(0.0, None, cosine=1.0)])
    assert answer.probability == pytest.approx(0.5)  # -2 + 1 + a lead of 1
    assert refusal.probability == 0.5
    assert match_evidence(answer, 1.0) == answer.features.as_dict() | {"lead": 1.0}


def test_no_evidence_is_too_large_for_a_probability() -> None:
    model = BankModel({}, {"cosine": 1e9})
    assert [each.probability for each in model.with_probabilities([match(cosine=1.0)])] == pytest.approx([1.0])
    assert [each.probability for each in model.with_probabilities([match(cosine=-1.0)])] == pytest.approx([0.0])


def test_the_shipped_model_has_every_feature_and_no_weight_against_its_sign() -> None:
    model = BankModel.load()
    assert set(model.order) == set(NAMES)
    assert set(model.weights) == set(model.refusal_weights) == set(MATCH_SIGNS) == {*NAMES, "lead"}
    for weights in (model.order, model.weights, model.refusal_weights):
        assert [name for name, weight in weights.items() if weight * MATCH_SIGNS[name] < 0] == []


def test_a_model_comes_from_a_file_and_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps({"order": {"cosine": 1.0}, "weights": {}, "bias": 0.5}), encoding="utf-8")
    assert BankModel.load(path) == BankModel({"cosine": 1.0}, {}, 0.5)
    assert BankModel.load(path) is BankModel.load(path)


VALUES = st.floats(0, 1, allow_nan=False)


@given(st.sampled_from(NAMES), VALUES, VALUES, st.booleans())
def test_what_speaks_for_an_entry_never_lowers_it(name: str, one: float, other: float, refuses: bool) -> None:
    model, place = BankModel.load(), None if refuses else ("x", 0, 10)
    low, high = sorted((one, other), key=lambda value: value * MATCH_SIGNS[name])
    assert model.score(replace(NOTHING, **{name: low})) <= model.score(replace(NOTHING, **{name: high}))
    (worse,), (better,) = (model.with_probabilities([match(0.0, place, **{name: value})]) for value in (low, high))
    assert worse.probability <= better.probability
