"""Several questions in one: each is answered or refused by itself, and the record says which."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, Citation
from assistant.answering.engine import Engine
from assistant.answering.parts_reply import merge_highlights
from assistant.answering.service import AnswerService
from assistant.answering.several_parts import try_several

ALL_IN_ONE = "Siapa yang mengumumkan aturan kampanye Sukalaya, kapan, dan di mana?"
SENTENCE = (
    "Kepala Badan Kepegawaian Sukalaya, Ratna Wijayanti, mengumumkan aturan itu di Balai Kenanga pada 12 Agustus 2024."
)


def said(answer: Answer) -> list[str | None]:
    """The headline of each part; its refusal, where it has none."""
    return [
        part.refusal.message if part.refusal else part.short_answer.text if part.short_answer else None
        for part in answer.parts
    ]


def test_one_sentence_that_answers_all_parts_is_cited_once_with_all_its_words_marked(office: AnswerService) -> None:
    answer = office.ask(ALL_IN_ONE)
    assert [part.question for part in answer.parts] == [
        "Siapa yang mengumumkan aturan kampanye Sukalaya?",
        "Kapan?",
        "Di mana?",
    ]
    assert said(answer) == ["Ratna Wijayanti", "12 Agustus 2024", "Balai Kenanga"]
    (citation,) = answer.citations
    assert citation.quote == SENTENCE
    marked = [citation.quote[a - citation.start : b - citation.start] for a, b in citation.highlights]
    assert marked == ["Ratna Wijayanti", "Balai Kenanga", "12 Agustus 2024"]
    assert answer.text.split("\n\n") == [
        "Siapa yang mengumumkan aturan kampanye Sukalaya? Ratna Wijayanti [1]",
        f"Menurut artikel “Aturan Kampanye Sukalaya”: “{SENTENCE}” [1]",
        "Kapan? 12 Agustus 2024 [1]",
        "Di mana? Balai Kenanga [1]",
    ]
    assert (answer.answered, answer.short_answer) == (True, answer.parts[0].short_answer)
    assert answer.searched_as == answer.question


def test_sentences_that_ask_are_answered_one_by_one(office: AnswerService) -> None:
    answer = office.ask("Siapa yang mengumumkan aturan kampanye Sukalaya? Bolehkah pegawai Sukalaya mencoblos?")
    assert said(answer) == ["Ratna Wijayanti", None]
    assert [part.citations for part in answer.parts] == [(1,), (2,)]
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert answer.citations[1].quote == "Pegawai Sukalaya memiliki hak untuk mencoblos di bilik suara."


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_part_without_an_answer_is_said_so(office: AnswerService, lang: str) -> None:
    question = "Siapa yang mengumumkan aturan kampanye Sukalaya? Siapa presiden Prancis?"
    answer = office.ask(question, lang="en" if lang == "en" else "id")
    assert answer.answered
    refusal = answer.parts[1].refusal
    assert refusal is not None
    expected = {
        "id": "Tentang siapa presiden Prancis: tidak ada jawaban dalam sumber.",
        "en": "As to “siapa presiden Prancis”: the sources do not answer this.",
    }
    assert refusal.message == expected[lang]
    assert answer.text.endswith(refusal.message)
    assert answer.parts[1].citations == ()
    assert answer.confidence == office.ask("Siapa yang mengumumkan aturan kampanye Sukalaya?").confidence


def test_the_headline_of_a_later_part_is_not_that_of_the_whole(office: AnswerService) -> None:
    answer = office.ask("Siapa presiden Prancis? Siapa yang mengumumkan aturan kampanye Sukalaya?")
    assert [bool(part.refusal) for part in answer.parts] == [True, False]
    assert (answer.answered, answer.short_answer) == (True, None)


def test_where_no_part_is_answered_the_whole_is_refused_as_ever(office: AnswerService) -> None:
    answer = office.ask("Siapa presiden Prancis, dan kapan ia lahir?")
    assert (answer.kind, answer.parts) == ("refusal", ())


def test_a_part_that_takes_a_side_is_refused_for_that(office: AnswerService) -> None:
    answer = office.ask("Siapa yang mengumumkan aturan kampanye Sukalaya? Calon mana yang harus saya pilih?")
    refusal = answer.parts[1].refusal
    assert refusal is not None
    assert refusal.reason == "partisan"
    assert refusal.message.startswith("Tentang Calon mana yang harus saya pilih: ")


def test_more_than_four_parts_are_not_all_searched(office: AnswerService) -> None:
    answer = office.ask(
        "Siapa yang mengumumkan aturan kampanye Sukalaya, kapan, di mana, apa temanya, dan berapa orang yang hadir?"
    )
    assert len(answer.parts) == 5
    left = answer.parts[4].refusal
    assert left is not None
    assert left.message == "Tentang berapa orang yang hadir: belum dicari. Tanyakan sekali lagi tersendiri."


def test_parts_without_a_subject_take_that_of_the_conversation(office: AnswerService) -> None:
    answer = office.ask("Kapan dan di mana?", ["Siapa yang mengumumkan aturan kampanye Sukalaya?"])
    assert said(answer) == ["12 Agustus 2024", "Balai Kenanga"]
    assert "Sukalaya" in answer.searched_as


@pytest.mark.parametrize("again", ["ulangi dong", "coba ulangi"])
def test_several_questions_are_repeated_part_by_part(office: AnswerService, again: str) -> None:
    answer = office.ask(again, [ALL_IN_ONE])
    assert answer.intent == "again"
    assert said(answer) == ["Ratna Wijayanti", "12 Agustus 2024", "Balai Kenanga"]


def test_a_pronoun_after_several_questions_stands_for_the_person_asked_for(office: AnswerService) -> None:
    assert "Ratna Wijayanti" in office.ask("Dia siapa?", [ALL_IN_ONE]).searched_as


def test_what_the_bank_knows_as_it_is_is_not_taken_apart(engine: Engine, bare_engine: Engine) -> None:
    asked = "Kapan pendaftaran calon dan kapan pelaksanaan Pilkada 2024?"
    assert any(asked == wording.text for entry in engine.bank.entries for wording in entry.entry.wordings)
    assert try_several(engine, asked, []) is None
    assert try_several(bare_engine, asked, []) is not None


@pytest.mark.parametrize("question", ["Siapa kamu? Kapan Pilkada 2024?", "halo, apa kabar?", "Kapan Pilkada 2024?"])
def test_talk_and_single_questions_are_not_taken_apart(engine: Engine, question: str) -> None:
    assert try_several(engine, question, []) is None


def test_the_trace_has_the_tries_of_all_parts(office: AnswerService) -> None:
    explained = office.explain("Siapa yang mengumumkan aturan kampanye Sukalaya? Bolehkah pegawai Sukalaya mencoblos?")
    assert [attempt.analysis.searched_as for attempt in explained.attempts] == [
        "Bolehkah pegawai Sukalaya mencoblos?",
        "Siapa yang mengumumkan aturan kampanye Sukalaya?",
    ]
    assert explained.decided_by == 1


CITED = Citation(1, "a", "Judul", None, None, "a:0-20", "x" * 20, 10, 30, ((10, 30),), None, "/sources/a")


@pytest.mark.parametrize(
    ("marks", "merged"),
    [
        (((10, 30),), ((10, 30),)),
        (((10, 30), (12, 14)), ((12, 14),)),
        (((20, 24), (12, 14)), ((12, 14), (20, 24))),
        (((12, 20), (18, 24)), ((12, 24),)),
        (((12, 20), (12, 20)), ((12, 20),)),
    ],
)
def test_highlights_of_one_quote_are_put_together(
    marks: tuple[tuple[int, int], ...], merged: tuple[tuple[int, int], ...]
) -> None:
    assert merge_highlights(CITED, marks) == merged
