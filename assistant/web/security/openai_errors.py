"""Errors below `/v1` have the form of OpenAI's: the one place that turns a problem document into it.

Routes, error handlers and the middlewares that answer by themselves all write problem documents (`shared.problems`); this middleware lies
around them all.
"""

from __future__ import annotations

import json

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.security.routes import is_openai
from assistant.web.shared.asgi import replace_response
from assistant.web.shared.openai_error import openai_error
from assistant.web.shared.problems import MEDIA_TYPE

_OF_THE_BODY = ("content-length", "content-type")
"""Headers that describe the document, not the error."""


class OpenAIErrors:
    """Sends a problem document below `/v1` in OpenAI's form, with its status and headers; anything else goes through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_openai(route_path(scope)):
            await self._app(scope, receive, send)
            return

        async def in_openai(start: Message, body: bytes) -> None:
            await in_openai_form(start, body)(scope, receive, send)

        await replace_response(self._app, scope, receive, send, is_problem, in_openai)


def is_problem(start: Message) -> bool:
    """Whether a response is a problem document."""
    return Headers(raw=list(start["headers"])).get("content-type", "") == MEDIA_TYPE


def in_openai_form(start: Message, body: bytes) -> JSONResponse:
    """The same error in OpenAI's form."""
    kept = {name: value for name, value in Headers(raw=list(start["headers"])).items() if name not in _OF_THE_BODY}
    return JSONResponse(openai_error(json.loads(body)), int(start["status"]), headers=kept)
