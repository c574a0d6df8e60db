"""While a question is being answered: stop, leave, switch, and other tabs of the same browser. Without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.conversations.conversation import Conversation
from assistant.wording import words
from tests.assistant.web.chat.tab import SLOW, Server, Tab, run, serving, waiting
from tests.fakes import FakeService, answered

SAY = words("id")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


# Stop


@pytest.mark.parametrize("_", range(5))
def test_stopping_gives_the_question_back_and_says_that_it_was_stopped(records: Path, _: int) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            before = tab.talk
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                assert tab.is_waiting
                await tab.stop()
                await question
            assert tab.notice == SAY["stopped"]
            assert 'class="notice info"' in tab.shown["notice"]["value"]
            assert tab.box == SLOW
            assert tab.talk == before
            assert tab.questions == ["Kapan?"]
            assert not tab.is_waiting
            server.service.released.set()
            await asyncio.sleep(0.05)
            assert tab.notice == SAY["stopped"]  # the answer that comes too late changes nothing
            assert tab.questions == ["Kapan?"]
            await tab.ask("Lalu?")
            assert tab.notice == ""
            assert tab.questions == ["Kapan?", "Lalu?"]
            assert server.service.asked[-1][1] == ("Kapan?",)

    run(scenario())


def test_stopping_the_first_question_shows_the_empty_page(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.stop()
                await question
            assert tab.talk == Conversation()
            assert tab.shown["welcome"]["visible"] is True
            assert tab.browser["open"] == ""

    run(scenario())


@pytest.mark.parametrize("values", [{"question": SLOW, "replacing": 1}, {"question": SLOW, "replacing": 2}])
def test_stopping_an_edited_question_leaves_every_turn(records: Path, values: dict[str, object]) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Satu?")
            await tab.ask("Dua?")
            before = tab.talk
            async with waiting(tab, lambda: tab.send(**values)) as question:
                await tab.stop()
                await question
            assert tab.talk == before
            assert tab.questions == ["Satu?", "Dua?"]
            assert tab.box == SLOW
            await tab.open()
            assert tab.questions == ["Satu?", "Dua?"]

    run(scenario())


def test_stop_without_a_question_changes_nothing(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.stop()
            assert tab.seen[-1] == {}
            await tab.ask("Kapan?")
            await tab.stop()  # the button was pressed as the answer came
            assert tab.seen[-1] == {}
            assert tab.questions == ["Kapan?"]
            await tab.ask("Lalu?")
            assert tab.notice == ""

    run(scenario())


def test_an_error_that_comes_with_the_stop_is_no_other_notice(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            async with waiting(tab, lambda: tab.ask("lambat dan rusak")) as question:
                await tab.stop()
                server.service.released.set()
                await question
            assert tab.notice == SAY["stopped"]

    run(scenario())


def test_nothing_stays_behind_of_what_was_asked(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            await tab.ask("rusak")
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.stop()
                await question
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                question.cancel()  # the page was closed
                with pytest.raises(asyncio.CancelledError):
                    await question
            assert server.handlers._waits == {}

    run(scenario())


# Two tabs of one browser


async def two_tabs(server: Server) -> tuple[Tab, Tab]:
    """Two tabs that show the same conversation."""
    first = await server.tab()
    await first.ask("Kapan?")
    return first, await server.tab(first.browser)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_stop_ends_the_question_of_its_own_tab(records: Path, order: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tabs = await two_tabs(server)
            assert tabs[0].talk.id == tabs[1].talk.id
            mine, other = (tabs[at] for at in order)
            async with (
                waiting(tabs[0], lambda: tabs[0].ask(SLOW)) as one,
                waiting(tabs[1], lambda: tabs[1].ask(f"{SLOW} B")) as two,
            ):
                tasks = (one, two)
                await mine.stop()
                await asyncio.wait_for(tasks[order[0]], 5)
                assert mine.notice == SAY["stopped"]
                assert other.is_waiting
                server.service.released.set()
                await tasks[order[1]]
            assert other.notice == ""
            assert len(other.questions) == 2

    run(scenario())


def test_leaving_in_one_tab_leaves_the_other_waiting(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            first, second = await two_tabs(server)
            async with waiting(first, lambda: first.ask(SLOW)) as question:
                await second.do("new")
                assert second.questions == []
                server.service.released.set()
                await question
            assert first.questions == ["Kapan?", SLOW]

    run(scenario())


def test_what_two_tabs_ask_by_turns_is_all_kept(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            first = await server.tab()
            await first.ask("A?")
            second = await server.tab(first.browser)
            await second.ask("B?")
            await first.ask("C?")
            assert first.questions == ["A?", "B?", "C?"]
            assert first.notice == ""
            await second.ask("D?")
            for tab in (first, second):
                await tab.open()
                assert tab.questions == ["A?", "B?", "C?", "D?"]
            assert first.listed == ["A?"]
            shown = "".join(message["content"] for message in first.shown["chat"]["value"])
            assert all(f'id="card-{number}-1"' in shown for number in (1, 2, 3, 4))

    run(scenario())


def test_two_tabs_that_ask_at_once_lose_nothing(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            first, second = await two_tabs(server)
            async with (
                waiting(first, lambda: first.ask(f"{SLOW} A")) as one,
                waiting(second, lambda: second.ask(f"{SLOW} B")) as two,
            ):
                server.service.released.set()
                await asyncio.gather(one, two)
            await first.open()
            assert sorted(first.questions) == sorted(["Kapan?", f"{SLOW} A", f"{SLOW} B"])

    run(scenario())


def test_a_last_question_that_two_tabs_edit_becomes_two_conversations(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            first, second = await two_tabs(server)
            await second.send(question="Kapan B?", replacing=1)
            await first.send(question="Kapan C?", replacing=1)
            assert first.questions == ["Kapan C?"]
            assert sorted(first.listed) == ["Kapan B?", "Kapan C?"]
            assert first.browser["open"] == first.talk.id != second.talk.id
            await first.do("open", id=second.talk.id)
            assert first.questions == ["Kapan B?"]

    run(scenario())


def test_a_question_in_a_conversation_that_another_tab_deleted_is_kept_under_another_name(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            first, second = await two_tabs(server)
            await second.do("delete", id=second.talk.id)
            assert second.questions == []
            await first.ask("Lalu?")
            assert first.questions == ["Kapan?", "Lalu?"]
            await first.open()
            assert first.questions == ["Kapan?", "Lalu?"]

    run(scenario())


# Gone on to another conversation


async def new(tab: Tab, _: str) -> None:
    await tab.do("new")


async def open_other(tab: Tab, other: str) -> None:
    await tab.do("open", id=other)


async def delete_this(tab: Tab, _: str) -> None:
    await tab.do("delete", id=tab.talk.id)


LEAVE = [(new, []), (open_other, ["Lain?"]), (delete_this, [])]


@pytest.mark.parametrize(("leave", "shown"), LEAVE)
@pytest.mark.parametrize("asked", [SLOW, "lambat dan rusak"])
def test_a_question_that_is_left_ends_without_a_word(
    records: Path, leave: Callable[[Tab, str], Awaitable[None]], shown: list[str], asked: str
) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Lain?")
            other = tab.talk.id
            await tab.do("new")
            await tab.ask("Kapan?")
            async with waiting(tab, lambda: tab.ask(asked)) as question:
                await leave(tab, other)
                after = dict(tab.shown["chat"]), tab.shown["notice"].get("value")
                server.service.released.set()
                await question
            assert (dict(tab.shown["chat"]), tab.shown["notice"].get("value")) == after
            assert tab.questions == shown
            assert tab.box in ("", asked) or leave is not new
            assert not tab.is_waiting
            await tab.ask("Baru?")
            assert tab.questions == [*shown, "Baru?"]

    run(scenario())


def test_the_turns_before_a_question_that_was_left_are_still_there(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            left = tab.talk.id
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.do("new")
                await question
            assert tab.listed == ["Kapan?"]
            await tab.do("open", id=left)
            assert tab.questions == ["Kapan?"]

    run(scenario())


def test_an_answer_that_comes_as_its_reader_leaves_does_not_come_over_the_next_conversation(records: Path) -> None:
    """Its page has gone on while the answer was being stored."""

    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            stored = server.handlers.keeper.stored

            async def stored_late(talk: Conversation) -> Conversation | None:
                kept = await stored(talk)
                await tab.do("new")
                return kept

            server.handlers.keeper.stored = stored_late  # type: ignore[method-assign]
            await tab.ask("Kapan?")
            assert tab.questions == []
            assert tab.shown["welcome"]["visible"] is True
            assert tab.talk == Conversation()

    run(scenario())


@pytest.mark.parametrize("command", ["rename", "pin", "unknown", "restore"])
def test_other_commands_leave_the_question_waiting(records: Path, command: str) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.do(command, id=tab.talk.id, text="Nama", on=True)
                await tab.search("Kapan")
                assert tab.is_waiting
                assert tab.talk.waiting == SLOW
                server.service.released.set()
                await question
            assert tab.questions == ["Kapan?", SLOW]
            if command == "rename":
                assert tab.listed == ["Nama"]
                assert tab.talk.name == "Nama"

    run(scenario())


def test_deleting_another_conversation_leaves_the_question_waiting(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Lain?")
            other = tab.talk.id
            await tab.do("new")
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.do("delete", id=other)
                assert tab.is_waiting
                server.service.released.set()
                await question
            assert tab.questions == [SLOW]
            assert tab.listed == [SLOW]

    run(scenario())


# The other language


def test_an_answer_comes_in_the_language_that_the_page_has_by_then(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.do("switch")
                assert tab.lang == "en"
                assert tab.is_waiting
                assert tab.shown["send"]["value"] == "Send"
                server.service.released.set()
                await question
            assert tab.questions == ["Kapan?", SLOW]
            for answer in (tab.shown["chat"]["value"][1]["content"], tab.last_answer):
                assert "Confidence high" in answer.replace("</span>", "").replace("<span>", "")
            assert words("en")["follow_ups_title"] in tab.shown["suggestions"]["value"]
            assert words("en")["day_today"] in tab.shown["talks_list"]["value"]
            assert tab.browser["lang"] == "en"
            assert tab.browser["open"] == tab.talk.id
            assert tab.lang == "en"

    run(scenario())


def test_a_stop_after_the_switch_is_told_in_the_new_language(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.do("switch")
                await tab.stop()
                await question
            assert tab.notice == words("en")["stopped"]
            assert words("en")["welcome_title"] in tab.shown["welcome"]["value"]

    run(scenario())


# A records file that fails


def test_an_answer_that_cannot_be_stored_is_shown_with_a_word_about_it(records: Path) -> None:
    async def scenario() -> None:
        records.mkdir()
        async with serving(records) as server:
            tab = await server.tab()
            assert tab.notice == SAY["talks_unavailable"]
            await tab.ask("Kapan?")
            assert 'class="card"' in tab.last_answer
            assert tab.notice == SAY["not_kept"]
            assert tab.browser["open"] == tab.talk.id
            assert (await server.tab(tab.browser)).questions == [
                "Kapan?"
            ]  # the server still has it: a reload loses nothing
            await tab.ask("Lalu?")  # and the conversation goes on
            assert tab.questions == ["Kapan?", "Lalu?"]
            assert server.service.asked[-1][1] == ("Kapan?",)

    run(scenario())


def test_a_file_that_works_again_gets_what_it_missed(records: Path) -> None:
    async def scenario() -> None:
        records.mkdir()
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Kapan?")
            records.rmdir()
            await tab.ask("Lalu?")
            assert tab.notice == ""
            await tab.open()
            assert tab.questions == ["Kapan?", "Lalu?"]

    run(scenario())


def test_an_answer_is_never_that_of_another_question(records: Path) -> None:
    """The first question goes on in its thread after it was stopped; its answer must not be taken for the second one's."""

    class Named(FakeService):
        def ask(self, question: str, *_: object, **__: object) -> Answer:  # type: ignore[override]
            if "lambat" in question:
                self.released.wait(20)
            return answered(question, text=question, short_answer=None)

    async def scenario() -> None:
        async with serving(records, Named()) as server:
            tab = await server.tab()
            async with waiting(tab, lambda: tab.ask(SLOW)) as question:
                await tab.stop()
                await question
            await tab.ask("Kapan?")
            server.service.released.set()
            await asyncio.sleep(0.05)
            answer = tab.talk.turns[-1].answer
            assert answer is not None
            assert answer.question == "Kapan?"
            assert tab.questions == ["Kapan?"]

    run(scenario())


# Too many


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_question_beyond_those_that_may_wait_is_back_in_its_box_with_the_time_to_wait(
    records: Path, lang: str
) -> None:
    async def scenario() -> None:
        async with serving(records, max_waiting=0, language=lang) as server:
            tabs = [await server.tab() for _ in range(5)]
            others = [asyncio.ensure_future(tab.ask(SLOW)) for tab in tabs[:4]]
            while len(server.service.asked) < 4:
                await asyncio.sleep(0.005)
            late = tabs[4]
            await late.ask("Kapan?")
            assert late.notice == words("en" if lang == "en" else "id")["error_busy"].format(seconds=1)
            assert late.box == "Kapan?"
            assert not late.is_waiting
            server.service.released.set()
            await asyncio.gather(*others)
            await late.ask("Kapan?")
            assert late.notice == ""

    run(scenario())
