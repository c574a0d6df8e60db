"""What a connection may cost: how long its parts may take to come and to be read, and how many there are.

uvicorn itself ends a connection that is idle after an answer, and nothing else: one that never sends its request, or sends it
byte by byte, or never reads its answer, would stay for good and keep its descriptor.
"""

from __future__ import annotations

import asyncio
import errno
import heapq
import logging
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from assistant.web.security.peer import PEER
from assistant.web.shared.log_limit import LogLimit
from assistant.web.shared.problems import Problem

_log = logging.getLogger(__name__)
_log.addFilter(LogLimit())
TIMED_OUT = Problem(408, "timed_out", "The request did not arrive in time. Send it again.")
FULL = Problem(503, "connections", "Too many connections are open. Try again shortly.", retry_after=5)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long a connection may take, in seconds, and how many there may be.

    Attributes:
        connections: open at once.
        head: from the opening of a connection, or from the last answer on it, until the head of a request has come.
        idle: from an answer to the first byte of the next request.
        body: for the body of a request, and a second more for each `body_rate` bytes that have come.
        body_rate: bytes a second. A file of 20 MB over a slow line takes minutes, and may.
        unread: how long an answer may wait for its reader, who has to take `read_rate` bytes a second meanwhile.
        read_rate: bytes a second.
        lost: until a peer that no longer answers counts as gone.
        sweep: between two looks at all connections.
    """

    connections: int = 1_000
    head: float = 20
    idle: float = 5
    body: float = 30
    body_rate: int = 2_048
    unread: float = 30
    read_rate: int = 1_024
    lost: int = 60
    sweep: float = 1


class LimitedConnection(H11Protocol):
    """uvicorn's connection, with limits. `sweep_connections` looks at all of them by and by: a timer for each would cost more."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._awaited_since = self._unread_since = self.loop.time()
        self._body_came = 0
        self._unread = 0
        self._body_of: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, unless there are too many that are at work."""
        super().connection_made(transport)
        if self.client:  # uvicorn gives each request a copy
            self.app_state = {**self.app_state, PEER: self.client[0]}
        if found := transport.get_extra_info("socket"):
            notice_lost_peers(found, self._limits.lost)
        if len(self.connections) > self._limits.connections and not close_idle(self.connections, 1, but=self):
            _log.warning("too many connections: one was refused. `max_connections` says how many may be open")
            self.end_with(FULL)

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request; once the end of this connection is decided, they are nobody's."""
        if not self.transport.is_closing():
            self._body_came += len(data)
            super().data_received(data)

    def on_response_complete(self) -> None:
        """The answer is written: the head of the next request is awaited."""
        self._awaited_since = self.loop.time()
        super().on_response_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: anyone may ask for a WebSocket, and none is served. The request is answered as if it had not asked."""

    @property
    def awaited(self) -> str:
        """What a request still lacks: its `"head"`, its `"body"`, or nothing (the answer is under way)."""
        if self.conn.their_state is h11.SEND_BODY:
            return "body"
        answering = self.cycle is not None and not self.cycle.response_complete
        return "" if answering else "head"

    @property
    def is_idle(self) -> bool:
        """Whether it can be closed without harm: no request has begun, and nothing is left to be read."""
        begun = self.awaited != "head" or bool(self.conn.trailing_data[0])
        return not begun and not self.transport.is_closing() and not self.transport.get_write_buffer_size()

    @property
    def awaited_since(self) -> float:
        """Since when it has waited for a request, on the clock of the loop."""
        return self._awaited_since

    def sweep(self, now: float) -> None:
        """End this connection where it takes too long."""
        if self._is_unread_for_long(now):
            # Not `close`, which would wait for the reader.
            self.transport.abort()
        elif not self.transport.is_closing():
            self._sweep_request(now)

    def _sweep_request(self, now: float) -> None:
        match self.awaited:
            case "head":
                if now - self._awaited_since > self._limits.head:
                    # A browser opens connections before it needs them: one without a byte ends without a word.
                    self.end_with(TIMED_OUT if self.conn.trailing_data[0] else None)
            case "body":
                if self._body_of is not self.cycle:
                    self._body_of, self._body_came, self._awaited_since = self.cycle, 0, now
                if self.flow.read_paused:  # the server has not taken what came: not the client's time
                    self._awaited_since += self._limits.sweep
                allowed = self._limits.body + self._body_came / self._limits.body_rate
                if now - self._awaited_since > allowed:
                    self.end_with(TIMED_OUT)

    def _is_unread_for_long(self, now: float) -> bool:
        unread = self.transport.get_write_buffer_size()
        if not unread or now - self._unread_since > self._limits.unread:
            taken = self._unread - unread
            stuck = bool(unread and self._unread) and taken < self._limits.unread * self._limits.read_rate
            self._unread, self._unread_since = unread, now
            return stuck
        if not self._unread:
            self._unread, self._unread_since = unread, now
        return False

    def end_with(self, problem: Problem | None) -> None:
        """Close the connection, with `problem` as its answer where none has begun."""
        can_answer = problem and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE)
        if self.cycle is not None:
            self.cycle.disconnected = True  # whatever the application still sends goes nowhere
            self.cycle.message_event.set()
        if problem and can_answer:
            self.transport.write(self._answer(problem))
        self._unset_keepalive_if_required()
        self.transport.close()

    def _answer(self, problem: Problem) -> bytes:
        response = problem.response()
        headers = [*response.raw_headers, (b"connection", b"close")]
        # Past h11, whose own state says that no request has come to be answered.
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (
            problem.status,
            problem.as_dict()["title"].encode(),
            lines,
            bytes(response.body),
        )


def close_idle(connections: Iterable[object], count: int, but: object = None) -> int:
    """Close up to `count` connections that wait for a request, those that have waited longest first; returns how many."""
    idle = [each for each in connections if isinstance(each, LimitedConnection) and each is not but and each.is_idle]
    oldest = heapq.nsmallest(count, idle, key=lambda each: each.awaited_since)
    for each in oldest:
        each.end_with(None)
    return len(oldest)


async def sweep_connections(connections: Iterable[object], limits: ConnectionLimits) -> None:
    """Look at all connections again and again, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(limits.sweep)
        for each in list(connections):
            if isinstance(each, LimitedConnection):
                each.sweep(loop.time())


