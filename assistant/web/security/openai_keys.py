"""Who may use the API at `/v1`: whoever sends one of the keys of the setting `openai_keys`, or anybody where there are none."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.security.routes import is_openai
from assistant.web.shared.problems import Problem

INVALID_KEY = Problem(
    401,
    "invalid_api_key",
    "Send a key of this server in the header `Authorization: Bearer KEY`. Its operator has them.",
    headers={"WWW-Authenticate": "Bearer"},
)


class OpenAIKeys:
    """Refuses a request below `/v1` without one of the `keys`, before its body is read; without keys, it refuses none."""

    def __init__(self, app: ASGIApp, keys: Sequence[str]) -> None:
        self._app, self._keys = app, tuple(key.encode() for key in keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._keys and scope["type"] == "http" and is_openai(route_path(scope)) and not self._opens(scope):
            await INVALID_KEY.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _opens(self, scope: Scope) -> bool:
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        # Takes the same time for any key, so that the time reveals nothing of the right ones.
        right = [secrets.compare_digest(given.strip().encode(), key) for key in self._keys]
        return scheme.lower() == "bearer" and any(right)
