"""The HTTP server: JSON and event-stream routes, the article pages, and the staff page mounted behind them.

The only place where an exception becomes an HTTP status.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Lang
from assistant.article import shown_furniture
from assistant.asking import AskPool, Service
from assistant.config import Settings
from assistant.conversations import Conversations
from assistant.explain_page import add_explain_route
from assistant.export import as_json, as_markdown
from assistant.feedback import AskRequest, add_feedback_route
from assistant.listening import listen, run
from assistant.live import LiveEngine
from assistant.operator import add_operator_routes
from assistant.operator_door import Door
from assistant.panel import Compress, add_panel_routes
from assistant.problems import INTERNAL, NOT_FOUND, Problem
from assistant.publisher import Publisher
from assistant.security import (
    EVALUATOR_ROUTES,
    OPERATOR_ROUTES,
    OWN_ROUTES,
    PAGE_ROUTES,
    BodyLimit,
    LastResort,
    Prefix,
    RateLimit,
    RouteList,
    SecurityHeaders,
    TrustedUser,
    header_policy,
)
from assistant.source_routes import add_source_pages
from assistant.words import as_lang
from index.document import Document
from index.errors import NetralError, QuestionError, RecordsError, SourceNotFoundError, StoreError

RETRY_STORE = 5
WORDS_A_CHUNK = 4
_UNAVAILABLE = "The index is not available at the moment. Ask again shortly."

_NOT_KEPT = "Feedback and conversations cannot be used at the moment. Try again later."

_log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is to a client. What is not meant for clients is logged, and its words stay here."""
    match error:
        case QuestionError():
            return Problem(422, error.code, str(error))
        case RequestValidationError():
            return _validation_problem(error)
        case SourceNotFoundError():
            return Problem(404, "source_not_found", str(error))
        case StoreError():
            _log.error("no usable index: %s", error)
            return Problem(503, "index_unavailable", _UNAVAILABLE, RETRY_STORE)
        case RecordsError():
            _log.error("no usable records: %s", error)
            return Problem(503, "records_unavailable", _NOT_KEPT, RETRY_STORE)
        case HTTPException(status_code=404):
            return NOT_FOUND
        case HTTPException():
            return Problem(error.status_code, "http_error", str(error.detail), headers=error.headers or {})
    _log.error("a request failed", exc_info=error)
    return INTERNAL


def _validation_problem(error: RequestValidationError) -> Problem:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    name, kind = field.split(".")[0], first["type"]
    codes = {("question", "string_too_long"): "too_long", ("question", "string_too_short"): "empty"}
    code = codes.get((name, kind), "history" if name == "history" else "invalid")
    return Problem(422, code, f"{field}: {first['msg']}.")


def record(answer: Answer, root: str) -> dict[str, Any]:
    """The record of an answer, its links carrying the prefix of a reverse proxy."""
    values = answer.as_dict()
    for citation in (*values["citations"], *values["nearest"]):
        citation["url"] = root + citation["url"]
    return values


