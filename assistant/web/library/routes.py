"""The pages for people who read the articles: `/sources`, `/sources/{id}`, and its part for the pane beside an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.articles.search import SearchForm
from assistant.articles.subjects import load_subjects
from assistant.conversations.opinions import OpinionStore
from assistant.conversations.store import ConversationStore
from assistant.settings import Settings
from assistant.web.library.article_page import article_page, newer_documents
from assistant.web.library.asked_places import AskedPlaces
from assistant.web.library.cited_places import cited_places, times_cited
from assistant.web.library.library_page import library_page
from assistant.web.library.list_address import ListAddress
from assistant.web.library.message_page import message_page
from assistant.web.library.pane import article_pane, problem_pane
from assistant.web.library.picture_routes import add_picture_routes
from assistant.web.shared.errors import problem_of
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.links import server_url
from assistant.web.shared.pool import Service
from index.errors import NetralError


def add_source_pages(
    app: FastAPI, service: Service, conversations: ConversationStore, opinions: OpinionStore, settings: Settings
) -> None:
    """The routes. The stores say which places of an article answers have quoted.

    Raises:
        ConfigError: the operator's `subjects.toml` cannot be used.
    """
    root = settings.root_path
    load_subjects()  # a mistake in an operator's file stops the server here

    @app.get("/sources")
    def library(
        request: Request,
        lang: PageLanguage,
        q: str = "",
        publisher: str = "",
        since: Annotated[str, Query(alias="from")] = "",
        until: Annotated[str, Query(alias="to")] = "",
        subject: str = "",
        place: str = "",
        sort: str = "",
        view: str = "",
        page: str = "1",
    ) -> Response:
        try:
            at = ListAddress(root, lang, SearchForm(q, publisher, since, until, subject, place), sort, view)
            cited = times_cited(settings)
            return HTMLResponse(library_page(service.sources(), service.ready(), at, page, cited, server_url(request)))
        except NetralError as error:
            return problem_page(error, lang)

    # Before the article: an id may have slashes, and would take these ends of an address for its own.
    add_picture_routes(app, service, settings.reading_limits)

    # Not part of the API: it makes HTML for one version of one script.
    @app.get("/sources/{source_id:nested}/pane")
    def pane(
        request: Request, source_id: str, lang: PageLanguage, places: Annotated[AskedPlaces, Depends()]
    ) -> Response:
        try:
            document = service.source(source_id)
            marks = places.of(document)
            return HTMLResponse(article_pane(document, marks, lang, root, server_url(request)))
        except NetralError as error:
            return _told(error, lambda heading, message: problem_pane(heading, message, lang))

    @app.get("/sources/{source_id:nested}")
    def article(
        request: Request, source_id: str, lang: PageLanguage, places: Annotated[AskedPlaces, Depends()]
    ) -> Response:
        try:
            document = service.source(source_id)
            marks = places.of(document)
            cited = cited_places(document, conversations, opinions)
            base = server_url(request)
            newer = newer_documents(document, service.source)
            return HTMLResponse(
                article_page(document, marks, service.neighbours(source_id), cited, lang, root, base, newer)
            )
        except NetralError as error:
            return problem_page(error, lang)

    def problem_page(error: NetralError, lang: Lang) -> Response:
        return _told(error, lambda heading, message: message_page(heading, message, lang, root))


def _told(error: NetralError, show: Callable[[str, str], str]) -> Response:
    """The problem as HTML, which `show` makes of the keys of two texts: people do not read the JSON that programs get."""
    problem = problem_of(error)
    name = "source_missing" if problem.status == 404 else "library_unavailable"
    # The error's own words stay out: they are English, and these pages speak the reader's language.
    retry = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    return HTMLResponse(show(f"{name}_title", name), problem.status, headers=retry)
