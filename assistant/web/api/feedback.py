"""The route that takes readers' feedback. The server answers the question again, so that nobody can put words into the record."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import StringConstraints

from assistant.conversations.opinions import COMMENT_LIMIT, Feedback, OpinionStore, Verdict
from assistant.settings import Settings
from assistant.web.api.ask_request import AskRequest
from assistant.web.security.routes import ASKS
from assistant.web.shared.pool import AskPool
from assistant.web.shared.problems import Problem

TALK_WITHOUT_OPINION = Problem(
    422, "talk", "This is small talk, not a question. Send an opinion of an answer or a refusal."
)


class FeedbackRequest(AskRequest):
    """A reader's opinion of the answer to a question."""

    verdict: Verdict
    comment: Annotated[str, StringConstraints(max_length=COMMENT_LIMIT)] = ""


def add_feedback_route(app: FastAPI, pool: AskPool, opinions: OpinionStore, settings: Settings) -> None:
    """`POST /api/feedback`: stores the opinion, its answer and the settings in force; 201 with its id. Talk takes no opinion."""

    @app.post("/api/feedback", tags=[ASKS])
    async def feedback(body: FeedbackRequest) -> Response:
        answer = await pool.ask(body.question, body.history, body.lang, logged=False)
        if answer.kind == "talk":
            return TALK_WITHOUT_OPINION.response()
        given = Feedback(
            verdict=body.verdict,
            comment=body.comment.strip(),
            question=body.question,
            history=tuple(body.history),
            lang=body.lang,
            answer=answer.as_dict(),
            settings=settings.as_dict(),  # which leaves secrets out
        )
        number = await asyncio.to_thread(opinions.add, given)
        return JSONResponse({"id": number}, 201, headers={"Cache-Control": "no-store"})
