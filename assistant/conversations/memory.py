"""Which conversation continues after a reload or a restart: the browser remembers its name, the server stores it."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.conversations.conversation import Conversation, random_id
from assistant.conversations.store import ConversationStore
from index.errors import RecordsError

# The form that `random_id` gives. A browser can send anything, so nothing else reaches the database.
_ID = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_log = logging.getLogger(__name__)


def is_random_id(text: str) -> bool:
    """Whether `text` has the form of a name that `random_id` gives."""
    return _ID.match(text) is not None


@dataclass(frozen=True, slots=True)
class BrowserMemory:
    """What a browser remembers: its language, the random name of its reader, and the name of the open conversation."""

    lang: str = ""
    reader: str = ""
    open: str = ""

    @classmethod
    def from_browser(cls, value: object) -> BrowserMemory:
        """The usable part of what a browser sent; a reader without a valid name gets a new one."""
        sent = value if isinstance(value, dict) else {"lang": value}
        names = {
            key: text for key in ("reader", "open") if isinstance(text := sent.get(key), str) and is_random_id(text)
        }
        lang = sent.get("lang")
        return cls(lang if isinstance(lang, str) else "", names.get("reader") or random_id(), names.get("open", ""))

    def update_with(self, **changes: str) -> dict[str, Any]:
        """The page update that makes the browser remember this with `changes`."""
        return {"value": asdict(replace(self, **changes))}


class ConversationKeeper:
    """Loads and stores conversations for the handlers of a page, without blocking them. A failing file never costs an answer."""

    def __init__(self, store: ConversationStore) -> None:
        self.store = store

    async def resume(self, talk: Conversation, memory: BrowserMemory) -> Conversation:
        """`talk`; if it is new, after a reload or a restart, the stored conversation that the browser has open."""
        if talk.id or not memory.open:
            return talk
        try:
            return await asyncio.to_thread(self.store.load, memory.open, memory.reader) or talk
        except RecordsError as error:
            _log.error("a conversation could not be read: %s", error)
            return talk

    async def keep(self, talk: Conversation, memory: BrowserMemory) -> Conversation | None:
        """Store the last answer and give the conversation as it is stored now: go on with that one.

        None if it could not be stored; the reader sees the answer all the same.
        """
        try:
            return await asyncio.to_thread(self.store.save, memory.reader, talk)
        except RecordsError as error:
            _log.error("an answer could not be stored: %s", error)
            return None
