"""`GET /api/openapi.json`: what programs may use, as an OpenAPI document.

Routes say their parameters and replies; what is the same for all of them (errors that the middlewares give, the header that names a
conversation) and the examples are added here.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant.web.api.openai_api.replies import Chunk, ErrorBody
from assistant.web.api.problem_types import PROBLEMS, ProblemRecord, problem_responses
from assistant.web.api.stream_schema import DeltaEvent, FollowUpsEvent, StatusEvent
from assistant.web.security.routes import ASKS, is_openai

SCHEMA_PATH = "/api/openapi.json"
FOR_PROGRAMS = ("/api/", "/v1/", "/conversations/", "/healthz", "/readyz", "/metrics")
"""Paths, or beginnings of them, that programs may use; the others are pages, and change without notice."""
MONITORED = ("/healthz", "/readyz", "/metrics")
"""Open to anyone, and not counted."""
EXAMPLES = Path(__file__).parent / "data" / "examples.json"
TAGS = (
    ("asks", "Asks a question: it is counted against the limit of questions, and waits for its turn."),
    ("articles", "The articles that answers are quoted from."),
    ("opinions", "What readers think of an answer."),
    ("conversations", "Conversations of the chat page, as files."),
    ("openai", "The same answers for programs that speak OpenAI's protocol."),
    ("server", "Whether the server runs, what it serves, and this document."),
)
SUMMARY = "Answers to questions from a fixed set of documents: quoted to the character and cited, or refused."
DESCRIPTION = (
    "A refusal is an answer with status 200. Errors are `application/problem+json`; below `/v1` they have the form of OpenAI's API. "
    "Fields are added, never renamed. Offsets count Unicode code points."
)
CONVERSATION = {
    "name": "Netral-Conversation",
    "in": "header",
    "required": False,
    "description": "Which of its conversations a program asks for: questions are then counted by conversation instead of by address.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    "example": "c-4821",
}
"""The parameter by which `security.rates` tells conversations apart."""


def add_openapi_route(app: FastAPI, root: str, key_needed: bool) -> None:
    """The route.

    Args:
        app: has all other routes already, those that a setting opens included.
        root: the prefix of a reverse proxy.
        key_needed: whether `/v1` asks for a key.
    """

    @cache
    def document() -> dict[str, Any]:
        return api_document(app, root, key_needed)

    @app.get(
        SCHEMA_PATH,
        tags=["server"],
        summary="This document",
        operation_id="openapi",
        responses={
            200: {"description": "The OpenAPI document.", "content": {"application/json": {"schema": _DOCUMENT}}}
        },
    )
    def openapi() -> Response:
        """What programs may use: every route with its parameters, replies and errors, and an example of each."""
        return JSONResponse(document())


_DOCUMENT = {"type": "object", "description": "An OpenAPI 3.1 document.", "required": ["openapi", "info", "paths"]}


def api_document(app: FastAPI, root: str = "", key_needed: bool = False) -> dict[str, Any]:
    """The OpenAPI document of an application, with what its settings opened.

    Raises:
        KeyError: a route lists an error that there is not, or has no example.
    """
    routes = [route for route in app.routes if isinstance(route, APIRoute) and route.path.startswith(FOR_PROGRAMS)]
    document = get_openapi(
        title=app.title,
        version=importlib.metadata.version("netral"),
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=routes,
        servers=[{"url": root or "/", "description": "This server."}],
        tags=[{"name": name, "description": said} for name, said in TAGS],
    )
    _add_components(document, (ProblemRecord, StatusEvent, DeltaEvent, FollowUpsEvent))
    openai = any(is_openai(path) for path in document["paths"])
    if openai:
        _add_components(document, (ErrorBody, Chunk))
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for path, operation in operations(document):
        _add_problems(path, operation)
        if ASKS in operation["tags"]:
            operation.setdefault("parameters", []).append(CONVERSATION)
        _add_examples(operation, examples[operation["operationId"]])
        if openai and key_needed and is_openai(path):
            operation["security"] = [{"key": []}]
    if openai and key_needed:
        said = "One of the keys of the setting `openai_keys`."
        document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": said}}
    # FastAPI's own form of an error: ours has another, at every route.
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, operation) of each operation of a document."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _add_components(document: dict[str, Any], models: tuple[type[BaseModel], ...]) -> None:
    _, found = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in found["$defs"].items():
        schemas.setdefault(name, schema)


def _add_problems(path: str, operation: dict[str, Any]) -> None:
    codes = list(operation.pop(PROBLEMS, ()))
    codes += ["host_not_allowed", "internal"]
    if path not in MONITORED:
        codes += ["sign_in", "rate_limited"]
    if is_openai(path):
        codes.append("invalid_api_key")
    responses = operation["responses"]
    responses.pop("422", None)  # FastAPI's own
    responses.update(problem_responses(codes, is_openai(path)))


def _add_examples(operation: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Those of `data/examples.json`: `request`, and `responses` by status and media type; each has a name, a summary and a value."""
    if "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["examples"] = given["request"]
    for status, by_type in given["responses"].items():
        for media_type, examples in by_type.items():
            operation["responses"][status]["content"][media_type]["examples"] = examples
