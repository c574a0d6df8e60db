"""The places of an article that answers have quoted so far."""

from __future__ import annotations

import logging

from assistant.conversations.opinions import OpinionStore
from assistant.conversations.store import ConversationStore
from index.document import Document, Span
from index.errors import RecordsError

_log = logging.getLogger(__name__)


def cited_places(document: Document, conversations: ConversationStore, opinions: OpinionStore) -> list[Span] | None:
    """The places of `document` that stored answers quote, in order; None where that cannot be read now.

    An article may have changed since it was quoted: a place whose text is no longer the quote is left out.
    """
    try:
        places = {*conversations.cited(document.id), *opinions.cited(document.id)}
    except RecordsError as error:
        _log.error("no cited places: %s", error)
        return None
    return sorted(Span(start, end) for start, end, quote in places if document.text[start:end] == quote)
