"""A circuit breaker: a server that fails again and again is left alone for a while, so that nobody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed, it lets everything through; open, nothing for `rest` seconds; then one try decides. Safe to share between threads.

    The states are those of M. Nygard, Release It!, chapter "Stability Patterns".
    """

    def __init__(self, failures: int, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Open after so many `failures` in a row, for `rest` seconds on `clock`."""
        self._most, self._rest, self._clock = failures, rest, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = float("-inf")
        self._trying = False

    def allows(self) -> bool:
        """Whether to try now. Whoever is told to try reports with `succeeded`, `failed` or `gave_up`."""
        with self._lock:
            if self._failures < self._most:
                return True
            if self._trying or self._clock() < self._open_until:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """The server answered: everything is let through again."""
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self) -> None:
        """The server did not answer, or answered that it cannot."""
        with self._lock:
            self._failures, self._trying = self._failures + 1, False
            if self._failures >= self._most:
                self._open_until = self._clock() + self._rest

    def gave_up(self) -> None:
        """A try that says nothing of the server, such as one that its asker cancelled."""
        with self._lock:
            self._trying = False
