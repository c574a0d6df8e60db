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

from assistant.answer import Answer, Lang, ShortAnswer
from assistant.conversations.conversation import TURNS_KEPT, Conversation
from assistant.html import escape_line
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.chat.handlers import SUGGESTIONS, Handlers, Updates, chat_messages, prefixes
from assistant.web.chat.page_html import header_html, hint_html, notice_html, welcome_html
from assistant.web.shared.answer_html import answer_html, question_html, status_html
from assistant.web.shared.pool import AskPool
from assistant.wording import message, words
from tests.fakes import DOCUMENTS, HOSTILE, SECRET, FakeService, answered, cite, refused
from tests.markup import Tags

LANGUAGES: tuple[Lang, ...] = ("id", "en")
TAGS = {"div", "p", "strong", "span", "a", "h1", "h2", "h3", "h4", "article", "blockquote", "mark"}
TAGS |= {"details", "summary", "ul", "li", "button"}
ATTRIBUTES = {"class", "id", "href", "target", "rel", "type", "lang", "aria-label"}


def check_html(source: str) -> Tags:
    """Only our tags and attributes, every tag closed, links that stay here, one line."""
    tags = Tags(source)
    assert tags.open == []
    assert {tag for tag, _ in tags.found} <= TAGS
    assert {name for _, attributes in tags.found for name in attributes} <= ATTRIBUTES
    assert all((attributes["href"] or "").startswith("/sources") for tag, attributes in tags.found if tag == "a")
    assert "\n" not in source
    return tags


# Words


