"""The staff page without a browser: its words, its HTML, and what its handlers answer."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Lang
from assistant.conversations.conversation import TURNS_KEPT, Conversation
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.chat.handlers import SUGGESTIONS, PageHandlers, Updates, chat_messages, growing_prefixes
from assistant.web.chat.page_html import header_html, hint_html, notice_html, welcome_html
from assistant.web.shared.answer_html import status_html
from assistant.web.shared.pool import AskPool
from assistant.wording import fill_text, words
from tests.fakes import SECRET, FakeService, answered
from tests.markup import Tags, check_html

LANGUAGES: tuple[Lang, ...] = ("id", "en")
# Words


@pytest.mark.parametrize("code", ["empty", "too_long", "control", "history", "store", "unreachable"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_not_to_take_a_question_has_its_sentence(code: str, lang: Lang) -> None:
    assert fill_text(f"error_{code}", lang, limit=QUESTION_LIMIT) in Tags(notice_html(f"error_{code}", lang)).text


def test_a_reason_nobody_wrote_a_sentence_for_is_an_internal_error() -> None:
    assert words("en")["error_internal"] in Tags(notice_html("error_other", "en")).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_fixed_parts_are_our_html_only(lang: Lang) -> None:
    for part in (
        header_html(lang, ""),
        welcome_html(lang),
        hint_html(lang),
        notice_html("stopped", lang),
        status_html("search", lang),
    ):
        check_html(part)


@pytest.mark.parametrize("text", ["", "satu", "satu dua", "satu " * 100, "a\nb c"])
def test_beginnings_of_a_text_grow_to_it(text: str) -> None:
    parts = growing_prefixes(text)
    assert len(parts) <= 12
    assert all(text.startswith(part) for part in parts)
    assert parts == sorted(parts, key=len)


# Handlers


def run(use: Callable[[PageHandlers], Any], service: FakeService | None = None, root: str = "") -> Any:
    """What `use` gives for handlers over a fake service; an asynchronous generator gives the list of its values."""
    given = service or FakeService()

    async def main() -> Any:
        pool = AskPool(given, 2)
        try:
            result = use(PageHandlers(given, pool, Settings(root_path=root, keep_days=0)))
            return [item async for item in result] if hasattr(result, "__aiter__") else await result
        finally:
            pool.close()

    return asyncio.run(main())


def ask(question: object, talk: Conversation | None = None, lang: Lang = "id", **more: Any) -> list[Updates]:
    """All updates after a question."""
    found: list[Updates] = run(lambda handlers: handlers.ask(question, talk or Conversation(), lang, {}), **more)
    return found


def test_a_question_goes_from_waiting_to_text_to_cards() -> None:
    updates = ask(" Kapan? ")
    first, last = updates[0], updates[-1]
    assert first["question"]["value"] == ""
    assert first["stop"]["visible"] is True
    assert first["send"]["visible"] is False
    assert "Mencari di artikel sumber" in first["chat"]["value"][-1]["content"]
    assert all('class="card"' not in update["chat"]["value"][-1]["content"] for update in updates[:-1])
    assert 'class="card"' in last["chat"]["value"][-1]["content"]
    assert last["send"]["visible"] is True
    assert last["suggestion_0"] == {"value": "Lalu kapan pemungutan suaranya?", "visible": True}
    assert last["suggestion_2"]["visible"] is False
    assert last["talk"]["value"].history() == ["Kapan?"]


def test_a_follow_up_takes_the_history_of_the_server() -> None:
    service = FakeService()
    talk = ask("Kapan?", service=service)[-1]["talk"]["value"]
    last = ask("Lalu?", talk, service=service)[-1]
    assert service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
    assert "Dicari sebagai: “Kapan? Lalu?”" in last["chat"]["value"][-1]["content"]
    assert len(last["chat"]["value"]) == 4
    assert service.followed == [(), ("Kapan?",)]  # what was asked before is not suggested again


def test_talk_is_no_part_of_the_history_and_is_followed_by_examples() -> None:
    service = FakeService()
    talk = ask("Kapan?", service=service)[-1]["talk"]["value"]
    last = ask("halo", talk, service=service)[-1]
    assert "Halo! Saya Netral." in last["chat"]["value"][-1]["content"]
    assert words("id")["suggestions_title"] in last["suggestions_title"]["value"]
    assert last["suggestion_0"]["value"] == service.suggestions("id")[0]
    assert last["suggestion_2"]["visible"] is False
    last = ask("Lalu?", last["talk"]["value"], service=service)[-1]
    assert service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
    assert words("id")["follow_ups_title"] in last["suggestions_title"]["value"]
    links = chat_messages(last["talk"]["value"], "id", "", evaluators=True)[-1]["content"]
    assert "question=Lalu%3F&amp;after=Kapan%3F&amp;lang=id" in links


def test_history_and_conversation_are_bounded() -> None:
    talk = Conversation()
    for number in range(TURNS_KEPT + 5):
        talk = talk.ask(f"q{number}").with_answer(answered(f"q{number}"))
    assert len(talk.turns) == TURNS_KEPT
    assert talk.history() == [f"q{number}" for number in range(TURNS_KEPT + 5 - HISTORY_LIMIT, TURNS_KEPT + 5)]
    shown = "".join(message["content"] for message in chat_messages(talk, "id", ""))
    assert f'id="card-{TURNS_KEPT + 5}-1"' in shown
    assert len(set(re.findall(r'id="([\w-]+)"', shown))) == len(re.findall(r'id="([\w-]+)"', shown))


@pytest.mark.parametrize(
    ("question", "key"),
    [("rusak", "error_internal"), ("indeks", "error_store"), ("?!", "error_control"), ("x" * 501, "error_too_long")],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_is_a_sentence_and_the_question_is_kept(question: str, key: str, lang: Lang) -> None:
    talk = Conversation().ask("Kapan?").with_answer(answered("Kapan?"))
    last = ask(question, talk, lang)[-1]
    assert fill_text(key, lang, limit=QUESTION_LIMIT) in Tags(last["notice"]["value"]).text
    assert last["notice"]["visible"] is True
    assert last["question"]["value"] == question
    assert last["send"]["visible"] is True
    assert last["stop"]["visible"] is False
    assert last["talk"]["value"] == talk
    assert SECRET not in json.dumps({k: v for k, v in last.items() if k != "talk"})


def test_a_failed_question_does_not_shift_the_numbers_of_cards() -> None:
    talk = ask("rusak", Conversation().ask("Kapan?").with_answer(answered("Kapan?")))[-1]["talk"]["value"]
    shown = ask("Lalu?", talk)[-1]["chat"]["value"]
    assert 'id="card-1-1"' in shown[1]["content"]
    assert 'id="card-2-1"' in shown[3]["content"]


@pytest.mark.parametrize("question", ["", "   ", None, 5, ["x"], {"a": 1}])
def test_what_is_not_a_question_is_not_sent(question: object) -> None:
    service = FakeService()
    (only,) = ask(question, service=service)
    assert words("id")["error_empty"] in Tags(only["notice"]["value"]).text
    assert "question" not in only
    assert service.asked == []


def test_stopping_gives_the_question_back() -> None:
    waiting = Conversation().ask("Kapan?")
    updates = run(lambda handlers: handlers.stop(waiting, "id"))
    assert updates["question"]["value"] == "Kapan?"
    assert updates["talk"]["value"].turns == ()
    assert updates["welcome"]["visible"] is True


def test_the_switch_puts_everything_into_the_other_language_and_remembers_it() -> None:
    talk = Conversation().ask("Kapan?").with_answer(answered("Kapan?"))
    updates = run(lambda handlers: handlers.switch(talk, "id", {}))
    assert updates["lang"]["value"] == updates["memory"]["value"]["lang"] == "en"
    assert "Confidence: high" in updates["chat"]["value"][-1]["content"]
    assert updates["send"] == {"value": "Send", "visible": True}
    assert updates["suggestion_0"]["value"] == "And when is the vote?"


def test_a_page_opens_in_the_language_that_the_browser_remembers() -> None:
    assert run(lambda handlers: handlers.open({"lang": "en"}))["send"]["value"] == "Send"
    assert run(lambda handlers: handlers.open({"lang": "<b>", "reader": 5}))["send"]["value"] == "Kirim"


def test_a_page_without_an_index_opens_without_suggestions() -> None:
    service = FakeService()
    service.missing = True
    updates = run(lambda handlers: handlers.open(""), service)
    assert updates["suggestions"]["visible"] is False
    assert all(updates[f"suggestion_{n}"]["visible"] is False for n in range(SUGGESTIONS))


def test_importing_the_page_leaves_gradio_alone() -> None:
    code = "import sys, assistant.web.chat.page, assistant.web.chat.handlers; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
