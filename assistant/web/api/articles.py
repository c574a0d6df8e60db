"""`GET /api/sources` and `GET /api/sources/{id}`: the articles as JSON."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from assistant.articles.view import shown_furniture
from assistant.web.shared.pool import Service
from index.document import Document


def _summary(document: Document) -> dict[str, Any]:
    names = (
        "id",
        "title",
        "publisher",
        "place",
        "published",
        "derived",
        "language",
        "url",
        "superseded_by",
        "amended_by",
    )
    return {name: getattr(document, name) for name in names}


def add_article_routes(app: FastAPI, service: Service) -> None:
    """The list without texts, and one article with its text and the spans of its page furniture."""

    @app.get("/api/sources")
    def sources() -> Response:
        return JSONResponse([_summary(document) for document in service.sources()])

    @app.get("/api/sources/{source_id:nested}")
    def source(source_id: str) -> Response:
        document = service.source(source_id)
        furniture = [[span.start, span.end] for span in shown_furniture(document)]
        return JSONResponse(_summary(document) | {"text": document.text, "furniture": furniture})
