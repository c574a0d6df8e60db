"""Who and what gets through: known routes and signed-in people. An error that nobody handled becomes a plain 500.

Pure ASGI rather than Starlette's BaseHTTPMiddleware, which would buffer streamed answers.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.security.routes import RouteRule, allowed_methods
from assistant.web.shared.asgi import ResponseWatch
from assistant.web.shared.problems import INTERNAL, NOT_FOUND, Problem

_log = logging.getLogger(__name__)
HEALTH = ("/healthz", "/readyz", "/metrics")
"""Open to anyone: a monitor has no account."""
DRESS = ("/static/netral/source.css", "/static/netral/error.css", "/static/netral/icon.svg")
"""Open too: the looks of the page that says who has to sign in. They say no more than what an office looks like."""
SIGN_IN = Problem(401, "sign_in", "You are not signed in. Open this page through the intranet's own address.")


class UnhandledErrors:
    """Turns an unhandled error into a plain 500, and logs it with its traceback.

    Starlette would do this outside all middleware, and its reply would lack the security headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watch = ResponseWatch(send)
        try:
            await self._app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or watch.begun:  # a second status line cannot be sent: only cutting off is left
                raise
            _log.exception("failed on %s %s", scope["method"], scope["path"])
            await INTERNAL.response()(scope, receive, send)


class ListedRoutesOnly:
    """Lets through what `rules` name and nothing else: another path is a 404, another method a 405."""

    def __init__(self, app: ASGIApp, rules: Sequence[RouteRule]) -> None:
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = route_path(scope)
            allowed = allowed_methods(self._rules, path)
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
        elif scope["type"] == "websocket":  # nothing of ours speaks it, and neither does the staff page
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)


class SignedInOnly:
    """Refuses a request without the `header` in which a proxy says who is signed in; `HEALTH` and `DRESS` stay open.

    Only the evaluators' pages use the name, for those who log in there: of people who ask, none is stored.
    """

    def __init__(self, app: ASGIApp, header: str) -> None:
        self._app, self._header = app, header.lower().encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._header and scope["type"] == "http" and route_path(scope) not in (*HEALTH, *DRESS):
            given = [value for name, value in scope["headers"] if name == self._header]
            if not any(value.strip() for value in given):  # a proxy may send the header empty
                await SIGN_IN.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
