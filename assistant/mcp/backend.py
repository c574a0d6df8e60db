"""What the tools need of whoever answers, and the one that answers in this process, for a single client."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from assistant.answer import Answer, Lang
from assistant.answering.passage_search import FoundPassage
from index.document import Document


class Backend(Protocol):
    """Answers without blocking the event loop; raises what the answer service raises, and BusyError where it is full."""

    async def ask(self, question: str, history: Sequence[str], lang: Lang | None) -> Answer:
        """The answer to a question, or its refusal."""

    async def search(self, query: str, k: int) -> Sequence[FoundPassage]:
        """The `k` passages nearest to a query, best first."""

    async def sources(self) -> Sequence[Document]:
        """All documents, in order."""

    async def source(self, source_id: str) -> Document:
        """The document with that id."""


class Blocking(Protocol):
    """What `ThreadBackend` calls. `assistant.Netral` is one."""

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer: ...
    def search(self, query: str, k: int = 10) -> Sequence[FoundPassage]: ...
    def sources(self) -> Sequence[Document]: ...
    def source(self, source_id: str) -> Document: ...


class ThreadBackend:
    """Calls in threads, `workers` at a time: the client on the other end may send several requests at once."""

    def __init__(self, netral: Blocking, workers: int) -> None:
        self._netral, self._free = netral, asyncio.Semaphore(workers)

    async def ask(self, question: str, history: Sequence[str], lang: Lang | None) -> Answer:
        """The answer to a question, once there is a free worker."""
        async with self._free:
            return await asyncio.to_thread(self._netral.ask, question, history, lang)

    async def search(self, query: str, k: int) -> Sequence[FoundPassage]:
        """The passages nearest to a query, once there is a free worker."""
        async with self._free:
            return await asyncio.to_thread(self._netral.search, query, k)

    async def sources(self) -> Sequence[Document]:
        """All documents."""
        return await asyncio.to_thread(self._netral.sources)

    async def source(self, source_id: str) -> Document:
        """One document."""
        return await asyncio.to_thread(self._netral.source, source_id)
