"""`POST /api/ask` and `POST /api/ask/stream`: the answer record, whole or as server-sent events."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from assistant.web.security.routes import ASKS
from assistant.web.shared.ask_request import AskRequest
from assistant.web.shared.ask_stream import AskStream, answer_record
from assistant.web.shared.language import language_of
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.pool import AskPool, Service


def add_ask_routes(app: FastAPI, pool: AskPool, service: Service, root: str) -> None:
    """Both routes; they share the pool of all questions."""
    streamed = AskStream(pool, service, root)

    @app.post("/api/ask", tags=[ASKS])
    async def ask(request: Request, body: AskRequest) -> Response:
        answer = await unless_left(request, pool.ask(body.question, body.history, body.lang))
        return JSONResponse(answer_record(answer, root), headers={"Cache-Control": "no-store"})

    @app.post("/api/ask/stream", tags=[ASKS])
    async def stream(request: Request, body: AskRequest) -> Response:
        return await streamed.response(body, language_of(request, body.lang))
