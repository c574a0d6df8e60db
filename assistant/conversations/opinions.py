"""Readers' opinions of answers, in SQLite. Each stores the whole record of its answer, so that evaluators can turn it into a test case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args

from assistant.conversations.database import open_transaction, read_rows
from assistant.conversations.stored_rows import readable, stored_object, stored_texts, typed
from index.errors import RecordsDamagedError, RowDamagedError

Verdict = Literal["up", "down", "wrong_source", "no_answer"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
OpinionReason = Literal["wrong", "incomplete", "not_the_question", "should_be_refused", "should_be_answered", "other"]
"""Why an answer did not help: it is wrong, lacks something, answers another question, or should (not) have been given at all."""
OPINION_REASONS: tuple[OpinionReason, ...] = get_args(OpinionReason)
COMMENT_LIMIT = 1000  # characters
PASSAGE_LIMIT = 2000  # characters
_COLUMNS = "verdict, comment, question, history, lang, answer, settings, created, id, reason, passage, changed"
_PLACE = ", ".join(f"json_extract(value, '$.{name}')" for name in ("start", "end", "quote"))
_CITATIONS = "CASE WHEN json_valid(answer) THEN answer ELSE '{}' END, '$.citations'"
"""One answer that is no JSON would fail the statement for all of them."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader thinks of an answer, which they may replace later; see `Feedback`."""

    verdict: Verdict
    comment: str = ""
    reason: OpinionReason | None = None
    passage: str = ""


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
        reason: why the answer did not help, where the reader said so.
        passage: the one that would have been right, as the reader pasted it; may be empty.
        changed: when the reader last replaced it, as UTC in ISO format; empty where they never did.
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
    reason: OpinionReason | None = None
    passage: str = ""
    changed: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The record as plain values, for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class OpinionStore:
    """The opinions in a records file, which the first opinion creates. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, feedback: Feedback, key: str = "") -> int:
        """Store an opinion and return its id.

        Args:
            feedback: the opinion with its answer.
            key: a secret by which `change` finds it; without one, it stays as it is. The file stores only its hash.

        Raises:
            RecordsError: the file cannot be written.
        """
        values = (
            _now(),
            feedback.verdict,
            feedback.comment,
            feedback.question,
            json.dumps(feedback.history, ensure_ascii=False),
            feedback.lang,
            json.dumps(feedback.answer, ensure_ascii=False),
            json.dumps(feedback.settings, ensure_ascii=False),
            feedback.reason,
            feedback.passage,
            _hash(key) if key else None,
        )
        with open_transaction(self._path) as database:
            found = database.execute(
                "INSERT INTO feedback (created, verdict, comment, question, history, lang, answer, settings, reason, passage, key) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        return int(found.lastrowid or 0)

    def change(self, key: str, opinion: Opinion) -> int | None:
        """Replace the opinion that was stored under `key`, and return its id; None if there is none. The answer stays.

        Raises:
            RecordsError: the file cannot be written.
        """
        if not self._path.exists():
            return None
        values = (opinion.verdict, opinion.comment, opinion.reason, opinion.passage, _now(), _hash(key))
        with open_transaction(self._path) as database:
            database.execute(
                "UPDATE feedback SET verdict = ?, comment = ?, reason = ?, passage = ?, changed = ? WHERE key = ?",
                values,
            )
            found = database.execute("SELECT id FROM feedback WHERE key = ?", values[-1:]).fetchone()
        return int(found[0]) if found else None

    def feedback(self) -> list[Feedback]:
        """All stored opinions that can be read, the oldest first.

        Raises:
            RecordsError: the file is damaged, or is not a database of Netral's.
        """
        if not self._path.exists():  # reading must not create the file, as a transaction would
            return []
        with open_transaction(self._path) as database:
            rows, lost = read_rows(database, "feedback", _COLUMNS, order="id")
        return readable(self._path, "feedback", rows, _opinion, lost)

    def cited(self, source_id: str) -> list[tuple[int, int, str]]:
        """The places of that article that the answers cite, each once: (start, end, quote).

        Raises:
            RecordsError: the file is damaged, or is not a database of Netral's.
        """
        if not self._path.exists():
            return []
        # Opinions are few, so their places are read out of the answers; those of conversations have a table, `cited`.
        try:
            with open_transaction(self._path) as database:
                found = database.execute(
                    f"SELECT DISTINCT {_PLACE} FROM feedback, json_each({_CITATIONS}) "  # noqa: S608 - constants
                    "WHERE type = 'object' AND json_extract(value, '$.source_id') = ?",
                    (source_id,),
                ).fetchall()
        except RecordsDamagedError:  # of what can still be read, one by one
            found = list(_places(self.feedback(), source_id))
        return readable(self._path, "feedback", found, _place)


def _opinion(*row: Any) -> Feedback:
    verdict, comment, question, history, lang, answer, settings, created, number, reason, passage, changed = row
    text = (comment, question, created, passage, changed)
    typed((*text, lang, number), *(str for _ in text), (str, NoneType), int)
    if verdict not in VERDICTS or reason not in (None, *OPINION_REASONS):
        raise RowDamagedError(f"An opinion is {verdict!r} because of {reason!r}, which this version does not know.")
    return Feedback(
        verdict,
        comment,
        question,
        stored_texts(history),
        lang,
        stored_object(answer),
        stored_object(settings),
        created,
        number,
        reason,
        passage,
        changed,
    )


def _place(start: object, end: object, quote: object) -> tuple[int, int, str]:
    typed((start, end, quote), int, int, str)
    return start, end, quote  # type: ignore[return-value]  # checked in the line above


def _places(opinions: Iterable[Feedback], source_id: str) -> Iterator[tuple[object, object, object]]:
    """The places that opinions cite, as the statement for all of them finds them."""
    seen = set()
    for opinion in opinions:
        cited = opinion.answer.get("citations")
        for each in cited if isinstance(cited, list) else ():
            if isinstance(each, dict) and each.get("source_id") == source_id:
                place = each.get("start"), each.get("end"), each.get("quote")
                if repr(place) not in seen:
                    seen.add(repr(place))
                    yield place


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _hash(key: str) -> str:
    # The key is random, so a plain hash is enough: nobody who reads the file can change an opinion through the server.
    return sha256(key.encode()).hexdigest()
