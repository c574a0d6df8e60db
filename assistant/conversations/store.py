"""Conversations in SQLite, so that they outlive a reload and a restart.

A reader is a random name that one browser holds; nothing says who that is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.conversations.conversation import TURNS_KEPT, Conversation, Turn, titled
from assistant.conversations.database import transaction

LISTED = 100
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
  id TEXT PRIMARY KEY,
  reader TEXT NOT NULL,
  name TEXT NOT NULL,
  updated TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_of_reader ON conversation (reader, updated);
CREATE INDEX IF NOT EXISTS conversation_by_age ON conversation (updated);
CREATE TABLE IF NOT EXISTS turn (
  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (conversation, number)
);
CREATE TABLE IF NOT EXISTS cited (
  conversation TEXT NOT NULL,
  number INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  quote TEXT NOT NULL,
  FOREIGN KEY (conversation, number) REFERENCES turn (conversation, number) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS cited_of_source ON cited (source_id, start, "end");
CREATE INDEX IF NOT EXISTS cited_by_turn ON cited (conversation, number);
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list of its reader. `updated` is UTC in ISO format."""

    id: str
    title: str
    updated: str


class Conversations:
    """The conversations of all readers, each for `days` after its last question; with 0 days nothing is stored.

    Safe to share between threads and processes. Every method raises RecordsError where the file cannot be used.
    """

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path, days

    def save(self, reader: str, talk: Conversation) -> None:
        """Store the last turn of `talk`, in place of any from its number on; what is too old goes."""
        if not self._days:
            return
        turn = talk.turns[-1]
        if turn.answer is None:
            raise ValueError("a question without its answer is not stored")
        answer = json.dumps(turn.answer.as_dict(), ensure_ascii=False)
        with transaction(self._path, _SCHEMA) as database:
            database.execute("DELETE FROM conversation WHERE updated < ?", (_time(-self._days),))
            database.execute(
                "INSERT INTO conversation (id, reader, name, updated) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET updated = excluded.updated",
                (talk.id, reader, talk.name, _time()),
            )
            database.execute("DELETE FROM turn WHERE conversation = ? AND number >= ?", (talk.id, turn.number))
            database.execute("INSERT INTO turn VALUES (?, ?, ?, ?)", (talk.id, turn.number, turn.question, answer))
            # Every article's page asks for its places: from here, they need not be read out of all answers.
            database.executemany(
                "INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?)",
                [(talk.id, turn.number, c.source_id, c.start, c.end, c.quote) for c in turn.answer.citations],
            )

    def listed(self, reader: str) -> list[Listed]:
        """The reader's conversations, the latest first, at most LISTED."""
        rows = self._rows(
            "SELECT id, CASE name WHEN '' THEN (SELECT question FROM turn WHERE conversation = id ORDER BY number LIMIT 1) "
            "ELSE name END, updated FROM conversation WHERE reader = ? AND updated >= ? ORDER BY updated DESC, rowid DESC LIMIT ?",
            (reader, _time(-self._days), LISTED),
        )
        return [Listed(name, titled(title or ""), updated) for name, title, updated in rows]

    def load(self, talk_id: str, reader: str | None = None) -> Conversation | None:
        """The conversation of that name, its last TURNS_KEPT turns; None where there is none, or not of that reader."""
        found = self._rows(
            "SELECT reader, name FROM conversation WHERE id = ? AND updated >= ?", (talk_id, _time(-self._days))
        )
        if not found or (reader is not None and found[0][0] != reader):
            return None
        rows = self._rows(
            "SELECT number, question, answer FROM turn WHERE conversation = ? ORDER BY number DESC LIMIT ?",
            (talk_id, TURNS_KEPT),
        )
        turns = tuple(_turn(*row) for row in reversed(rows))
        return Conversation(tuple(turn for turn in turns if turn), talk_id, found[0][1])

    def cited(self, source_id: str) -> list[tuple[int, int, str]]:
        """The places of that article that stored answers cite, none twice: (start, end, quote)."""
        return self._rows('SELECT DISTINCT start, "end", quote FROM cited WHERE source_id = ?', (source_id,))

    def rename(self, reader: str, talk_id: str, name: str) -> None:
        """Call it `name`; an empty one means by its first question."""
        self._change("UPDATE conversation SET name = ? WHERE id = ? AND reader = ?", (titled(name), talk_id, reader))

    def delete(self, reader: str, talk_id: str) -> None:
        """Remove it with all its turns."""
        self._change("DELETE FROM conversation WHERE id = ? AND reader = ?", (talk_id, reader))

    def _change(self, statement: str, values: Sequence[object]) -> None:
        if self._path.exists():
            with transaction(self._path, _SCHEMA) as database:
                database.execute(statement, values)

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        if not self._days or not self._path.exists():
            return []
        with transaction(self._path, _SCHEMA) as database:
            return database.execute(statement, values).fetchall()


def _time(days: int = 0) -> str:
    return (datetime.now(timezone.utc) + timedelta(days=days)).isoformat(timespec="microseconds")


def _turn(number: int, question: str, answer: str) -> Turn | None:
    """A stored turn; None where the program has changed so much that it cannot be shown any more."""
    try:
        return Turn(number, question, Answer.from_dict(json.loads(answer)))
    except (KeyError, TypeError, ValueError):
        return None
