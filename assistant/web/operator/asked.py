"""The most asked and the most refused questions of the last days. They are counted aside: no page waits for it."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.quality.inbox import Inbox
from assistant.quality.insight import AskedSubject, read_insight
from assistant.quality.question_groups import QuestionGroup, group_questions
from index.errors import NetralError

PERIOD = 30
"""Days that are counted, today included."""
SHOWN = 5
"""Questions of each list."""
COUNT_SECONDS = 600.0
"""How long a count is shown before it is made again: putting questions into groups takes seconds where there are thousands."""

log = logging.getLogger("netral")

AskedState = Literal["off", "counting", "failed", "ready"]
"""Whether questions are not logged, are being counted for the first time, cannot be counted, or are counted."""


@dataclass(frozen=True, slots=True)
class AskedList:
    """The questions asked and refused most often, the first most; `questions` is how many there were in all."""

    state: AskedState
    questions: int = 0
    asked: tuple[AskedSubject, ...] = ()
    refused: tuple[AskedSubject, ...] = ()


class AskedQuestions:
    """Counts in a thread of its own, and hands out the last count meanwhile. Safe to share between threads."""

    def __init__(self, inbox: Inbox, clock: Callable[[], float] = time.monotonic) -> None:
        self._inbox, self._clock = inbox, clock
        self._last = AskedList("counting")
        self._counted: float | None = None
        self._counting = threading.Lock()

    def last(self) -> AskedList:
        """The last count; where it is old, another one begins."""
        if not self._inbox.log.keeps:
            return AskedList("off")
        due = self._counted is None or self._clock() - self._counted >= COUNT_SECONDS
        if due and self._counting.acquire(blocking=False):
            threading.Thread(target=self._count, name="asked", daemon=True).start()
        return self._last

    def _count(self) -> None:
        try:
            self._last = count_asked(self._inbox)
        except NetralError as error:
            log.error("the questions cannot be counted: %s", error)
            self._last = AskedList("failed")
        except Exception:  # a thread that ends with an error would leave the page counting for ever
            log.exception("the questions cannot be counted")
            self._last = AskedList("failed")
        finally:
            self._counted = self._clock()
            self._counting.release()


def count_asked(inbox: Inbox) -> AskedList:
    """The count of the last `PERIOD` days; raises RecordsError."""

    def group(texts: Sequence[str], counts: Sequence[int]) -> Sequence[QuestionGroup]:
        return group_questions(texts, inbox.vectors_of(texts), counts)

    now = dt.datetime.now().astimezone()
    # A day more than the period, since a day of this machine's zone begins in another one of UTC.
    since = (now - dt.timedelta(days=PERIOD + 1)).astimezone(dt.timezone.utc).isoformat(timespec="microseconds")
    found = read_insight(inbox.log.questions(since), (), group, now.date(), PERIOD)
    return AskedList("ready", found.total.questions, found.asked[:SHOWN], found.refused[:SHOWN])
