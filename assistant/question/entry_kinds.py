"""What a question asks for, beside the kinds of a question bank's entries."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.question.asked import ExpectedKind
from index.bank import EntryKind

ENTRY_KINDS_BY_ASKED: Mapping[ExpectedKind, EntryKind] = {
    "date": "when",
    "number": "how_many",
    "person": "who",
    "place": "where",
    "reason": "why",
    "manner": "how",
    "list": "list",
    "yes_no": "yes_no",
    "definition": "definition",
    "statement": "statement",
    "other": "fact",
}
"""What is asked for, to the kind of the entry that answers it."""
_ASKED_BY_ENTRY_KIND = {kind: asked for asked, kind in ENTRY_KINDS_BY_ASKED.items()}


def asked_for(kind: EntryKind) -> ExpectedKind:
    """What a question asks for that an entry of a kind answers; `other` where the kind does not say."""
    return _ASKED_BY_ENTRY_KIND.get(kind, "other")
