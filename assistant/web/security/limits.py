"""Limits on the size of a request, and buckets of tokens for how often somebody may do something (`rates.py` says who, and what)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.security.routes import GET, is_openai
from assistant.web.shared.asgi import receive_again, whole_body
from assistant.web.shared.problems import Problem

BODY_LIMIT = 64 * 1024
"""Bytes. The longest question with its whole history and a comment takes 26,000 in UTF-8."""
CHAT_BODY_LIMIT = 256 * 1024
"""Bytes below `/v1`, where each request brings the whole conversation, answers and instructions included: a hundred turns."""
NAMES_KEPT = 10_000
"""More would let requests from many addresses, or of many names, fill the memory."""


class BodyLimit:
    """Refuses a body that is too large, announced or not, before anything parses it; `limit` gives the bytes for a request."""

    def __init__(self, app: ASGIApp, limit: Callable[[Scope], int] = lambda _: BODY_LIMIT) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in GET:
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        body = bytearray()
        # What is announced can only refuse: the bytes that come are counted all the same.
        more = int(announced) <= limit if announced.isdigit() else True
        fits = more
        while more and fits:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more, fits = message.get("more_body", False), len(body) <= limit
        if not fits:
            detail = f"The request is larger than {limit // 1024} KiB. Send less at once."
            # Closing spares the server from reading the rest.
            problem = Problem(413, "too_large", detail, headers={"Connection": "close"})
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive_again(whole_body(bytes(body)), receive), send)


def chat_body_limit(scope: Scope) -> int:
    """Bytes that a request may bring where OpenAI's protocol is spoken."""
    return CHAT_BODY_LIMIT if is_openai(route_path(scope)) else BODY_LIMIT


class TokenBuckets:
    """A token bucket for each name (an address, a reader), full at first. The least recently seen name is forgotten first."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Take one token of `name`: 0 where there was one, else the seconds until there is."""
        now = self._clock()
        # Taken out and put back last, so that the first is always the one not seen for longest.
        tokens, seen = self._buckets.pop(name, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - seen) * self._per_minute / 60)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * 60 / self._per_minute
        self._buckets[name] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > NAMES_KEPT:
            self._buckets.popitem(last=False)
        return wait
