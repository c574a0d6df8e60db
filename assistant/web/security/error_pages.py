"""Errors for browsers are pages: the one place that decides whether an error leaves as a problem document or as a page.

Routes, error handlers and the middlewares that answer by themselves all write problem documents (`shared.problems`). This
middleware lies around them all, and turns a document into a page for whoever would rather have one.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Lang
from assistant.html import other_lang
from assistant.logs import REQUEST_ID
from assistant.web.security.headers import ERROR_PAGE
from assistant.web.security.prefix import route_path
from assistant.web.security.routes import GET
from assistant.web.shared.accept import preferred_language, prefers_page
from assistant.web.shared.asgi import replace_response
from assistant.web.shared.error_page import FailedRequest, error_page
from assistant.web.shared.problems import MEDIA_TYPE
from assistant.wording import as_lang

FOR_PROGRAMS = ("/api/", "/v1/", "/gradio_api/", "/healthz", "/readyz")
"""Paths, or beginnings of them, whose errors stay documents: whoever opens one in a browser wants to see what programs get."""
KEPT_HEADERS = ("retry-after", "allow", "connection", "www-authenticate", "access-control-allow-origin", "vary")
"""What a page takes over from the document in whose place it is sent."""
LONGEST_QUERY = 4_000
"""Characters of a query that the link to the other language repeats."""


class ErrorPages:
    """Sends an error as a page where the request asks for one; anything else goes through untouched."""

    def __init__(self, app: ASGIApp, language: str) -> None:
        """`language` is that of the setting, for browsers that name none of ours."""
        self._app, self._language = app, language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not wants_page(scope):
            await self._app(scope, receive, send)
            return
        asked = dict(scope)  # a copy: the router below changes the scope

        async def as_page(start: Message, body: bytes) -> None:
            await self._send_page(asked, start, body, receive, send)

        await replace_response(self._app, scope, receive, send, is_bare_error, as_page)

    async def _send_page(self, scope: Scope, start: Message, body: bytes, receive: Receive, send: Send) -> None:
        headers, status = Headers(raw=start["headers"]), int(start["status"])
        lang = page_language(scope, self._language)
        wait = headers.get("retry-after", "")
        failed = FailedRequest(
            status,
            _code_of(headers, body),
            int(wait) if wait.isdigit() else None,
            *_addresses(scope, lang),
            REQUEST_ID.get(),
        )
        page = HTMLResponse(error_page(failed, lang, str(scope.get("root_path", ""))), status)
        for name in KEPT_HEADERS:
            if name in headers:
                page.headers[name] = headers[name]
        page.headers["Cache-Control"] = "no-store"
        page.headers["Content-Language"] = lang
        if scope["method"] == "HEAD":  # the length stays: it is that of the page which GET would send
            page.body = b""

        async def send_marked(message: Message) -> None:
            await send({**message, ERROR_PAGE: True} if message["type"] == "http.response.start" else message)

        await page(scope, receive, send_marked)


def wants_page(scope: Scope) -> bool:
    """Whether an error of this request should be a page: its `Accept` header prefers HTML, and its address is none for programs."""
    if route_path(scope).startswith(FOR_PROGRAMS):
        return False
    return prefers_page(",".join(Headers(scope=scope).getlist("accept")))


def is_bare_error(start: Message) -> bool:
    """Whether a response is an error that is no page yet; some routes make pages of their own, such as a login's."""
    kind = MutableHeaders(raw=list(start["headers"])).get("content-type", "")
    return int(start["status"]) >= 400 and not kind.startswith("text/html")


def page_language(scope: Scope, default: str) -> Lang:
    """The language that `?lang=` names, else the one that the browser likes best, else `default`."""
    asked = dict(_query(scope)).get("lang")
    liked = preferred_language(Headers(scope=scope).get("accept-language", ""))
    return as_lang(asked, as_lang(liked, default))


def _addresses(scope: Scope, lang: Lang) -> tuple[str, str]:
    """(the address to try again, the address in the other language), prefix included."""
    root = quote(str(scope.get("root_path", "")))
    if scope["method"] not in GET:  # a link would ask for the form's own address in another way
        return "", f"{root}/sources?lang={other_lang(lang)}"
    # One slash in front: two would be the address of another host.
    path = root + "/" + quote(route_path(scope).lstrip("/"))
    given = [(name, value) for name, value in _query(scope) if name != "lang"]
    return tuple(f"{path}?{urlencode([*given, ('lang', each)])}" for each in (lang, other_lang(lang)))  # type: ignore[return-value]


def _query(scope: Scope) -> list[tuple[str, str]]:
    text = scope.get("query_string", b"").decode("latin-1")
    return parse_qsl(text, keep_blank_values=True, errors="replace") if len(text) <= LONGEST_QUERY else []


def _code_of(headers: Headers, body: bytes) -> str:
    """The code of a problem document; empty for any other error, such as one of Gradio's."""
    if headers.get("content-type", "") != MEDIA_TYPE:
        return ""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""
