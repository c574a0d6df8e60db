"""Which conversation goes on after a reload or a restart: what the browser remembers, and what the server has stored."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.conversations.conversation import Conversation, new_id
from assistant.conversations.store import Conversations
from index.errors import RecordsError

_ID = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a browser remembers: its language, the random name of its reader, and the conversation that is open."""

    lang: str = ""
    reader: str = ""
    open: str = ""

    @classmethod
    def of(cls, value: object) -> Memory:
        """What of a browser's `value` can be used; a reader without a name gets one."""
        held = value if isinstance(value, dict) else {"lang": value}
        names = {key: text for key in ("reader", "open") if isinstance(text := held.get(key), str) and _ID.match(text)}
        lang = held.get("lang")
        return cls(lang if isinstance(lang, str) else "", names.get("reader") or new_id(), names.get("open", ""))

    def but(self, **changes: str) -> dict[str, Any]:
        """The update that makes the browser remember this with `changes`."""
        return {"value": asdict(replace(self, **changes))}


class Keeper:
    """Conversations for the handlers of a page: without blocking, and a file that fails never costs an answer."""

    def __init__(self, store: Conversations) -> None:
        self.store = store

    async def resumed(self, talk: Conversation, memory: Memory) -> Conversation:
        """`talk`, or after a reload or a restart the stored one that the browser has open."""
        if talk.id or not memory.open:
            return talk
        try:
            return await asyncio.to_thread(self.store.load, memory.open, memory.reader) or talk
        except RecordsError as error:
            _log.error("a conversation is not read: %s", error)
            return talk

    async def keep(self, talk: Conversation, memory: Memory) -> bool:
        """Store the last answer; whether that went well: the reader has it all the same."""
        try:
            await asyncio.to_thread(self.store.save, memory.reader, talk)
        except RecordsError as error:
            _log.error("an answer is not kept: %s", error)
            return False
        return True
