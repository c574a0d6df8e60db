"""What the pages need of the answer service, and the thread pool in which its blocking calls run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol, TypeVar

from assistant.answer import Answer, Lang
from assistant.answering.holdings import Holdings
from assistant.answering.suggestions import ExampleQuestion
from assistant.explanation import Explanation
from assistant.quality.log_writer import LogWriter
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.document import Document

T = TypeVar("T")


class Service(Protocol):
    """The answer service as the surfaces see it; `assistant.answering.service.AnswerService` is the real one."""

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer `question`, asked after the questions in `history`; blocking, and safe to call from threads."""

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        """Answer like `ask`, and also say how the answer came about."""

    def source(self, source_id: str) -> Document:
        """The article with that id, furniture marked."""

    def original(self, source_id: str) -> bytes:
        """The file of that article, if it is a PDF."""

    def sources(self) -> list[Document]:
        """All articles, in order."""

    def neighbours(self, source_id: str) -> tuple[Document | None, Document | None]:
        """The article before that one and the article after it, in the order of `sources`."""

    def examples(self, lang: Lang) -> list[ExampleQuestion]:
        """Questions for an empty page, with what each asks for."""

    def holdings(self) -> Holdings:
        """How many articles answers come from, and how new they are."""

    def suggestions(self, lang: Lang) -> list[str]:
        """The words of `examples`."""

    def follow_ups(self, answer: Answer, lang: Lang, history: Sequence[str] = ()) -> list[str]:
        """Questions that could come next, other than those of `history`; may be empty."""

    def entries(self) -> Sequence[LocatedEntry]:
        """The entries of the question bank in force."""

    def index_entries(self) -> Sequence[LocatedEntry]:
        """The entries that came with the documents, those that are switched off included."""

    def stale_entries(self) -> list[str]:
        """What is wrong with the question bank of the documents, in words."""

    def question_vectors(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` unit vectors of questions, around a common centre."""

    def ready(self) -> dict[str, object]:
        """What is served: index, counts, encoder. Raises StoreError if there is no usable index."""


class AskPool:
    """At most `workers` questions at a time: every surface of the server shares one pool, and with it the log of questions.

    A thread pool of our own rather than a limiter around a shared one: a question whose reader has left keeps its
    thread until it is done, so that never more than `workers` run.
    """

    def __init__(self, service: Service, workers: int, log: LogWriter | None = None) -> None:
        self._service, self._log = service, log
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="ask")
        self._closing: list[Callable[[], None]] = []

    async def ask(self, question: str, history: Sequence[str], lang: Lang | None, logged: bool = True) -> Answer:
        """`Service.ask` without blocking the event loop; raises what it raises.

        `logged` is whether it counts as a question that somebody asked: not where the server asks again to check something.
        """
        answer = await self._run(partial(self._service.ask, question, tuple(history), lang))
        if logged and self._log:
            self._log.put(answer, tuple(history))
        return answer

    async def explain(self, question: str, history: Sequence[str], lang: Lang | None) -> Explanation:
        """`Service.explain` without blocking the event loop; raises what it raises."""
        return await self._run(partial(self._service.explain, question, tuple(history), lang))

    def when_closed(self, call: Callable[[], None]) -> None:
        """Have `call` called when the server ends: what a page stores behind its answers has its last chance then."""
        self._closing.append(call)

    def close(self) -> None:
        """Refuse further questions and drop those that wait; store what answers have left to be stored."""
        # Without waiting: a question that is being answered cannot be stopped.
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._log:
            self._log.close()
        for call in self._closing:
            call()

    async def _run(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)
