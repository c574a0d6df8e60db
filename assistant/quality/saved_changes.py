"""What evaluators save, with every change to it: who, when, what before, what after. Each step can be undone.

Three sorts of things are kept so: entries (`verified_store.py`), and questions that were set aside and drafts of evaluation cases
(`set_aside.py`). A thing is a JSON value under a name. Nothing is overwritten unseen: who saves says which version was on the screen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args

from assistant.conversations.database import Database, open_transaction, read_rows
from assistant.conversations.stored_rows import readable, stored_json, typed
from index.errors import EditConflictError, RecordsDamagedError

Sort = Literal["entry", "question", "case"]
Action = Literal["verify", "wording", "refuse", "hide", "case", "remove", "switch_off", "import"]
"""What an evaluator did, as the audit trail calls it."""
ACTIONS: tuple[Action, ...] = get_args(Action)
ANY = -1
"""For `Edit.seen`: whatever version is there. Only for what loses nothing, as an import that was asked to replace."""
PATIENCE = 0.1
"""Seconds that a question waits for the records file, at most."""
_COLUMNS = "number, step, made, author, action, sort, name, before, after, undoes"


@dataclass(frozen=True, slots=True)
class Edit:
    """A new value for one thing; None takes it away. `seen` is the version that the editor saw, 0 where there was none."""

    sort: Sort
    name: str
    value: Any
    seen: int = 0


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A thing as it is now. `version` is the number of the change that made it so; it grows with every change."""

    name: str
    value: Any
    version: int


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the audit trail.

    Attributes:
        step: changes that were made, and are undone, together have the same.
        made: when, as UTC in ISO format.
        undoes: the step that this one took back; None of an ordinary change.
        undone: whether a later step took this one back.
    """

    number: int
    step: int
    made: str
    author: str
    action: str
    sort: str
    name: str
    before: Any
    after: Any
    undoes: int | None
    undone: bool = False


class SavedChanges:
    """The things and the trail in a records file. Safe to share between threads and processes; raises RecordsError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> int:
        """The number of the last change, of whatever process: it grows with every one."""
        # Every question asks this, so it waits for nobody: who asks goes on with what was read before.
        rows = self._rows("SELECT max(number) FROM saved_change", patience=PATIENCE)
        return _whole(rows[0][0] or 0) if rows else 0

    def items(self, sort: Sort) -> list[SavedItem]:
        """All things of that sort which are there, by name."""
        if not self._path.exists():
            return []
        with open_transaction(self._path) as database:
            rows, lost = read_rows(
                database, "saved_item", "name, value, change", "sort = ? AND value IS NOT NULL", (sort,), "name"
            )
        return sorted(readable(self._path, "saved_item", rows, _item, lost), key=lambda item: item.name)

    def item(self, sort: Sort, name: str) -> SavedItem:
        """One thing; its value is None where there is none, and its version 0 where there never was."""
        rows = self._rows("SELECT value, change FROM saved_item WHERE sort = ? AND name = ?", (sort, name))
        return SavedItem(name, _value(rows[0][0]), _whole(rows[0][1])) if rows else SavedItem(name, None, 0)

    def save(self, edits: Sequence[Edit], action: Action, author: str) -> int:
        """Make changes together and return their step; all of them or, after an error, none.

        Raises:
            EditConflictError: a thing has another version than its editor saw. Nothing is saved then, and nothing lost.
        """
        with open_transaction(self._path) as database:
            # The lock is taken before the versions are read: of two who save at once, the second sees what the first did.
            database.execute("BEGIN IMMEDIATE")
            step = _last(database) + 1
            for edit in edits:
                before, version = _current(database, edit.sort, edit.name)
                if edit.seen not in (version, ANY):
                    raise _conflict(database, version)
                _apply(database, edit, before, version, step, action, author)
        return step

    def undo(self, step: int, author: str) -> int:
        """Put everything back as it was before a step, and return the step that did so; it can be undone like any other.

        Raises:
            EditConflictError: something that the step changed was changed again since, or the step was undone already.
        """
        with open_transaction(self._path) as database:
            database.execute("BEGIN IMMEDIATE")
            changes = database.execute(
                "SELECT number, sort, name, before, action FROM saved_change WHERE step = ? ORDER BY number DESC",
                (step,),
            ).fetchall()
            if not changes:
                raise _conflict(database, 0)
            new = _last(database) + 1
            for number, sort, name, old, action in changes:
                before, version = _current(database, sort, name)
                if version != number:
                    raise _conflict(database, version)
                _apply(database, Edit(sort, name, _value(old)), before, version, new, action, author, undoes=step)
        return new

    def trail(self, limit: int = 100, before: int | None = None) -> list[Change]:
        """The latest changes, the last first; `before` a number, those that came earlier."""
        if not self._path.exists():
            return []
        undone = "EXISTS (SELECT 1 FROM saved_change AS other WHERE other.undoes = saved_change.step)"
        with open_transaction(self._path) as database:
            rows, lost = read_rows(
                database,
                "saved_change",
                f"{_COLUMNS}, {undone}",
                "? IS NULL OR number < ?",
                (before, before),
                "number DESC",
                limit,
            )
        found = readable(self._path, "saved_change", rows, _change, lost)
        return sorted(found, key=lambda change: -change.number)[:limit]

    def _rows(self, statement: str, values: tuple[object, ...] = (), patience: float | None = None) -> list[Any]:
        # Reading must not create the file, as a transaction would.
        if not self._path.exists():
            return []
        with open_transaction(self._path, patience) as database:
            return database.execute(statement, values).fetchall()


