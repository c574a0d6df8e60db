"""Turns of a conversation: those that are no question of their own, and how a question is tried after others, with how many searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answering import turns
from assistant.answering.another import gives_the_same
from assistant.answering.engine import Engine
from assistant.answering.pipeline import Trace, search_and_read
from assistant.answering.reply import write_answer
from assistant.answering.turns import Outcome, decide_intent, trace_question, try_question
from assistant.question.intent import IntentDecision
from tests.real import settings

FIRST = "Siapa Sekda Provinsi Bali?"
SANCTIONS = "Apa sanksi bagi ASN yang melanggar?"
OPENED = "Siapa yang membuka rakor di Gedung Wiswa Sabha?"


@pytest.fixture(autouse=True)
def _nothing_remembered(engine: Engine) -> Iterator[None]:
    """All tests share an engine, and some of them decide otherwise than it would."""
    yield
    for name in ("found_words", "turn_articles"):
        vars(engine).pop(name, None)


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


@pytest.mark.parametrize("between", [[], ["ringkas artikel itu"]])
def test_an_article_to_be_made_shorter_is_an_overview_of_it_and_no_repetition(
    engine: Engine, between: list[str]
) -> None:
    outcome = try_question(engine, "ringkas artikel itu", ["Ringkas artikel Tarakan", *between])
    assert engine.intents.decide("ringkas artikel itu").intent == "shorter"
    assert outcome.intent == "overview"
    assert outcome.gathered
    assert [each[:3] for each in outcome.gathered.articles] == ["003"]


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
    # A remembered turn takes next to no time, and its reply says so.
    again = try_question(engine, question, [])
    assert again.turn.vector is outcome.turn.vector
    assert again.turn.encode_ms < outcome.turn.encode_ms


# A question after others


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is searched, in order."""
    asked: list[str] = []

    def search(engine: Engine, question: str, turn: IntentDecision | None = None) -> Trace | None:
        asked.append(question)
        return search_and_read(engine, question, turn)

    monkeypatch.setattr(turns, "search_and_read", search)
    return asked


def with_probabilities(monkeypatch: pytest.MonkeyPatch, of: Mapping[str, float]) -> None:
    """Decide by the searched question, answered from .5 on."""
    monkeypatch.setattr(turns, "answer_probability", lambda trace: of[trace.searched_as])
    monkeypatch.setattr(turns, "is_answered", lambda trace: of[trace.searched_as] >= 0.5)


@pytest.mark.parametrize(
    "question", ["Kapan dilaksanakan Pilkada?", "Kapan Pilkada?", "Berapa peserta webinar Kemendagri?", "kapan pilkada"]
)
def test_a_change_of_subject_is_searched_once_as_it_is(engine: Engine, searched: list[str], question: str) -> None:
    outcome = try_question(engine, question, [SANCTIONS, "Siapa Plt Kepala BKN?"])
    assert searched == [question]
    assert outcome.searched == question


BOTH = "Berapa peserta webinar?"
REWRITTEN = "Berapa peserta webinar (sanksi ASN melanggar)?"


@pytest.mark.parametrize(
    ("alone", "rewritten", "chosen"),
    [(0.6, 0.6, BOTH), (0.6, 0.79, BOTH), (0.6, 0.9, REWRITTEN), (0.4, 0.9, REWRITTEN), (0.9, 0.2, BOTH)],
)
def test_of_two_readings_the_less_likely_one_has_to_be_clearly_better(
    engine: Engine,
    searched: list[str],
    monkeypatch: pytest.MonkeyPatch,
    alone: float,
    rewritten: float,
    chosen: str,
) -> None:
    with_probabilities(monkeypatch, {BOTH: alone, REWRITTEN: rewritten})
    outcome = try_question(engine, BOTH, [SANCTIONS])
    assert searched == [BOTH, REWRITTEN]
    assert outcome.answered
    assert outcome.searched == chosen
    assert outcome.deciding_trace is outcome.traces[-1]
    assert outcome.traces[-1].searched_as == chosen


