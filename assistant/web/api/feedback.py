"""The routes that take readers' feedback. The server answers the question again, so that nobody can put words into the record."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from assistant.conversations.conversation import random_id
from assistant.conversations.opinions import (
    COMMENT_LIMIT,
    PASSAGE_LIMIT,
    Feedback,
    Opinion,
    OpinionReason,
    OpinionStore,
    Verdict,
)
from assistant.settings import Settings
from assistant.web.security.routes import ASKS
from assistant.web.shared.ask_request import AskRequest
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.pool import AskPool
from assistant.web.shared.problems import Problem

TALK_WITHOUT_OPINION = Problem(
    422, "talk", "This is small talk, not a question. Send an opinion of an answer or a refusal."
)
NO_OPINION = Problem(
    404,
    "opinion_not_found",
    "There is no opinion with this key. Send it as a new one, with its question: POST /api/feedback.",
)


class OpinionRequest(BaseModel):
    """A reader's opinion of an answer, without the answer; unknown keys are refused, values are never converted."""

    model_config = ConfigDict(strict=True, extra="forbid")

    verdict: Verdict
    comment: Annotated[str, StringConstraints(max_length=COMMENT_LIMIT)] = ""
    reason: OpinionReason | None = None
    passage: Annotated[str, StringConstraints(max_length=PASSAGE_LIMIT)] = ""

    @model_validator(mode="after")
    def _agrees(self) -> OpinionRequest:
        if self.verdict == "up" and self.reason:
            raise PydanticCustomError(
                "reason_of_up", 'a "reason" says why an answer did not help: leave it out with "up"'
            )
        return self

    def opinion(self) -> Opinion:
        """The opinion as it is stored."""
        return Opinion(self.verdict, self.comment.strip(), self.reason, self.passage.strip())


class FeedbackRequest(OpinionRequest, AskRequest):
    """A reader's opinion of the answer to a question."""


def add_feedback_routes(app: FastAPI, pool: AskPool, opinions: OpinionStore, settings: Settings) -> None:
    """The route that stores an opinion, its answer and the settings in force, and the one that replaces it later.

    Both give the id of the opinion and the key by which it is replaced. Talk takes no opinion.
    """

    @app.post("/api/feedback", tags=[ASKS])
    async def feedback(request: Request, body: FeedbackRequest) -> Response:
        answer = await unless_left(request, pool.ask(body.question, body.history, body.lang, logged=False))
        if answer.kind == "talk":
            return TALK_WITHOUT_OPINION.response()
        opinion, key = body.opinion(), random_id()
        given = Feedback(
            verdict=opinion.verdict,
            comment=opinion.comment,
            question=body.question,
            history=tuple(body.history),
            lang=body.lang,
            answer=answer.as_dict(),
            settings=settings.as_dict(),  # which leaves secrets out
            reason=opinion.reason,
            passage=opinion.passage,
        )
        return _stored(await asyncio.to_thread(opinions.add, given, key), key, 201)

    # Without the tag: an opinion that is replaced keeps the answer that it is of, so nothing is asked again.
    @app.put("/api/feedback/{key}")
    async def changed(key: str, body: OpinionRequest) -> Response:
        number = await asyncio.to_thread(opinions.change, key, body.opinion())
        return NO_OPINION.response() if number is None else _stored(number, key, 200)


def _stored(number: int, key: str, status: int) -> Response:
    values: dict[str, Any] = {"id": number, "key": key}
    return JSONResponse(values, status, headers={"Cache-Control": "no-store"})
