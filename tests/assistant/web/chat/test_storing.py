"""Storing goes on behind the answers: a file that is held, or fails, delays and loses none."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from assistant.conversations import database, memory
from assistant.conversations.conversation import Conversation
from assistant.conversations.memory import BrowserMemory, ConversationKeeper
from assistant.conversations.store import ConversationStore
from assistant.web.chat import handlers
from assistant.wording import words
from tests.assistant.web.chat.tab import Server, Tab, run, serving
from tests.fakes import answered

SAY = words("id")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@contextmanager
def held(records: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else is writing to the file; its readers are served."""
    with closing(sqlite3.connect(records, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def stored(records: Path, tab: Tab) -> list[str]:
    found = ConversationStore(records, 90).load(tab.talk.id)
    return [turn.question for turn in found.turns] if found else []


async def silent_tab(server: Server, browser: dict[str, str] | None = None) -> Tab:
    """A tab that has not heard yet what became of storing its answers."""
    tab = await server.tab(browser)
    tab._hears = False
    return tab


def test_an_answer_is_shown_while_somebody_else_holds_the_file(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Dulu?")
            await tab.hear()
            await tab.do("new")
            with held(records):
                await tab.ask("Kapan?")
                assert 'class="card"' in tab.last_answer
                assert not tab.is_waiting
                assert stored(records, tab) == []  # and it is not said to be
                assert tab.listed == ["Dulu?"]
            await tab.hear()
            assert tab.listed == ["Kapan?", "Dulu?"]
            assert stored(records, tab) == ["Kapan?"]
            assert tab.notice == ""
            assert tab.talk.version == 1

    run(scenario())


def test_what_is_asked_on_before_anything_is_stored_is_stored_as_the_page_shows_it(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Satu?")
            await tab.hear()
            with held(records):
                await tab.ask("Dua?")
                await tab.ask("Tiga?")
                await tab.send(question="Empat?", replacing=3)
                await tab.ask("Lima?")
                assert tab.questions == ["Satu?", "Dua?", "Empat?", "Lima?"]
                assert stored(records, tab) == ["Satu?"]
            await tab.hear()
            assert stored(records, tab) == tab.questions == ["Satu?", "Dua?", "Empat?", "Lima?"]
            assert tab.listed == ["Satu?"]

    run(scenario())


def test_two_tabs_that_could_not_store_are_merged(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Satu?")
            await tab.hear()
            other = await silent_tab(server, tab.browser)
            with held(records):
                await tab.ask("Dua?")
                await other.ask("Tiga?")
                await other.ask("Empat?")
            await tab.hear()
            await other.hear()
            assert sorted(other.questions) == ["Dua?", "Empat?", "Satu?", "Tiga?"]
            assert stored(records, other) == other.questions

    run(scenario())


def test_a_reload_shows_an_answer_that_is_not_stored_yet(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Satu?")
            await tab.hear()
            with held(records):
                await tab.ask("Dua?")
                again = await silent_tab(server, tab.browser)
                assert again.questions == ["Satu?", "Dua?"]
                await again.ask("Tiga?")
            await again.hear()
            assert stored(records, again) == ["Satu?", "Dua?", "Tiga?"]

    run(scenario())


def test_a_failure_is_told_and_the_answer_is_stored_once_the_file_works(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)

    async def scenario() -> None:
        async with serving(records) as server:
            tab, other = await server.tab(), await server.tab()
            await tab.ask("Satu?")
            with held(records):
                await tab.ask("Dua?")
                assert tab.notice == SAY["not_kept"]
                assert tab.questions == ["Satu?", "Dua?"]
                assert (await server.tab(tab.browser)).questions == ["Satu?", "Dua?"]
            await other.ask("Lain?")  # by whomever: the file works again
        assert stored(records, tab) == ["Satu?", "Dua?"]

    run(scenario())


def test_who_has_gone_on_hears_that_the_answer_before_failed(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)

    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Satu?")
            await tab.hear()
            with held(records):
                await tab.ask("Dua?")
                left = tab.talk
                await tab.do("new")
                said = await server.handlers.kept(left, "id", dict(tab.browser))
                assert SAY["earlier_not_kept"] in said["notice"]["value"]
                assert "talk" not in said

    run(scenario())


def test_a_disk_that_hangs_is_told_of_and_too_many_that_wait_are_refused(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "STORED_SECONDS", 0.01)
    monkeypatch.setattr(memory, "MOST_WAITING", 1)
    free = threading.Event()

    class Hanging(ConversationStore):
        def save(self, reader: str, talk: Conversation) -> Conversation:
            free.wait(20)
            return super().save(reader, talk)

    async def scenario() -> None:
        keeper, browser = ConversationKeeper(Hanging(records, 90)), BrowserMemory(reader="R" * 22)
        first = keeper.put(Conversation().ask("Satu?").with_answer(answered("Satu?")), browser)
        refused = keeper.put(Conversation().ask("Dua?").with_answer(answered("Dua?")), browser)
        assert await keeper.stored(first) is None
        assert await keeper.stored(refused) is None
        free.set()
        monkeypatch.setattr(memory, "STORED_SECONDS", 20)
        assert (await keeper.stored(first)) is not None
        keeper.close()  # which tries once more what was refused
        assert {one.title for one in keeper.store.listed("R" * 22)} == {"Satu?", "Dua?"}

    run(scenario())


def test_a_server_that_ends_stores_what_waits(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Satu?")
            await tab.ask("Dua?")
        assert stored(records, tab) == ["Satu?", "Dua?"]

    run(scenario())


def test_a_conversation_that_is_deleted_before_it_is_stored_stays_deleted(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await silent_tab(server)
            await tab.ask("Dulu?")
            await tab.hear()
            await tab.do("new")
            first = tab.talk
            assert first == Conversation()
            other = await silent_tab(server, tab.browser)
            with held(records):
                await other.ask("Lain?")  # it is being stored, so that the next one waits
                await tab.ask("Rahasia?")
                server.handlers.keeper.drop(tab.talk.id, BrowserMemory.from_browser(tab.browser))
        assert sorted(one.title for one in server.handlers.keeper.store.listed(str(tab.browser["reader"]))) == [
            "Dulu?",
            "Lain?",
        ]

    run(scenario())


# A conversation that cannot be read


def test_a_browser_does_not_forget_a_conversation_that_cannot_be_read(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Satu?")
            talk = tab.talk.id
        whole = records.rename(records.with_name("whole"))
        records.mkdir()
        async with serving(records) as server:
            tab = await server.tab(tab.browser)
            assert tab.notice == SAY["talk_unread"] + SAY["try_again"]
            assert f'id="retry-{talk}"' in tab.shown["notice"]["value"]
            assert tab.browser["open"] == talk
            await tab.do("open", id=talk)  # the button
            assert tab.notice == SAY["talks_unavailable"] + SAY["try_again"]
            await tab.ask("Dua?")  # is answered all the same
            assert tab.questions == ["Dua?"]
            assert tab.browser["open"] == talk
            records.rmdir()
            whole.rename(records)
            await tab.ask("Tiga?")
            assert tab.questions == ["Satu?", "Dua?", "Tiga?"]
            assert stored(records, tab) == tab.questions

    run(scenario())


def test_the_button_opens_it_once_it_can_be_read(records: Path) -> None:
    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Satu?")
            talk = tab.talk.id
        whole = records.rename(records.with_name("whole"))
        records.mkdir()
        async with serving(records) as server:
            tab = await server.tab(tab.browser)
            records.rmdir()
            whole.rename(records)
            await tab.do("open", id=talk)
            assert tab.questions == ["Satu?"]
            assert tab.notice == ""

    run(scenario())


def test_a_question_does_not_wait_long_for_a_conversation_that_is_slow_to_read(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "RESUME_SECONDS", 0.01)
    free = threading.Event()

    async def scenario() -> None:
        async with serving(records) as server:
            tab = await server.tab()
            await tab.ask("Satu?")
            talk = tab.talk.id
        async with serving(records) as server:
            store = server.handlers.keeper.store
            load = store.load
            monkeypatch.setattr(store, "load", lambda *values: (free.wait(20), load(*values))[1])
            tab._server = server
            tab.shown["talk"]["value"] = Conversation()  # the server was started again
            tab._hears = False
            await tab.ask("Dua?")
            assert tab.questions == ["Dua?"]
            free.set()
            await tab.hear()
            assert tab.questions == ["Satu?", "Dua?"]
            assert tab.talk.id == talk

    run(scenario())
