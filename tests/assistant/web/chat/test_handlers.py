"""Questions on the staff page without a browser: from the box or a button to an answer, or to a notice with the question back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assistant.answer import Lang
from assistant.conversations.conversation import TURNS_KEPT, Conversation
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.web.chat.components import Updates
from assistant.web.chat.handlers import chat_messages
from assistant.wording import fill_text, words
from index.errors import IndexMissingError, QuestionError
from tests.assistant.web.chat.tab import Tab, run, serving
from tests.fakes import SECRET, FakeService, answered
from tests.markup import Tags, check_html

LANGUAGES: tuple[Lang, ...] = ("id", "en")


def as_json(updates: Updates) -> str:
    """What an update brings to the browser; the conversation itself stays on the server."""
    return json.dumps({name: change for name, change in updates.items() if name != "talk"}, ensure_ascii=False)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


# An answer


def test_a_question_goes_from_waiting_to_its_answer(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask(" Kapan? ")
            first, last = tab.seen[-2:]
            assert first["question"] == {"value": ""}
            assert first["stop"]["visible"] is True
            assert all(first[name]["visible"] is False for name in ("send", "welcome", "notice", "suggestions"))
            waiting = first["chat"]["value"][-1]["content"]
            assert words("id")["status_search"] in waiting
            assert "pending" in waiting
            assert "card" not in re.sub(r"card-bone", "", waiting)
            assert tab.questions == ["Kapan?"]
            assert 'class="card"' in tab.last_answer
            assert last["send"]["visible"] is True
            assert last["stop"]["visible"] is False
            assert last["talk"]["value"].history() == ["Kapan?"]
            assert "question" not in last  # what was typed meanwhile stays
            assert tab.listed == ["Kapan?"]
            assert tab.browser["open"] == tab.talk.id

    run(scenario())


def test_the_first_update_hides_the_empty_page_and_the_last_offers_what_could_follow(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            assert tab.shown["welcome"]["visible"] is True
            assert tab.shown["chat"]["visible"] is False
            assert tab.shown["suggestions"]["visible"] is False
            await tab.ask("Kapan?")
            assert tab.shown["welcome"]["visible"] is False
            assert tab.shown["chat"]["visible"] is True
            offered = check_html(tab.shown["suggestions"]["value"])
            assert tab.shown["suggestions"]["visible"] is True
            assert words("id")["follow_ups_title"] in offered.text
            for text in server.service.follow_ups(answered("x"), "id"):
                assert text in offered.text

    run(scenario())


def test_a_follow_up_takes_the_history_of_the_server(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            await tab.ask("Lalu?")
            assert server.service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
            assert f"{words('id')['searched_as']} “Kapan? Lalu?”" in tab.last_answer
            assert tab.questions == ["Kapan?", "Lalu?"]
            assert server.service.followed == [(), ("Kapan?",)]  # what was asked before is not suggested again

    run(scenario())


def test_talk_is_no_part_of_the_history_and_is_followed_by_examples(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records, evaluators=True) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            await tab.ask("halo")
            assert "Halo! Saya Netral." in tab.last_answer
            offered = tab.shown["suggestions"]["value"]
            assert words("id")["suggestions_title"] in offered
            assert server.service.suggestions("id")[0] in offered
            await tab.ask("Lalu?")
            assert server.service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
            assert words("id")["follow_ups_title"] in tab.shown["suggestions"]["value"]
            assert "question=Lalu%3F&amp;after=Kapan%3F&amp;lang=id" in tab.last_answer  # how it came about

    run(scenario())


@pytest.mark.parametrize("evaluators", [True, False])
def test_only_evaluators_are_led_to_how_an_answer_came_about(records: Path, evaluators: bool) -> None:
    async def scenario() -> None:
        async with serving(records, evaluators=evaluators) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            assert ("explain-link" in tab.last_answer) is evaluators

    run(scenario())


def test_history_and_conversation_are_bounded() -> None:
    talk = Conversation()
    for number in range(TURNS_KEPT + 5):
        talk = talk.ask(f"q{number}").with_answer(answered(f"q{number}"))
    assert len(talk.turns) == TURNS_KEPT
    assert talk.history() == [f"q{number}" for number in range(TURNS_KEPT + 5 - HISTORY_LIMIT, TURNS_KEPT + 5)]
    shown = "".join(message["content"] for message in chat_messages(talk, "id", ""))
    assert f'id="card-{TURNS_KEPT + 5}-1"' in shown
    assert len(set(re.findall(r'id="([\w-]+)"', shown))) == len(re.findall(r'id="([\w-]+)"', shown))


# Errors


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("rusak", "error_internal"),
        ("indeks", "error_store"),
        ("?!", "error_control"),
        ("x" * (QUESTION_LIMIT + 1), "error_too_long"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_is_a_sentence_and_the_question_is_kept(records: Path, question: str, key: str, lang: Lang) -> None:
    async def scenario() -> None:
        async with serving(records, language=lang) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            before = tab.talk
            last = await tab.ask(question)
            assert tab.notice == fill_text(key, lang, limit=QUESTION_LIMIT)
            assert 'class="notice error"' in tab.shown["notice"]["value"]
            assert tab.box == question
            assert not tab.is_waiting
            assert tab.talk == before
            assert tab.questions == ["Kapan?"]
            assert SECRET not in as_json(last)
            await tab.ask("Lalu?")
            assert tab.notice == ""
            assert tab.questions == ["Kapan?", "Lalu?"]

    run(scenario())


def test_the_longest_question_is_taken(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask(" " + "x" * QUESTION_LIMIT + "\n")
            assert tab.questions == ["x" * QUESTION_LIMIT]

    run(scenario())


def test_an_error_of_the_first_question_shows_the_empty_page_again(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("rusak")
            assert tab.talk == Conversation()
            assert tab.shown["welcome"]["visible"] is True
            assert tab.shown["chat"] == {**tab.shown["chat"], "value": [], "visible": False}
            assert tab.listed == []

    run(scenario())


def test_a_failed_question_does_not_shift_the_numbers_of_cards(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            for question in ("Kapan?", "rusak", "Lalu?"):
                await tab.ask(question)
            shown = [message["content"] for message in tab.shown["chat"]["value"]]
            assert 'id="card-1-1"' in shown[1]
            assert 'id="card-2-1"' in shown[3]

    run(scenario())


@pytest.mark.parametrize("question", ["", "   ", "\n\t", None, 5, ["x"], {"a": 1}])
def test_what_is_not_a_question_is_not_sent(records: Path, question: object) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            only = await tab.ask(question)
            assert tab.notice == words("id")["error_empty"]
            assert "question" not in only
            assert server.service.asked == []

    run(scenario())


@pytest.mark.parametrize("question", ["Kapan \ud800pilkada?", "\udfffKapan pilkada?"])
def test_half_a_character_breaks_neither_the_page_nor_the_file(records: Path, question: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask(question)
            assert tab.questions == ["Kapan pilkada?"]
            assert tab.listed == ["Kapan pilkada?"]
            await tab.ask("rusak \ud800")
            for updates in tab.seen:
                as_json(updates).encode()

    run(scenario())


class Unhelpful(FakeService):
    """Raises whatever it is given."""

    error: Exception = ValueError(SECRET)

    def ask(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise self.error


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (QuestionError("history", SECRET), "error_history"),
        (QuestionError("nobody_wrote_this", SECRET), "error_internal"),
        (IndexMissingError(SECRET), "error_store"),
        (MemoryError(SECRET), "error_internal"),
        (KeyError(SECRET), "error_internal"),
    ],
)
def test_no_error_of_the_service_leaves_a_handler(records: Path, error: Exception, key: str) -> None:
    async def scenario() -> None:
        service = Unhelpful()
        service.error = error
        async with serving(records, service) as server:
            tab = await server.tab()
            last = await tab.ask("Kapan?")
            assert tab.notice == words("id")[key]
            assert tab.box == "Kapan?"
            assert SECRET not in as_json(last)

    run(scenario())


def test_a_question_that_reached_no_handler_stays_in_its_box(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            tab.shown["question"]["value"] = "Kapan?"
            updates = tab.take(await server.handlers.failed("error_unreachable", tab.talk.waiting, tab.talk, "id"))
            assert tab.notice == words("id")["error_unreachable"]
            assert "question" not in updates

    run(scenario())


def test_suggestions_that_fail_cost_no_answer_and_no_page(records: Path) -> None:
    async def scenario() -> None:
        service = FakeService()
        service.broken_suggestions = True
        async with serving(records, service) as server:
            tab = await server.tab()
            assert words("id")["welcome_title"] in tab.shown["welcome"]["value"]
            assert "ask-this" not in tab.shown["welcome"]["value"]
            last = await tab.ask("Kapan?")
            assert 'class="card"' in tab.last_answer
            assert tab.shown["suggestions"] == {"value": "", "visible": False}
            assert tab.notice == ""
            assert SECRET not in as_json(last)

    run(scenario())


def test_a_page_without_an_index_opens_and_says_so_once_it_is_asked(records: Path) -> None:
    async def scenario() -> None:
        service = FakeService()
        service.missing = True
        async with serving(records, service) as server:
            tab = await server.tab()
            assert words("id")["welcome_is"] in tab.shown["welcome"]["value"]
            assert words("id")["tagline"] in tab.shown["header"]["value"]
            assert "ask-this" not in tab.shown["welcome"]["value"]
            await tab.ask("Kapan?")
            assert tab.notice == words("id")["error_store"]
            assert SECRET not in as_json(tab.seen[0])

    run(scenario())


# Questions that the script sends


def test_a_suggested_question_leaves_what_is_being_written(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            tab.shown["question"]["value"] = "Saya sedang menul"
            await tab.send(question="Kapan?")
            assert tab.questions == ["Kapan?"]
            assert tab.box == "Saya sedang menul"

    run(scenario())


@pytest.mark.parametrize("message", [None, 5, "", "{", "[]", "null", "[" * 100_000, json.dumps({"do": "new"})])
def test_a_message_that_asks_nothing_changes_nothing(records: Path, message: object) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            before = len(tab.seen)
            await tab.send_raw(message)
            assert len(tab.seen) == before
            assert server.service.asked == []

    run(scenario())


@pytest.mark.parametrize("question", ["x" * (QUESTION_LIMIT + 1), "   "])
def test_questions_of_the_script_are_checked_like_any(records: Path, question: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.send(question=question)
            key = "error_too_long" if question.strip() else "error_empty"
            assert tab.notice == fill_text(key, "id", limit=QUESTION_LIMIT)
            assert server.service.asked == []

    run(scenario())


async def talked(tab: Tab, *questions: str) -> None:
    for question in questions:
        await tab.ask(question)


def test_an_edited_last_question_takes_the_place_of_its_turn(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?", "Dua?")
            before = tab.talk.id
            await tab.send(question="Dua baru?", replacing=2)
            assert tab.questions == ["Satu?", "Dua baru?"]
            assert server.service.asked[-1] == ("Dua baru?", ("Satu?",), "id")
            assert tab.talk.id == before
            assert tab.notice == ""
            assert tab.listed == ["Satu?"]
            await tab.open()
            assert tab.questions == ["Satu?", "Dua baru?"]

    run(scenario())


def test_an_edited_earlier_question_goes_on_as_a_copy_and_the_old_conversation_stays(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?", "Dua?", "Tiga?")
            before = tab.talk.id
            await tab.send(question="Dua baru?", replacing=2)
            assert tab.questions == ["Satu?", "Dua baru?"]
            assert tab.notice == words("id")["talk_copied"]
            assert 'class="notice info"' in tab.shown["notice"]["value"]
            assert tab.talk.id != before
            assert tab.browser["open"] == tab.talk.id
            assert tab.listed == ["Satu?", "Satu?"]
            await tab.do("open", id=before)
            assert tab.questions == ["Satu?", "Dua?", "Tiga?"]

    run(scenario())


def test_the_only_question_is_edited_where_it_stands(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?")
            await tab.send(question="Satu baru?", replacing=1)
            assert tab.questions == ["Satu baru?"]
            assert tab.notice == ""
            assert tab.listed == ["Satu baru?"]

    run(scenario())


def test_asking_again_asks_the_same_in_the_language_of_now(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?", "Siapa presiden?")
            await tab.do("switch")
            await tab.send(replacing=2)
            assert server.service.asked[-1] == ("Siapa presiden?", ("Satu?",), "en")
            assert tab.questions == ["Satu?", "Siapa presiden?"]
            assert "The source articles do not answer this question." in tab.last_answer

    run(scenario())


@pytest.mark.parametrize("number", [0, -1, 9, 10**20])
def test_a_turn_that_is_gone_is_not_replaced_and_its_question_is_asked_as_a_new_one(records: Path, number: int) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?")
            await tab.send(question="Dua?", replacing=number)
            assert tab.questions == ["Satu?", "Dua?"]
            await tab.send(replacing=number)
            assert tab.notice == words("id")["error_empty"]
            assert tab.questions == ["Satu?", "Dua?"]

    run(scenario())


def test_an_edit_that_fails_leaves_the_conversation_as_it_was(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await talked(tab, "Satu?", "Dua?")
            before = tab.talk
            for number in (1, 2):
                await tab.send(question="rusak", replacing=number)
                assert tab.talk == before
                assert tab.questions == ["Satu?", "Dua?"]
                assert tab.notice == words("id")["error_internal"]
                assert tab.box == "rusak"

    run(scenario())


# The page as a whole


def test_the_switch_puts_everything_into_the_other_language_and_remembers_it(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            await tab.do("switch")
            assert tab.lang == tab.browser["lang"] == "en"
            assert "Confidence high" in Tags(tab.last_answer).text
            assert tab.shown["send"] == {"value": "Send", "visible": True}
            assert "And when is the vote?" in tab.shown["suggestions"]["value"]
            assert words("en")["day_today"] in tab.shown["talks_list"]["value"]
            parts = [part for name, part in tab.shown.items() if name not in ("talk", "memory")]
            shown = " ".join(str(part.get("value")) for part in parts if part.get("visible", True))
            english = set(words("en").values())
            left = [
                text for text in words("id").values() if len(text) > 6 and text not in english and f">{text}<" in shown
            ]
            assert left == []
            reloaded = await server.tab(tab.browser)
            assert reloaded.lang == "en"
            await tab.do("switch")
            assert tab.lang == "id"
            assert tab.shown["send"]["value"] == "Kirim"

    run(scenario())


def test_a_page_opens_in_the_language_that_its_browser_remembers(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            assert (await server.tab({"lang": "en"})).shown["send"]["value"] == "Send"
            assert (await server.tab({"lang": "<b>", "reader": 5})).shown["send"]["value"] == "Kirim"
        async with serving(records, language="en") as server:
            assert (await server.tab()).shown["send"]["value"] == "Send"

    run(scenario())


def test_every_part_that_is_html_is_ours(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records, evaluators=True) as server:
            tab = await server.tab()
            for question in ("xss", "Apakah sepakat?", "Siapa presiden?", "artikel apa saja"):
                await tab.ask(question)
            for message in tab.shown["chat"]["value"]:
                check_html(message["content"].replace('href="/explain', 'href="/sources'))
            for name in ("header", "side_top", "side_foot", "talks_list", "suggestions", "hint", "footer", "welcome"):
                check_html(tab.shown[name]["value"])

    run(scenario())


def test_under_a_prefix_every_link_begins_with_it(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records, root_path="/netral") as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            addresses = Tags(tab.last_answer).addresses + Tags(tab.shown["side_foot"]["value"]).addresses
            assert addresses
            assert all(address.startswith("/netral/") for address in addresses)

    run(scenario())


def test_the_foot_says_whether_and_for_how_long_questions_are_logged(records: Path) -> None:
    async def scenario() -> None:
        said = words("id")["question_log_note"].format(days=7)
        async with serving(records, keep_days=7, question_log=True) as server:
            assert said in (await server.tab()).shown["footer"]["value"]
        async with serving(records, keep_days=7, question_log=False) as server:
            assert said not in (await server.tab()).shown["footer"]["value"]

    run(scenario())
