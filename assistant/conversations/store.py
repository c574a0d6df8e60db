"""Conversations in SQLite, so that they survive a reload and a restart.

A reader is a random name that one browser remembers; nothing says who that is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.conversations.conversation import TURNS_KEPT, Conversation, Turn, short_title
from assistant.conversations.database import open_transaction

LIST_LIMIT = 100  # conversations in a reader's list


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation in the list of its reader. `updated` is UTC in ISO format."""

    id: str
    title: str
    updated: str


class ConversationStore:
    """The conversations of all readers, each stored for `days` after its last question; with 0 days, nothing is stored.

    Safe to share between threads and processes. Every method raises RecordsError if the file cannot be used.
    """

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path, days

    def save(self, reader: str, talk: Conversation) -> None:
        """Store the last turn of `talk`, replacing turns from its number on; delete conversations that are too old."""
        if not self._days:
            return
        turn = talk.turns[-1]
        if turn.answer is None:
            raise ValueError("a question without its answer is not stored")
        answer = json.dumps(turn.answer.as_dict(), ensure_ascii=False)
        with open_transaction(self._path) as database:
            # Nothing else deletes what is too old, which is why every query below leaves it out, too.
            database.execute("DELETE FROM conversation WHERE updated < ?", (_time(-self._days),))
            database.execute(
                "INSERT INTO conversation (id, reader, name, updated) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET updated = excluded.updated",
                (talk.id, reader, talk.name, _time()),
            )
            # An edited question replaces its turn, and with it every later one: they followed from it.
            database.execute("DELETE FROM turn WHERE conversation = ? AND number >= ?", (talk.id, turn.number))
            database.execute("INSERT INTO turn VALUES (?, ?, ?, ?)", (talk.id, turn.number, turn.question, answer))
            # Every article's page asks which of its places are cited. Reading that out of 50,000 stored answers took 389 ms.
            database.executemany(
                "INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?)",
                [(talk.id, turn.number, c.source_id, c.start, c.end, c.quote) for c in turn.answer.citations],
            )

    def listed(self, reader: str) -> list[ListedConversation]:
        """The reader's conversations, the latest first, at most LIST_LIMIT."""
        rows = self._rows(
            "SELECT id, CASE name WHEN '' THEN (SELECT question FROM turn WHERE conversation = id ORDER BY number LIMIT 1) "
            "ELSE name END, updated FROM conversation WHERE reader = ? AND updated >= ? ORDER BY updated DESC, rowid DESC LIMIT ?",
            (reader, _time(-self._days), LIST_LIMIT),
        )
        return [ListedConversation(name, short_title(title or ""), updated) for name, title, updated in rows]

    def load(self, talk_id: str, reader: str | None = None) -> Conversation | None:
        """The conversation of that id with its last TURNS_KEPT turns; None if there is none, or it is not that reader's.

        Without `reader`, knowing the id is enough.
        """
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
        """The places of that article that stored answers cite, each once: (start, end, quote)."""
        return self._rows('SELECT DISTINCT start, "end", quote FROM cited WHERE source_id = ?', (source_id,))

    def rename(self, reader: str, talk_id: str, name: str) -> None:
        """Name a conversation; with an empty name, the list shows its first question."""
        self._change(
            "UPDATE conversation SET name = ? WHERE id = ? AND reader = ?", (short_title(name), talk_id, reader)
        )

    def delete(self, reader: str, talk_id: str) -> None:
        """Delete a conversation with all its turns."""
        # The turns and their cited places go with it: their tables cascade.
        self._change("DELETE FROM conversation WHERE id = ? AND reader = ?", (talk_id, reader))

    def _change(self, statement: str, values: Sequence[object]) -> None:
        if self._path.exists():
            with open_transaction(self._path) as database:
                database.execute(statement, values)

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        if not self._days or not self._path.exists():
            return []
        with open_transaction(self._path) as database:
            return database.execute(statement, values).fetchall()


def _time(days: int = 0) -> str:
    # Always with microseconds: the times are compared as texts, and ISO format leaves out a fraction that is 0.
    return (datetime.now(timezone.utc) + timedelta(days=days)).isoformat(timespec="microseconds")


def _turn(number: int, question: str, answer: str) -> Turn | None:
    """A stored turn; None if this version cannot read its answer."""
    try:
        return Turn(number, question, Answer.from_dict(json.loads(answer)))
    except (KeyError, TypeError, ValueError):
        return None