def chunks(text: str) -> Iterator[str]:
    """`text` a few words at a time; joined they are `text` again."""
    return (found.group() for found in re.finditer(rf"(?:\S+\s*|\s+){{1,{WORDS_A_CHUNK}}}", text))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def create_app(service: Service, settings: Settings, page: bool = True, publisher: Publisher | None = None) -> FastAPI:
    """The application: API, article pages, with `page` the staff page at `/`, with an operator's token their page."""
    door = Door(settings.operator_token) if settings.operator_token else None
    pool = AskPool(service, settings.max_concurrent)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()

    app = FastAPI(
        title="Netral",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    _add_middleware(app, settings, page, door)
    for kind in (NetralError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _on_error)
    _add_ask_routes(app, pool, service, settings)
    add_feedback_route(app, pool, settings)
    _add_source_routes(app, service)
    add_source_pages(app, service, settings, problem_of)
    add_panel_routes(app, service, settings)
    _add_export_route(app, settings)
    if settings.evaluators:
        add_explain_route(app, pool, settings)
    _add_health_routes(app, service)
    if door:
        add_operator_routes(app, door, publisher or Publisher(settings, LiveEngine(settings).get), settings)
    if page:
        from assistant.page import build_page, mount_page  # Gradio takes seconds to import

        mount_page(app, build_page(service, settings, pool), settings)
    return app


async def _on_error(_: Request, error: Exception) -> Response:
    return problem_of(error).response()


def _add_middleware(app: FastAPI, settings: Settings, page: bool, door: Door | None) -> None:
    """The innermost first. Headers go outermost, so that refusals carry them too."""
    app.add_middleware(BodyLimit, **({"limit": door.body_limit} if door else {}))
    app.add_middleware(Compress)
    app.add_middleware(RateLimit, per_minute=settings.rate_limit)
    own = (*OWN_ROUTES, *(OPERATOR_ROUTES if door else ()), *(EVALUATOR_ROUTES if settings.evaluators else ()))
    app.add_middleware(RouteList, routes=(*own, *(PAGE_ROUTES if page else ())))
    app.add_middleware(TrustedUser, header=settings.user_header)
    # Always installed, with an empty list too: without it Gradio would add its own, which reflects any origin.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders, policy=header_policy(settings.allowed_origins, settings.root_path))
    app.add_middleware(Prefix, root=settings.root_path)


def _add_ask_routes(app: FastAPI, pool: AskPool, service: Service, settings: Settings) -> None:
    @app.post("/api/ask")
    async def ask(body: AskRequest) -> Response:
        answer = await pool.ask(body.question, body.history, body.lang)
        return JSONResponse(record(answer, settings.root_path), headers={"Cache-Control": "no-store"})

    @app.post("/api/ask/stream")
    async def stream(body: AskRequest) -> Response:
        # X-Accel-Buffering: nginx would otherwise hold the events back.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(events(body), media_type="text/event-stream", headers=headers)

    async def events(body: AskRequest) -> AsyncIterator[str]:
        yield _event("status", {"stage": "search"})
        try:
            answer = await pool.ask(body.question, body.history, body.lang)
        except Exception as error:  # noqa: BLE001 - the status line is gone: only an event can say it
            yield _event("error", problem_of(error).as_dict())
            return
        for text in chunks(answer.text):
            yield _event("delta", {"text": text})
        yield _event("answer", record(answer, settings.root_path))
        yield _event("follow_ups", {"questions": await follow_ups(answer, as_lang(body.lang, settings.language))})

    async def follow_ups(answer: Answer, lang: Lang) -> list[str]:
        try:
            return await asyncio.to_thread(service.follow_ups, answer, lang)
        except Exception:  # noqa: BLE001 - the answer is complete without them
            _log.exception("no follow-up questions")
            return []


def _summary(document: Document) -> dict[str, Any]:
    names = ("id", "title", "publisher", "place", "published", "derived", "language", "url")
    return {name: getattr(document, name) for name in names}


def _add_source_routes(app: FastAPI, service: Service) -> None:
    @app.get("/api/sources")
    def sources() -> Response:
        return JSONResponse([_summary(document) for document in service.sources()])

    @app.get("/api/sources/{source_id}")
    def source(source_id: str) -> Response:
        document = service.source(source_id)
        furniture = [[span.start, span.end] for span in shown_furniture(document)]
        return JSONResponse(_summary(document) | {"text": document.text, "furniture": furniture})


def _add_export_route(app: FastAPI, settings: Settings) -> None:
    """`/conversations/{id}.md` and `.json`; knowing the random name is the right to read."""
    kept = Conversations(settings.records, settings.keep_days)

    @app.get("/conversations/{name}")
    def conversation(request: Request, name: str, lang: str | None = None) -> Response:
        talk_id, _, kind = name.rpartition(".")
        talk = kept.load(talk_id) if kind in ("md", "json") else None
        if talk is None:
            return NOT_FOUND.response()
        base = str(request.base_url).rstrip("/")
        text = as_json(talk) if kind == "json" else as_markdown(talk, as_lang(lang, settings.language), base)
        headers = {
            "Content-Disposition": f'attachment; filename="netral-{talk_id[:8]}.{kind}"',
            "Cache-Control": "no-store",
        }
        return Response(text, media_type="application/json" if kind == "json" else "text/markdown", headers=headers)


def _add_health_routes(app: FastAPI, service: Service) -> None:
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> Response:
        return JSONResponse({"status": "ok"} | service.ready())


def serve(service: Service, settings: Settings, publisher: Publisher | None = None) -> None:
    """Serve until interrupted, in one process.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    with listen(settings) as sock:  # first: a port that is taken should not cost the import of the page
        run(create_app(service, settings, publisher=publisher), sock)
