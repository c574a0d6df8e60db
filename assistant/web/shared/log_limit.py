"""Logs that strangers cannot fill: the same message once a minute, with how often it was left out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

SECONDS = 60.0
"""Between two lines of the same message."""
MESSAGES_KEPT = 1_000


class LogLimit(logging.Filter):
    """Lets a message through once a minute for each of its templates; the next line says how many were left out."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds, self._clock = seconds, clock
        self._last: dict[tuple[str, str], float] = {}
        self._left_out: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written."""
        key, now = (record.name, str(record.msg)), self._clock()
        last = self._last.get(key)
        if last is not None and now - last < self._seconds:
            self._left_out[key] = self._left_out.get(key, 0) + 1
            return False
        if len(self._last) >= MESSAGES_KEPT:
            self._last.clear()
            self._left_out.clear()
        self._last[key] = now
        if left_out := self._left_out.pop(key, 0):
            record.msg, record.args = f"{record.getMessage()} ({left_out:,} more like this were not logged)", None
        return True
