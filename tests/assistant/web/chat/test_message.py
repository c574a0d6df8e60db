"""What the page's script sends: nothing in it is trusted, and nothing in it makes a handler raise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations.conversation import Conversation, random_id
from assistant.web.chat.message import AskMessage, Command
from tests.fakes import answered

ID = random_id()
HOSTILE_JSON = [
    None,
    5,
    True,
    ["x"],
    {"do": "new", "question": "x"},
    "",
    "{",
    "null",
    "[1]",
    '"x"',
    "NaN",
    "[" * 100_000,
    '{"question":' * 50_000,
    "1" * 10_000,
    "\ud800",
]
"""What is no message at all."""


def talked(*questions: str) -> Conversation:
    talk = Conversation()
    for question in questions:
        talk = talk.ask(question).with_answer(answered(question))
    return talk


@pytest.mark.parametrize("message", HOSTILE_JSON)
def test_what_is_no_message_asks_and_does_nothing(message: object) -> None:
    assert AskMessage.from_browser(message) is None
    assert Command.from_browser(message) == Command("")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["do", "id", "question", "replacing"]), inner),
    )
)
def test_any_json_is_taken(value: object) -> None:
    message = json.dumps(value)
    asked = AskMessage.from_browser(message)
    assert asked is None or asked.question or asked.replacing is not None
    command = Command.from_browser(message)
    assert all(isinstance(text, str) for text in (command.name, command.id, command.text))
    assert isinstance(command.on, bool)


@pytest.mark.parametrize(
    ("values", "question", "replacing"),
    [
        ({"question": "Kapan?"}, "Kapan?", None),
        ({"question": "Kapan?", "replacing": 2}, "Kapan?", 2),
        ({"replacing": 2}, "", 2),
        ({"question": ["x"], "replacing": 1}, "", 1),
        ({"question": "Kapan?", "replacing": "1"}, "Kapan?", None),
        ({"question": "Kapan?", "replacing": True}, "Kapan?", None),
        ({"question": "Kapan?", "replacing": 1.0}, "Kapan?", None),
        ({"question": "Kapan?", "replacing": 1e400}, "Kapan?", None),
        ({"question": "Ka\ud800pan?"}, "Kapan?", None),
        ({"question": "Kapan?", "number": 7, "more": {}}, "Kapan?", None),
    ],
)
def test_a_question_of_the_script(values: dict[str, object], question: str, replacing: int | None) -> None:
    assert AskMessage.from_browser(json.dumps(values)) == AskMessage(question, replacing, from_script=True)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"question": ""},
        {"question": 5},
        {"question": "\udfff"},
        {"replacing": True},
        {"replacing": "2"},
        {"do": "new"},
    ],
)
def test_a_message_without_a_question_or_a_turn_asks_nothing(values: dict[str, object]) -> None:
    assert AskMessage.from_browser(json.dumps(values)) is None


def test_a_question_of_the_box_is_not_of_the_script() -> None:
    assert not AskMessage("Kapan?").from_script


def test_asking_again_takes_the_words_of_the_turn() -> None:
    talk = talked("Satu?", "Dua?")
    assert AskMessage("", 1).words_for(talk) == "Satu?"
    assert AskMessage("", 2).words_for(talk) == "Dua?"
    assert AskMessage("  \n ", 2).words_for(talk) == "Dua?"
    assert AskMessage(" Tiga? ", 2).words_for(talk) == "Tiga?"
    assert AskMessage("", 3).words_for(talk) == ""
    assert AskMessage("   ").words_for(talk) == ""


@pytest.mark.parametrize("number", [0, -1, 3, 10**30])
def test_a_turn_that_is_not_there_is_not_replaced(number: int) -> None:
    assert AskMessage("Tiga?", number).replacing_in(talked("Satu?", "Dua?")) is None
    assert AskMessage("Tiga?", 2).replacing_in(talked("Satu?", "Dua?")) == 2


@pytest.mark.parametrize(
    ("values", "command"),
    [
        ({"do": "new"}, Command("new")),
        ({"do": "rename", "id": ID, "text": "Nama"}, Command("rename", ID, "Nama")),
        ({"do": "pin", "id": ID, "on": True}, Command("pin", ID, on=True)),
        ({"do": "pin", "id": ID, "on": 1}, Command("pin", ID)),
        ({"do": "open", "id": 5}, Command("open")),
        ({"do": "open", "id": "../.."}, Command("open")),
        ({"do": "open", "id": "\ud800" * 22}, Command("open")),
        ({"do": "open", "id": "x" * 10**6}, Command("open")),
        ({"do": "rename", "id": ID, "text": {"a": 1}}, Command("rename", ID)),
        ({"do": "rename", "id": ID, "text": "a\ud800b"}, Command("rename", ID, "ab")),
        ({"do": ["new"]}, Command("")),
    ],
)
def test_a_command_of_the_script(values: dict[str, object], command: Command) -> None:
    assert Command.from_browser(json.dumps(values)) == command
