"""Turns that are no question of their own: what is done with them, and what a later question sees of them."""

from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.pipeline import Trace, decide_intent, trace_question, try_question
from assistant.answering.reply import write_answer

FIRST = "Siapa Sekda Provinsi Bali?"


@pytest.mark.parametrize("turn", ["halo", "makasih banyak ya atas jawabannya", "kamu bisa apa?", "ada berapa artikel?"])
@pytest.mark.parametrize("history", [[], [FIRST]])
def test_talk_is_not_searched_for(engine: Engine, turn: str, history: list[str]) -> None:
    outcome = try_question(engine, turn, history)
    assert outcome.turn.is_talk
    assert (outcome.traces, outcome.answered) == ((), False)
    assert trace_question(engine, turn, history) is None


def test_a_greeting_is_no_part_of_what_is_searched(engine: Engine) -> None:
    outcome = try_question(engine, f"pagi min, {FIRST}", [])
    assert outcome.intent == "question"
    assert outcome.searched == FIRST


@pytest.mark.parametrize("between", [[], ["makasih ya"], ["halo", "wah keren jawabanmu"], ["ulangi dong"]])
def test_small_talk_and_repetitions_are_no_part_of_the_history(engine: Engine, between: list[str]) -> None:
    outcome = try_question(engine, "Di mana dia lahir?", [FIRST, *between])
    assert outcome.searched == try_question(engine, "Di mana dia lahir?", [FIRST]).searched
    assert "Bali" in outcome.searched


@pytest.mark.parametrize(("turn", "intent"), [("ulangi dong", "again"), ("lebih singkat dong", "shorter")])
def test_the_last_question_is_asked_again(engine: Engine, turn: str, intent: str) -> None:
    outcome = try_question(engine, turn, ["Kapan Pilkada 2024?", FIRST, "makasih"])
    assert outcome.intent == intent
    assert outcome.searched == FIRST
    traced = trace_question(engine, turn, ["Kapan Pilkada 2024?", FIRST, "makasih"])
    assert traced is not None
    assert traced.searched_as == FIRST


def test_without_a_question_there_is_nothing_to_repeat(engine: Engine) -> None:
    outcome = try_question(engine, "ulangi dong", ["halo"])
    assert (outcome.intent, outcome.traces) == ("again", ())
    answer = write_answer(engine, "ulangi dong", outcome, "id")
    assert answer.refusal is not None
    assert answer.refusal.reason == "unclear"
    assert trace_question(engine, "ulangi dong", ["halo"]) is None


def test_what_is_off_the_subject_is_refused_unless_the_articles_know_its_words(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = "resep rendang yang gurih"
    outcome = try_question(engine, turn, [])
    assert (outcome.intent, outcome.traces) == ("off_topic", ())
    answer = write_answer(engine, turn, outcome, "id")
    assert answer.refusal is not None
    assert answer.refusal.reason == "off_topic"
    monkeypatch.setattr(type(engine.index), "knows", lambda *_: True)
    known = decide_intent(engine, turn)
    assert (known.intent, known.probability) == ("question", known.probabilities["question"])


def test_a_question_is_encoded_once_for_intent_and_search(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    encode = engine.encoder.encode_queries
    monkeypatch.setattr(engine.encoder, "encode_queries", lambda texts: calls.extend(texts) or encode(texts))
    question = "Apa tema rakor pengawasan itu?"
    outcome = try_question(engine, question, [])
    assert calls == [question]
    trace = outcome.deciding_trace
    assert isinstance(trace, Trace)
    assert trace.found.vector is outcome.turn.vector
    assert trace.found.encode_ms >= outcome.turn.encode_ms > 0