def today() -> str:
    """The day, as a review has it."""
    return datetime.now(timezone.utc).date().isoformat()


def _value(text: object) -> Any:
    """The value of a thing; None where it was taken away. Raises RowDamagedError."""
    return None if text is None else stored_json(text)


def _item(name: str, value: object, version: int) -> SavedItem:
    typed((name, version), str, int)
    return SavedItem(name, stored_json(value), version)


def _change(*row: Any) -> Change:
    number, step, made, author, action, sort, name, before, after, undoes, undone = row
    typed((number, step, undoes), int, int, (int, NoneType))
    typed((made, author, action, sort, name), *[str] * 5)
    return Change(number, step, made, author, action, sort, name, _value(before), _value(after), undoes, bool(undone))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise RecordsDamagedError(
            "The numbers of what evaluators saved are damaged. Put a backup in place: `netral records restore FILE`."
        )
    return value


def _last(database: Database) -> int:
    return _whole(database.execute("SELECT coalesce(max(step), 0) FROM saved_change").fetchone()[0])


def _current(database: Database, sort: str, name: str) -> tuple[str | None, int]:
    found = database.execute(
        "SELECT value, change FROM saved_item WHERE sort = ? AND name = ?", (sort, name)
    ).fetchone()
    return (found[0], _whole(found[1])) if found else (None, 0)


def _apply(
    database: Database,
    edit: Edit,
    before: str | None,
    version: int,
    step: int,
    action: str,
    author: str,
    undoes: int | None = None,
) -> None:
    after = None if edit.value is None else json.dumps(edit.value, ensure_ascii=False)
    made = datetime.now(timezone.utc).isoformat(timespec="seconds")
    number = database.execute(
        "INSERT INTO saved_change (step, made, author, action, sort, name, before, after, replaced, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (step, made, author, action, edit.sort, edit.name, before, after, version, undoes),
    ).lastrowid
    # A thing that was taken away keeps its row: its version must not begin again at 0.
    database.execute(
        "INSERT INTO saved_item (sort, name, value, change) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (sort, name) DO UPDATE SET value = excluded.value, change = excluded.change",
        (edit.sort, edit.name, after, number),
    )


def _conflict(database: Database, version: int) -> EditConflictError:
    found = database.execute("SELECT author, made FROM saved_change WHERE number = ?", (version,)).fetchone()
    by, on = found or ("", "")
    return EditConflictError(
        by, on, f"{by or 'Nobody'} saved this {on}, after you opened it. Look at it, then save again."
    )
