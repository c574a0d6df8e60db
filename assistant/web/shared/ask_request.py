"""The body of a question over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answer import Lang
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT

Question = Annotated[str, StringConstraints(min_length=1, max_length=QUESTION_LIMIT)]


class AskRequest(BaseModel):
    """The body of a question; unknown keys are refused, values are never converted."""

    model_config = ConfigDict(strict=True, extra="forbid")

    question: Question
    history: Annotated[
        list[Annotated[str, StringConstraints(max_length=QUESTION_LIMIT)]], Field(max_length=HISTORY_LIMIT)
    ] = []
    lang: Lang | None = None
