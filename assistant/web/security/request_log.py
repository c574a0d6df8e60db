"""The outermost middleware: gives each request its id, and says when it is over."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.shared.observer import Observer

REQUEST_ID_HEADER = "X-Request-Id"
LEFT = 499
"""In the place of a status: the client left before there was one (nginx's number)."""
_FOREIGN = ("/gradio_api/", "/assets/", "/static/")
"""Beginnings of paths that are no routes of ours; what comes behind them is not said."""


class RequestLog:
    """Has `observer` say one thing of each request."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app, self._observer = app, observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path, status = Headers(scope=scope), route_path(scope), 0
        with self._observer.request(headers.get(REQUEST_ID_HEADER, "")) as note:

            async def send_with_id(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = int(message["status"])
                    MutableHeaders(scope=message)[REQUEST_ID_HEADER] = note.id
                await send(message)

            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                status = status or 500
                raise
            finally:
                self._observer.finished(note, scope["method"], route_template(scope, path), status or LEFT, headers)


def route_template(scope: Scope, path: str) -> str:
    """The template of the route that answered, such as `/sources/{source_id}`: few, whatever is asked for."""
    template = getattr(scope.get("route"), "path", "")
    if template:
        return str(template)
    if path == "/":
        return path
    return next((f"{start}..." for start in _FOREIGN if path.startswith(start)), "unknown")
