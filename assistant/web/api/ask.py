"""`POST /api/ask` and `POST /api/ask/stream`: the answer record, whole or as server-sent events."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.answer import Answer, Lang
from assistant.web.api.ask_request import AskRequest
from assistant.web.security.routes import ASKS
from assistant.web.shared.errors import problem_of
from assistant.web.shared.language import language_of
from assistant.web.shared.pool import AskPool, Service

WORDS_A_CHUNK = 4
"""Words in one event of text. The answer is complete by then; the pieces let a page show it bit by bit."""
_log = logging.getLogger(__name__)


def answer_record(answer: Answer, root: str) -> dict[str, Any]:
    """The record of an answer, its links carrying the prefix of a reverse proxy."""
    values = answer.as_dict()
    for citation in (*values["citations"], *values["nearest"]):
        citation["url"] = root + citation["url"]
    return values


def text_chunks(text: str) -> Iterator[str]:
    """`text` a few words at a time; joined, the pieces are `text` again."""
    return (found.group() for found in re.finditer(rf"(?:\S+\s*|\s+){{1,{WORDS_A_CHUNK}}}", text))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def add_ask_routes(app: FastAPI, pool: AskPool, service: Service, root: str) -> None:
    """Both routes; they share the pool of all questions."""

    @app.post("/api/ask", tags=[ASKS])
    async def ask(body: AskRequest) -> Response:
        answer = await pool.ask(body.question, body.history, body.lang)
        return JSONResponse(answer_record(answer, root), headers={"Cache-Control": "no-store"})

    @app.post("/api/ask/stream", tags=[ASKS])
    async def stream(request: Request, body: AskRequest) -> Response:
        # X-Accel-Buffering: without it, nginx would collect the events and send them late.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        sent = events(body, language_of(request, body.lang))
        return StreamingResponse(sent, media_type="text/event-stream", headers=headers)

    async def events(body: AskRequest, lang: Lang) -> AsyncIterator[str]:
        yield _event("status", {"stage": "search"})
        try:
            answer = await pool.ask(body.question, body.history, body.lang)
        except Exception as error:  # noqa: BLE001 - the status line is gone: only an event can say it
            yield _event("error", problem_of(error).as_dict())
            return
        for text in text_chunks(answer.text):
            yield _event("delta", {"text": text})
        yield _event("answer", answer_record(answer, root))
        yield _event("follow_ups", {"questions": await follow_ups(answer, lang, body.history)})

    async def follow_ups(answer: Answer, lang: Lang, history: Sequence[str]) -> list[str]:
        try:
            return await asyncio.to_thread(service.follow_ups, answer, lang, history)
        except Exception:  # noqa: BLE001 - the answer is complete without them
            _log.exception("no follow-up questions")
            return []
