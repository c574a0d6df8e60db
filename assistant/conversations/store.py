"""Conversations in SQLite, so that they survive a reload and a restart.

A reader is a random name that one browser remembers; nothing says who that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from types import NoneType
from typing import Any

from assistant.conversations.conversation import Conversation, short_title
from assistant.conversations.conversation_search import has_all, hit_snippet, search_words
from assistant.conversations.database import Database, open_transaction, read_rows
from assistant.conversations.pruning import UNDO_MINUTES
from assistant.conversations.stored_rows import readable, tell_unreadable, typed
from assistant.conversations.stored_turns import read_with_losses, store_conversation
from index.errors import RecordsDamagedError, RowDamagedError

LIST_LIMIT = 100  # conversations in a reader's list
_LIST = """
    SELECT id, CASE name WHEN '' THEN (SELECT question FROM turn WHERE conversation = id ORDER BY number LIMIT 1) ELSE name END,
      updated, pinned
    FROM conversation WHERE reader = ? AND updated >= ? AND deleted IS NULL
    ORDER BY pinned DESC, updated DESC, rowid DESC LIMIT ?"""
_TURNS_TO_SEARCH = """
    SELECT id, name, updated, pinned, question, CASE WHEN json_valid(answer) THEN json_extract(answer, '$.text') END
    FROM conversation JOIN turn ON conversation = id WHERE reader = ? AND updated >= ? AND deleted IS NULL
    ORDER BY pinned DESC, updated DESC, conversation.rowid DESC, number"""


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation in the list of its reader.

    Attributes:
        updated: when it was last asked, as UTC in ISO format.
        pinned: whether its reader keeps it on top.
        snippet: after a search, the stretch of a question or an answer around the first hit; empty where only the title has it.
    """

    id: str
    title: str
    updated: str
    pinned: bool = False
    snippet: str = ""


