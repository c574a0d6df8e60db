"""Middleware around every route: headers, a gate, a limit on bodies and on questions. Deny by default.

Pure ASGI rather than Starlette's BaseHTTPMiddleware, which would buffer streamed answers.
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.problems import INTERNAL, NOT_FOUND, Problem

BODY_LIMIT = 64 * 1024
ADDRESSES_KEPT = 10_000
ASK_ROUTES = frozenset({"/api/ask", "/api/ask/stream", "/api/feedback", "/explain", "/gradio_api/queue/join"})
HEALTH = ("/healthz", "/readyz")
SIGN_IN = Problem(401, "sign_in", "Nobody is signed in. Open this page through the intranet's own address.")
GET, POST = ("GET", "HEAD"), ("POST",)

OWN_ROUTES = (
    (POST, r"/api/ask(/stream)?|/api/feedback"),
    (GET, r"/api/sources(/[^/]+)?"),
    (GET, r"/sources(/[^/]+)?"),
    (GET, r"/static/netral/[a-z.]+"),
    (GET, r"/widget\.js|/panel"),
    (GET, r"/conversations/[A-Za-z0-9_-]{22}\.(md|json)"),
    (GET, r"/healthz|/readyz"),
)
OPERATOR_ROUTES = (
    (GET, r"/operator(/state|/(documents|remove)/[^/]+)?"),
    (POST, r"/operator/(login|logout|upload|details|remove|publish)"),
)
"""Shut unless the setting `operator_token` opens them."""
EVALUATOR_ROUTES = ((GET, r"/explain"),)
# What Gradio's page asks for and nothing else: it also serves uploads, a fetching file route, monitoring, run records
# and a programming interface, all open.
PAGE_ROUTES = (
    (GET, r"/|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt"),
    (GET, r"/(assets|static)/(?!netral/)(?!.*\.\.).+"),
    (GET, r"/gradio_api/(queue/data|startup-events|app_id|theme\.css|heartbeat/[^/]+)"),
    (POST, r"/gradio_api/(queue/join|run/predict|cancel|reset)/?"),
)

_log = logging.getLogger(__name__)


def route_path(scope: Scope) -> str:
    """The path below the prefix of a reverse proxy, whether or not the proxy took the prefix off."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return (path[len(root) :] or "/") if root and (path + "/").startswith(root + "/") else path


class Prefix:
    """Tells everything inside which prefix a reverse proxy serves us under, whether or not it takes the prefix off."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._root and scope["type"] == "http":
            path = route_path({**scope, "root_path": self._root})
            scope = {**scope, "root_path": self._root, "path": self._root + path}
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the headers that `policy` names for a path, without touching the body."""

    def __init__(self, app: ASGIApp, policy: Callable[[str], Mapping[str, str]]) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])  # the router below changes the scope

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._policy(route_path({**scope, "path": path})).items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def header_policy(allowed_origins: Iterable[str], root: str) -> Callable[[str], Mapping[str, str]]:
    """Headers for each path: Gradio's page needs inline scripts and styles, our own pages do without."""
    ancestors = " ".join(["'self'", *allowed_origins])
    common = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    page = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; "
        f"frame-ancestors {ancestors}"
    )
    own = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors "
    )

    def policy(path: str) -> Mapping[str, str]:
        ours = any(re.fullmatch(pattern, path) for _, pattern in (*OWN_ROUTES, *OPERATOR_ROUTES, *EVALUATOR_ROUTES))
        headers = common | {"Content-Security-Policy": f"{own}'self'" if ours else page}
        if path.startswith("/assets/"):  # named by the hash of their content
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif path.startswith("/static/netral/"):
            headers["Cache-Control"] = "no-cache"
        elif path.startswith("/operator"):
            headers["Content-Security-Policy"] = f"{own}'none'; connect-src 'self'"
            headers["Cache-Control"] = "no-store"
        elif path == "/panel":  # the page in the frame of the widget
            headers["Content-Security-Policy"] = f"{own}{ancestors}; connect-src 'self'"
            headers["Cache-Control"] = "no-cache"
        elif path == "/widget.js":  # any page may load it; what it opens is refused to those that are not listed
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers["Cache-Control"] = "public, max-age=3600"
        elif path == "/":  # Gradio adds our style sheets late: fetched early, the page never shows without them
            styles = (f"<{root}/static/netral/{name}.css>; rel=preload; as=style" for name in ("tokens", "page"))
            headers["Link"] = ", ".join(styles)
        return headers

    return policy


class LastResort:
    """Turns whatever no handler knows into a plain 500, and logs it with its traceback.

    Starlette's own place for this lies outside all middleware, where the answer would miss its headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            _log.exception("failed on %s %s", scope["method"], scope["path"])
            await INTERNAL.response()(scope, receive, send)


class RouteList:
    """Lets through the (methods, path pattern) pairs of `routes`, and nothing else."""

    def __init__(self, app: ASGIApp, routes: Iterable[tuple[tuple[str, ...], str]]) -> None:
        self._app = app
        self._routes = [(methods, re.compile(pattern)) for methods, pattern in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = route_path(scope)
            allowed = [m for methods, pattern in self._routes if pattern.fullmatch(path) for m in methods]
            if not allowed:
                await NOT_FOUND.response()(scope, receive, send)
                return
            if scope["method"] not in allowed:
                detail = f"Use {' or '.join(allowed)} here."
                problem = Problem(405, "method_not_allowed", detail, headers={"Allow": ", ".join(allowed)})
                await problem.response()(scope, receive, send)
                return
            if path == "/":  # Gradio's page reads saved states from disk by query; ours has none
                scope = {**scope, "query_string": b""}
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)


class TrustedUser:
    """Refuses what did not come through the proxy that says in `header` who is signed in; the health routes are open.

    Who it is goes no further: Netral has no accounts, and keeps nobody's name.
    """

    def __init__(self, app: ASGIApp, header: str) -> None:
        self._app, self._header = app, header.lower().encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._header and scope["type"] == "http" and route_path(scope) not in HEALTH:
            given = [value for name, value in scope["headers"] if name == self._header]
            if not any(value.strip() for value in given):
                await SIGN_IN.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)


class BodyLimit:
    """Refuses a body over so many bytes, announced or not, before anything parses it. `limit` says how many for a request."""

    def __init__(self, app: ASGIApp, limit: Callable[[Scope], int] = lambda _: BODY_LIMIT) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in GET:
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        body = bytearray()
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
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)


class Allowance:
    """A token bucket for each address. The least recently seen address is forgotten first."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Take one token of `address`; seconds until there will be one, 0 when it was there."""
        now = self._clock()
        tokens, seen = self._buckets.pop(address, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - seen) * self._per_minute / 60)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * 60 / self._per_minute
        self._buckets[address] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > ADDRESSES_KEPT:
            self._buckets.popitem(last=False)
        return wait


class RateLimit(Allowance):
    """An allowance on the routes that ask."""

    def __init__(self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(per_minute, clock)
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._per_minute and scope["type"] == "http" and route_path(scope).rstrip("/") in ASK_ROUTES:
            client = scope.get("client")
            if wait := self.wait(client[0] if client else ""):
                detail = "Too many questions from this address. Wait a little, then ask again."
                await Problem(429, "rate_limited", detail, math.ceil(wait)).response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
