"""Which (method, path) pairs are served at all, and how a path reads behind a reverse proxy."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

GET, POST = ("GET", "HEAD"), ("POST",)
OWN_ROUTES = (
    (POST, r"/api/ask(/stream)?|/api/feedback"),
    (GET, r"/api/sources(/[^/]+)?"),
    (GET, r"/sources(/[^/]+)?"),
    (GET, r"/static/netral/[a-z.]+"),
    (GET, r"/widget\.js|/panel"),
    (POST, r"/panel/answer"),
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
