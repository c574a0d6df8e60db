"""The list of a reader's conversations: search, pins, and deleting with undo."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import store as store_module
from assistant.conversations.conversation import NAME_LIMIT, Conversation, random_id
from assistant.conversations.conversation_search import (
    LEAD,
    SEARCH_LIMIT,
    SNIPPET,
    fold_text,
    has_all,
    hit_snippet,
    search_words,
)
from assistant.conversations.memory import BrowserMemory, ConversationKeeper
from assistant.conversations.store import LIST_LIMIT, UNDO_MINUTES, ConversationStore
from assistant.settings import Settings
from tests.fakes import FakeService, answered, make_app

READER, OTHER = random_id(), random_id()
LONG_AGO = "2020-01-01T00:00:00.000000+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def store(path: Path) -> ConversationStore:
    return ConversationStore(path, 90)


def saved(
    store: ConversationStore, *questions: str, text: str = "Jawaban.", name: str = "", reader: str = READER
) -> Conversation:
    talk = Conversation()
    for question in questions:
        talk = store.save(reader, talk.ask(question).with_answer(answered(question, text=text)))
    if name:
        store.rename(reader, talk.id, name)
    return talk


def titles(store: ConversationStore, containing: str = "", reader: str = READER) -> list[str]:
    return [each.title for each in store.listed(reader, containing)]


def count(path: Path, table: str = "conversation") -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Minutes by which the clock of the store is ahead."""
    ahead, now = [0], store_module._time
    monkeypatch.setattr(store_module, "_time", lambda days=0, minutes=0: now(days=days, minutes=minutes + ahead[0]))
    return ahead


# Search


def test_titles_questions_and_answers_are_searched(store: ConversationStore) -> None:
    saved(store, "Kapan mutasi?", "Siapa gubernur?")
    saved(store, "Apa?", text="Sanksinya penurunan pangkat.", name="Hukuman berat")
    assert titles(store, "gubernur") == ["Kapan mutasi?"]
    assert titles(store, "pangkat") == ["Hukuman berat"]
    assert titles(store, "hukuman") == ["Hukuman berat"]
    assert titles(store, "Apa?") == ["Hukuman berat"]
    assert titles(store, "presiden") == []
    assert len(titles(store, " \n ")) == 2


def test_every_word_must_be_there_in_one_turn_or_in_the_title(store: ConversationStore) -> None:
    saved(store, "Kapan mutasi?", text="Bulan Mei.")
    saved(store, "Siapa gubernur?", "Kapan mutasi?")
    assert titles(store, "mei mutasi") == ["Kapan mutasi?"]
    assert titles(store, "gubernur mutasi") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *(
            ("KÉPALA", True),
            ("kepala", True),
            ("STRASSE", True),
            ("straße", True),
            ("ｋｅｐａｌａ", True),
            ("kepa ste", False),
        ),
        *(("e\u0301", True), ("100%", True), ("1%0", False), ("a_b", True), ("axb", False), ("_", True), ("%%", False)),
        *(("o'neill", True), ("O’Neill", True), ('"x"', True), ("\\", False), ("'; drop table turn; --", False)),
        *(("[a-z]", False), ("*", False)),
    ],
)
def test_case_diacritics_wildcards_and_quotes(store: ConversationStore, typed: str, found: bool) -> None:
    saved(store, 'Képala Straße a_b 100% “x” "O\'Neill"')
    assert bool(titles(store, typed)) == found
    assert count(store._path, "turn") == 1


def test_only_the_readers_own_are_found(store: ConversationStore) -> None:
    saved(store, "Rahasia?", reader=OTHER)
    assert titles(store, "rahasia") == []
    assert titles(store, "rahasia", OTHER) == ["Rahasia?"]


def test_a_hit_is_found_behind_the_conversations_that_a_list_shows(store: ConversationStore) -> None:
    saved(store, "Yang lama?")
    for number in range(LIST_LIMIT + 1):
        saved(store, f"q{number}")
    assert len(titles(store)) == LIST_LIMIT
    assert titles(store, "lama") == ["Yang lama?"]
    assert len(titles(store, "q")) == LIST_LIMIT


