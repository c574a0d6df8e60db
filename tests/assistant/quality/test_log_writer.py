"""Writing the log never delays or fails an answer."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest

from assistant.answer import Answer
from assistant.quality import log_writer
from assistant.quality.log_writer import LogWriter
from assistant.quality.question_log import QuestionLog
from index.errors import RecordsError
from tests.fakes import answered


def test_what_was_put_is_logged_before_the_writer_closes(tmp_path: Path) -> None:
    log = QuestionLog(tmp_path / "r.sqlite", 90)
    writer = LogWriter(log)
    writer.put(answered("When does the registration of the candidates begin?"), ("Apa?",))
    writer.close()
    writer.put(answered("Terlambat?"), ())
    assert [(each.question[:4], each.history, each.lang) for each in log.questions()] == [("When", ("Apa?",), "en")]


@pytest.mark.parametrize("error", [RecordsError("full"), RuntimeError("surprise")])
def test_an_error_is_logged_and_raised_to_nobody(
    error: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = QuestionLog(tmp_path / "r.sqlite", 1)
    monkeypatch.setattr(log, "add", Mock(side_effect=error))
    writer = LogWriter(log)
    with caplog.at_level(logging.ERROR):
        writer.put(answered("Kapan?"), ())
        writer.close()
    assert "a question is not logged" in caplog.text


def test_a_disk_that_hangs_neither_delays_answers_nor_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(log_writer, "MOST_WAITING", 2)
    free = threading.Event()

    class Slow(QuestionLog):
        def add(self, answer: Answer, history: tuple[str, ...], lang: str) -> None:
            free.wait(10)
            super().add(answer, history, lang)

    log = Slow(tmp_path / "r.sqlite", 90)
    writer = LogWriter(log)
    for number in range(4):
        writer.put(answered(f"Kapan {number}?"), ())
    assert caplog.text.count("2 wait already") == 2
    free.set()
    writer.close()
    assert len(log.questions()) == 2
