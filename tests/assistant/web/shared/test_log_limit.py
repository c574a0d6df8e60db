"""The same message once a minute."""

from __future__ import annotations

import logging

from assistant.web.shared import log_limit
from assistant.web.shared.log_limit import LogLimit


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("netral", logging.WARNING, "", 1, message, arguments, None)


def test_a_message_passes_once_a_minute_and_then_says_how_many_were_left_out() -> None:
    now = [0.0]
    limit = LogLimit(clock=lambda: now[0])
    passed = [limit.filter(record("refused %s", number)) for number in range(5_000)]
    assert passed == [True] + [False] * 4_999
    now[0] = 60
    again = record("refused %s", "another")
    assert limit.filter(again)
    assert again.getMessage() == "refused another (4,999 more like this were not logged)"
    now[0] = 120
    third = record("refused %s", "100 %d")
    assert limit.filter(third)
    assert third.getMessage() == "refused 100 %d"


def test_another_message_passes_at_once() -> None:
    limit = LogLimit(clock=lambda: 0.0)
    assert limit.filter(record("one"))
    assert limit.filter(record("two"))


def test_messages_without_number_do_not_fill_the_memory() -> None:
    limit = LogLimit(clock=lambda: 0.0)
    for number in range(3 * log_limit.MESSAGES_KEPT):
        limit.filter(record(f"message {number}"))
    assert len(limit._last) <= log_limit.MESSAGES_KEPT