@pytest.mark.parametrize(("alone", "rewritten"), [(0.1, 0.4), (0.45, 0.55)])
def test_what_neither_reading_answers_is_refused_as_it_was_asked(
    engine: Engine, searched: list[str], monkeypatch: pytest.MonkeyPatch, alone: float, rewritten: float
) -> None:
    with_probabilities(monkeypatch, {BOTH: alone, REWRITTEN: rewritten})
    outcome = try_question(engine, BOTH, [SANCTIONS])
    assert not outcome.answered
    assert outcome.searched == BOTH
    assert outcome.deciding_trace is outcome.traces[0]
    assert outcome.traces[0].searched_as == BOTH
    assert len(searched) == 2


def test_a_long_history_costs_no_more_searches_than_a_short_one(engine: Engine, searched: list[str]) -> None:
    history = [OPENED, *("siapa yang dia temui?" for _ in range(9))]
    try_question(engine, "dia bertemu siapa?", history)
    assert len(searched) <= 4
    assert len(set(searched)) == len(searched)


def test_what_was_answered_in_a_conversation_is_not_looked_up_again(index_folder: Path, searched: list[str]) -> None:
    engine = Engine.open(settings(index_folder, "spans"))
    asked = [OPENED, "dia bertemu siapa?", "dia berterima kasih kepada siapa?", "dia lahir di mana?"]
    warm = []
    for count in range(len(asked)):
        searched.clear()
        warm.append(try_question(engine, asked[count], asked[:count]).searched)
        assert len(searched) <= 2  # its own searches: one and, where that is refused, one more
    fresh = Engine.open(settings(index_folder, "spans"))
    assert [try_question(fresh, asked[-1], asked[:-1]).searched, warm[-1]] == [warm[-1]] * 2


def test_an_article_spoken_of_is_remembered_along_a_conversation(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine.open(settings(index_folder, "spans"))
    history = ["Ringkas artikel Tarakan"]
    try_question(engine, history[0], [])
    tried: list[str] = []

    def try_again(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
        tried.append(asked)
        return try_question(engine, asked, history)

    monkeypatch.setattr(turns, "try_question", try_again)
    for _ in range(9):
        outcome = try_question(engine, "ringkas artikel itu", history)
        assert outcome.gathered
        assert [each[:3] for each in outcome.gathered.articles] == ["003"]
        history.append("ringkas artikel itu")
    assert tried == []


def test_the_next_answer_is_another_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "is_answered", lambda *_: True)
    question = "Siapa yang hadir di rakor BKN?"
    first = try_question(engine, question, []).traces[0].ranked[0].reading
    given = [first]
    for asked in (["siapa lagi?"], ["siapa lagi?", "ada lagi?"]):
        outcome = try_question(engine, asked[-1], [question, *asked[:-1]])
        assert outcome.searched == question
        best = outcome.traces[0].ranked[0].reading
        assert not any(gives_the_same(best, earlier) for earlier in given)
        assert outcome.traces[0].evidence.reading == best.reading
        given.append(best)


def test_where_no_answer_is_left_the_next_one_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "is_answered", lambda *_: True)
    monkeypatch.setattr(turns, "without_given", lambda *_: ())
    outcome = try_question(engine, "siapa lagi?", [OPENED])
    assert not outcome.answered
    assert len(outcome.traces) == 1


def test_an_explanation_quotes_the_sentence_with_those_around_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "is_answered", lambda *_: True)
    before = write_answer(engine, SANCTIONS, try_question(engine, SANCTIONS, []), "id")
    outcome = try_question(engine, "maksudnya?", [SANCTIONS])
    assert outcome.explained
    after = write_answer(engine, "maksudnya?", outcome, "id")
    assert after.short_answer is None
    assert len(after.citations) == 1
    quote = after.citations[0]
    assert before.citations[0].quote in quote.quote
    assert len(quote.quote) > len(before.citations[0].quote)
    assert quote.start <= quote.highlights[0][0] < quote.highlights[0][1] <= quote.end


def test_a_question_for_more_without_a_word_to_search_for_is_unclear(engine: Engine) -> None:
    assert try_question(engine, "siapa lagi?", ["???"]).traces == ()


def test_what_points_back_is_asked_of_what_was_spoken_of_and_not_of_the_assistant(engine: Engine) -> None:
    assert decide_intent(engine, "umurnya berapa?", ["Siapa Plt Kepala BKN?"]).intent == "question"
    assert decide_intent(engine, "kamu ini siapa?", ["Siapa Plt Kepala BKN?"]).is_talk