def test_an_answer_that_cannot_be_read_any_more_is_no_obstacle(store: ConversationStore, path: Path) -> None:
    saved(store, "Kapan?", "Siapa?")
    for broken in ("{}", "no JSON", "[1]"):
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("UPDATE turn SET answer = ? WHERE number = 1", (broken,))
        assert titles(store, "siapa") == ["Kapan?"]


def test_huge_inputs_end_soon(store: ConversationStore) -> None:
    saved(store, "a" * 500, text="kata " * 20_000 + "jarum")
    assert titles(store, "x" * 1_000_000) == []
    assert titles(store, "a" * SEARCH_LIMIT + " zzz") != []  # what comes after the limit is left out
    start = time.monotonic()
    (hit,) = store.listed(READER, "jarum")
    assert hit.snippet.endswith("jarum")
    assert time.monotonic() - start < 5


def test_a_snippet_is_around_the_first_hit(store: ConversationStore) -> None:
    saved(
        store,
        "Kapan?",
        "Apa sanksi bagi yang melanggar?",
        text="Satu dua tiga. " * 30 + "Pangkatnya\n diturunkan. " * 20,
    )
    (asked,) = store.listed(READER, "sanksi")
    assert asked.snippet == "Apa sanksi bagi yang melanggar?"
    (told,) = store.listed(READER, "pangkat")
    assert told.snippet.startswith("… ")
    assert told.snippet.endswith(" …")
    assert "Pangkatnya diturunkan." in told.snippet
    assert store.listed(READER)[0].snippet == ""


def test_the_title_is_no_snippet(store: ConversationStore) -> None:
    saved(store, "Kapan?", text="Mei.", name="Tanggal")
    assert store.listed(READER, "tanggal")[0].snippet == ""
    saved(store, "Siapa?", text="Siapa saja boleh.")
    assert store.listed(READER, "siapa")[0].snippet == "Siapa saja boleh."
    saved(store, "Berapa?")
    assert store.listed(READER, "berapa")[0].snippet == ""


@given(st.text(max_size=400), st.text(min_size=1, max_size=8))
def test_a_snippet_is_a_stretch_of_the_text_that_has_a_word(text: str, typed: str) -> None:
    words = search_words(typed)
    snippet = hit_snippet(words, text)
    assert bool(snippet) == any(word in fold_text(" ".join(text.split())) for word in words)
    shown = snippet.removeprefix("… ").removesuffix(" …")
    assert shown in " ".join(text.split())
    assert len(shown) <= SNIPPET
    if snippet and words:
        assert any(word[:1] in fold_text(shown) for word in words)


@given(st.text(max_size=200))
def test_a_text_contains_its_own_words_in_any_case(text: str) -> None:
    assert has_all(search_words(text), text)
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_text(text) == "".join(map(fold_text, text))


def test_a_long_first_word_does_not_push_the_hit_out() -> None:
    snippet = hit_snippet(("jarum",), "x" * 300 + "jarum" + "y" * 300)
    assert "jarum" in snippet
    assert snippet.index("jarum") <= LEAD + 2


# Pins


def test_pinned_ones_stay_on_top_the_latest_first(store: ConversationStore) -> None:
    first, second, third = (saved(store, question) for question in ("satu", "dua", "tiga"))
    store.pin(READER, first.id, True)
    assert [(each.title, each.pinned) for each in store.listed(READER)] == [
        ("satu", True),
        ("tiga", False),
        ("dua", False),
    ]
    store.pin(READER, second.id, True)
    assert titles(store) == ["dua", "satu", "tiga"]
    assert titles(store, "a") == ["dua", "satu", "tiga"]
    store.pin(READER, first.id, False)
    assert titles(store) == ["dua", "tiga", "satu"]
    store.save(READER, third.ask("lagi").with_answer(answered("lagi")))
    assert titles(store) == ["dua", "tiga", "satu"]
    assert store.load(second.id) == second


def test_only_its_reader_pins_a_conversation(store: ConversationStore) -> None:
    talk = saved(store, "satu")
    store.pin(OTHER, talk.id, True)
    assert not store.listed(READER)[0].pinned


# Deleting


