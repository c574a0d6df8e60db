"""Writes the log of questions behind the answers: writing never delays one, and an error never fails one."""

from __future__ import annotations

import logging
from functools import partial

from assistant.answer import Answer
from assistant.conversations.write_queue import WriteQueue
from assistant.quality.question_log import QuestionLog
from assistant.question.query import detect_language
from index.errors import RecordsError

MOST_WAITING = 1_000
"""Answers that wait to be logged, at most; more are not logged, so that a disk that hangs cannot fill the memory."""
_log = logging.getLogger(__name__)


class LogWriter:
    """A thread of its own that logs one answer after another."""

    def __init__(self, log: QuestionLog) -> None:
        self._log = log
        self._queue = WriteQueue("question-log", MOST_WAITING)
        self._closed = False

    def put(self, answer: Answer, history: tuple[str, ...]) -> None:
        """Log an answer soon; returns at once and never raises."""
        if not self._queue.put(partial(self._write, answer, history)) and not self._closed:
            _log.error("a question is not logged: %d wait already", MOST_WAITING)

    def close(self) -> None:
        """Log what waits, then no more; what a disk that hangs has not taken after ten seconds is not logged."""
        self._closed = True
        if left := self._queue.close():
            _log.error("%d questions are not logged: the server ended before they could be written", left)

    def _write(self, answer: Answer, history: tuple[str, ...]) -> None:
        try:
            self._log.add(answer, history, detect_language(answer.question))
        except RecordsError as error:
            _log.error("a question is not logged: %s", error)
        except Exception:  # noqa: BLE001 - in a thread of its own nobody would see it
            _log.exception("a question is not logged")
