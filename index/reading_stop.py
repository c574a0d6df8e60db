"""Ending the reading of documents for somebody who has left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stop:
    """Says that nobody waits any more. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[Callable[[], None]] = []
        self._set = False

    @property
    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        """End what is being read now, and let nothing more begin."""
        with self._lock:  # so that none is called after its `ending`
            self._set = True
            for end in self._ends:
                end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Within it, `end` is called as soon as this is set, at once where it is."""
        with self._lock:
            self._ends.append(end)
            late = self._set
        if late:
            end()
        try:
            yield
        finally:
            with self._lock:
                self._ends.remove(end)


_STOP: ContextVar[Stop | None] = ContextVar("stop", default=None)


@contextmanager
def stopped_by(stop: Stop) -> Iterator[None]:
    """Within it, setting `stop` ends the reading of a document, also in threads that `asyncio.to_thread` starts."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def stop_in_force() -> Stop:
    """That of the `stopped_by` around this call; one that nobody sets where there is none."""
    return _STOP.get() or Stop()
