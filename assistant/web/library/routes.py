"""The pages for people who read the articles, `/sources` and `/sources/{id}`, and the files that all our pages load."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.answer import Lang
from assistant.articles.search import Form
from assistant.articles.view import parse_marks
from assistant.conversations.opinions import Records
from assistant.conversations.store import Conversations
from assistant.html import STATIC as STATIC_FILES
from assistant.settings import Settings
from assistant.web.library.pages import article_page, library_page, message_page
from assistant.web.shared.pool import Service
from assistant.web.shared.problems import NOT_FOUND, Problem
from assistant.wording import as_lang
from index.document import Document, Span
from index.errors import NetralError, RecordsError

STATIC = {
    *("tokens.css", "page.css", "source.css", "panel.css", "operator.css", "explain.css", "icon.svg"),
    *("answer.js", "page.js", "source.js", "panel.js", "clipboard.js", "operator.js"),
}

_log = logging.getLogger(__name__)


def add_source_pages(
    app: FastAPI, service: Service, settings: Settings, problem_of: Callable[[Exception], Problem]
) -> None:
    """The routes; `problem_of` says which status an exception is."""
    root = settings.root_path
    kept = (Conversations(settings.records, settings.keep_days), Records(settings.records))

    @app.get("/sources")
    def library(
        q: str = "",
        publisher: str = "",
        since: Annotated[str, Query(alias="from")] = "",
        until: Annotated[str, Query(alias="to")] = "",
        page: str = "1",
        lang: str | None = None,
    ) -> Response:
        tongue = as_lang(lang, settings.language)
        try:
            form = Form(q, publisher, since, until)
            return HTMLResponse(library_page(service.sources(), service.ready(), form, page, tongue, root))
        except NetralError as error:
            return problem_page(error, tongue)

    @app.get("/sources/{source_id}")
    def article(
        request: Request,
        source_id: str,
        start: str | None = None,
        end: str | None = None,
        mark: Annotated[list[str] | None, Query()] = None,
        lang: str | None = None,
    ) -> Response:
        tongue = as_lang(lang, settings.language)
        try:
            document = service.source(source_id)
            marks = parse_marks(document, start, end, mark or [])
            base = str(request.base_url).rstrip("/")
            return HTMLResponse(
                article_page(document, marks, service.neighbours(source_id), cited(document), tongue, root, base)
            )
        except NetralError as error:
            return problem_page(error, tongue)

    def cited(document: Document) -> list[Span] | None:
        """The places that answers of this server have cited, where the text still is what they quoted; None: unknown."""
        try:
            places = {place for store in kept for place in store.cited(document.id)}
        except RecordsError as error:
            _log.error("no cited places: %s", error)
            return None
        return sorted(Span(start, end) for start, end, quote in places if document.text[start:end] == quote)

    def problem_page(error: NetralError, lang: Lang) -> Response:
        problem = problem_of(error)
        name = "source_missing" if problem.status == 404 else "library_unavailable"
        retry = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        return HTMLResponse(message_page(f"{name}_title", name, lang, root), problem.status, headers=retry)

    @app.get("/static/netral/{name}")
    def static(name: str) -> Response:
        return FileResponse(STATIC_FILES / name) if name in STATIC else NOT_FOUND.response()
