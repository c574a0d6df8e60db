"""`POST /api/ask` and `POST /api/ask/stream`: the answer record, whole or as server-sent events."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.web.api.answer_schema import AnswerRecord
from assistant.web.api.problem_types import ASKING, problems
from assistant.web.api.stream_schema import EVENT_DATA, event_stream
from assistant.web.security.routes import ASKS
from assistant.web.shared.ask_request import AskRequest
from assistant.web.shared.ask_stream import AskStream, answer_record
from assistant.web.shared.language import language_of
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.pool import AskPool, Service

RECORD = {"model": AnswerRecord, "description": "The answer record: an answer, a refusal or talk."}
EVENTS = {
    "description": "The answer as server-sent events.",
    "content": event_stream(
        "The events `status`, `delta` (several), `answer` and `follow_ups`, in this order; `error` in the place of what would follow "
        "`status`. The data of each is JSON on one line.",
        EVENT_DATA,
    ),
}


def add_ask_routes(app: FastAPI, pool: AskPool, service: Service, root: str) -> None:
    """Both routes; they share the pool of all questions."""
    streamed = AskStream(pool, service, root)

    @app.post(
        "/api/ask",
        tags=[ASKS],
        summary="Ask a question",
        operation_id="ask",
        responses={200: RECORD},
        openapi_extra=problems(*ASKING),
    )
    async def ask(request: Request, body: AskRequest) -> Response:
        """The answer to a question, or to one that follows up on others, with every quote checked against its source."""
        answer = await unless_left(request, pool.ask(body.question, body.history, body.lang))
        return JSONResponse(answer_record(answer, root), headers={"Cache-Control": "no-store"})

    @app.post(
        "/api/ask/stream",
        tags=[ASKS],
        summary="Ask a question, and get the answer bit by bit",
        operation_id="ask_stream",
        response_class=StreamingResponse,
        responses={200: EVENTS},
        openapi_extra=problems(*ASKING),
    )
    async def stream(request: Request, body: AskRequest) -> Response:
        """The same as server-sent events. An error after the first event is an event, too."""
        return await streamed.response(body, language_of(request, body.lang))
