"""The inbox: which questions wait, in which groups, and when they are settled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.conversations.opinions import Feedback, OpinionStore, Verdict
from assistant.quality.inbox import Inbox, wording_key
from assistant.quality.question_log import QuestionLog
from index.arrays import Vectors
from index.bank import BankEntry, Wording
from index.errors import StoreError
from tests.fakes import answered, refused

NAMES = ("presiden", "rendang", "dimulai", "mulai")


def encode(texts: Sequence[str]) -> Vectors:
    rows = [[1.0 if name in text.casefold() else 0.0 for name in NAMES] for text in texts]
    vectors = np.array(rows, np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def desk(tmp_path: Path) -> Inbox:
    records = tmp_path / "r.sqlite"
    return Inbox(QuestionLog(records, 90), OpinionStore(records), records, encode, lambda: "fake")


def opine(desk: Inbox, question: str, verdict: Verdict = "down", **changes: Any) -> None:
    answer = answered(question).as_dict()
    given: dict[str, Any] = {"verdict": verdict, "comment": "", "question": question, "history": (), "lang": None}
    desk.opinions.add(Feedback(**(given | {"answer": answer, "settings": {}} | changes)))


def test_what_was_refused_badly_judged_or_hardly_sure_waits_the_most_asked_first(desk: Inbox) -> None:
    for question in ("Siapa presiden?", "siapa PRESIDEN", "Siapa presiden Indonesia?"):
        desk.log.add(refused(question, "not_in_sources", "id"), (), "id")
    desk.log.add(answered("Kapan rapat?", confidence_level="low"), (), "id")
    desk.log.add(answered("Kapan rapat?", confidence_level="low"), (), "id")
    desk.log.add(answered("Kapan hujan?", confidence_level="high"), (), "id")
    opine(desk, "Resep rendang?", comment="salah")
    opine(desk, "Apa kabar?", "up")
    groups = desk.groups()
    assert [(group.name, group.count, group.reasons) for group in groups] == [
        ("Siapa presiden?", 3, ("refused",)),
        ("Kapan rapat?", 2, ("low",)),
        ("Resep rendang?", 1, ("opinion",)),
    ]
    assert [(one.text, one.count) for one in groups[0].wordings] == [
        ("Siapa presiden?", 2),
        ("Siapa presiden Indonesia?", 1),
    ]
    assert [group.name for group in desk.groups("opinion")] == ["Resep rendang?"]
    assert groups[2].askings[0].opinion
    assert groups[2].askings[0].opinion.comment == "salah"
    assert groups[0].first <= groups[0].last


def test_a_question_that_was_also_answered_well_counts_each_time(desk: Inbox) -> None:
    desk.log.add(answered("Kapan rapat?"), (), "id")
    desk.log.add(refused("Kapan rapat?", "not_in_sources", "id"), (), "id")
    (group,) = desk.groups()
    assert (group.count, len(group.askings)) == (2, 1)


def test_a_follow_up_stands_as_what_was_searched_and_keeps_its_conversation(desk: Inbox) -> None:
    answer = refused("Siapa dia?", "not_in_sources", "id")
    desk.log.add(
        answered("x", answered=False, kind="refusal", refusal=answer.refusal, searched_as="Siapa presiden?"),
        ("Apa itu?",),
        "id",
    )
    (group,) = desk.groups()
    assert (group.name, group.example.question, group.example.history) == ("Siapa presiden?", "x", ("Apa itu?",))
    found = desk.answer(group.example)
    assert found
    assert found.searched_as == "Siapa presiden?"


def test_what_has_a_verified_entry_or_was_set_aside_waits_no_more_but_is_found(desk: Inbox) -> None:
    desk.log.add(refused("Siapa presiden?", "not_in_sources", "id"), (), "id")
    desk.log.add(refused("Resep rendang?", "partisan", "id"), (), "id")
    entry = BankEntry("v-1", "refuse", (Wording("siapa presiden", "id"),), refuse="not_in_sources")
    step = desk.verified.save(entry, 0, "Sari")
    desk.aside.hide(["Resep rendang?"], "Sari")
    assert desk.groups() == []
    found = desk.group(wording_key("siapa presiden"))
    assert found
    assert found.settled
    desk.verified.changes.undo(step, "Sari")
    assert [group.name for group in desk.groups()] == ["Siapa presiden?"]
    assert desk.group("none") is None


def test_vectors_are_made_once_and_kept_with_the_log(desk: Inbox, tmp_path: Path) -> None:
    desk.log.add(refused("Siapa presiden?", "not_in_sources", "id"), (), "id")
    assert desk.groups()
    made: list[str] = []

    def count(texts: Sequence[str]) -> Vectors:
        made.extend(texts)
        return encode(texts)

    other = Inbox(desk.log, desk.opinions, tmp_path / "r.sqlite", count, lambda: "fake")
    assert other.groups() == desk.groups()
    assert made == []
    Inbox(desk.log, desk.opinions, tmp_path / "r.sqlite", count, lambda: "another").groups()
    assert made == ["Siapa presiden?"]


def test_without_an_index_the_words_alone_make_the_groups(desk: Inbox, tmp_path: Path) -> None:
    def broken(_: Sequence[str]) -> Vectors:
        raise StoreError("none")

    for question in ("Kapan rapat dimulai?", "kapan rapat dimulai ya"):
        desk.log.add(refused(question, "not_in_sources", "id"), (), "id")
    other = Inbox(desk.log, desk.opinions, tmp_path / "r.sqlite", broken, lambda: "fake")
    assert sum(group.count for group in other.groups()) == 2


def test_an_opinion_of_an_unreadable_answer_has_none(desk: Inbox) -> None:
    opine(desk, "Kapan?", answer={"searched_as": "Kapan rapat?"})
    (group,) = desk.groups()
    assert group.name == "Kapan rapat?"
    assert desk.answer(group.example) is None
    opine(desk, "Lain rendang?")
    assert desk.answer(desk.groups()[1].example)
