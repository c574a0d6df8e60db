"""How often somebody may ask: by signed-in reader or conversation where there is one, by address otherwise.

An office often reaches the server from one address, so what counts first is the reader. Names of conversations are chosen by clients, and
anybody may choose a new one for every question: therefore all readers of an address have a limit together, too, a much higher one.
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
import time
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.security.limits import TokenBuckets
from assistant.web.security.prefix import route_path
from assistant.web.shared.asgi import receive_again
from assistant.web.shared.problems import Problem

Kind = Literal["question", "opinion", "page"]
CONVERSATION_HEADER = "netral-conversation"
"""In which a client says which of its conversations asks: any name of letters, digits, ".", "-" and "_"."""
OPEN_WEBUI_HEADER = "x-openwebui-chat-id"
"""In which Open WebUI says the same, where it is told to (`ENABLE_FORWARD_USER_INFO_HEADERS`)."""
PAGES_A_QUESTION = 10
"""Requests of pages that may be made in the time of one question: a page brings others along, and a reader leafs through them."""
IPV6_PREFIX = 64
"""Bits that one connection has; within them anybody may choose a new address for every request."""
NO_PATHS: Mapping[str, Callable[[bytes], bool]] = MappingProxyType({})
NETWORK_UNKNOWN = "unknown"
"""In the place of an address that is none, such as one that a client made up."""
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FREE = re.compile(
    r"/(?:static|assets)/.*|/(?:theme\.css|robots\.txt|favicon\.ico|manifest\.json|widget(?:-panel)?\.js|healthz|readyz|metrics)"
)
"""Files that a browser keeps, and what a monitor asks for: they cost next to nothing, and a page brings dozens of them along."""
_GRADIO_STREAMS = re.compile(
    r"/gradio_api/(?:queue/data|startup-events|app_id|theme\.css|heartbeat/[^/]+|cancel|reset)/?"
)
"""What Gradio's page keeps open or ends: it follows from what was counted."""
_GRADIO_NAMED = re.compile(r"/gradio_api/(?:queue/join|run/predict)/?")
"""Where Gradio's page says in the body which session asks."""


class RateCounter:
    """The allowances of all readers and addresses; 0 a minute is no limit. For the event loop's thread alone."""

    def __init__(self, per_minute: int, address_per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        kinds: dict[Kind, int] = {"question": 1, "opinion": 1, "page": PAGES_A_QUESTION}
        self.is_on = per_minute > 0
        self._readers = {kind: TokenBuckets(per_minute * times, clock) for kind, times in kinds.items()}
        # Never below what one reader has: an address is of one reader at least.
        ceiling = max(per_minute, address_per_minute)
        self._addresses = {kind: TokenBuckets(ceiling * times, clock) for kind, times in kinds.items()}

    def wait(self, kind: Kind, address: str, reader: str = "") -> float:
        """Count one request: 0 where it is allowed, else the seconds until it is.

        Args:
            kind: what is asked for; each kind has an allowance of its own.
            address: that of the client, as `network_of` gives it.
            reader: the signed-in reader or the conversation, with what tells the two apart; empty where neither is known. Pages without a
                reader count for the address alone: they are of everybody behind it.
        """
        if not self.is_on:
            return 0.0
        if reader or kind != "page":
            wait = self._readers[kind].wait(reader or address)
            if wait:
                return wait
        return self._addresses[kind].wait(address)


class RateLimit:
    """Refuses what is over an allowance of `counter`: 429, with the time to come back.

    `asking` are the paths that run the models (without a slash at their end), of which `opinions` count as opinions. At the paths of
    `by_body`, one for many kinds of requests, the body says whether it is a question.
    """

    def __init__(
        self,
        app: ASGIApp,
        counter: RateCounter,
        asking: Collection[str],
        opinions: Collection[str] = (),
        user_header: str = "",
        by_body: Mapping[str, Callable[[bytes], bool]] = NO_PATHS,
    ) -> None:
        self._app, self._counter, self._asking, self._opinions = app, counter, asking, opinions
        self._by_body = by_body
        self._user_header = user_header.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = self._kind(scope) if self._counter.is_on and scope["type"] == "http" else None
        if kind is None:
            await self._app(scope, receive, send)
            return
        reader, path = self._reader(scope), route_path(scope)
        asks = self._by_body.get(path)
        names = not reader and _GRADIO_NAMED.fullmatch(path)
        if asks or names:
            first = await receive()  # the whole body: this stands inside `BodyLimit`, which gives it as one message
            body, receive = first.get("body", b""), receive_again(first, receive)
            kind = "question" if asks and asks(body) else kind
            reader = _session_in(body) if names else reader
        client = scope.get("client")
        address = network_of(client[0] if client else "")
        if wait := self._counter.wait(kind, address, f"{address} {reader}" if reader.startswith("talk ") else reader):
            detail = "Too many requests in a short time. Wait a little, then try again."
            await Problem(429, "rate_limited", detail, math.ceil(wait)).response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _kind(self, scope: Scope) -> Kind | None:
        path = route_path(scope)
        trimmed = path.rstrip("/")
        if trimmed in self._opinions:
            return "opinion"
        if trimmed in self._asking:
            return "question"
        return None if _FREE.fullmatch(path) or _GRADIO_STREAMS.fullmatch(path) else "page"

    def _reader(self, scope: Scope) -> str:
        headers = {name.decode("latin-1"): value.decode("latin-1").strip() for name, value in scope["headers"]}
        if self._user_header and (user := headers.get(self._user_header)):
            return f"user {user[:256]}"
        name = headers.get(CONVERSATION_HEADER) or headers.get(OPEN_WEBUI_HEADER, "")
        return f"talk {name}" if _NAME.fullmatch(name) else ""


def network_of(host: str) -> str:
    """The address of a client as it is counted: of IPv6 the network of one connection, and one name for all that are no addresses."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return NETWORK_UNKNOWN
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))


def _session_in(body: bytes) -> str:
    """The session that Gradio's page names in a body; empty where it names none."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    name = values.get("session_hash") if isinstance(values, dict) else None
    return f"talk {name}" if isinstance(name, str) and _NAME.fullmatch(name) else ""