def test_a_deleted_one_is_hidden_everywhere_at_once(store: ConversationStore, path: Path) -> None:
    talk = saved(store, "Rahasia?", "Lagi?")
    store.delete(READER, talk.id)
    for change in (store.rename, store.pin):
        change(READER, talk.id, "x")  # type: ignore[operator]
    assert titles(store) == titles(store, "rahasia") == []
    assert store.load(talk.id) is store.load(talk.id, READER) is None
    assert store.cited("001_bali") == []
    with TestClient(make_app(FakeService(), Settings(records=path), page=False)) as client:
        assert client.get(f"/conversations/{talk.id}.md").status_code == 404
    assert store.restore(READER, talk.id)
    assert store.load(talk.id) == talk
    assert titles(store, "rahasia") == ["Rahasia?"]
    assert len(store.cited("001_bali")) == 2
    assert not store.listed(READER)[0].pinned


def test_only_its_reader_deletes_and_restores(store: ConversationStore) -> None:
    talk = saved(store, "Kapan?")
    store.delete(OTHER, talk.id)
    assert store.load(talk.id)
    assert not store.restore(READER, talk.id)  # nothing to bring back
    store.delete(READER, talk.id)
    assert not store.restore(OTHER, talk.id)
    assert store.load(talk.id) is None
    assert not store.restore(READER, random_id())


def test_the_next_write_after_the_time_to_undo_removes_it(
    store: ConversationStore, path: Path, minutes: list[int]
) -> None:
    talk = saved(store, "Rahasia?")
    store.delete(READER, talk.id)
    minutes[0] = UNDO_MINUTES - 1
    saved(store, "lain")
    assert count(path) == 2
    minutes[0] = UNDO_MINUTES + 1
    saved(store, "lagi", reader=OTHER)
    assert (count(path), count(path, "turn"), count(path, "cited")) == (2, 2, 4)
    assert not store.restore(READER, talk.id)


def test_the_time_to_undo_does_not_begin_again(store: ConversationStore, minutes: list[int]) -> None:
    talk = saved(store, "Rahasia?")
    store.delete(READER, talk.id)
    minutes[0] = UNDO_MINUTES - 1
    store.delete(READER, talk.id)
    minutes[0] = UNDO_MINUTES + 1
    assert not store.restore(READER, talk.id)


def test_a_server_that_starts_removes_it(store: ConversationStore, path: Path) -> None:
    gone, old, kept = saved(store, "Rahasia?"), saved(store, "Lama?"), saved(store, "Kapan?")
    store.delete(READER, gone.id)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE conversation SET deleted = ? WHERE id = ?", (LONG_AGO, gone.id))
        database.execute("UPDATE conversation SET updated = ? WHERE id = ?", (LONG_AGO, old.id))
    make_app(FakeService(), Settings(records=path), page=False)
    assert (count(path), titles(store)) == (1, [kept.title])


def test_a_server_starts_without_a_file_and_with_a_broken_one(path: Path) -> None:
    make_app(FakeService(), Settings(records=path), page=False)
    assert not path.exists()
    path.write_text("no database " * 100, encoding="utf-8")
    make_app(FakeService(), Settings(records=path), page=False)
    assert path.read_text(encoding="utf-8").startswith("no database")


def test_a_long_name_is_cut_and_found_by_what_is_left(store: ConversationStore) -> None:
    talk = saved(store, "Kapan?")
    store.rename(READER, talk.id, "kata " * 40)
    (listed,) = store.listed(READER, "kata")
    assert len(listed.title) <= NAME_LIMIT


# For the page


async def kept(store: ConversationStore, talk: Conversation) -> Conversation | None:
    keeper = ConversationKeeper(store)
    found = await keeper.stored(keeper.put(talk, BrowserMemory(reader=READER)))
    keeper.close()
    return found


@pytest.mark.parametrize("days", [0, 90])
def test_the_keeper_gives_what_is_stored_now(path: Path, days: int) -> None:
    talk = Conversation().ask("Kapan?").with_answer(answered("Kapan?"))
    found = asyncio.run(kept(ConversationStore(path, days), talk))
    assert found
    assert (found.id, found.version) == (talk.id, 1 if days else 0)


def test_the_keeper_tells_where_nothing_was_stored(tmp_path: Path) -> None:
    talk = Conversation().ask("Kapan?").with_answer(answered("Kapan?"))
    assert asyncio.run(kept(ConversationStore(tmp_path, 90), talk)) is None
