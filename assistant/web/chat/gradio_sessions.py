"""Gradio's sessions, small and bounded: of a page, the server keeps what its handlers cannot read elsewhere, and not for long.

By itself, Gradio keeps up to 10,000 sessions with a copy of every component's properties, each for as long as the process runs.
Of our page it needs two values: the open conversation and the language. A session that is given back is no loss to a page that is
still open: the browser sends the name of its conversation and its language with every event, and the records have the rest.

This rests on how the pinned version works inside; `tests/assistant/web/chat/test_gradio_sessions.py` asks through the page itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from gradio.components import State
from gradio.state_holder import SessionState, StateHolder

if TYPE_CHECKING:
    from gradio.blocks import Blocks
    from gradio.queueing import Queue

CAPACITY = 1_000
"""Sessions, at most; as many pages as there are connections by default."""
IDLE_SECONDS = 2 * 3600.0
"""After its last event, a session is given back."""
CLOSED_SECONDS = 300.0
"""The same for a session whose page is closed: long enough for a line that drops and comes again."""


class SmallSession(SessionState):
    """The states of one page, and none of its components: they are those of all pages."""

    _written: ClassVar[tuple[SessionState, int, Any] | None] = None

    def __init__(self, blocks: Blocks) -> None:
        # Not the base's: it copies the properties of every component.
        self.blocks_config = blocks.default_config
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self.used = 0.0

    def __setitem__(self, key: int, value: Any) -> None:
        if isinstance(self.blocks_config.blocks.get(key), State):
            self.state_data[key] = value
        else:
            # Gradio writes a component that an event changed and reads it at once, before anything else runs, to send it to the
            # page. So one place does for all sessions.
            SmallSession._written = (self, key, value)

    def __getitem__(self, key: int) -> Any:
        written = SmallSession._written
        if written and written[0] is self and written[1] == key:
            return written[2]
        return super().__getitem__(key)

    def _update_config(self, key: int) -> None:
        """Nothing: the properties of a page are kept by its browser."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Nothing, likewise."""


class BoundedSessions(StateHolder):
    """At most `capacity` sessions; those that are idle or closed are given back, the least recently used first."""

    def __init__(
        self,
        blocks: Blocks,
        capacity: int = CAPACITY,
        idle: float = IDLE_SECONDS,
        closed: float = CLOSED_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`idle` and `closed` are seconds, on `clock`."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(blocks)
        self.capacity = capacity
        self._idle, self._closed, self._clock = idle, closed, clock

    def __getitem__(self, session_id: str) -> SmallSession:
        session = cast(SmallSession | None, self.session_data.get(session_id))
        if session is None:
            session = self.session_data[session_id] = SmallSession(self.blocks)
            if len(self.session_data) > self.capacity:
                self._give_back_oldest(but=session_id)
        session.used, session.is_closed = self._clock(), False
        self.session_data.move_to_end(session_id)
        return session

    def delete_all_expired_state(self) -> None:
        """Give back what is idle or closed for long; Gradio calls this every second."""
        now = self._clock()
        for session_id, session in cast(list[tuple[str, SmallSession]], list(self.session_data.items())):
            if now - session.used > (self._closed if session.is_closed else self._idle):
                self._give_back(session_id)

    def _give_back_oldest(self, but: str) -> None:
        waiting = (each for each in self.session_data if each != but and not self._is_answered(each))
        oldest = next(waiting, None)
        if oldest is not None:
            self._give_back(oldest)

    def _give_back(self, session_id: str) -> None:
        if self._is_answered(session_id):
            return
        self.session_data.pop(session_id, None)
        # What the queue has of it: events that nobody came to read.
        self._queue.pending_messages_per_session.pop(session_id, None)
        self._queue.pending_event_ids_session.pop(session_id, None)

    def _is_answered(self, session_id: str) -> bool:
        """Whether a question of that session waits or is being answered."""
        events = self._queue.pending_event_ids_session.get(session_id, ())
        return any(event in self._queue.event_ids_to_events for event in events)

    @property
    def _queue(self) -> Queue:
        return self.blocks._queue  # noqa: SLF001 - there is no public way to the events of a session
