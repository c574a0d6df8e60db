"""The SQLite file that stores opinions and conversations. No other module uses sqlite3."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.conversations.schema import MIGRATIONS
from index.disk_space import disk_full, is_full
from index.disk_space import free_bytes as free_in
from index.errors import (
    RecordsBusyError,
    RecordsDamagedError,
    RecordsError,
    RecordsFullError,
    RecordsVersionError,
)

Database = sqlite3.Connection
"""An open records file, for those who hand it on within a transaction."""
FAILURES = (sqlite3.Error, MemoryError, UnicodeDecodeError)
"""What SQLite raises. A length that is damaged may ask for more memory than there is, and a message may name a table by damaged letters."""
BUSY_SECONDS = 5.0
RETRY_SECONDS = 0.01
LEAST_ROOM = 64 * 1024
"""Bytes that SQLite needs free to write at all: most of them for the file by which several programs share one (32 KiB)."""
_DAMAGED = ("malformed", "not a database", "could not decode", "corrupt", "unsupported file format", "disk i/o error")
"""What SQLite's messages have in them where the file is damaged. Its error codes are known to Python from 3.11 on only."""


@contextmanager
def open_transaction(path: Path, patience: float | None = None) -> Iterator[sqlite3.Connection]:
    """The database of that file, made where it is missing and brought up to date; committed at the end.

    Args:
        path: the file.
        patience: seconds to wait for another program that holds it; None: BUSY_SECONDS.

    Raises:
        RecordsError: it cannot be written, is damaged, is no database, or is of a newer version of this program;
            `RecordsFullError` where there is no room for it.
    """
    patience = BUSY_SECONDS if patience is None else patience
    with _declared(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # `closing`, because sqlite3's own `with` only ends the transaction and leaves the connection open.
        with closing(sqlite3.connect(path, timeout=patience)) as database:
            _check_version(database, path)  # before anything is written: switching the journal changes the file, too
            _write_ahead(database, patience)
            database.execute("PRAGMA foreign_keys=ON")  # of this connection only, and off by default
            _migrate(database)
            with database:
                yield database


@contextmanager
def open_as_it_is(path: Path) -> Iterator[sqlite3.Connection]:
    """The database of that file, to be read only: it is not brought up to date, and a missing one is not made.

    Raises:
        RecordsError: it is missing, damaged, or no database.
    """
    with _declared(path), closing(_connect_to_read(path)) as database:
        yield database


def copy_database(path: Path, copy: Path) -> None:
    """Copy a database that others may be writing, as it is at one moment, to a new single file. The caller checks the copy.

    Raises:
        RecordsError: it cannot be read, or the copy cannot be written.
    """
    with _declared(path), closing(_connect_to_read(path)) as source:
        try:
            with closing(sqlite3.connect(copy)) as target:
                # All pages in one step: in several, each write of another program would begin the copy again.
                source.backup(target, pages=-1)
                # The copy says of itself that it has a write-ahead log, as the original has. Without one it is a single file.
                target.execute("PRAGMA journal_mode=DELETE")
            sync_file(copy)
        except sqlite3.Error as error:
            raise _as_declared(copy, error, path) from error


def flush_log(path: Path) -> bool:
    """Put everything that SQLite keeps beside the file into it; whether that was possible."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as database:
            return bool(database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except sqlite3.Error:
        return False


def sync_file(path: Path) -> None:
    """Have the disk write a file, or the names in a folder, now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_rows(
    database: sqlite3.Connection,
    table: str,
    columns: str,
    where: str = "1",
    values: tuple[object, ...] = (),
    order: str = "rowid",
    limit: int = -1,
) -> tuple[list[Any], int]:
    """Rows of a table, in order, and how many more there are that cannot be read.

    Where a part of the file is damaged, what can still be read is read row by row. Those rows are in the order of `rowid`, whatever
    `order` says, and a text that is no UTF-8 is `bytes`.
    """
    statement = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - constants
    try:
        return database.execute(statement, (*values, limit)).fetchall(), 0
    except FAILURES as error:
        if not is_damage(error):
            raise
    rows, lost = [], 0
    one = f"SELECT {columns} FROM {table} NOT INDEXED WHERE rowid = ? AND ({where})"  # noqa: S608 - constants
    strict, database.text_factory = database.text_factory, _text_or_bytes
    try:
        for key in sorted(_readable_keys(database, table)):
            try:
                rows += database.execute(one, (key, *values)).fetchall()
            except FAILURES as error:
                if not is_damage(error):
                    raise
                lost += 1
    finally:
        database.text_factory = strict
    return rows, lost


def is_damage(error: BaseException) -> bool:
    """Whether SQLite said with `error` that the file is damaged."""
    text = str(error).lower()
    return isinstance(error, MemoryError | UnicodeDecodeError | sqlite3.DataError) or any(
        part in text for part in _DAMAGED
    )


def _readable_keys(database: sqlite3.Connection, table: str) -> set[int]:
    """The keys of a table as far as they can be read: from an index, and from the table itself from both ends."""
    found: set[int] = set()
    for source in (table, f"{table} NOT INDEXED ORDER BY rowid", f"{table} NOT INDEXED ORDER BY rowid DESC"):
        # What was read before the damage counts.
        with suppress(*FAILURES):
            found.update(key for (key,) in database.execute(f"SELECT rowid FROM {source}"))  # noqa: S608 - constants
    return {key for key in found if isinstance(key, int)}


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


@contextmanager
def _declared(path: Path) -> Iterator[None]:
    """Whatever SQLite or the file system says about the file, as one of the declared errors."""
    try:
        yield
    except (*FAILURES, OSError) as error:
        raise _as_declared(path, error) from error


def _as_declared(path: Path, error: Exception, source: Path | None = None) -> RecordsError:
    text = str(error).lower()
    said = f"The records in {path} cannot be used: {error or 'not enough memory'}. "
    if "locked" in text or "busy" in text:
        return RecordsBusyError(f"{said}Another program holds them: try again, or set `records` to another file.")
    if _is_full(error, path):
        full = disk_full(_disk_of(path), max(LEAST_ROOM, _size(source) if source else 0))
        return RecordsFullError(full.folder, full.needed, full.free, full.advice)
    if is_damage(error):
        return RecordsDamagedError(
            f"{said}`netral records check` says what can still be read, `netral records restore FILE` puts a backup in its place. "
            "Check its permissions, or set `records` to another file."
        )
    return RecordsError(f"{said}Check its permissions, or set `records` to another file.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _disk_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def free_bytes(path: Path) -> int:
    """Bytes that are free on the disk of a file, which need not be there; 0 where the disk does not say."""
    return free_in(_disk_of(path)) or 0


def _is_full(error: Exception, path: Path) -> bool:
    """Whether it is for want of room. SQLite says so only of the file itself, not of the two beside it."""
    if isinstance(error, OSError):
        return is_full(error)
    if "disk is full" in str(error):
        return True
    free = free_in(_disk_of(path))
    unclear = ("disk I/O error", "unable to open database file")
    return free is not None and free < LEAST_ROOM and any(text in str(error) for text in unclear)


def _connect_to_read(path: Path) -> sqlite3.Connection:
    # SQLite's own "unable to open database file" does not say that there is none.
    if not path.is_file():
        raise RecordsError(f"There are no records in {path}. Check the path.")
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def layout_version(database: sqlite3.Connection) -> int:
    """How many migrations the file has; what is no such number is 0 or less."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _check_version(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a file whose tables this program does not know, before anything in it is changed."""
    found = layout_version(database)
    if found > len(MIGRATIONS):
        raise RecordsVersionError(
            f"The records in {path} have version {found}, made by a newer Netral than this one, which knows versions up to "
            f"{len(MIGRATIONS)}. Upgrade Netral, or set `records` to another file."
        )
    if found < 0:
        raise RecordsDamagedError(
            f"The records in {path} have version {found}, which is none: the file is damaged. Put a backup in its place: "
            "`netral records restore FILE`."
        )


def _migrate(database: sqlite3.Connection) -> None:
    """Apply the migrations that the file lacks: all of them, or after an error none."""
    if layout_version(database) >= len(MIGRATIONS):
        return
    with database:
        # Two may find a new file at once. The lock is taken before the version is read again, so the second finds it done.
        database.execute("BEGIN IMMEDIATE")
        done = layout_version(database)
        for version, migration in enumerate(MIGRATIONS[done:], done + 1):
            for statement in migration:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version}")  # a pragma takes no parameters


def _write_ahead(database: sqlite3.Connection, patience: float) -> None:
    """Write-ahead logging, by which reading does not keep a writer waiting; the file remembers it.

    The first connection of a new file turns a read into the write that switches it, and for that SQLite does not wait
    its turn (a busy handler is not called where two could wait for each other). Those that come at the same moment
    are refused at once, so they ask again for as long as every other statement would wait.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
