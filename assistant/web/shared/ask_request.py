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

    question: Question = Field(description="The question.")
    history: Annotated[
        list[Annotated[str, StringConstraints(max_length=QUESTION_LIMIT)]],
        Field(max_length=HISTORY_LIMIT, description="The earlier questions of the conversation, the oldest first."),
    ] = []
    lang: Lang | None = Field(
        default=None,
        description="Of the reply's own words. Null: English for a question in English, else the setting `language`.",
    )
