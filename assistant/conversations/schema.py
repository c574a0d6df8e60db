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

# What evaluators work with: the questions that were asked, and what they save, with every change to it.
_QUALITY: Migration = (
    """CREATE TABLE question_log (
      id INTEGER PRIMARY KEY,
      created TEXT NOT NULL,
      question TEXT NOT NULL,
      history TEXT NOT NULL,
      lang TEXT NOT NULL,
      kind TEXT NOT NULL,
      reason TEXT,
      confidence REAL NOT NULL,
      level TEXT,
      intent TEXT NOT NULL,
      searched_as TEXT NOT NULL,
      index_id TEXT NOT NULL,
      answer TEXT NOT NULL,
      encoder TEXT,
      vector BLOB
    )""",
    "CREATE INDEX question_log_by_age ON question_log (created)",
    "CREATE INDEX question_log_by_search ON question_log (searched_as)",
    # AUTOINCREMENT: the number of a change is a version, and one that was given is never given again.
    """CREATE TABLE saved_change (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      step INTEGER NOT NULL,
      made TEXT NOT NULL,
      author TEXT NOT NULL,
      action TEXT NOT NULL,
      sort TEXT NOT NULL,
      name TEXT NOT NULL,
      before TEXT,
      after TEXT,
      replaced INTEGER NOT NULL,
      undoes INTEGER
    )""",
    "CREATE INDEX saved_change_by_step ON saved_change (step)",
    """CREATE TABLE saved_item (
      sort TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT,
      change INTEGER NOT NULL REFERENCES saved_change (number),
      PRIMARY KEY (sort, name)
    )""",
)

# Several tabs write one conversation, so each conversation counts how often it was stored. A turn says at which of these
# versions its number first existed (`since`), and at which one its present question was stored (`written`).
# A deleted conversation stays until its deletion can no longer be undone.
_VERSIONS: Migration = (
    "ALTER TABLE conversation ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversation ADD COLUMN deleted TEXT",
    "CREATE INDEX conversation_deleted ON conversation (deleted) WHERE deleted IS NOT NULL",
    "ALTER TABLE turn ADD COLUMN since INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE turn ADD COLUMN written INTEGER NOT NULL DEFAULT 1",
)

# What a reader says of an answer beside the verdict, and the hash of the key by which they replace it.
_CHANGED_OPINIONS: Migration = (
    "ALTER TABLE feedback ADD COLUMN reason TEXT",
    "ALTER TABLE feedback ADD COLUMN passage TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feedback ADD COLUMN changed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feedback ADD COLUMN key TEXT",
    "CREATE UNIQUE INDEX feedback_by_key ON feedback (key)",
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST_TABLES, _QUALITY, _VERSIONS, _CHANGED_OPINIONS)
