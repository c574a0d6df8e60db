"""A cache that keeps what fits, the last used longest."""

from __future__ import annotations

import threading

from index.bounded_cache import BoundedCache


def test_what_was_used_last_is_kept_and_the_rest_is_made_again() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key * 3

    cache = BoundedCache(make, len, 9)
    assert [cache(key) for key in ("a", "b", "c", "a")] == ["aaa", "bbb", "ccc", "aaa"]
    assert made == ["a", "b", "c"]
    cache("d")  # 12 of 9: "b" was used longest ago
    assert len(cache) == 3
    assert cache("a") == "aaa"
    assert made == ["a", "b", "c", "d"]
    cache("b")
    assert made == ["a", "b", "c", "d", "b"]


def test_what_weighs_more_than_all_room_is_kept_alone() -> None:
    cache = BoundedCache(lambda key: key, len, 4)
    cache("ab")
    assert cache("x" * 100) == "x" * 100
    assert len(cache) == 1
    cache("ab")
    assert len(cache) == 1


def test_threads_get_their_values_and_nothing_is_counted_twice() -> None:
    started, cache = threading.Barrier(8), BoundedCache(lambda key: f"{key}!", len, 100)
    found: list[str] = []

    def ask() -> None:
        started.wait()
        found.extend(cache(str(number % 5)) for number in range(500))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4000
    assert cache._weight == sum(len(f"{number}!") for number in range(5))
