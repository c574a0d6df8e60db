"""How often articles were cited."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.conversations.citations import count_citations
from assistant.conversations.conversation import Conversation
from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.conversations.store import ConversationStore
from index.errors import RecordsError
from tests.fakes import DOCUMENTS, answered, cite


def talk(*questions: str) -> Conversation:
    """A conversation with an answer to each question, which cites the article from Bali twice."""
    made = Conversation()
    for question in questions:
        made = made.ask(question).with_answer(answered(question))
    return made


def test_each_question_counts_once_wherever_it_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    store = ConversationStore(path, 30)
    store.save("a", talk("Kapan?", "Di mana?"))
    store.save("b", talk("Kapan?"))
    other = dataclasses.replace(answered("Siapa?"), citations=(cite(1, DOCUMENTS[1], DOCUMENTS[1].text[:9]),))
    for question, answer in (("Kapan?", answered("Kapan?")), ("Siapa?", other)):
        OpinionStore(path).add(Feedback("up", "", question, (), "id", answer.as_dict(), {}))
    assert count_citations(path, 30) == {"001_bali": 2, "002_xss": 1}


def test_what_a_reader_deleted_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    store = ConversationStore(path, 30)
    kept = store.save("a", talk("Kapan?"))
    store.delete("a", kept.id)
    assert count_citations(path, 30) == {}


def test_without_records_nothing_was_cited_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    assert count_citations(path, 30) == {}
    assert not path.exists()


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("no database at all, but long enough to be taken for one")
    with pytest.raises(RecordsError, match="cannot be used"):
        count_citations(path, 30)
