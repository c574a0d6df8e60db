"""A cache with a bound on how much it keeps, not on how many: of texts, one may be a thousand times as long as another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """What a function gave for its last arguments. Safe to share between threads."""

    def __init__(self, make: Callable[[Key], Value], weigh: Callable[[Value], int], most: int) -> None:
        """Keep values of `make` as long as they weigh `most` together; the last one is kept whatever it weighs."""
        self._make, self._weigh, self._most = make, weigh, most
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def __call__(self, key: Key) -> Value:
        """The value for a key, made if it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        # Not under the lock: making one may take seconds, and others wait for theirs. Two may make the same one then.
        value = self._make(key)
        weight = self._weigh(value)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, weight
                self._weight += weight
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._kept.popitem(last=False)[1][1]
            return value

    def __len__(self) -> int:
        return len(self._kept)
