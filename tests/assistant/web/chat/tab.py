"""One tab of the staff page without a browser: its handlers, and what it shows after each of their updates."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation
from assistant.settings import Settings
from assistant.web.chat.components import STATES, ComponentName, Updates
from assistant.web.chat.conversation_list import ConversationList
from assistant.web.chat.handlers import PageHandlers
from assistant.web.shared.pool import AskPool
from tests.fakes import FakeService
from tests.markup import Tags

T = TypeVar("T")
_ASKED = re.compile(r'<div class="asked">(.*?)</div>')
_TITLE = re.compile(r'<span class="talk-title">(.*?)</span>')
SLOW = "Yang lambat?"
"""A question that the fake service answers once its `released` is set."""


class Tab:
    """A page that a reader has open. `browser` is what its browser remembers: its tabs share it, but read it when they load."""

    def __init__(self, server: Server, browser: dict[str, Any]) -> None:
        self._server, self.browser = server, browser
        self._memory: dict[str, Any] = {}
        self._typed: object = ""
        self._hears = True
        self.shown: dict[ComponentName, dict[str, Any]] = {}
        self.seen: list[Updates] = []

    def take(self, updates: Updates) -> Updates:
        """Apply an update, property by property, as Gradio does."""
        for name, change in updates.items():
            assert name not in STATES or "value" in change, name
            self.shown.setdefault(name, {}).update(change)
        if "memory" in updates:
            self._memory = updates["memory"]["value"]
            self.browser.update(self._memory)
        self.seen.append(updates)
        return updates

    @property
    def talk(self) -> Conversation:
        """The conversation as the page knows it."""
        return self.shown["talk"]["value"]  # type: ignore[no-any-return]

    @property
    def lang(self) -> Lang:
        """The language of the page."""
        return self.shown["lang"]["value"]  # type: ignore[no-any-return]

    async def open(self) -> Tab:
        """Load, or reload, the page."""
        self.take(await self._server.handlers.open(dict(self.browser)))
        return self

    async def ask(self, question: object) -> Updates:
        """A question of the box; the last update."""
        updates = self._server.handlers.ask(question, self.talk, self.lang, self._memory)
        return await self._stream(updates, question)

    async def send(self, **values: object) -> Updates:
        """A question of the script."""
        return await self.send_raw(json.dumps(values))

    async def send_raw(self, message: object) -> Updates:
        """Anything at all in the place of a question of the script."""
        return await self._stream(self._server.handlers.asked(message, self.talk, self.lang, self._memory))

    async def _stream(self, updates: AsyncIterator[Updates], typed: object = None) -> Updates:
        if typed is not None:
            self.shown.setdefault("question", {})["value"] = typed
        last: Updates = {}
        async for last in updates:
            self.take(last)
        if self._hears:
            await self.hear()
        return last

    async def hear(self) -> Updates:
        """What the page asks for after each answer: what became of storing it."""
        kept = await self._server.handlers.kept(self.talk, self.lang, self._memory, self._typed)
        for name, change in kept.items():  # not among the updates of the question that tests look at
            self.shown.setdefault(name, {}).update(change)
        if "memory" in kept:
            self._memory = kept["memory"]["value"]
            self.browser.update(self._memory)
        return kept

    async def stop(self) -> None:
        """The stop button."""
        self.take(await self._server.handlers.stop(self.talk))

    async def do(self, name: str, **values: object) -> Updates:
        """A command of the script."""
        return await self.do_raw(json.dumps({"do": name, **values}))

    async def do_raw(self, message: object) -> Updates:
        """Anything at all in the place of a command."""
        return self.take(await self._server.talks.command(message, self.talk, self.lang, self._memory, self._typed))

    async def search(self, text: object) -> Updates:
        """Type into the search of the conversations."""
        self._typed = text
        return self.take(await self._server.talks.search(text, self.talk, self.lang, self._memory))

    @property
    def questions(self) -> list[str]:
        """Those that are shown, in order."""
        asked = (message["content"] for message in self.shown["chat"]["value"] if message["role"] == "user")
        return [unescape(text) for html in asked for text in _ASKED.findall(html)]

    @property
    def last_answer(self) -> str:
        """The HTML of the newest answer."""
        return str(self.shown["chat"]["value"][-1]["content"])

    @property
    def listed(self) -> list[str]:
        """The titles in the list, in order."""
        return [unescape(title) for title in _TITLE.findall(self.shown["talks_list"]["value"])]

    @property
    def notice(self) -> str:
        """The words of the notice, empty where none is shown."""
        notice = self.shown["notice"]
        return Tags(notice["value"]).text if notice["visible"] else ""

    @property
    def box(self) -> object:
        """What stands in the question box."""
        return self.shown.get("question", {}).get("value", "")

    @property
    def is_waiting(self) -> bool:
        """Whether the page shows that a question is being answered."""
        return bool(self.shown["stop"]["visible"]) and not self.shown["send"]["visible"]


class Server:
    """The handlers of one server, with its service."""

    def __init__(self, service: FakeService, settings: Settings) -> None:
        self.service, self.settings = service, settings
        self._pool = AskPool(service, 4, max_waiting=settings.max_waiting)
        self.handlers = PageHandlers(service, self._pool, settings)
        self._pool.when_closed(self.handlers.keeper.close)
        self.talks = ConversationList(self.handlers)

    async def tab(self, memory: dict[str, Any] | None = None) -> Tab:
        """A tab that has just opened; with the `browser` of another one, a second tab of the same browser."""
        return await Tab(self, {} if memory is None else memory).open()

    def close(self) -> None:
        """End, whatever waits."""
        self.service.released.set()
        self._pool.close()


@asynccontextmanager
async def serving(records: Path, service: FakeService | None = None, **settings: Any) -> AsyncIterator[Server]:
    """A server over that records file."""
    given = Settings(**({"records": records} | settings))
    server = Server(service or FakeService(given), given)
    try:
        yield server
    finally:
        server.close()


@asynccontextmanager
async def waiting(tab: Tab, ask: Callable[[], Awaitable[Updates]]) -> AsyncIterator[asyncio.Task[Updates]]:
    """While the question that `ask` sends is being answered. The task ends with the question's last update."""

    async def whole() -> Updates:
        return await ask()

    task = asyncio.create_task(whole())
    while not (tab.shown and tab.shown.get("stop", {}).get("visible")):
        assert not task.done(), task.result()
        await asyncio.sleep(0.005)
    # The first update is out before the question is given to the pool: a stop can come in between, too.
    await asyncio.sleep(0.02)
    try:
        yield task
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def run(scenario: Awaitable[T]) -> T:
    """Run it to its end, or fail after 20 seconds: a handler that hangs leaves a page waiting."""

    async def main() -> T:
        return await asyncio.wait_for(scenario, 20)

    return asyncio.run(main())
