"""`GET /v1/models`, `GET /v1/models/{id}` and `POST /v1/chat/completions`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.question.query import detect_language
from assistant.web.api.openai_api.completion import Reply
from assistant.web.api.openai_api.content import answer_content
from assistant.web.api.openai_api.replies import Completion, Model, ModelList
from assistant.web.api.openai_api.requests import MODEL, ChatRequest, read_request
from assistant.web.api.openai_api.usage import count_usage
from assistant.web.api.problem_types import ASKING, problems
from assistant.web.api.stream_schema import event_stream
from assistant.web.security.routes import ASKS
from assistant.web.shared.language import language_of
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.links import server_url
from assistant.web.shared.pool import AskPool
from assistant.web.shared.problems import Problem
from index.store import CURRENT_FILE

NO_STORE = {"Cache-Control": "no-store"}
DONE = "data: [DONE]\n\n"
"""The event that ends a stream."""


ModelId = Annotated[str, PathParameter(description="The id of the model: `netral`.", examples=[MODEL])]
COMPLETION = {
    "model": Completion,
    "description": "The answer: whole, or with `stream` in chunks.",
    "content": event_stream(
        "Events without a name, each a chunk as JSON on one line; the last one is `[DONE]`.", {"message": "Chunk"}
    ),
}


@dataclass(frozen=True, slots=True)
class Served:
    """What the model is: its name for people, the folder of its index, and the prefix of a reverse proxy."""

    name: str
    index: Path
    root: str

    def model(self) -> Model:
        """The model as the routes list it."""
        return Model(id=MODEL, created=published_at(self.index), owned_by="netral", name=self.name)


def published_at(index: Path) -> int:
    """When the index in force was published, in seconds since 1970; 0 where there is none."""
    try:
        return int((index / CURRENT_FILE).stat().st_mtime)
    except OSError:
        return 0


def add_openai_routes(app: FastAPI, pool: AskPool, served: Served) -> None:
    """The three routes; they share the pool of all questions."""

    @app.get(
        "/v1/models",
        tags=["openai"],
        summary="List the models",
        operation_id="list_models",
        responses={200: {"model": ModelList, "description": "The list, of one."}},
    )
    def models() -> Response:
        """The assistant, as a model."""
        return JSONResponse(ModelList(data=[served.model()]).model_dump(), headers=NO_STORE)

    @app.get(
        "/v1/models/{model_id}",
        tags=["openai"],
        summary="Get a model",
        operation_id="get_model",
        responses={200: {"model": Model, "description": "The model."}},
        openapi_extra=problems("model_not_found"),
    )
    def model(model_id: ModelId) -> Response:
        """One model, by its id."""
        if model_id != MODEL:
            detail = f"There is no model {model_id[:80]!r}. The only one is {MODEL!r}."
            return Problem(404, "model_not_found", detail, wrong_field="model").response()
        return JSONResponse(served.model().model_dump(), headers=NO_STORE)

    @app.post(
        "/v1/chat/completions",
        tags=[ASKS, "openai"],
        summary="Answer the last question of a conversation",
        operation_id="chat_completion",
        responses={200: COMPLETION},
        openapi_extra=problems(*(code for code in ASKING if code != "history"), "unsupported", "model_not_found"),
    )
    async def chat_completions(request: Request, body: ChatRequest) -> Response:
        """The answer as Markdown, its citations as links and as annotations; a refusal is content. Whole, or with `stream` as events."""
        asked = read_request(body)
        if isinstance(asked, Problem):
            return asked.response()
        # The whole answer first, for a stream too: an error still has a status of its own then, and clients know what to do with it.
        answer = await unless_left(request, pool.ask(asked.question, asked.history, None))
        lang = "en" if detect_language(asked.question) == "en" else language_of(request, None)
        content = answer_content(answer, lang, server_url(request))
        usage = count_usage((message.text() for message in body.messages), content.text)
        reply = Reply(answer, content, usage, served.root)
        if not body.stream:
            return JSONResponse(reply.completion(), headers=NO_STORE)
        include_usage = bool(body.stream_options and body.stream_options.include_usage)
        # X-Accel-Buffering: without it, nginx would collect the events and send them late.
        headers = NO_STORE | {"X-Accel-Buffering": "no"}
        return StreamingResponse(_events(reply, include_usage), media_type="text/event-stream", headers=headers)


def _events(reply: Reply, include_usage: bool) -> Iterator[str]:
    for chunk in reply.chunks(include_usage):
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    yield DONE
