"""Removing what is too old: conversations, the log of questions, and opinions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from assistant.conversations.database import open_transaction

UNDO_MINUTES = 10  # a deleted conversation can be brought back for so long


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many of each were removed."""

    conversations: int = 0
    questions: int = 0
    opinions: int = 0


def prune_records(path: Path, before: datetime, opinions_before: datetime) -> Pruned:
    """Remove conversations last asked, and questions logged, before a time; opinions given, or last changed, before another.

    What readers deleted, and can no longer bring back, goes with them.

    Raises:
        RecordsError: the file cannot be written, or is damaged.
    """
    if not path.exists():
        return Pruned()
    undone = datetime.now(timezone.utc) - timedelta(minutes=UNDO_MINUTES)
    with open_transaction(path) as database:
        removed = [
            database.execute(statement, values).rowcount
            for statement, values in (
                # The turns and their cited places go with a conversation: their tables cascade.
                ("DELETE FROM conversation WHERE updated < ?", (_as_stored(before),)),
                ("DELETE FROM conversation WHERE deleted <= ?", (_as_stored(undone),)),
                ("DELETE FROM question_log WHERE created < ?", (_as_stored(before),)),
                ("DELETE FROM feedback WHERE max(created, changed) < ?", (_as_stored(opinions_before),)),
            )
        ]
    return Pruned(removed[0] + removed[1], removed[2], removed[3])


def days_ago(days: int) -> datetime:
    """The moment so many days ago."""
    return datetime.now(timezone.utc) - timedelta(days=days)


def _as_stored(moment: datetime) -> str:
    # Always with microseconds: the times are compared as texts, and ISO format leaves out a fraction that is 0.
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")
