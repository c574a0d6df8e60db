"""How a conversation meets what is stored of it. Every function works within a transaction of its caller.

Each time that a conversation is stored, its version counts up. A tab that asks on names the version that it shows. If that
is no longer the stored one, another tab wrote meanwhile, and nothing of either may be lost:

- An appended question gets the next free number behind what the other tab stored: the tabs are merged.
- A question in place of the last turn is stored as a new conversation, with all turns as this tab shows them: it is forked.
  So is one that was appended to turns that the other tab replaced: it was asked after those, and answered after them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.conversations.conversation import TURNS_KEPT, Conversation, Turn, random_id
from assistant.conversations.database import Database, read_rows
from assistant.conversations.stored_rows import stored_answer, typed
from index.errors import RowDamagedError


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored turn: `since` is the version in which its number first existed, `written` the one of its present text."""

    question: str
    answer: str
    since: int
    written: int

    def is_same(self, turn: Turn) -> bool:
        """Whether it is that turn. A record of an earlier version lacks the fields that came later, and is the same all the same."""
        now = _as_json(turn)
        return self.question == turn.question and (self.answer == now or _as_written_now(self.answer) == now)


def store_conversation(database: Database, reader: str, talk: Conversation, now: str) -> Conversation:
    """Store `talk`, each turn with an answer, and give it as it is stored now: see above. `now` is UTC in ISO format."""
    found = database.execute(
        "SELECT version, name FROM conversation WHERE id = ? AND reader = ? AND deleted IS NULL", (talk.id, reader)
    ).fetchone()
    if found is None:
        # Deleted meanwhile, too old, or another reader's: what this tab shows is stored all the same, under another id.
        taken = talk.version or database.execute("SELECT 1 FROM conversation WHERE id = ?", (talk.id,)).fetchone()
        return _insert(database, reader, replace(talk, id=random_id()) if taken else talk, now)
    version, name = found
    talk = replace(talk, name=name)  # another tab may have renamed it
    stored = _stored_turns(database, talk)
    if version == talk.version:
        changed = [turn for turn in talk.turns if turn.number not in stored or not stored[turn.number].is_same(turn)]
        _update(database, talk.id, changed, stored, version + 1, now)
        return replace(talk, version=version + 1)
    if _must_fork(talk, stored):
        return _insert(database, reader, replace(talk, id=random_id()), now)
    _update(database, talk.id, _appended(talk, stored), stored, version + 1, now)
    return read_conversation(database, talk.id) or talk


def read_conversation(database: Database, talk_id: str) -> Conversation | None:
    """The stored conversation of that id with its last TURNS_KEPT turns, whoever's it is; None if there is none."""
    talk, _ = read_with_losses(database, talk_id)
    return talk


def read_with_losses(database: Database, talk_id: str) -> tuple[Conversation | None, int]:
    """The same, and how many of its turns cannot be read: damaged ones, and those of a version that this one does not know.

    Raises:
        RowDamagedError: the conversation is there, but it cannot be said what it is.
    """
    found, lost = read_rows(database, "conversation", "name, version", "id = ? AND deleted IS NULL", (talk_id,))
    if not found:
        if lost:
            raise RowDamagedError(f"The conversation {talk_id} cannot be read.")
        return None, 0
    name, version = found[0]
    typed(found[0], str, int)
    rows, lost = read_rows(
        database, "turn", "number, question, answer", "conversation = ?", (talk_id,), "number DESC", TURNS_KEPT
    )
    turns = []
    for row in rows:
        try:
            turns.append(_turn(*row))
        except RowDamagedError:
            lost += 1
    turns.sort(key=lambda turn: turn.number)
    return Conversation(tuple(turns[-TURNS_KEPT:]), talk_id, name, version), lost


def _must_fork(talk: Conversation, stored: Mapping[int, _Stored]) -> bool:
    """Whether the last turn takes the place of one that this tab showed, or follows one that another tab replaced."""
    shown = {number: turn for number, turn in stored.items() if turn.since <= talk.version}
    return talk.turns[-1].number in shown or any(turn.written > talk.version for turn in shown.values())


def _appended(talk: Conversation, stored: Mapping[int, _Stored]) -> list[Turn]:
    """The turns of `talk` that are not stored, numbered behind those that are."""
    # More than one where storing failed before; one that is stored already where only the news of it was lost.
    fresh = [
        turn
        for turn in talk.turns
        if not (found := stored.get(turn.number)) or (found.since > talk.version and not found.is_same(turn))
    ]
    return [replace(turn, number=number) for number, turn in enumerate(fresh, max(stored, default=0) + 1)]


def _insert(database: Database, reader: str, talk: Conversation, now: str) -> Conversation:
    database.execute(
        "INSERT INTO conversation (id, reader, name, updated, version) VALUES (?, ?, ?, ?, 0)",
        (talk.id, reader, talk.name, now),
    )
    _update(database, talk.id, talk.turns, {}, 1, now)
    return replace(talk, version=1)


def _update(
    database: Database, talk_id: str, turns: Iterable[Turn], stored: Mapping[int, _Stored], version: int, now: str
) -> None:
    """Write these turns over those of the same numbers, as that version of the conversation."""
    database.execute("UPDATE conversation SET version = ?, updated = ? WHERE id = ?", (version, now, talk_id))
    for turn in turns:
        key = (talk_id, turn.number)
        since = stored[turn.number].since if turn.number in stored else version
        # Deleted, not updated: the places that the old answer cites go with it, for their table cascades.
        database.execute("DELETE FROM turn WHERE conversation = ? AND number = ?", key)
        database.execute(
            "INSERT INTO turn (conversation, number, question, answer, since, written) VALUES (?, ?, ?, ?, ?, ?)",
            (*key, turn.question, _as_json(turn), since, version),
        )
        # Every article's page asks which of its places are cited. Reading that out of 50,000 stored answers took 389 ms.
        cited = turn.answer.citations if turn.answer else ()
        database.executemany(
            "INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?)", [(*key, c.source_id, c.start, c.end, c.quote) for c in cited]
        )


def _stored_turns(database: Database, talk: Conversation) -> dict[int, _Stored]:
    """What is stored from the first turn of `talk` on, by number."""
    rows = database.execute(
        "SELECT number, question, answer, since, written FROM turn WHERE conversation = ? AND number >= ?",
        (talk.id, talk.turns[0].number),
    )
    return {number: _Stored(*values) for number, *values in rows}


def _as_json(turn: Turn) -> str:
    return json.dumps(turn.answer and turn.answer.as_dict(), ensure_ascii=False)


def _as_written_now(answer: str) -> str:
    """A stored answer as this version would store it; as it is, where this version cannot read it."""
    try:
        return json.dumps(stored_answer(answer).as_dict(), ensure_ascii=False)
    except RowDamagedError:
        return answer


def _turn(number: int, question: str, answer: object) -> Turn:
    """A stored turn. Raises RowDamagedError."""
    typed((number, question), int, str)
    return Turn(number, question, stored_answer(answer))