class ConversationStore:
    """The conversations of all readers, each stored for `days` after its last question; with 0 days, nothing is stored.

    A conversation that its reader deletes is hidden at once: no method finds it any more. `restore` can bring it back for
    UNDO_MINUTES. After that, the next write, or a server that prunes (`pruning`), removes it from the file.

    Safe to share between threads and processes. Every method raises RecordsError if the file cannot be used.
    """

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path, days

    def save(self, reader: str, talk: Conversation) -> Conversation:
        """Store `talk`, and give it as it is stored now, with its new version: go on with that one.

        Where another tab wrote meanwhile, an appended question goes behind what that stored, and one in place of the last turn
        becomes a conversation of its own: see `stored_turns`. One that was deleted meanwhile is stored under a new id.
        Conversations that are too old are removed.

        Raises:
            ValueError: the last question waits for its answer.
        """
        if not self._days:
            return talk
        if not talk.turns or talk.waiting:
            raise ValueError("a question without its answer is not stored")
        with open_transaction(self._path) as database:
            database.execute(
                "BEGIN IMMEDIATE"
            )  # before reading: nobody may write between what is read and what is written
            self._remove(database)
            return store_conversation(database, reader, talk, _time())

    def listed(self, reader: str, containing: str = "") -> list[ListedConversation]:
        """The reader's conversations, the pinned ones first, then the latest, at most LIST_LIMIT.

        Args:
            reader: whose.
            containing: only those that contain all these words, in the title or in one question with its answer, in any case,
                with or without diacritics.
        """
        words = search_words(containing)
        try:
            if words:
                rows = self._rows(_TURNS_TO_SEARCH, (reader, self._oldest()))
                return list(islice(_search(words, filter(_is_searchable, rows)), LIST_LIMIT))
            rows = self._rows(_LIST, (reader, self._oldest(), LIST_LIMIT))
            return readable(self._path, "conversation", rows, _listed)
        except RecordsDamagedError:
            return self._still_listed(reader, words)

    def _still_listed(self, reader: str, words: Sequence[str]) -> list[ListedConversation]:
        """The same of a file of which a part is damaged: of what can be read, read one by one."""
        with open_transaction(self._path) as database:
            where = "reader = ? AND updated >= ? AND deleted IS NULL"
            rows, lost = read_rows(
                database, "conversation", "id, name, updated, pinned", where, (reader, self._oldest())
            )
            found: list[ListedConversation] = []
            for talk_id, name, updated, pinned in reversed(rows):
                try:
                    typed((talk_id, name, updated, pinned), str, str, str, int)
                    talk, _ = read_with_losses(database, talk_id)
                except RowDamagedError:
                    lost += 1
                    continue
                turns = talk.turns if talk else ()
                if words:
                    texts = [(turn.question, turn.answer.text if turn.answer else "") for turn in turns] or [("", "")]
                    found += _search(words, ((talk_id, name, updated, pinned, *both) for both in texts))
                else:
                    title = short_title(name or (turns[0].question if turns else ""))
                    found.append(ListedConversation(talk_id, title, updated, bool(pinned)))
        tell_unreadable(self._path, "conversation", lost)
        found.sort(key=lambda one: (one.pinned, one.updated), reverse=True)
        return found[:LIST_LIMIT]

    def load(self, talk_id: str, reader: str | None = None) -> Conversation | None:
        """The conversation of that id with its last TURNS_KEPT turns; None if there is none, or it is not that reader's.

        Without `reader`, knowing the id is enough.
        """
        if not self._days or not self._path.exists():
            return None
        with open_transaction(self._path) as database:
            database.execute("BEGIN")  # the version and the turns are of one moment
            found = database.execute(
                "SELECT reader FROM conversation WHERE id = ? AND updated >= ?", (talk_id, self._oldest())
            ).fetchone()
            if found is None or (reader is not None and found[0] != reader):
                return None
            talk, lost = read_with_losses(database, talk_id)
        tell_unreadable(self._path, "turn", lost)
        if talk and lost and not talk.turns:
            raise RowDamagedError(f"No turn of the conversation {talk_id} can be read. Run `netral records check`.")
        return talk

    def cited(self, source_id: str) -> list[tuple[int, int, str]]:
        """The places of that article that stored answers cite, each once: (start, end, quote)."""
        if not self._days or not self._path.exists():
            return []
        kept = "source_id = ? AND conversation NOT IN (SELECT id FROM conversation WHERE deleted IS NOT NULL)"
        with open_transaction(self._path) as database:
            rows, lost = read_rows(
                database, "cited", 'DISTINCT start, "end", quote', kept, (source_id,), 'start, "end"'
            )
        return list(dict.fromkeys(readable(self._path, "cited", rows, _cited_place, lost)))

    def rename(self, reader: str, talk_id: str, name: str) -> None:
        """Name a conversation; with an empty name, the list shows its first question."""
        self._change(
            "UPDATE conversation SET name = ? WHERE id = ? AND reader = ? AND deleted IS NULL",
            (short_title(name), talk_id, reader),
        )

    def pin(self, reader: str, talk_id: str, pinned: bool) -> None:
        """Keep a conversation on top of the list, or no longer. It is stored no longer than others."""
        self._change(
            "UPDATE conversation SET pinned = ? WHERE id = ? AND reader = ? AND deleted IS NULL",
            (pinned, talk_id, reader),
        )

    def delete(self, reader: str, talk_id: str) -> None:
        """Delete a conversation with all its turns; `restore` brings it back for UNDO_MINUTES."""
        self._change(
            "UPDATE conversation SET deleted = ? WHERE id = ? AND reader = ? AND deleted IS NULL",
            (_time(), talk_id, reader),
        )

    def restore(self, reader: str, talk_id: str) -> bool:
        """Bring a deleted conversation back as it was. False if it is gone for good, or is not that reader's."""
        return self._change(
            "UPDATE conversation SET deleted = NULL WHERE id = ? AND reader = ? AND deleted IS NOT NULL",
            (talk_id, reader),
        )

    def _change(self, statement: str, values: Sequence[object]) -> bool:
        """Whether the statement changed anything."""
        if not self._path.exists():
            return False
        with open_transaction(self._path) as database:
            self._remove(database)
            return database.execute(statement, values).rowcount > 0

    def _remove(self, database: Database) -> None:
        # The turns and their cited places go with a conversation: their tables cascade. Nothing else removes what is too old
        # or deleted, which is why every query leaves both out.
        database.execute("DELETE FROM conversation WHERE updated < ?", (self._oldest(),))
        database.execute("DELETE FROM conversation WHERE deleted <= ?", (_time(minutes=-UNDO_MINUTES),))

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        if not self._days or not self._path.exists():
            return []
        with open_transaction(self._path) as database:
            return database.execute(statement, values).fetchall()

    def _oldest(self) -> str:
        return _time(days=-self._days)


def _listed(talk_id: object, title: object, updated: object, pinned: object) -> ListedConversation:
    typed((talk_id, title or "", updated, pinned), str, str, str, int)
    return ListedConversation(str(talk_id), short_title(str(title or "")), str(updated), bool(pinned))


def _cited_place(start: int, end: int, quote: str) -> tuple[int, int, str]:
    typed((start, end, quote), int, int, str)
    return start, end, quote


def _is_searchable(row: Sequence[object]) -> bool:
    return all(isinstance(value, str | int | NoneType) for value in row) and isinstance(row[4], str)


def _search(words: Sequence[str], rows: Iterable[Any]) -> Iterator[ListedConversation]:
    """The conversations that contain `words`, from rows of one turn each, those of a conversation together."""
    for (talk_id, name, updated, pinned), turns in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        texts = [(question, answer or "") for *_, question, answer in turns]
        title = short_title(name or texts[0][0])
        found = next((both for both in texts if has_all(words, " ".join(both))), None)
        if found or has_all(words, title):
            # The title is shown anyway, so a question that is the title is no snippet.
            shown = [text for text in found or () if short_title(text) != title]
            snippet = next(filter(None, (hit_snippet(words, text) for text in shown)), "")
            yield ListedConversation(talk_id, title, updated, bool(pinned), snippet)


def _time(days: int = 0, minutes: int = 0) -> str:
    # Always with microseconds: the times are compared as texts, and ISO format leaves out a fraction that is 0.
    moment = datetime.now(timezone.utc) + timedelta(days=days, minutes=minutes)
    return moment.isoformat(timespec="microseconds")
