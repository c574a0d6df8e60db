"""`GET /api/sources` and `GET /api/sources/{id}`: the articles as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from assistant.articles.view import shown_furniture
from assistant.web.shared.pool import Service
from index.document import Document, Node


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


def _part(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind,
        "label": node.label,
        "start": node.span.start,
        "end": node.span.end,
        "head": [node.head.start, node.head.end],
        "parent": node.parent,
    }


def add_article_routes(app: FastAPI, service: Service) -> None:
    """The list without texts, and one article with its text, the spans of its page furniture, its parts and its pages."""

    @app.get("/api/sources")
    def sources() -> Response:
        return JSONResponse([_summary(document) for document in service.sources()])

    @app.get("/api/sources/{source_id:nested}")
    def source(source_id: str) -> Response:
        document = service.source(source_id)
        furniture = [[span.start, span.end] for span in shown_furniture(document)]
        parts = {
            "structure": [_part(node) for node in document.structure],
            "pages": [asdict(p) for p in document.pages],
        }
        return JSONResponse(_summary(document) | {"text": document.text, "furniture": furniture} | parts)
