"""How often the articles were cited in what is stored."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from assistant.conversations.database import open_transaction

# An opinion is mostly about an answer that a conversation has, too: their union counts a question once.
_COUNT = """
    SELECT source_id, count(*) FROM (
      SELECT source_id, question FROM cited JOIN turn USING (conversation, number) JOIN conversation ON id = conversation
      WHERE updated >= ? AND deleted IS NULL
      UNION
      SELECT json_extract(value, '$.source_id'), question FROM feedback,
        json_each(CASE WHEN json_valid(answer) THEN answer ELSE '{}' END, '$.citations') WHERE type = 'object'
    ) GROUP BY source_id"""


def count_citations(path: Path, days: int) -> dict[str, int]:
    """For each article id, for how many different questions the stored answers cite it; articles that none cites are left out.

    Args:
        path: the records file.
        days: how long conversations are stored; older ones do not count, nor do those that their readers deleted.

    Raises:
        RecordsError: the file is damaged, or is not a database of Netral's.
    """
    if not path.exists():
        return {}
    # With microseconds, as the times in the file, with which this one is compared as a text.
    oldest = (datetime.now(timezone.utc) - timedelta(days=days)).isoformat(timespec="microseconds")
    with open_transaction(path) as database:
        counted = database.execute(_COUNT, (oldest,)).fetchall()
    return {source_id: count for source_id, count in counted if isinstance(source_id, str)}