def notice_lost_peers(sock: socket.socket, seconds: int) -> None:
    """Have the system end a connection whose peer has not answered for so long; by its defaults, that takes hours."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    probes = 3
    for name, value in (
        ("TCP_KEEPIDLE", max(1, seconds // 2)),
        ("TCP_KEEPINTVL", max(1, seconds // 2 // probes)),
        ("TCP_KEEPCNT", probes),
        ("TCP_USER_TIMEOUT", seconds * 1_000),
    ):
        if option := getattr(socket, name, None):  # Linux has all, others some
            sock.setsockopt(socket.IPPROTO_TCP, option, value)


def out_of_descriptors(connections: Iterable[object]) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """A handler of the loop's errors that makes room when no connection can be accepted any more, and says so.

    The loop reports each attempt, thousands a second, and tries again after one second. Any other error is handled as usual.
    """
    last = float("-inf")

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal last
        error = context.get("exception")
        if isinstance(error, ValueError) and str(error) == "Invalid file descriptor: -1":
            return  # that attempt after one second, of a server that has been closed meanwhile
        if not (
            isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
        ):
            loop.default_exception_handler(context)
            return
        if loop.time() - last >= 1:
            last = loop.time()
            closed = close_idle(connections, 100)
            _log.error(
                "no connection can be accepted: %s; %d idle ones were closed. Raise the limit of open files (docs/deploy.md)",
                error.strerror,
                closed,
            )

    return handle
