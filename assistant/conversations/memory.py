"""Which conversation continues after a reload or a restart: the browser remembers its name, the server stores it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from assistant.conversations.conversation import Conversation, random_id
from assistant.conversations.store import ConversationStore
from assistant.conversations.write_queue import WriteQueue
from index.errors import RecordsError

MOST_WAITING = 1_000
"""Answers that wait to be stored, at most; beyond that, their readers are told at once that theirs is not."""
MOST_ENDED = 256
"""Answers whose storing ended that are remembered, failed ones included: a page may not have heard of the end."""
STORED_SECONDS = 20.0
"""After so long, a reader is told that an answer is not stored. It may still be: nobody is told that it is."""
READERS = 4
P = ParamSpec("P")
T = TypeVar("T")
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


def is_unread(talk: Conversation) -> bool:
    """Whether only the id of a conversation is known, because it could not be read."""
    return bool(talk.id) and not talk.turns and not talk.version


@dataclass(slots=True)
class _Storing:
    """One answer that is being stored, or was.

    Attributes:
        reader, shown: whose conversation, and the conversation as its page shows it.
        follows: the storing of the answer before it, if the page had not heard of its end.
        outcome: what to go on with: the conversation as it is stored now or, where storing failed, as it would have been.
        dropped: whether it need not be stored any more: a later one takes it along, or its conversation was deleted.
        stored: whether it is stored, and by that acknowledged; set once.
    """

    reader: str
    shown: Conversation
    follows: _Storing | None
    outcome: Conversation
    dropped: bool = False
    stored: Future[bool] = field(default_factory=Future)

    @property
    def failed(self) -> bool:
        return self.stored.done() and not self.stored.result() and not self.dropped


class ConversationKeeper:
    """Loads and stores conversations for the handlers of a page, without blocking them. A failing file never costs an answer.

    Answers are stored behind, in the order in which they were given. Until its answer is stored, and where storing it failed, a
    conversation is found here, so that a reload shows it. What failed is stored with the next answer of its conversation, after
    another one was stored, or when the server ends.
    """

    def __init__(self, store: ConversationStore) -> None:
        self.store = store
        self._queue = WriteQueue("conversations", MOST_WAITING)
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="records")
        self._storings: OrderedDict[str, _Storing] = OrderedDict()  # by `Conversation.keeping`, the latest last
        self._lock = Lock()

    async def run(self, call: Callable[P, T], *values: P.args, **more: P.kwargs) -> T:
        """Call a blocking method of the store, in threads of the records' own: a disk that hangs takes no others."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, partial(call, *values, **more))

    async def resume(self, talk: Conversation, memory: BrowserMemory, seconds: float | None = None) -> Conversation:
        """`talk`; if it is new, after a reload or a restart, the stored conversation that the browser has open.

        Where that cannot be read, or not within so many seconds, an empty conversation under its id: what is asked in it is stored
        behind its turns once that is possible, and the browser does not forget it.
        """
        if not memory.open or (talk.id and not is_unread(talk)):
            return talk
        if kept := self._not_stored_yet(memory):
            return kept
        try:
            found = await asyncio.wait_for(self.run(self.store.load, memory.open, memory.reader), seconds)
        except (RecordsError, asyncio.TimeoutError) as error:
            _log.error("a conversation could not be read: %s", str(error) or "it took too long")
            return Conversation(id=memory.open)
        return found or Conversation()

    def put(self, talk: Conversation, memory: BrowserMemory) -> Conversation:
        """Store the last answer soon, and give `talk` as it knows of that; returns at once."""
        name = random_id()
        with self._lock:
            follows = self._storings.get(talk.keeping)
            talk = replace(talk, keeping=name)
            if follows:
                follows.dropped = True
            one = self._storings[name] = _Storing(memory.reader, talk, follows, talk)
            ended = [key for key, each in self._storings.items() if each.stored.done()]
            for key in ended[: max(0, len(ended) - MOST_ENDED)]:
                if self._storings.pop(key).failed:
                    _log.error("an answer is not stored: too many failed before it")
        if not self._queue.put(partial(self._store, one)):
            _log.error("an answer is not stored: %d wait already, or the server is ending", MOST_WAITING)
            one.stored.set_result(False)
        return talk

    async def stored(self, talk: Conversation) -> Conversation | None:
        """Wait until the last answer of `talk` is stored, and give the conversation as it is stored then: go on with that one.

        None if it could not be stored, or is not yet after STORED_SECONDS; the reader sees the answer all the same.
        """
        with self._lock:
            one = self._storings.get(talk.keeping)
        if one is None:  # long ago
            return talk
        try:
            good = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(one.stored)), STORED_SECONDS)
        except asyncio.TimeoutError:
            return None
        return one.outcome if good else None

    def drop(self, talk_id: str, memory: BrowserMemory) -> None:
        """A conversation was deleted: what of it is not stored yet never will be."""
        with self._lock:
            for one in self._storings.values():
                if one.reader == memory.reader and talk_id in (one.shown.id, one.outcome.id):
                    one.dropped = True

    def close(self) -> None:
        """Store what waits, and try once more what failed; what a disk that hangs has not taken after ten seconds is lost."""
        for one in self._failed():
            self._queue.put(partial(self._store_again, one), anyway=True)
        if left := self._queue.close():
            _log.error("%d answers are not stored: the server ended before they could be written", left)
        self._reading.shutdown(wait=False, cancel_futures=True)

    def _not_stored_yet(self, memory: BrowserMemory) -> Conversation | None:
        with self._lock:
            for one in reversed(self._storings.values()):
                if one.reader == memory.reader and memory.open in (one.shown.id, one.outcome.id) and not one.dropped:
                    return None if one.stored.done() and one.stored.result() else one.shown
        return None

    def _failed(self) -> list[_Storing]:
        with self._lock:
            return [one for one in self._storings.values() if one.failed]

    def _store(self, one: _Storing) -> None:
        good = False
        try:
            before, one.follows = one.follows, None  # or each would hold all before it
            if before:
                one.outcome = one.shown.moved_behind(before.shown, before.outcome)
            good = one.dropped or self._saved(one)
        finally:
            one.stored.set_result(good)
        if good and (failed := self._failed()):  # the file works again
            self._queue.put(partial(self._store_again, failed[0]), anyway=True)

    def _saved(self, one: _Storing) -> bool:
        try:
            one.outcome = self.store.save(one.reader, one.outcome)
        except RecordsError as error:
            _log.error("an answer could not be stored: %s", error)
            return False
        return True

    def _store_again(self, one: _Storing) -> None:
        if not one.failed or not self._saved(one):
            return
        # Whoever waited was told that it failed. Now the file has it, and a page that loads finds it there.
        one.dropped = True
        if failed := self._failed():
            self._queue.put(partial(self._store_again, failed[0]), anyway=True)
