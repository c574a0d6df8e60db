"""What answers have quoted so far: the places of an article, and how often each article was cited."""

from __future__ import annotations

import logging

from assistant.conversations.citations import count_citations
from assistant.conversations.opinions import OpinionStore
from assistant.conversations.store import ConversationStore
from assistant.settings import Settings
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


def times_cited(settings: Settings) -> dict[str, int] | None:
    """For how many questions each article was cited, by its id; None where that cannot be read now."""
    try:
        return count_citations(settings.records, settings.keep_days)
    except RecordsError as error:
        _log.error("no count of citations: %s", error)
        return None
