"""The way of a standalone question: what is searched and read, and what is decided on."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest

from assistant.answering.bank_answer import NO_BANK, BankView
from assistant.answering.engine import Engine
from assistant.answering.pipeline import (
    answer_probability,
    asks_across_articles,
    is_answered,
    passes_alone,
    search_and_read,
    view_bank,
)
from assistant.answering.turns import decide_intent
from assistant.question.query import Query
from assistant.retrieval.bank_match import Match, MatchFeatures
from assistant.retrieval.candidates import retrieve_candidates
from assistant.tuning import TUNING
from index.arrays import Vectors

QUESTION = "Siapa yang membuka rakor di Gedung Wiswa Sabha?"


def test_nothing_is_searched_without_a_content_word(engine: Engine) -> None:
    assert search_and_read(engine, "???") is None


def test_the_first_reading_is_decided_on(bare_engine: Engine) -> None:
    engine = bare_engine
    trace = search_and_read(engine, QUESTION)
    assert trace
    assert trace.searched_as == QUESTION
    assert len({candidate.passage.id for candidate in trace.found.candidates}) == engine.passages_read
    best = trace.ranked[0].reading
    assert trace.evidence.reading == best.reading
    assert trace.calibration == engine.calibration
    assert is_answered(trace) == passes_alone(engine, trace, best)
    assert is_answered(trace) == (answer_probability(trace) >= engine.calibration.threshold)
    strict = replace(trace, calibration=replace(trace.calibration, threshold=1.1))
    assert not is_answered(strict)
    assert not passes_alone(engine, strict, best)


def test_the_vector_of_the_turn_is_used_only_where_its_words_are_searched(engine: Engine) -> None:
    turn = decide_intent(engine, QUESTION)
    assert turn.vector is not None
    same, other = search_and_read(engine, QUESTION, turn), search_and_read(engine, f"{QUESTION} (Bali)", turn)
    assert same
    assert same.found.vector is turn.vector
    assert other
    assert other.found.vector is not turn.vector


@pytest.mark.parametrize(
    ("asked", "across"),
    [
        ("Kegiatan apa saja yang digelar di Bali?", True),
        ("Daerah mana saja yang menggelar rakor?", True),
        ("Instansi apa saja yang menjadi peserta webinar?", False),  # one article has a webinar
        ("Apa saja sanksi bagi ASN?", False),
    ],
)
def test_a_list_is_across_articles_unless_one_has_its_event_alone(
    bare_engine: Engine, asked: str, across: bool
) -> None:
    engine = bare_engine
    query = engine.query_analyzer.query(asked)
    found = retrieve_candidates(query, engine.index, engine.encoder, 18).candidates
    assert asks_across_articles(engine, query, found) == across
    trace = search_and_read(engine, asked)
    assert trace
    assert trace.across == across


# The question bank


@dataclass
class Bank:
    """Stands in for the question bank: an entry's probability by the question; `exact` are those that it has word for word."""

    near: dict[str, Match]
    asked: list[str] = field(default_factory=list)

    def matches(self, query: Query, _: Vectors) -> tuple[Match, ...]:
        self.asked.append(query.text)
        return (self.near[query.text],) if query.text in self.near else ()


def near(engine: Engine, entry: str, probability: float, exact: float = 0.0) -> Match:
    features = MatchFeatures(**{each.name: 0.0 for each in fields(MatchFeatures)} | {"exact": exact})
    located = engine.bank.entry(entry)
    assert located
    return Match(located, located.entry.wordings[0], features, 0.0, probability)


def view(engine: Engine, asked: str, bank: Bank) -> BankView:
    query = engine.query_analyzer.query(asked)
    with_bank: Any = replace(engine, bank=bank)  # type: ignore[arg-type]
    return view_bank(with_bank, query, engine.encoder.encode_queries([query.text])[0])


SITUATION = "Saya pegawai di Bima. "


@pytest.fixture(scope="module")
def two(engine: Engine) -> list[str]:
    """The ids of two entries that answer."""
    return [located.entry.id for located in engine.bank.entries if not located.entry.refuse][:2]


def test_of_several_sentences_the_one_that_asks_is_looked_up_too(engine: Engine, two: list[str]) -> None:
    whole, alone = near(engine, two[0], 0.4), near(engine, two[1], 0.9)
    bank = Bank({f"{SITUATION}{QUESTION}": whole, QUESTION: alone})
    assert view(engine, f"{SITUATION}{QUESTION}", bank).matches == (alone,)
    assert bank.asked == [f"{SITUATION}{QUESTION}", QUESTION]
    bank = Bank({f"{SITUATION}{QUESTION}": near(engine, two[0], 0.95), QUESTION: alone})
    assert view(engine, f"{SITUATION}{QUESTION}", bank).best_answer == bank.near[f"{SITUATION}{QUESTION}"]
    assert view(engine, f"{SITUATION}{QUESTION}", Bank({})) == NO_BANK


def test_an_entry_with_the_very_words_of_all_sentences_comes_before_a_nearer_one(
    engine: Engine, two: list[str]
) -> None:
    """An evaluator saves a question as it was asked, greeting and all."""
    whole, alone = near(engine, two[0], 0.4, exact=1.0), near(engine, two[1], 0.9)
    found = view(engine, f"{SITUATION}{QUESTION}", Bank({f"{SITUATION}{QUESTION}": whole, QUESTION: alone}))
    assert found.decided == whole
    # And the very words of the sentence that asks, before one that is near the whole.
    whole, alone = near(engine, two[0], 0.9), near(engine, two[1], 0.4, exact=1.0)
    found = view(engine, f"{SITUATION}{QUESTION}", Bank({f"{SITUATION}{QUESTION}": whole, QUESTION: alone}))
    assert found.decided == alone


def test_a_list_that_an_entry_answers_is_that_entrys(engine: Engine, two: list[str]) -> None:
    asked = "Kegiatan apa saja yang digelar di Bali?"
    for probability, across in ((TUNING.bank_leads, False), (TUNING.bank_leads - 0.01, True)):
        with_bank: Any = replace(engine, bank=Bank({asked: near(engine, two[0], probability)}), bank_calibration=None)  # type: ignore[arg-type]
        trace = search_and_read(with_bank, asked)
        assert trace
        assert trace.across == across
