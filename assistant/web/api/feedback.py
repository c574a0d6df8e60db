"""The routes that take readers' feedback. The server answers the question again, so that nobody can put words into the record."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
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
from assistant.web.api.problem_types import ASKING, problems
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

    verdict: Verdict = Field(description="What the reader thinks of the answer.")
    comment: Annotated[str, StringConstraints(max_length=COMMENT_LIMIT)] = Field(
        default="", description="In the reader's own words."
    )
    reason: OpinionReason | None = Field(
        default=None, description="Why the answer did not help, or null. It is not taken with the verdict `up`."
    )
    passage: Annotated[str, StringConstraints(max_length=PASSAGE_LIMIT)] = Field(
        default="", description="The passage that would have been right, as the reader pasted it."
    )

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


class StoredOpinion(BaseModel):
    """Where an opinion is."""

    id: int = Field(description="Its number.")
    key: str = Field(description="The secret by which it is replaced. Nothing can be read with it.")


class FeedbackRequest(OpinionRequest, AskRequest):
    """A reader's opinion of the answer to a question."""


OpinionKey = Annotated[
    str, Path(description="The `key` of the reply that stored the opinion.", examples=["Zm9vYmFyYmF6cXV4Zm9vYg"])
]


def add_feedback_routes(app: FastAPI, pool: AskPool, opinions: OpinionStore, settings: Settings) -> None:
    """The route that stores an opinion, its answer and the settings in force, and the one that replaces it later.

    Both give the id of the opinion and the key by which it is replaced. Talk takes no opinion.
    """

    @app.post(
        "/api/feedback",
        tags=[ASKS, "opinions"],
        summary="Give an opinion of an answer",
        operation_id="give_opinion",
        status_code=201,
        responses={201: {"model": StoredOpinion, "description": "The opinion is stored."}},
        openapi_extra=problems(*ASKING, "talk", "records_unavailable", "disk_full"),
    )
    async def feedback(request: Request, body: FeedbackRequest) -> Response:
        """The server answers the question again and stores its own answer with the opinion. It counts as an opinion, not as a question."""
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
    @app.put(
        "/api/feedback/{key}",
        tags=["opinions"],
        summary="Replace an opinion",
        operation_id="replace_opinion",
        responses={200: {"model": StoredOpinion, "description": "The opinion is replaced."}},
        openapi_extra=problems("opinion_not_found", "invalid", "too_large", "records_unavailable", "disk_full"),
    )
    async def changed(key: OpinionKey, body: OpinionRequest) -> Response:
        """Nothing is asked again: the answer stays the one that the opinion was given of. Fields that are left out become empty."""
        number = await asyncio.to_thread(opinions.change, key, body.opinion())
        return NO_OPINION.response() if number is None else _stored(number, key, 200)


def _stored(number: int, key: str, status: int) -> Response:
    values: dict[str, Any] = {"id": number, "key": key}
    return JSONResponse(values, status, headers={"Cache-Control": "no-store"})
