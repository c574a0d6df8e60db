"""Readers' opinions of answers, in SQLite. Each stores the whole record of its answer, so that evaluators can turn it into a test case."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.conversations.database import open_transaction

Verdict = Literal["up", "down", "wrong_source", "no_answer"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
COMMENT_LIMIT = 1000  # characters


@dataclass(frozen=True, slots=True)
class Feedback:
    """One opinion of one answer.

    Attributes:
        verdict: what the reader chose.
        comment: in the reader's own words; may be empty.
        question, history, lang: what was asked.
        answer: its whole record, as the service gave it when the opinion came in; it names the index by fingerprint.
        settings: those in force then, without secrets.
        created: when, as UTC in ISO format.
        id: counts up; 0 before it is stored.
    """

    verdict: Verdict
    comment: str
    question: str
    history: tuple[str, ...]
    lang: str | None
    answer: dict[str, Any]
    settings: dict[str, Any]
    created: str = ""
    id: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The record as plain values, for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class OpinionStore:
    """The opinions in a records file, which the first opinion creates. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, feedback: Feedback) -> int:
        """Store an opinion and return its id.

        Raises:
            RecordsError: the file cannot be written.
        """
        values = (
            datetime.now(timezone.utc).isoformat(timespec="seconds"),
            feedback.verdict,
            feedback.comment,
            feedback.question,
            json.dumps(feedback.history, ensure_ascii=False),
            feedback.lang,
            json.dumps(feedback.answer, ensure_ascii=False),
            json.dumps(feedback.settings, ensure_ascii=False),
        )
        with open_transaction(self._path) as database:
            found = database.execute(
                "INSERT INTO feedback (created, verdict, comment, question, history, lang, answer, settings) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        return int(found.lastrowid or 0)

    def feedback(self) -> list[Feedback]:
        """All stored opinions, the oldest first.

        Raises:
            RecordsError: the file is damaged, or is not a database of Netral's.
        """
        if not self._path.exists():  # reading must not create the file, as a transaction would
            return []
        with open_transaction(self._path) as database:
            rows = database.execute(
                "SELECT verdict, comment, question, history, lang, answer, settings, created, id FROM feedback ORDER BY id"
            ).fetchall()
        return [
            Feedback(
                verdict,
                comment,
                question,
                tuple(json.loads(history)),
                lang,
                json.loads(answer),
                json.loads(settings),
                created,
                number,
            )
            for verdict, comment, question, history, lang, answer, settings, created, number in rows
        ]

    def cited(self, source_id: str) -> list[tuple[int, int, str]]:
        """The places of that article that the answers cite, each once: (start, end, quote).

        Raises:
            RecordsError: the file is damaged, or is not a database of Netral's.
        """
        if not self._path.exists():
            return []
        # Opinions are few, so their places are read out of the answers; those of conversations have a table, `cited`.
        with open_transaction(self._path) as database:
            return database.execute(
                "SELECT DISTINCT json_extract(value, '$.start'), json_extract(value, '$.end'), json_extract(value, '$.quote') "
                "FROM feedback, json_each(answer, '$.citations') WHERE json_extract(value, '$.source_id') = ?",
                (source_id,),
            ).fetchall()
