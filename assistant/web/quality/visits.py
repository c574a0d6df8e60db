"""Who opens an evaluators' page: the session's visit, or the login page, from which the way leads back to the page that was asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.web.quality.login import EvaluatorLogin
from assistant.web.quality.pages import Visit, login_page
from assistant.web.security.prefix import route_path

BASE = "/quality"
LONGEST_PAGE = 6_000
"""Characters of an address to come back to: a trace's has up to eleven questions, percent-encoded."""


def visit_of(request: Request, door: EvaluatorLogin, lang: Lang, root: str) -> Visit | Response:
    """The visit of a session or, for anyone else, the login page."""
    session = door.session(request.cookies.get(door.cookie))
    if session is None:
        return HTMLResponse(login_page(lang, root, door.named_by_proxy(request), back=page_below(request)))
    return Visit(session, door.person(request, session), lang, root)


def page_below(request: Request) -> str:
    """The address of a request below `/quality`, without its language; empty where it is too long to be carried along."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    page = route_path(request.scope).removeprefix(BASE) + (f"?{urlencode(query)}" if query else "")
    return safe_page(page)


def safe_page(page: str) -> str:
    """An address below `/quality` as a form sends it; empty where it is none."""
    # It is put behind `/quality`, so it cannot lead to another host: only what would break the header is refused.
    fits = page.startswith(("/", "?")) and page.isascii() and page.isprintable() and len(page) <= LONGEST_PAGE
    return page if fits and not set(page) & set("\\ #") else ""


def with_lang(page: str, lang: Lang) -> str:
    """An address below `/quality` with the language that its page is to have."""
    return f"{page}{'&' if '?' in page else '?'}lang={lang}"
