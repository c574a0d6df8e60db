"""Whether a records file is in order: its structure, its version, and every row. Nothing is written for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.conversations.database import (
    FAILURES,
    Database,
    free_bytes,
    layout_version,
    open_as_it_is,
    read_rows,
)
from assistant.conversations.schema import MIGRATIONS
from assistant.conversations.stored_rows import stored_answer, stored_json, stored_object, stored_texts
from index.errors import RecordsDamagedError, RecordsVersionError, RowDamagedError

MOST_PROBLEMS = 20
"""Problems of its structure that are listed; SQLite would find a hundred where one page is damaged."""
TABLES = ("conversation", "turn", "cited", "feedback", "question_log", "saved_change", "saved_item")
_FORMS: Mapping[str, Mapping[str, Callable[[object], object]]] = {
    "turn": {"answer": stored_answer},
    "feedback": {"history": stored_texts, "answer": stored_object, "settings": stored_object},
    "question_log": {"history": stored_texts, "answer": stored_answer},
    "saved_change": {"before": stored_json, "after": stored_json},
    "saved_item": {"value": stored_json},
}
"""By table and column, what reads the JSON there."""
_TYPES: Mapping[str, type | tuple[type, ...]] = {"TEXT": str, "INTEGER": int, "REAL": (float, int), "BLOB": bytes}


@dataclass(frozen=True, slots=True)
class RecordsCheck:
    """What is found of a records file.

    Attributes:
        bytes, free: its size, and what is free on its disk.
        version: how many migrations it has.
        rows: of each table, how many can be read.
        unreadable: of each table that has such, how many rows cannot.
        problems: what SQLite finds wrong with the structure of the file, at most MOST_PROBLEMS.
    """

    path: Path
    bytes: int
    free: int
    version: int
    rows: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.problems and not self.unreadable


def check_records(path: Path) -> RecordsCheck:
    """Check a records file, also while servers use it. It reads all of it: seconds for a file of gigabytes.

    Raises:
        RecordsError: there is none, it is no database at all, or is of a newer version of this program.
    """
    with open_as_it_is(path) as database:
        version = layout_version(database)
        if version > len(MIGRATIONS):
            raise RecordsVersionError(
                f"The records in {path} have version {version}, made by a newer Netral than this one, which knows versions up "
                f"to {len(MIGRATIONS)}. Upgrade Netral."
            )
        problems = _structure(database)
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if version == len(MIGRATIONS):
            problems += [f"the table {table!r} is missing" for table in TABLES if table not in names]
        elif version < 0 or not names.intersection(TABLES):
            raise RecordsDamagedError(f"{path} is a database, but not one of Netral's records. Check the path.")
        rows, unreadable = {}, {}
        for table in (each for each in TABLES if each in names):
            rows[table], lost = _count(database, table)
            if lost:
                unreadable[table] = lost
    size = sum(part.stat().st_size for part in (path, path.with_name(f"{path.name}-wal")) if part.is_file())
    return RecordsCheck(
        path, size, free_bytes(path), version, rows, unreadable, tuple(dict.fromkeys(problems))[:MOST_PROBLEMS]
    )


def _structure(database: Database) -> list[str]:
    """What SQLite says of the pages, the indexes, and what refers to what."""
    found: list[str] = []
    try:
        found += [str(line) for (line,) in database.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})") if line != "ok"]
        lost = len(database.execute("PRAGMA foreign_key_check").fetchall())
        found += [f"{lost} rows refer to rows that are gone"] if lost else []
    except FAILURES as error:
        found.append(str(error) or "not enough memory to read it")
    return found


def _count(database: Database, table: str) -> tuple[int, int]:
    """How many rows of a table can be read, and how many cannot."""
    try:
        columns = database.execute(f"PRAGMA table_info({table})").fetchall()  # a pragma takes no parameters
        rows, lost = read_rows(database, table, ", ".join(f'"{column[1]}"' for column in columns))
    except FAILURES:
        return 0, 1  # its definition is damaged, so that not even its rows can be counted
    bad = sum(not _is_readable(table, columns, row) for row in rows)
    return len(rows) - bad, lost + bad


def _is_readable(table: str, columns: list[Any], row: tuple[object, ...]) -> bool:
    forms = _FORMS.get(table, {})
    for (_, name, kind, required, _, key), value in zip(columns, row, strict=True):
        if value is None and not required and not key:
            continue
        if not isinstance(value, _TYPES.get(kind, object)):
            return False
        if name in forms:
            try:
                forms[name](value)
            except RowDamagedError:
                return False
    return True
