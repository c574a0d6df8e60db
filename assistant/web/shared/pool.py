"""What the pages need of the answer service, and the thread pool in which its blocking calls run."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Protocol, TypeVar

from assistant.answer import Answer, Lang
from assistant.answering.holdings import Holdings
from assistant.answering.passage_search import FoundPassage
from assistant.answering.suggestions import ExampleQuestion
from assistant.explanation import Explanation
from assistant.quality.log_writer import LogWriter
from assistant.web.shared.kept_answers import KeptAnswers
from assistant.web.shared.observer import Observer
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.document import Document
from index.errors import BusyError

LOOKUPS = 2
"""Threads that look for answers that are kept; two, so that one slow look at the disk keeps nobody waiting."""
MEAN_MOVES_BY = 0.1
"""How far the mean of answering times moves towards each new one."""
LONGEST_WAIT = 120
"""Seconds that a client is told to wait, at most."""
T = TypeVar("T")


class Service(Protocol):
    """The answer service as the surfaces see it; `assistant.answering.service.AnswerService` is the real one."""

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer `question`, asked after the questions in `history`; blocking, and safe to call from threads."""

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        """Answer like `ask`, and also say how the answer came about."""

    def search(self, query: str, k: int) -> Sequence[FoundPassage]:
        """The `k` passages nearest to a query, best first."""

    def generation(self) -> object | None:
        """What answers at the moment: another object after a publication and after a saved verification. None: not certain."""

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
    """At most `workers` questions at a time, and at most `max_waiting` that wait: every surface of the server shares one pool.

    A thread pool of our own rather than a limiter around a shared one: a question whose reader has left keeps its
    thread until it is done, so that never more than `workers` run. One that still waits is dropped when its reader leaves.
    """

    def __init__(
        self,
        service: Service,
        workers: int,
        log: LogWriter | None = None,
        max_waiting: int = 50,
        answers_kept: int = 0,
        observer: Observer | None = None,
    ) -> None:
        """`log` gets every question with its answer; `answers_kept` answers are kept for those who ask the same."""
        self._service, self._log, self._observer = service, log, observer or Observer()
        self._workers, self._places = workers, workers + max_waiting
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="ask")
        self._kept = KeptAnswers(service, answers_kept)
        # Not one of the workers: what everybody asks is served while they are all taken.
        self._lookups = ThreadPoolExecutor(max_workers=LOOKUPS, thread_name_prefix="kept")
        self._lock = threading.Lock()
        self._open = 0
        self._mean: float | None = None
        self._closing: list[Callable[[], None]] = []

    @property
    def waiting(self) -> int:
        """How many questions wait for a worker."""
        return max(0, self._open - self._workers)

    @property
    def mean_seconds(self) -> float:
        """The moving mean of how long a question takes once a worker has it; 0 before the first one."""
        return self._mean or 0.0

    async def ask(self, question: str, history: Sequence[str], lang: Lang | None, logged: bool = True) -> Answer:
        """`Service.ask` without blocking the event loop, or the answer that is kept; raises what it raises.

        `logged` is whether it counts as a question that somebody asked: not where the server asks again to check something.

        Raises:
            BusyError: as many questions wait as may.
        """
        return await (await self.begin(question, history, lang, logged))

    async def begin(
        self, question: str, history: Sequence[str], lang: Lang | None, logged: bool = True
    ) -> asyncio.Future[Answer]:
        """Have a question answered as `ask` does, and return at once. Cancelling what is returned drops a question that waits.

        Raises:
            BusyError: as many questions wait as may.
        """
        earlier = tuple(history)
        kept = await self._look_up(question, earlier, lang)
        if kept is None:
            answering = self._submit(partial(self._kept.answer, question, earlier, lang))
            if logged:
                answering.add_done_callback(partial(self._tell_when_done, earlier))
        else:
            answering = asyncio.get_running_loop().create_future()
            answering.set_result(kept)
            if logged:
                # At once: a callback would come when the request may be over already.
                self._tell(kept, earlier, cached=True)
        return answering

    async def explain(self, question: str, history: Sequence[str], lang: Lang | None) -> Explanation:
        """`Service.explain` without blocking the event loop; raises what it raises, and `BusyError` as `ask` does."""
        return await self._submit(partial(self._service.explain, question, tuple(history), lang))

    async def search(self, query: str, k: int) -> Sequence[FoundPassage]:
        """`Service.search` without blocking the event loop; raises what it raises, and `BusyError` as `ask` does."""
        return await self._submit(partial(self._service.search, query, k))

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return min(self._open, self._workers)

    def when_closed(self, call: Callable[[], None]) -> None:
        """Have `call` called when the server ends: what a page stores behind its answers has its last chance then."""
        self._closing.append(call)

    def close(self) -> None:
        """Refuse further questions and drop those that wait; store what answers have left to be stored."""
        # Without waiting: a question that is being answered cannot be stopped.
        for threads in (self._threads, self._lookups):
            threads.shutdown(wait=False, cancel_futures=True)
        if self._log:
            self._log.close()
        for call in self._closing:
            call()

    async def _look_up(self, question: str, history: tuple[str, ...], lang: Lang | None) -> Answer | None:
        if not self._kept:
            return None
        look = partial(self._kept.find, question, history, lang)
        return await asyncio.get_running_loop().run_in_executor(self._lookups, look)

    def _submit(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """What `call` gives, in a thread, once there is a free one.

        Raises:
            BusyError: as many questions wait as may.
        """
        with self._lock:
            if self._open >= self._places:
                raise BusyError(self._seconds_to_wait())
            self._open += 1
        try:
            # In the caller's context: what is logged of the question carries the id of its request.
            running = self._threads.submit(copy_context().run, self._timed, call)
        except RuntimeError:  # the server is shutting down
            self._leave()
            raise
        # Called at once where a question is dropped before it starts, so that its place is free for another.
        running.add_done_callback(lambda _: self._leave())
        return asyncio.wrap_future(running)

    def _timed(self, call: Callable[[], T]) -> T:
        started = time.perf_counter()
        try:
            return call()
        finally:
            took = time.perf_counter() - started
            with self._lock:
                self._mean = took if self._mean is None else self._mean + MEAN_MOVES_BY * (took - self._mean)

    def _leave(self) -> None:
        with self._lock:
            self._open -= 1

    def _seconds_to_wait(self) -> int:
        """Until those who wait now are answered, in whole seconds, at least one."""
        needed = (self._open - self._workers) * self.mean_seconds / self._workers
        return min(max(1, math.ceil(needed)), LONGEST_WAIT)

    def _tell_when_done(self, history: tuple[str, ...], answering: asyncio.Future[Answer]) -> None:
        if not answering.cancelled() and answering.exception() is None:
            self._tell(answering.result(), history)

    def _tell(self, answer: Answer, history: tuple[str, ...], cached: bool = False) -> None:
        """Note an answer that somebody asked for."""
        self._observer.answered(answer, cached)
        if self._log:
            self._log.put(answer, history)
