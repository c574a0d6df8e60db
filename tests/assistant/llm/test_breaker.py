from __future__ import annotations

from assistant.llm.breaker import CircuitBreaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_so_many_failures_in_a_row_and_one_try_decides() -> None:
    clock = Clock()
    breaker = CircuitBreaker(2, 10, clock)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now = 10
    assert breaker.allows()
    assert not breaker.allows()  # the try is under way
    breaker.failed()
    assert not breaker.allows()
    clock.now = 20
    assert breaker.allows()
    breaker.gave_up()
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()
