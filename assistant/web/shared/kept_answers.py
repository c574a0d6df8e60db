"""Answers that are kept for those who ask the same: at nine in the morning, everybody does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.answer import Answer, Lang
from assistant.answering.kept import Kept
from assistant.question.check import check_history, check_question
from index.errors import NetralError

Key = tuple[object, str, tuple[str, ...], Lang | None]
NO_STAGES = {"encode": 0.0, "search": 0.0, "read": 0.0}
"""What an answer took that was kept."""


class AnsweringService(Protocol):
    """What `KeptAnswers` needs of the answer service."""

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer a question."""

    def generation(self) -> object | None:
        """What answers at the moment; None: not certain."""


class KeptAnswers:
    """The last `most` answers of a service, by what answered (index, bank and what evaluators saved), question, history and language.

    The settings are no part of the key: a service has the same ones as long as it lives. After a publication, or a verification, nothing
    that was kept before is found again, and the new answers push it out. Safe to share between threads.
    """

    def __init__(self, service: AnsweringService, most: int) -> None:
        self._service, self._most = service, most
        self._answers: Kept[Key, Answer] = Kept(most)

    def __bool__(self) -> bool:
        return self._most > 0

    def find(self, question: str, history: tuple[str, ...], lang: Lang | None) -> Answer | None:
        """The answer where it is kept. Its timings are those of finding it; `uncached` is what answering took at first (ms)."""
        started = time.perf_counter()
        key = self._key(question, history, lang)
        answer = self._answers.get(key) if key else None
        if answer is None:
            return None
        total = round((time.perf_counter() - started) * 1e3, 2)
        timings = {**NO_STAGES, "total": total, "uncached": answer.timings_ms.get("total", 0.0)}
        return replace(answer, timings_ms=timings)

    def answer(self, question: str, history: tuple[str, ...], lang: Lang | None) -> Answer:
        """`Service.ask`; the answer is kept. Of many who ask the same at once, only those who began together have it worked out."""
        if not self:
            return self._service.ask(question, history, lang)
        if (found := self.find(question, history, lang)) is not None:
            return found
        before = self._key(question, history, lang)
        answer = self._service.ask(question, history, lang)
        # Only where nothing was published meanwhile: it is not told which of the two answered.
        if before and before == self._key(question, history, lang):
            self._answers.put(before, answer)
        return answer

    def _key(self, question: str, history: tuple[str, ...], lang: Lang | None) -> Key | None:
        try:
            generation = self._service.generation()
            if generation is None:
                return None
            return generation, check_question(question), tuple(check_history(history)), lang
        except NetralError:  # asking raises it again, where it is told to the reader
            return None
