"""The way of a standalone question: what is searched and read, and what is decided on."""

from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.pipeline import (
    answer_probability,
    asks_across_articles,
    is_answered,
    passes_alone,
    search_and_read,
)
from assistant.answering.turns import decide_intent
from assistant.retrieval.candidates import retrieve_candidates

QUESTION = "Siapa yang membuka rakor di Gedung Wiswa Sabha?"


def test_nothing_is_searched_without_a_content_word(engine: Engine) -> None:
    assert search_and_read(engine, "???") is None


def test_the_first_reading_is_decided_on(engine: Engine) -> None:
    trace = search_and_read(engine, QUESTION)
    assert trace
    assert trace.searched_as == QUESTION
    assert len({candidate.passage.id for candidate in trace.found.candidates}) == engine.passages_read
    best = trace.ranked[0].reading
    assert trace.evidence.reading == best.reading
    assert is_answered(engine, trace) == passes_alone(engine, trace, best)
    assert is_answered(engine, trace) == (answer_probability(engine, trace) >= engine.calibration.threshold)


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
def test_a_list_is_across_articles_unless_one_has_its_event_alone(engine: Engine, asked: str, across: bool) -> None:
    query = engine.query_analyzer.query(asked)
    found = retrieve_candidates(query, engine.index, engine.encoder, 18).candidates
    assert asks_across_articles(engine, query, found) == across
    trace = search_and_read(engine, asked)
    assert trace
    assert trace.across == across
