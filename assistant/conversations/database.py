"""The SQLite file in which opinions and conversations are kept. The only module that knows sqlite3."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import RecordsError

BUSY_SECONDS = 5.0
RETRY_SECONDS = 0.01


@contextmanager
def transaction(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """The database of that file with the tables of `schema`, both made where they are missing; committed at the end.

    Raises:
        RecordsError: it cannot be written, is damaged, or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as database:
            _write_ahead(database)
            database.execute("PRAGMA foreign_keys=ON")
            database.executescript(schema)
            with database:
                yield database
    except (sqlite3.Error, OSError) as error:
        raise RecordsError(
            f"The records in {path} cannot be used: {error}. Check its permissions, or set `records` to another file."
        ) from error


def _write_ahead(database: sqlite3.Connection) -> None:
    """Write-ahead logging, by which whoever reads does not keep a writer waiting; the file remembers it.

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
