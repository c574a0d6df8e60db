"""The SQLite file that stores opinions and conversations. No other module uses sqlite3."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.conversations.schema import MIGRATIONS
from index.disk_space import disk_full, free_bytes, is_full
from index.errors import RecordsError, RecordsFullError

Database = sqlite3.Connection
"""An open records file, for those who hand it on within a transaction."""
BUSY_SECONDS = 5.0
RETRY_SECONDS = 0.01
LEAST_ROOM = 64 * 1024
"""Bytes that SQLite needs free to write at all: most of them for the file by which several programs share one (32 KiB)."""


@contextmanager
def open_transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """The database of that file, made where it is missing and brought up to date; committed at the end.

    Raises:
        RecordsError: it cannot be written, is damaged, is no database, or is of a newer version of this program;
            `RecordsFullError` where there is no room for it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # `closing`, because sqlite3's own `with` only ends the transaction and leaves the connection open.
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as database:
            _check_version(database, path)  # before anything is written: switching the journal changes the file, too
            _write_ahead(database)
            database.execute("PRAGMA foreign_keys=ON")  # of this connection only, and off by default
            _migrate(database)
            with database:
                yield database
    except RecordsError:
        raise
    except (sqlite3.Error, OSError) as error:
        if _is_full(error, path):
            full = disk_full(path.parent, LEAST_ROOM)
            raise RecordsFullError(full.folder, full.needed, full.free, full.advice) from error
        raise RecordsError(
            f"The records in {path} cannot be used: {error}. Check its permissions, or set `records` to another file."
        ) from error


def _is_full(error: Exception, path: Path) -> bool:
    """Whether it is for want of room. SQLite says so only of the file itself, not of the two beside it."""
    if isinstance(error, OSError):
        return is_full(error)
    if "database or disk is full" in str(error):
        return True
    free = free_bytes(path.parent)
    unclear = ("disk I/O error", "unable to open database file")
    return free is not None and free < LEAST_ROOM and any(text in str(error) for text in unclear)


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _check_version(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a file whose tables this program does not know, before anything in it is changed."""
    found = _version(database)
    if found > len(MIGRATIONS):
        raise RecordsError(
            f"The records in {path} have version {found}, made by a newer Netral than this one, which knows versions up to "
            f"{len(MIGRATIONS)}. Upgrade Netral, or set `records` to another file."
        )


def _migrate(database: sqlite3.Connection) -> None:
    """Apply the migrations that the file lacks: all of them, or after an error none."""
    if _version(database) >= len(MIGRATIONS):
        return
    with database:
        # Two may find a new file at once. The lock is taken before the version is read again, so the second finds it done.
        database.execute("BEGIN IMMEDIATE")
        done = _version(database)
        for version, migration in enumerate(MIGRATIONS[done:], done + 1):
            for statement in migration:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version}")  # a pragma takes no parameters


def _write_ahead(database: sqlite3.Connection) -> None:
    """Write-ahead logging, by which reading does not keep a writer waiting; the file remembers it.

    The first connection of a new file turns a read into the write that switches it, and for that SQLite does not wait
    its turn (a busy handler is not called where two could wait for each other). Those that come at the same moment
    are refused at once, so they ask again for as long as every other statement would wait.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
