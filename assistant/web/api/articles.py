"""`GET /api/sources` and `GET /api/sources/{id}`: the articles as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Path
from fastapi.responses import JSONResponse, Response

from assistant.articles.view import shown_furniture
from assistant.web.api.article_schema import ArticleRecord, ArticleSummary
from assistant.web.api.problem_types import problems
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


SourceId = Annotated[
    str,
    Path(description="The `source_id` of a citation. Slashes in it stay slashes.", examples=["001_354e1def9f1e9756"]),
]


def add_article_routes(app: FastAPI, service: Service) -> None:
    """The list without texts, and one article with its text, the spans of its page furniture, its parts and its pages."""

    @app.get(
        "/api/sources",
        tags=["articles"],
        summary="List the articles",
        operation_id="list_sources",
        responses={200: {"model": list[ArticleSummary], "description": "All articles, in order, without their texts."}},
        openapi_extra=problems("index_unavailable"),
    )
    def sources() -> Response:
        """The articles that answers are quoted from."""
        return JSONResponse([_summary(document) for document in service.sources()])

    @app.get(
        "/api/sources/{source_id:nested}",
        tags=["articles"],
        summary="Get an article with its text",
        operation_id="get_source",
        responses={200: {"model": ArticleRecord, "description": "The article."}},
        openapi_extra=problems("source_not_found", "index_unavailable"),
    )
    def source(source_id: SourceId) -> Response:
        """One article: with its text, every quote can be checked to the character."""
        document = service.source(source_id)
        furniture = [[span.start, span.end] for span in shown_furniture(document)]
        parts = {
            "structure": [_part(node) for node in document.structure],
            "pages": [asdict(p) for p in document.pages],
        }
        return JSONResponse(_summary(document) | {"text": document.text, "furniture": furniture} | parts)
