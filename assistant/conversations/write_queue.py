"""Writing behind the answers: a thread of its own that does one thing after another, so that a slow disk delays no answer."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

CLOSE_SECONDS = 10.0
"""How long a server that ends waits for what is not written yet."""
_log = logging.getLogger(__name__)


class WriteQueue:
    """Does what it is given, in that order. Safe to share between threads."""

    def __init__(self, name: str, most: int) -> None:
        """`most`: things that wait or are being done; more are refused, so that a disk that hangs cannot fill the memory."""
        self._name, self._most = name, most
        self._waiting: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._busy = self._closed = False
        self._thread: threading.Thread | None = None

    def put(self, write: Callable[[], None], anyway: bool = False) -> bool:
        """Do `write` soon; False if it is not done: too many wait (unless `anyway`), or the queue is closed. Returns at once."""
        with self._changed:
            if self._closed or (not anyway and len(self._waiting) + self._busy >= self._most):
                return False
            self._waiting.append(write)
            if self._thread is None:
                # A daemon: a disk that hangs must not keep the program from ending. `close` waits, but not for ever.
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return True

    def close(self, seconds: float = CLOSE_SECONDS) -> int:
        """Take no more, and wait for what is there; how many are still not done after so many seconds, and never will be."""
        deadline = time.monotonic() + seconds
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._waiting and not self._busy, deadline - time.monotonic())
            left = len(self._waiting) + self._busy
            self._waiting.clear()
            thread = self._thread
        if thread and not left:
            thread.join(max(0.0, deadline - time.monotonic()))
        return left

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                write, self._busy = self._waiting.popleft(), True
            try:
                write()
            except Exception:  # noqa: BLE001 - in a thread of its own nobody would see it, and it must go on
                _log.exception("something was not written")
            with self._changed:
                self._busy = False
                self._changed.notify_all()
