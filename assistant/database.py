"""The SQLite file in which opinions and conversations are kept. The only module that knows sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import RecordsError

BUSY_SECONDS = 5.0


@contextmanager
def transaction(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """The database of that file with the tables of `schema`, both made where they are missing; committed at the end.

    Raises:
        RecordsError: it cannot be written, is damaged, or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as database:
            # Write-ahead logging: whoever reads does not keep a writer waiting.
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA foreign_keys=ON")
            database.executescript(schema)
            with database:
                yield database
    except (sqlite3.Error, OSError) as error:
        raise RecordsError(
            f"The records in {path} cannot be used: {error}. Check its permissions, or set `records` to another file."
        ) from error
