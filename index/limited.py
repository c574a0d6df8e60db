"""Documents are read, and their pages drawn, in a process of their own, under limits: one that misbehaves is named, no more.

It may never end, fill the memory, or crash a library. The process (`limited_worker.py`) takes one document after the other, so that
starting it, a third of a second, is paid once. It is ended and started again where a document meets a limit, and after `DOCUMENTS` of
them.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.document import Document, Span
from index.formats.pdf_boxes import Box
from index.furniture import Rule
from index.limited_messages import BoxesRequest, DocumentRequest, FoundT, PictureRequest, Reading, Request
from index.limited_process import EndedIdleError, Worker
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits, cancelled
from index.reading_stop import Stop, stop_in_force

DOCUMENTS = 200
"""Documents after which a process gives way to a new one: what libraries leak is little, but adds up."""
AT_ONCE = 2
"""Processes at once: a build reads in one, and an upload need not wait for it."""


def read_limited(
    path: Path,
    entry: Mapping[str, Any] | None = None,
    name: str = "",
    document_id: str = "",
    limits: ReadingLimits = DEFAULT_LIMITS,
    rules: tuple[Rule, ...] | None = None,
) -> Reading:
    """What `index.load.read_here` gives, read in a process with limits.

    Raises:
        SourceError: as `read_here`; or `LimitError`: a limit was met; or `DocumentError`: the process crashed (`crashed`), or
            reading was stopped (`cancelled`).
        DiskFullError: there is no room for the files that reading takes for a while.
    """
    try:
        size = path.stat().st_size
    except OSError:  # reading will say so
        size = 0
    seconds = limits.seconds_for(size)
    # Not `resolve`, which would follow links.
    whole = os.path.abspath(path)  # noqa: PTH100
    return _answer(DocumentRequest(whole, entry or {}, name or path.name, document_id, rules, limits, seconds))


def picture_limited(data: bytes, number: int, width: int, name: str, limits: ReadingLimits = DEFAULT_LIMITS) -> bytes:
    """What `index.formats.pdf_pages.render_page` gives, drawn in a process with limits; `name` is the document's in messages.

    Raises:
        DocumentError, DiskFullError: as `read_limited`.
    """
    return _answer(PictureRequest(data, number, width, name, limits, limits.seconds_for(len(data))))


def boxes_limited(
    data: bytes, document: Document, number: int, spans: Sequence[Span], limits: ReadingLimits = DEFAULT_LIMITS
) -> tuple[tuple[Box, ...], ...]:
    """Where stretches of a document stand on its page `number`, as `index.formats.pdf_pages.quote_boxes` finds it.

    Raises:
        DocumentError, DiskFullError: as `read_limited`.
    """
    seconds = limits.seconds_for(len(data))
    return _answer(
        BoxesRequest(data, document.text, document.pages, tuple(spans), number, document.file, limits, seconds)
    )


def _answer(request: Request[FoundT]) -> FoundT:
    stop = stop_in_force()
    while True:
        with _POOL.worker(stop, request.name) as worker:
            try:
                found: FoundT = worker.answer(request, stop)
            except EndedIdleError:
                continue
            return found


class WorkerPool:
    """The processes of this program. Their limits come with each document, so all callers share them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()

    @contextmanager
    def worker(self, stop: Stop, name: str) -> Iterator[Worker]:
        """A worker for one document, as soon as one of `AT_ONCE` is free.

        Raises:
            DocumentError: `stop` was set first.
        """
        while not self._turns.acquire(timeout=0.2):
            if stop.is_set:
                raise cancelled(name)
        try:
            worker = self._taken()
            try:
                yield worker
            finally:
                self._put_back(worker)
        finally:
            self._turns.release()

    def process_ids(self) -> list[int]:
        """Those of the processes that are alive."""
        with self._lock:
            return [worker.process_id for worker in self._all if worker.alive]

    def close(self) -> None:
        """End all processes, busy ones too."""
        with self._lock:
            workers, self._all, self._idle = list(self._all), set(), []
        for worker in workers:
            worker.end()

    def _taken(self) -> Worker:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker and worker.alive:
            return worker
        if worker:
            self._ended(worker)
        worker = Worker()
        with self._lock:
            self._all.add(worker)
        return worker

    def _put_back(self, worker: Worker) -> None:
        if worker.alive and worker.documents < DOCUMENTS:
            with self._lock:
                self._idle.append(worker)
        else:
            self._ended(worker)

    def _ended(self, worker: Worker) -> None:
        worker.end()
        with self._lock:
            self._all.discard(worker)


_POOL = WorkerPool()
atexit.register(_POOL.close)
