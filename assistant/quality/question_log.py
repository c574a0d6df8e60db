"""The log of questions: each one that was answered or refused, with its answer, so that evaluators see what readers ask.

Nothing in it says who asked: no name, no address, no conversation. The words of a question are as the reader typed them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import NoneType
from typing import Any

from assistant.answer import Answer
from assistant.conversations.database import open_transaction, read_rows
from assistant.conversations.stored_rows import readable, stored_answer, stored_texts, typed
from index.errors import RecordsDamagedError, RowDamagedError

_COLUMNS = "id, created, question, history, lang, kind, reason, confidence, level, intent, searched_as, index_id"


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """One question that was asked, without its answer's record (`QuestionLog.answer`).

    Attributes:
        id: counts up.
        created: when, as UTC in ISO format.
        question: as it was asked.
        history: the questions before it in that conversation, the oldest first.
        lang: the language that the question was seen in.
        kind: `answer` or `refusal`; talk is not logged.
        reason: why it was refused; None of an answer.
        level: what the page called the confidence; None of a refusal and beside a disagreement.
        index: fingerprint of the index that answered.
    """

    id: int
    created: str
    question: str
    history: tuple[str, ...]
    lang: str
    kind: str
    reason: str | None
    confidence: float
    level: str | None
    intent: str
    searched_as: str
    index: str


class QuestionLog:
    """The questions in a records file, each kept for `days`; with 0 days, none is. Safe to share between threads and processes.

    Every method raises RecordsError if the file cannot be used.
    """

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path, days

    @property
    def keeps(self) -> bool:
        """Whether questions are kept at all."""
        return self._days > 0

    def add(self, answer: Answer, history: tuple[str, ...], lang: str) -> None:
        """Log a question with its answer, and delete those that are too old. Talk is not logged."""
        if not self._days or answer.kind == "talk":
            return
        values = (
            _time(),
            answer.question,
            json.dumps(history, ensure_ascii=False),
            lang,
            answer.kind,
            answer.refusal.reason if answer.refusal else None,
            answer.confidence,
            answer.confidence_level,
            answer.intent,
            answer.searched_as,
            answer.index,
            json.dumps(answer.as_dict(), ensure_ascii=False),
        )
        with open_transaction(self._path) as database:
            # Nothing else deletes what is too old, which is why every query below leaves it out, too.
            database.execute("DELETE FROM question_log WHERE created < ?", (_time(-self._days),))
            database.execute(
                f"INSERT INTO question_log ({_COLUMNS.removeprefix('id, ')}, answer) "  # noqa: S608 - a constant
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def questions(self, since: str = "") -> list[LoggedQuestion]:
        """The questions that were asked since a time (ISO, UTC), the oldest first; without one, all that are kept."""
        since = max(since, _time(-self._days))
        if not self._days or not self._path.exists():  # reading must not create the file, as a transaction would
            return []
        with open_transaction(self._path) as database:
            rows, lost = read_rows(database, "question_log", _COLUMNS, "created >= ?", (since,), "id")
        return readable(self._path, "question_log", rows, _logged, lost)

    def answer(self, number: int) -> Answer | None:
        """The answer that a question got; None if it is no longer kept, or of a version that this one cannot read."""
        rows = self._rows("SELECT answer FROM question_log WHERE id = ? AND created >= ?", (number, _time(-self._days)))
        try:
            return stored_answer(rows[0][0]) if rows else None
        except RowDamagedError:
            return None

    def vectors(self, encoder: str) -> dict[str, bytes]:
        """The vectors that were kept of questions, by what was searched (`searched_as`), for that encoder."""
        try:
            rows = self._rows(
                "SELECT DISTINCT searched_as, vector FROM question_log WHERE encoder = ? AND created >= ?",
                (encoder, _time(-self._days)),
            )
        except RecordsDamagedError:  # they are made again
            return {}
        kept = {text: vector for text, vector in rows if isinstance(text, str) and isinstance(vector, bytes)}
        # Those of one encoder are equally long: one that is not is damaged, and made again.
        lengths = Counter(map(len, kept.values())).most_common(1)
        return {text: vector for text, vector in kept.items() if len(vector) == lengths[0][0]}

    def keep_vectors(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors with the questions that they are of, and for as long: making one takes milliseconds, and a page shows many."""
        if vectors and self._path.exists():
            with open_transaction(self._path) as database:
                database.executemany(
                    "UPDATE question_log SET encoder = ?, vector = ? WHERE searched_as = ?",
                    [(encoder, vector, question) for question, vector in vectors.items()],
                )

    def _rows(self, statement: str, values: tuple[object, ...]) -> list[Any]:
        # Reading must not create the file, as a transaction would.
        if not self._days or not self._path.exists():
            return []
        with open_transaction(self._path) as database:
            return database.execute(statement, values).fetchall()


def _logged(*row: Any) -> LoggedQuestion:
    number, created, question, history, lang, kind, reason, confidence, level, intent, searched_as, index = row
    typed((number, confidence), int, float)
    typed((created, question, lang, kind, intent, searched_as, index), *[str] * 7)
    typed((reason, level), *[(str, NoneType)] * 2)
    earlier = stored_texts(history)
    return LoggedQuestion(
        number, created, question, earlier, lang, kind, reason, confidence, level, intent, searched_as, index
    )


def _time(days: int = 0) -> str:
    # Always with microseconds: the times are compared as texts, and ISO format leaves out a fraction that is 0.
    return (datetime.now(timezone.utc) + timedelta(days=days)).isoformat(timespec="microseconds")
