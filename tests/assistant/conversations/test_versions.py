"""Several tabs of one browser write one conversation: nothing that a tab shows or stored is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversations import stored_turns
from assistant.conversations.conversation import TURNS_KEPT, Conversation, random_id
from assistant.conversations.store import ConversationStore
from index.errors import RecordsError
from tests.fakes import answered

READER, OTHER = random_id(), random_id()


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "records.sqlite", 90)


def asked(talk: Conversation, question: str, replacing: int | None = None) -> Conversation:
    return talk.ask(question, replacing).with_answer(answered(question))


def saved(store: ConversationStore, talk: Conversation, *questions: str, replacing: int | None = None) -> Conversation:
    for question in questions:
        talk = store.save(READER, asked(talk, question, replacing))
        assert store.load(talk.id, READER) == talk
    return talk


def questions(talk: Conversation | None) -> list[str]:
    assert talk
    return [turn.question for turn in talk.turns]


def all_stored(store: ConversationStore) -> dict[str, list[str]]:
    return {each.id: questions(store.load(each.id)) for each in store.listed(READER)}


def test_each_time_counts(store: ConversationStore) -> None:
    talk = Conversation()
    for version in (1, 2, 3):
        talk = saved(store, talk, "a")
        assert talk.version == version
    assert [turn.number for turn in talk.turns] == [1, 2, 3]


def test_two_tabs_are_merged_in_the_order_in_which_they_asked(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    saved(store, first, "B")
    merged = saved(store, first, "C")
    assert questions(merged) == ["A", "B", "C"]
    assert [turn.number for turn in merged.turns] == [1, 2, 3]
    assert (merged.id, merged.version) == (first.id, 3)
    assert questions(saved(store, merged, "D")) == ["A", "B", "C", "D"]
    assert len(all_stored(store)) == 1


def test_three_tabs_and_none_of_them_hears_of_the_others(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    tabs = [first, first, first]
    for number in range(9):
        tabs[number % 3] = saved(store, tabs[number % 3], f"{number}")
    assert questions(store.load(first.id)) == ["A", *"012345678"]


def test_a_last_turn_that_is_replaced_while_another_tab_asks_is_forked(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A", "B")
    store.rename(READER, first.id, "Nama")
    saved(store, first, "C")
    forked = saved(store, first, "X", replacing=2)
    assert questions(forked) == ["A", "X"]
    assert forked.id != first.id
    assert (forked.name, forked.version) == ("Nama", 1)
    assert questions(store.load(first.id)) == ["A", "B", "C"]
    assert questions(saved(store, forked, "Y")) == ["A", "X", "Y"]


def test_two_tabs_replace_the_same_turn(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A", "B")
    one = saved(store, first, "X", replacing=2)
    two = saved(store, first, "Y", replacing=2)
    assert all_stored(store) == {two.id: ["A", "Y"], one.id: ["A", "X"]}
    assert one.id == first.id


def test_what_was_asked_after_a_turn_that_another_tab_replaced_is_forked(store: ConversationStore) -> None:
    """It was asked and answered after B: behind X, it would be the answer to another conversation."""
    first = saved(store, Conversation(), "A", "B")
    saved(store, first, "X", replacing=2)
    forked = saved(store, first, "C")
    assert all_stored(store) == {forked.id: ["A", "B", "C"], first.id: ["A", "X"]}


def test_a_turn_that_the_other_tab_appended_and_then_replaced_does_not_matter(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    saved(store, saved(store, first, "B"), "X", replacing=2)
    assert questions(saved(store, first, "C")) == ["A", "X", "C"]


def test_replacing_an_earlier_turn_leaves_the_conversation_as_it_is(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A", "B", "C")
    copy = saved(store, first, "X", replacing=2)
    assert all_stored(store) == {copy.id: ["A", "X"], first.id: ["A", "B", "C"]}
    assert copy.version == 1
    assert {start for start, _, _ in store.cited("001_bali")}
    store.delete(READER, first.id)
    assert questions(store.load(copy.id)) == ["A", "X"]


def test_a_replaced_turn_takes_its_cited_places_with_it(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    assert len(store.cited("001_bali")) == 2
    store.save(READER, first.ask("B", 1).with_answer(answered("B", citations=())))
    assert store.cited("001_bali") == []


def test_a_name_that_another_tab_gave_is_kept(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    store.rename(READER, first.id, "Nama")
    assert saved(store, first, "B").name == "Nama"


def test_deleted_in_one_tab_while_another_asks(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A", "B")
    store.delete(READER, first.id)
    again = saved(store, first, "C")
    assert all_stored(store) == {again.id: ["A", "B", "C"]}
    assert again.id != first.id
    assert again.version == 1
    assert store.restore(READER, first.id)
    assert questions(store.load(first.id)) == ["A", "B"]


def test_a_first_answer_that_comes_after_its_conversation_was_deleted(store: ConversationStore) -> None:
    """The news of the first save was lost, so the tab still thinks that it never stored anything."""
    new = asked(Conversation(), "A")
    store.save(READER, new)
    store.delete(READER, new.id)
    assert store.save(READER, new).id != new.id


def test_another_readers_conversation_is_not_written(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    stolen = store.save(OTHER, asked(first, "B"))
    assert stolen.id != first.id
    assert store.load(first.id) == first
    assert questions(store.load(stolen.id, OTHER)) == ["A", "B"]


def test_answers_that_could_not_be_stored_are_stored_with_the_next(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A", "B")
    unsaved = asked(asked(first, "X", 2), "C")
    assert questions(saved(store, unsaved, "D")) == ["A", "X", "C", "D"]
    never = asked(Conversation(), "A")
    assert questions(saved(store, never, "B")) == ["A", "B"]


def test_unsaved_answers_are_merged_too(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    unsaved = asked(first, "C")
    saved(store, first, "B")
    assert questions(saved(store, unsaved, "D")) == ["A", "B", "C", "D"]


def test_an_answer_is_not_stored_twice_where_the_news_of_storing_it_was_lost(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    told = asked(first, "B")
    store.save(READER, told)
    assert questions(store.save(READER, told)) == ["A", "B"]
    assert questions(saved(store, told, "C")) == ["A", "B", "C"]
    new = asked(Conversation(), "N")
    store.save(READER, new)
    assert questions(store.save(READER, asked(new, "O"))) == ["N", "O"]


def test_a_tab_gets_the_last_turns_of_what_others_stored(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    saved(store, first, *(f"{number}" for number in range(TURNS_KEPT + 5)))
    merged = saved(store, first, "C")
    assert len(merged.turns) == TURNS_KEPT
    assert merged.turns[-1].number == TURNS_KEPT + 7


def test_a_conversation_longer_than_what_is_shown_keeps_its_first_turns(store: ConversationStore) -> None:
    talk = saved(store, Conversation(), *(f"{number}" for number in range(TURNS_KEPT + 2)))
    talk = saved(store, talk, "X", replacing=talk.turns[-1].number)
    assert store.listed(READER)[0].title == "0"
    assert talk.turns[0].question == "2"


def test_a_waiting_question_is_not_stored(store: ConversationStore) -> None:
    for talk in (Conversation(), Conversation().ask("A")):
        with pytest.raises(ValueError, match="without its answer"):
            store.save(READER, talk)


def test_where_nothing_is_kept_the_conversation_goes_on_unchanged(tmp_path: Path) -> None:
    talk = asked(Conversation(), "A")
    assert ConversationStore(tmp_path / "records.sqlite", 0).save(READER, talk) is talk
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_the_middle_stores_nothing(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    first = saved(store, Conversation(), "A")

    def fails(*_: object) -> str:
        raise RecordsError("stop")

    monkeypatch.setattr(stored_turns, "_as_json", fails)
    with pytest.raises(RecordsError):
        store.save(READER, asked(first, "B"))
    assert store.load(first.id) == first


def test_many_tabs_at_the_same_moment(store: ConversationStore) -> None:
    first = saved(store, Conversation(), "A")
    start = Barrier(8)

    def ask(number: int) -> Conversation:
        start.wait()
        return store.save(READER, asked(first, f"{number}"))

    with ThreadPoolExecutor(8) as tabs:
        versions = sorted(talk.version for talk in tabs.map(ask, range(8)))
    assert versions == list(range(2, 10))
    assert sorted(questions(store.load(first.id))) == ["0", "1", "2", "3", "4", "5", "6", "7", "A"]


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["append", "append", "last", "earlier", "reload", "delete", "restore"])
    ),
    max_size=25,
)


def stepped(store: ConversationStore, talk: Conversation, step: str, question: str) -> Conversation:
    """The conversation that a tab shows after it reloaded, or asked at its end or in place of its last or first turn."""
    if step == "reload":
        return store.load(talk.id) or talk
    places = {"append": None, "last": talk.turns[-1].number, "earlier": talk.turns[0].number}
    return saved(store, talk, question, replacing=places[step])


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_tabs_do_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    """A stored turn is gone only where a tab that showed it put another in its place, or deleted its conversation."""
    store = ConversationStore(tmp_path_factory.mktemp("tabs") / "records.sqlite", 90)
    first = saved(store, Conversation(), "A")
    tabs, deleted = [first] * 3, set[str]()
    for number, (tab, step) in enumerate(steps):
        talk, before = tabs[tab], all_stored(store)
        if step == "delete":
            store.delete(READER, talk.id)
            deleted.add(talk.id)
        elif step == "restore":
            assert store.restore(READER, talk.id) == (talk.id in deleted)
            deleted.discard(talk.id)
        else:
            tabs[tab] = stepped(store, talk, step, f"{number}")
            if step != "reload":
                assert tabs[tab].turns[-1].question == f"{number}"
        after = all_stored(store)
        numbers = [turn.number for turn in tabs[tab].turns]
        assert numbers == sorted(set(numbers))
        for name, turns in before.items():
            if step == "delete" and name == talk.id:
                assert name not in after
            elif step in ("last", "earlier") and tabs[tab].id == name == talk.id:
                assert (turns[:-1], turns[-1]) == (after[name][:-1], talk.turns[-1].question)
            else:
                assert after[name][: len(turns)] == turns
