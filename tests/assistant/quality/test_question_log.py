"""The log of questions: what is kept of one, for how long, and what is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.quality import question_log
from assistant.quality.question_log import QuestionLog
from tests.fakes import answered, refused, talked

QUESTION = "Siapa presiden?"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "new" / "records.sqlite"


def test_a_question_comes_back_with_all_that_is_kept_of_it(records: Path) -> None:
    log = QuestionLog(records, 90)
    log.add(refused(QUESTION, "not_in_sources", "id"), ("Apa itu ASN?",), "id")
    log.add(answered("Kapan?", searched_as="Kapan pendaftaran?", confidence_level="low"), (), "en")
    first, second = log.questions()
    assert (first.id, first.question, first.history, first.lang) == (1, QUESTION, ("Apa itu ASN?",), "id")
    assert (first.kind, first.reason, first.level, first.intent) == ("refusal", "not_in_sources", None, "question")
    assert (first.confidence, first.index, first.created[-6:]) == (0.08, "f" * 16, "+00:00")
    assert (second.kind, second.reason, second.level, second.searched_as) == (
        "answer",
        None,
        "low",
        "Kapan pendaftaran?",
    )
    assert log.answer(1) == refused(QUESTION, "not_in_sources", "id")
    assert log.questions(since=second.created) == [second]


def test_talk_is_not_logged(records: Path) -> None:
    QuestionLog(records, 90).add(talked("halo", "greeting", "Halo!"), (), "id")
    assert not records.exists()


def test_nothing_is_kept_for_no_days(records: Path) -> None:
    log = QuestionLog(records, 0)
    log.add(answered("Kapan?"), (), "id")
    assert log.questions() == []
    assert not records.exists()


def test_a_question_that_is_too_old_is_neither_shown_nor_kept(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = QuestionLog(records, 3)
    with monkeypatch.context() as past:
        past.setattr(question_log, "_time", lambda days=0: "2024-01-01T00:00:00.000000+00:00" if not days else "2023")
        log.add(answered("Dulu?"), (), "id")
    assert log.questions() == []
    assert log.answer(1) is None
    log.add(answered("Kini?"), (), "id")
    assert [each.question for each in log.questions()] == ["Kini?"]
    with sqlite3.connect(records) as database:
        assert database.execute("SELECT count(*) FROM question_log").fetchone() == (1,)


def test_nothing_says_who_asked(records: Path) -> None:
    QuestionLog(records, 90).add(answered("Kapan?"), (), "id")
    with sqlite3.connect(records) as database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(question_log)")}
    assert columns == {
        *("id", "created", "question", "history", "lang", "kind", "reason", "confidence"),
        *("level", "intent", "searched_as", "index_id", "answer", "encoder", "vector"),
    }


def test_an_answer_of_another_version_is_none(records: Path) -> None:
    log = QuestionLog(records, 90)
    log.add(answered("Kapan?"), (), "id")
    with sqlite3.connect(records) as database:
        database.execute("UPDATE question_log SET answer = '{}'")
    assert log.answer(1) is None
    assert log.answer(2) is None


def test_the_vector_of_a_question_is_kept_with_it(records: Path) -> None:
    log = QuestionLog(records, 90)
    log.keep_vectors("e5", {"Kapan?": b"ab"})
    assert not records.exists()
    log.add(answered("Kapan?"), (), "id")
    log.add(answered("Siapa?"), (), "id")
    log.keep_vectors("e5", {"Kapan?": b"ab", "Mengapa?": b"cd"})
    assert log.vectors("e5") == {"Kapan?": b"ab"}
    assert log.vectors("other") == {}
