"""Replies to small talk and to questions about the assistant, over the real index of the five articles."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from assistant.answer import Answer, Lang
from assistant.answering.engine import Engine
from assistant.answering.reply import write_answer
from assistant.answering.service import AnswerService
from assistant.answering.talk import LISTED, TalkIntent, is_talk, talk_reply
from assistant.answering.turns import Outcome, try_question
from assistant.question.intent import Intent, IntentDecision
from assistant.wording import words
from index.document import Document
from tests.fakes import talked

INTENTS: tuple[TalkIntent, ...] = get_args(TalkIntent)


def with_articles(engine: Engine, *documents: Document) -> Engine:
    """The engine as if these were its articles."""
    by_id = {document.id: document for document in documents}
    index: Any = SimpleNamespace(document_ids=list(by_id), document=by_id.__getitem__, fingerprint="f" * 16)
    return replace(engine, index=index)


def taken_for(outcome: Outcome, intent: Intent) -> Outcome:
    """The outcome as if its turn were of that intent."""
    return replace(outcome, turn=replace(outcome.turn, intent=intent))


def article(name: str, **facts: Any) -> Document:
    return Document(name, "Isi.", f"Artikel {name}", f"{name}.txt", "0" * 64, **facts)


# The record


@pytest.mark.parametrize("intent", INTENTS)
def test_talk_is_neither_answered_nor_refused_and_quotes_nothing(engine: Engine, intent: TalkIntent) -> None:
    answer = write_answer(engine, "x", Outcome(IntentDecision(intent, 1.0, "x"), "x"), "id")
    assert (answer.kind, answer.intent, answer.answered, answer.refusal) == ("talk", intent, False, None)
    assert (answer.confidence, answer.citations, answer.nearest, answer.short_answer) == (0.0, (), (), None)
    assert answer.searched_as == answer.question == "x"
    assert answer.index == engine.index.fingerprint
    assert set(answer.timings_ms) == {"encode", "search", "read"}


def test_an_answer_and_a_refusal_say_what_the_question_was_taken_for(engine: Engine) -> None:
    found = try_question(engine, "Kapan pendaftaran calon Pilkada 2024 dimulai?", ())
    assert write_answer(engine, "x", taken_for(found, "again"), "id").intent == "again"
    refused = write_answer(engine, "x", taken_for(replace(found, answered=False), "statement"), "id")
    assert (refused.kind, refused.intent) == ("refusal", "statement")
    assert write_answer(engine, "x", found, "id").intent == "question"


@pytest.mark.parametrize("intent", ["question", "again", "shorter", "overview", "off_topic", ""])
def test_other_turns_are_no_talk(intent: str) -> None:
    assert not is_talk(intent)


# The texts


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("intent", INTENTS)
def test_the_same_turn_gets_the_same_short_reply(engine: Engine, intent: TalkIntent, lang: Lang) -> None:
    reply = talk_reply(engine, "x", intent, lang)
    assert reply == talk_reply(engine, "x", intent, lang)
    assert "{" not in reply
    assert intent in ("articles", "ability") or len(reply.split()) < 60
    assert len({talk_reply(engine, "x", other, lang) for other in INTENTS}) == len(INTENTS)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("Selamat pagi", "Selamat pagi! "),
        ("met siang min", "Selamat siang! "),
        ("selamat sore, saya dari BKD", "Selamat sore! "),
        ("malam kak", "Selamat malam! "),
        ("Assalamualaikum, selamat pagi", "Waalaikumsalam! "),
        ("Om Swastiastu", "Om swastiastu! "),
        ("Salam sejahtera bagi kita semua", "Salam sejahtera! "),
        ("shalom", "Shalom! "),
        ("hai, apa kabar?", "Halo! Kabar baik, terima kasih."),
        ("Good morning", "Good morning! "),
        ("good evening, how are you?", "Good evening! I am well, thank you."),
        ("hello", "Hello! "),
        ("hi", "Halo! "),
    ],
)
def test_a_greeting_is_returned_in_the_words_of_the_asker(engine: Engine, asked: str, begins: str) -> None:
    assert talk_reply(engine, asked, "greeting", "id").startswith(begins)


@pytest.mark.parametrize(
    ("asked", "page", "lang"),
    [
        ("terima kasih", "en", "id"),
        ("makasih ya", "en", "id"),
        ("thank you", "id", "en"),
        ("thanks ya", "id", "id"),
        ("thanks ya", "en", "en"),
        ("sip", "en", "en"),
        ("sip", "id", "id"),
    ],
)
def test_talk_is_answered_in_the_language_it_is_written_in(engine: Engine, asked: str, page: Lang, lang: Lang) -> None:
    assert talk_reply(engine, asked, "thanks", page) == words(lang)["reply_thanks"]


def test_the_assistant_says_what_it_is_and_from_how_many_articles_it_answers(engine: Engine) -> None:
    reply = talk_reply(engine, "siapa kamu", "identity", "id")
    assert "Netral" in reply
    assert "hanya dari artikel sumber (saat ini 5)" in reply
    assert "(saat ini 5)" in talk_reply(engine, "kamu bisa apa", "ability", "id")


def test_a_complaint_is_told_what_to_do_in_the_words_of_the_page(engine: Engine) -> None:
    reply = talk_reply(engine, "jawabannya salah", "complaint", "id")
    assert f"“{words('id')['feedback_down']}”" in reply
    assert f"“{words('id')['library_link']}”" in reply


# The articles


def test_all_articles_are_named_if_they_are_few(engine: Engine) -> None:
    reply = talk_reply(engine, "ada berapa artikel di sini?", "articles", "id")
    assert reply.startswith("Saat ini ada 5 artikel sumber")
    named = [line for line in reply.split("\n") if line.startswith("• ")]
    assert len(named) == 5
    assert named[0] == "• Sosialisasi Netralitas ASN (teropongborneo.my.id, 4 Juli 2024*)"
    assert [int(year) for year in re.findall(r" (\d{4})\*\)", reply)] == [2024, 2024, 2024, 2024, 2023]
    assert "Tanggal peristiwa menurut teks" in reply
    assert words("id")["library_link"] not in reply


def test_of_many_articles_the_newest_are_named_and_where_the_list_is(engine: Engine) -> None:
    many = [article(f"{day:02}", published=f"2024-05-{day:02}") for day in range(1, LISTED + 3)]
    reply = talk_reply(with_articles(engine, *many), "x", "articles", "id")
    assert f"ada {LISTED + 2} artikel sumber. Berikut {LISTED} yang terbaru:" in reply
    assert re.findall(r"^• Artikel (\d+)", reply, re.MULTILINE) == ["07", "06", "05", "04", "03"]
    assert reply.endswith("“Daftar sumber”.")
    assert "*" not in reply


def test_an_article_is_named_with_what_is_known_of_it(engine: Engine) -> None:
    one = with_articles(engine, article("a"))
    assert talk_reply(one, "x", "articles", "en") == "There is one source article at present:\n• Artikel a"
    two = with_articles(engine, article("a", publisher="Koran"), article("b", published="2024-05-01"))
    lines = talk_reply(two, "x", "articles", "id").split("\n")[1:]
    assert lines == ["• Artikel b (1 Mei 2024)", "• Artikel a (Koran)"]


# Around it


def test_talk_is_followed_by_questions_to_begin_with(service: AnswerService) -> None:
    for lang in get_args(Lang):
        offered = service.follow_ups(talked("halo", "greeting", "Halo!"), lang)
        assert offered == service.suggestions(lang)[:3]
        assert len(offered) == 3


def test_nothing_was_found_for_talk(service: AnswerService) -> None:
    assert service.ranking(talked("Kapan Pilkada dilaksanakan?", "articles", "Ada 5."), 10) == ()


# A shorter answer


def shorter(engine: Engine, question: str) -> tuple[Answer, Answer]:
    """The answer to a question, and the same shorter."""
    outcome = try_question(engine, question, ())
    assert outcome.answered
    whole, short = (taken_for(outcome, intent) for intent in ("question", "shorter"))
    return write_answer(engine, question, whole, "id"), write_answer(engine, question, short, "id")


def test_a_shorter_answer_is_the_headline_with_its_first_citation(service: AnswerService) -> None:
    whole, short = shorter(service.engine(), "Apa sanksi bagi ASN yang melanggar netralitas?")
    assert short.citations == whole.citations[:1]
    assert short.short_answer == whole.short_answer
    assert short.confidence == whole.confidence
    assert "\n" not in short.text
    assert re.findall(r"\[\d\]", short.text) == ["[1]"]
    if whole.short_answer:
        assert short.text.casefold() == f"{' '.join(whole.short_answer.text.split())} [1]".casefold()
    else:
        assert short.text == whole.text.split("\n\n")[0]


def test_a_shorter_overview_keeps_one_quote_of_each_article(engine: Engine) -> None:
    outcome = try_question(engine, "Bandingkan artikel Tarakan dengan artikel Pasuruan", ())
    whole, short = (write_answer(engine, "x", each, "id") for each in (outcome, taken_for(outcome, "shorter")))
    assert [citation.source_id[:3] for citation in whole.citations] == ["003", "003", "002", "002"]
    assert [citation.quote for citation in short.citations] == [whole.citations[0].quote, whole.citations[2].quote]
    named, *quotes = short.text.split("\n\n")
    assert [re.findall(r"\[\d\]", part) for part in (named, *quotes)] == [["[1]", "[2]"], ["[1]"], ["[2]"]]


def test_a_list_across_articles_is_not_shortened(bare_engine: Engine) -> None:
    """One item of it would pass for all of it."""
    outcome = try_question(bare_engine, "Kegiatan apa saja yang digelar di Bali?", ())
    trace = outcome.traces[0]
    assert trace.across
    outcome = replace(outcome, traces=(trace,), answered=True)
    whole, short = (write_answer(bare_engine, "x", each, "id") for each in (outcome, taken_for(outcome, "shorter")))
    assert short == replace(whole, intent="shorter")
