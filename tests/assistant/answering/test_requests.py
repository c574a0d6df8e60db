"""Overviews and statements as the service answers them: the whole way from the question to the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.answering.engine import Engine
from assistant.answering.reply import write_answer
from assistant.answering.requests import gather, request_intent
from assistant.answering.service import AnswerService
from assistant.answering.turns import try_question
from tests.real import settings


def sources(answer: Answer) -> set[str]:
    return {citation.source_id[:3] for citation in answer.citations}


@pytest.mark.parametrize(
    ("asked", "intent"),
    [
        ("Ringkas artikel Tarakan", "overview"),
        ("Apa kata Haryono tentang sanksi?", "statement"),
        ("Apa sanksi bagi ASN?", "question"),
    ],
)
def test_sure_patterns_tell_the_kind_of_a_request(asked: str, intent: str) -> None:
    assert request_intent(asked) == intent


def test_nothing_is_gathered_for_a_question(engine: Engine) -> None:
    assert gather(engine, "question", "Ringkas artikel Tarakan") is None


def test_an_overview_is_an_answer_of_quotes_alone(bare_service: AnswerService) -> None:
    answer = bare_service.ask("Ringkas artikel Tarakan")
    assert answer.answered
    assert answer.short_answer is None
    assert answer.disagreement is None
    assert sources(answer) == {"003"}
    assert 0.5 < answer.confidence < 1.0
    assert answer.text.startswith("Netral mengutip")
    assert "“Sosialisasi Netralitas ASN” [1] [2] [3] [4]" in answer.text
    assert set(answer.timings_ms) == {"encode", "search", "read", "total"}


def test_a_comparison_cites_both_articles(service: AnswerService) -> None:
    answer = service.ask("Compare the Tarakan article with the Pasuruan article")
    assert [citation.source_id[:3] for citation in answer.citations] == ["003", "003", "002", "002"]
    assert answer.text.startswith("Netral quotes")


def test_statements_are_cited_with_their_speakers(service: AnswerService) -> None:
    answer = service.ask("Apa kata Menpan RB tentang netralitas?")
    assert answer.answered
    assert sources(answer) == {"000", "002"}
    assert all("menpan" in str(c.speaker).casefold() or "Azwar" in str(c.speaker) for c in answer.citations)
    assert answer.text.startswith(f"{answer.citations[0].speaker}, menurut ")


@pytest.mark.parametrize(
    "asked", ["Ringkas artikel Surabaya", "What did Haryono say about sanctions?", "Apa kata Suhajar Diantoro?"]
)
def test_what_no_article_has_is_refused_as_not_in_the_sources(service: AnswerService, asked: str) -> None:
    answer = service.ask(asked)
    assert not answer.answered
    assert answer.refusal
    assert answer.refusal.reason == "not_in_sources"
    assert answer.citations == ()
    assert answer.confidence < 0.5


def test_what_a_person_does_say_is_shown_as_no_answer(service: AnswerService) -> None:
    assert {c.source_id[:3] for c in service.ask("Apa kata Haryono tentang sanksi?").nearest} == {"000"}


@pytest.mark.parametrize(
    "history",
    [
        ["Ringkas artikel Tarakan"],
        ["Siapa Pj. Walikota Tarakan?"],
        ["Ringkas artikel Tarakan", "Ringkas artikel itu"],
    ],
)
def test_an_overview_without_a_name_is_of_the_article_of_the_turn_before(
    service: AnswerService, history: list[str]
) -> None:
    assert sources(service.ask("ringkas artikel itu", history)) == {"003"}


def test_after_a_refusal_it_is_of_every_article(service: AnswerService) -> None:
    assert len(sources(service.ask("ringkas artikel itu", ["Bagaimana cara memasak rendang?"]))) == 5
    assert len(sources(service.ask("ringkas artikel itu", ["Ringkas artikel Surabaya"]))) == 5


def test_a_pronoun_is_the_person_of_the_turn_before(service: AnswerService) -> None:
    answer = service.ask("Apa kata dia tentang intimidasi?", ["Apa kata Haryono?"])
    assert answer.searched_as == "Apa kata Haryono tentang intimidasi?"
    assert [citation.speaker for citation in answer.citations] == ["Haryono"]


def test_a_pronoun_without_a_turn_before_it_names_nobody(engine: Engine) -> None:
    assert try_question(engine, "Apa kata dia tentang intimidasi?", []).gathered is None


def test_a_pronoun_after_a_question_is_who_answered_it(index_folder: Path) -> None:
    answer = AnswerService(settings(index_folder, "spans")).ask(
        "Apa kata dia tentang netralitas?", ["Siapa Pj. Walikota Tarakan?"]
    )
    assert sources(answer) == {"003"}
    assert answer.answered


def test_a_request_that_turns_out_a_question_is_answered_as_one(service: AnswerService) -> None:
    answer = service.ask("Apa isi tema rakor yang digelar Badan Kepegawaian Negara?")
    assert answer.short_answer or answer.citations


def test_a_list_across_articles_reads_and_cites_several(bare_engine: Engine) -> None:
    outcome = try_question(bare_engine, "Kegiatan apa saja yang digelar di Bali?", [])
    (trace,) = outcome.traces
    assert trace.across
    assert len({candidate.document.id for candidate in trace.found.candidates}) > 2
    answer = write_answer(bare_engine, "Kegiatan apa saja yang digelar di Bali?", outcome, "id")
    cited = [citation.source_id for citation in (*answer.citations, *answer.nearest)]
    assert len(cited) == len(set(cited)) > 1
    assert answer.short_answer is None
