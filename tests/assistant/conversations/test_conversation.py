"""A conversation: what a question is added to, or takes the place of, and what comes back if no answer does."""

from __future__ import annotations

import pytest

from assistant.conversations.conversation import TURNS_KEPT, Conversation
from tests.fakes import answered


def talked(*questions: str, **fields: object) -> Conversation:
    talk = Conversation(**fields)  # type: ignore[arg-type]
    for question in questions:
        talk = talk.ask(question).with_answer(answered(question))
    return talk


def numbered(talk: Conversation) -> list[tuple[int, str]]:
    return [(turn.number, turn.question) for turn in talk.turns]


def test_a_question_that_gets_no_answer_leaves_the_conversation_as_it_was() -> None:
    talk = talked("a", "b", name="Nama", version=7)
    for asking in (
        talk.ask("c"),
        talk.ask("c", 2),
        talk.ask("c", 1),
        talk.ask("c").ask("d"),
        talk.ask("c", 1).ask("d"),
    ):
        assert asking.waiting in ("c", "d")
        assert asking.without_waiting() is talk
    assert talk.without_waiting() is talk
    assert Conversation().ask("a").without_waiting() == Conversation()


def test_the_last_question_is_replaced_in_the_same_conversation() -> None:
    talk = talked("a", "b", name="Nama", version=2)
    asking = talk.ask("c", replacing=2)
    assert numbered(asking) == [(1, "a"), (2, "c")]
    assert asking.history() == ["a"]
    done = asking.with_answer(answered("c"))
    assert (done.id, done.name, done.version, done.before) == (talk.id, "Nama", 2, None)
    first = talked("a", version=1)
    assert first.ask("b", replacing=1).id == first.id


@pytest.mark.parametrize(("number", "kept"), [(1, []), (2, [(1, "a")])])
def test_an_earlier_question_is_replaced_in_a_copy(number: int, kept: list[tuple[int, str]]) -> None:
    talk = talked("a", "b", "c", name="Nama", version=3)
    asking = talk.ask("x", replacing=number)
    assert numbered(asking) == [*kept, (number, "x")]
    assert (asking.name, asking.version) == ("", 0)
    assert len(asking.id) == 22
    assert asking.id != talk.id
    assert asking.with_answer(answered("x")).ask("y").turns[-1].number == number + 1


def test_the_number_is_that_of_a_turn_not_a_place_in_the_list() -> None:
    talk = talked(*map(str, range(1, TURNS_KEPT + 4)))
    assert talk.turns[0].number == 4
    assert numbered(talk.ask("x", replacing=5))[:-1] == [(4, "4")]
    assert len(talk.ask("x").turns) == TURNS_KEPT


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_turn_that_is_not_there_cannot_be_replaced(number: int) -> None:
    with pytest.raises(ValueError, match=f"no turn {number} "):
        talked("a", "b").ask("x", replacing=number)


def test_a_waiting_question_is_none_that_can_be_replaced() -> None:
    with pytest.raises(ValueError, match="no turn 2 "):
        talked("a").ask("b").ask("x", replacing=2)
