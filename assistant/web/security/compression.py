"""Compression of the files that our own pages load."""

from __future__ import annotations

import re

from fastapi.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from assistant.web.security.prefix import route_path

_COMPRESSED = re.compile(r"/widget(-panel)?\.js|/panel(/answer)?|/static/netral/.*")


class CompressOwnFiles(GZipMiddleware):
    """Compresses the files of our own pages and nothing else: Gradio compresses its own page, and events must not wait."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _COMPRESSED.fullmatch(route_path(scope)):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
