"""The tables of the records file, as an ordered list of migrations.

`PRAGMA user_version` says how many of them a file has. Never change a migration that was released: append another one.
"""

from __future__ import annotations

Migration = tuple[str, ...]
"""SQL statements, one by one: `executescript` would commit before them, and a half-made layout could stay."""

# Files from before there were versions have some or all of these tables under version 0: the tables of opinions and of
# conversations were each made when first needed, and `cited` was added last. So here, and only here, what exists is kept.
_FIRST_TABLES: Migration = (
    """CREATE TABLE IF NOT EXISTS feedback (
      id INTEGER PRIMARY KEY,
      created TEXT NOT NULL,
      verdict TEXT NOT NULL,
      comment TEXT NOT NULL,
      question TEXT NOT NULL,
      history TEXT NOT NULL,
      lang TEXT,
      answer TEXT NOT NULL,
      settings TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS conversation (
      id TEXT PRIMARY KEY,
      reader TEXT NOT NULL,
      name TEXT NOT NULL,
      updated TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS conversation_of_reader ON conversation (reader, updated)",
    "CREATE INDEX IF NOT EXISTS conversation_by_age ON conversation (updated)",
    """CREATE TABLE IF NOT EXISTS turn (
      conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      question TEXT NOT NULL,
      answer TEXT NOT NULL,
      PRIMARY KEY (conversation, number)
    )""",
    """CREATE TABLE IF NOT EXISTS cited (
      conversation TEXT NOT NULL,
      number INTEGER NOT NULL,
      source_id TEXT NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      quote TEXT NOT NULL,
      FOREIGN KEY (conversation, number) REFERENCES turn (conversation, number) ON DELETE CASCADE
    )""",
    'CREATE INDEX IF NOT EXISTS cited_of_source ON cited (source_id, start, "end")',
    "CREATE INDEX IF NOT EXISTS cited_by_turn ON cited (conversation, number)",
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST_TABLES,)
