"""Paths behind a reverse proxy that serves Netral under a prefix, such as `/netral`."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


def route_path(scope: Scope) -> str:
    """The path below the prefix of a reverse proxy, whether or not the proxy took the prefix off."""
    # Compared with a slash at the end: `/netralitas` is not below `/netral`.
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return (path[len(root) :] or "/") if root and (path + "/").startswith(root + "/") else path


class ProxyPrefix:
    """Sets the prefix of a reverse proxy for everything inside, whether or not the proxy takes it off the path."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._root and scope["type"] == "http":
            path = route_path({**scope, "root_path": self._root})
            scope = {**scope, "root_path": self._root, "path": self._root + path}
        await self._app(scope, receive, send)