@pytest.mark.parametrize("code", ["empty", "too_long", "control", "history", "store", "unreachable"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_not_to_take_a_question_has_its_sentence(code: str, lang: Lang) -> None:
    assert message(f"error_{code}", lang, limit=QUESTION_LIMIT) in Tags(notice_html(f"error_{code}", lang)).text


def test_a_reason_nobody_wrote_a_sentence_for_is_an_internal_error() -> None:
    assert words("en")["error_internal"] in Tags(notice_html("error_other", "en")).text


# HTML


def hostile(question: str = "") -> Answer:
    """The answer that is hostile in every field, and its nearest passages too."""
    return FakeService().ask(f"xss {question}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_in_a_question_or_a_source_becomes_html(payload: str, lang: Lang) -> None:
    assert payload in check_html(question_html(payload)).text
    answer = hostile(payload)
    page = check_html(answer_html(answer, 1, lang))
    assert all(part in page.text for part in HOSTILE)
    assert payload in page.text
    check_html(answer_html(answer, 1, lang, text=payload))
    refusal = refused(payload, "not_in_sources", lang)
    near = cite(1, DOCUMENTS[1], payload, payload, speaker=payload)
    check_html(answer_html(answered(payload, answered=False, refusal=refusal.refusal, nearest=(near,)), 1, lang))


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


def test_line_breaks_of_a_source_stay_line_breaks_without_ending_the_block() -> None:
    assert escape_line("a\n\nb") == "a&#10;&#10;b"
    assert Tags(question_html("a\r\n\n- b")).text == "a\r\n\n- b"


@pytest.mark.parametrize(
    "streamed", ["22 Sep", "22 September 2024 [1]", "22 September 2024 [1]\n\nMenurut kabar: “x” [1]"]
)
def test_the_short_answer_is_not_said_twice(streamed: str) -> None:
    answer = answered("x", text="22 September 2024 [1]\n\nMenurut kabar: “x” [1]")
    page = answer_html(answer, 1, "id", text=streamed)
    assert re.sub(r"<[^>]+>", "", page.split('<h3 class="cards-title"')[0]).count("22 Sep") == 1


def test_an_answer_shows_short_answer_text_and_cards_in_that_order() -> None:
    page = answer_html(answered("Kapan?"), 3, "id", root="/netral")
    places = [
        page.index(part)
        for part in ('class="short"', 'class="text"', "Keyakinan: tinggi", 'id="card-3-1"', 'id="card-3-2"')
    ]
    assert places == sorted(places)
    assert "<mark>22 September 2024</mark>" in page
    assert "Menurut Dewa Made Indra" in page
    assert "baliprawara.com · 18 April 2024 (tanggal peristiwa menurut teks)" in page
    links = [a["href"] for tag, a in check_html(page.replace("/netral/", "/")).found if tag == "a"]
    assert all(link and re.search(r"&lang=id(&mark=\d+-\d+)?#quote$", link) for link in links)
    assert 'href="/netral/sources/001_bali?start=' in page
    assert 'class="searched"' not in page


def test_what_was_searched_is_shown_where_it_differs() -> None:
    page = answer_html(answered("Lalu?", searched_as="Kapan pilkada? Lalu?"), 1, "id")
    assert "Dicari sebagai: “Kapan pilkada? Lalu?”" in page


def test_a_text_on_its_way_has_no_cards_yet() -> None:
    page = answer_html(answered("Kapan?"), 1, "id", text="Proses pendaftaran")
    assert "22 September 2024" in page
    assert "card" not in page
    assert "done" not in page


def test_a_marker_without_a_citation_stays_text() -> None:
    page = answer_html(answered("Kapan?", text="Lihat [1] dan [7]."), 1, "id")
    assert "[7]." in page
    assert page.split('class="copy"')[0].count("[7]") == 1
    assert ">[7]<" not in page


def test_a_short_answer_bears_the_markers_of_all_who_give_it() -> None:
    both = tuple(cite(n, DOCUMENTS[0], "Rakor ini, dibuka Sekda", "Rakor ini") for n in (1, 2))
    text = "Rakor ini [1] [2]\n\nMenurut Koran: “Rakor ini, dibuka Sekda” [1]"
    page = answer_html(answered("x", citations=both, text=text, short_answer=ShortAnswer("Rakor ini", 1)), 1, "id")
    short = re.search(r'<p class="short">(.*?)</p>', page)
    assert short
    assert Tags(short.group(1)).text == "Rakor ini [1] [2]"
    assert page.split('class="copy"')[0].count("[2]") == 1


def test_overlapping_highlights_keep_every_character_once() -> None:
    citation = cite(1, DOCUMENTS[0], "Rakor ini, dibuka Sekda", "Rakor ini", "ini, dibuka", "dibuka Sekda", "Rakor")
    page = answer_html(answered("x", citations=(citation,), text="x", short_answer=None), 1, "id")
    quote = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", page)
    assert quote
    assert Tags(quote.group(1)).text == citation.quote


def test_a_refusal_keeps_the_nearest_passages_apart() -> None:
    page = answer_html(refused("Siapa presiden?", "not_in_sources", "id"), 1, "id")
    assert page.index("Artikel sumber tidak memuat") < page.index("<details")
    assert '<details class="nearest"><summary>Bukan jawaban – bagian terdekat (1)</summary>' in page
    assert "open" not in re.findall(r"<details[^>]*>", page)[0]
    assert "Keyakinan" not in page
    assert "<details" not in answer_html(refused("Partai mana?", "partisan", "en"), 1, "en")


def test_a_disagreement_is_shown_as_one() -> None:
    page = answer_html(FakeService().ask("Apakah sepakat?"), 1, "id")
    assert "Sumber memberi jawaban yang berbeda" in page
    assert "27 Agustus 2024" in page
    assert "Keyakinan: sedang" in page


@pytest.mark.parametrize("text", ["", "satu", "satu dua", "satu " * 100, "a\nb c"])
def test_beginnings_of_a_text_grow_to_it(text: str) -> None:
    parts = prefixes(text)
    assert len(parts) <= 12
    assert all(text.startswith(part) for part in parts)
    assert parts == sorted(parts, key=len)


# Handlers


def run(use: Callable[[Handlers], Any], service: FakeService | None = None, root: str = "") -> Any:
    """What `use` gives for handlers over a fake service; an asynchronous generator gives the list of its values."""
    given = service or FakeService()

    async def main() -> Any:
        pool = AskPool(given, 2)
        try:
            result = use(Handlers(given, pool, Settings(root_path=root, keep_days=0)))
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


def test_history_and_conversation_are_bounded() -> None:
    talk = Conversation()
    for number in range(TURNS_KEPT + 5):
        talk = talk.ask(f"q{number}").settle(answered(f"q{number}"))
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
    talk = Conversation().ask("Kapan?").settle(answered("Kapan?"))
    last = ask(question, talk, lang)[-1]
    assert message(key, lang, limit=QUESTION_LIMIT) in Tags(last["notice"]["value"]).text
    assert last["notice"]["visible"] is True
    assert last["question"]["value"] == question
    assert last["send"]["visible"] is True
    assert last["stop"]["visible"] is False
    assert last["talk"]["value"] == talk
    assert SECRET not in json.dumps({k: v for k, v in last.items() if k != "talk"})


def test_a_failed_question_does_not_shift_the_numbers_of_cards() -> None:
    talk = ask("rusak", Conversation().ask("Kapan?").settle(answered("Kapan?")))[-1]["talk"]["value"]
    shown = ask("Lalu?", talk)[-1]["chat"]["value"]
    assert 'id="card-1-1"' in shown[1]["content"]
    assert 'id="card-2-1"' in shown[3]["content"]


@pytest.mark.parametrize("question", ["", "   ", None, 5, ["x"], {"a": 1}])
def test_what_is_no_question_is_not_sent(question: object) -> None:
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
    talk = Conversation().ask("Kapan?").settle(answered("Kapan?"))
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
