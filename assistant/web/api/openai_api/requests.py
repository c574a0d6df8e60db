"""The body of a chat completion, and what is asked by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT, check_question
from assistant.web.shared.problems import Problem
from index.errors import QuestionError

MODEL = "netral"
"""The id of the only model there is."""
READ_AT_MOST = 10 * QUESTION_LIMIT
"""Characters of a message that are looked at one by one: a question may have spaces and invisible characters, which do not count."""
Role = Literal["system", "developer", "user", "assistant", "tool", "function"]


def _text_or_parts(value: object) -> object:
    """Says what is wrong in one sentence, where a union of types would say it once for each of them."""
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise PydanticCustomError("content", "give a text, or a list of parts")
    for part in value:
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            raise PydanticCustomError("part", 'each part is an object with a "type"')
        if not isinstance(part.get("text", ""), str):
            raise PydanticCustomError("part_text", 'the "text" of a part is a text')
    return value


class Part(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(strict=True, extra="allow")

    type: str = Field(description="What the part is. Only `text` is read.", examples=["text"])
    text: str = Field(
        default="", description="The words, where the type is `text`.", examples=["Kapan Pilkada 2024 dilaksanakan?"]
    )


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(strict=True, extra="allow")

    role: Role = Field(description="Who says it. Only what `user` says is read; the documents decide the rest.")
    content: Annotated[str | list[Part] | None, BeforeValidator(_text_or_parts)] = Field(
        default=None,
        description="A text, or parts of it. The last message of the user is the question: 1 to 500 characters, text alone.",
    )

    def text(self) -> str:
        """What the message says, its parts on lines of their own; parts that are no text are left out."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream brings along."""

    model_config = ConfigDict(strict=True, extra="allow")

    include_usage: bool = Field(default=False, description="Whether a last chunk, without choices, has the `usage`.")


class ChatRequest(BaseModel):
    """A conversation, whose last question is to be answered.

    Further fields of OpenAI's API, such as `temperature`, `max_tokens` and `tools`, are accepted and change nothing: the
    documents alone decide what is answered, and a quote is never cut.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    model: str = Field(description="The id of the model: `netral`.", examples=[MODEL])
    messages: list[Message] = Field(
        min_length=1,
        description="The conversation, the oldest message first. The last message of the user is the question, the ten before it "
        "that are the user's, too, are the history; the others are not read.",
    )
    stream: bool | None = Field(default=None, description="Whether the answer comes as server-sent events.")
    stream_options: StreamOptions | None = Field(default=None, description="What a stream brings along.")
    n: int | None = Field(default=None, description="How many answers: 1. The documents give one.")
    modalities: list[str] | None = Field(default=None, description='What the answer is made of: `["text"]`.')
    response_format: dict[str, Any] | None = Field(
        default=None,
        description='The form of the answer: `{"type": "text"}`. Its record is in the field `netral` of the reply.',
    )
    tool_choice: str | dict[str, Any] | None = Field(
        default=None, description="`auto` or `none`. No tool is ever called, so none can be required."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a conversation, and the questions before it, the oldest first."""

    question: str
    history: tuple[str, ...]


def read_request(body: ChatRequest) -> Asked | Problem:
    """What a request asks, or why it cannot be answered as it asks.

    Earlier messages that could not be asked (too long, pictures alone) are left out: they were refused when they came, and the
    conversation goes on.
    """
    unmet = next(_unmet(body), None)
    if unmet:
        return unmet
    at = next((at for at in range(len(body.messages) - 1, -1, -1) if body.messages[at].role == "user"), None)
    if at is None:
        return Problem(422, "invalid", "Send a message with the role user: it is the question.", wrong_field="messages")
    message, where = body.messages[at], f"messages.{at}.content"
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if part.type != "text":
            detail = f"Only text is read. Leave out the part of type {part.type[:40]!r}."
            return Problem(422, "unsupported", detail, wrong_field=f"{where}.{number}")
    try:
        question = _question_in(message)
    except QuestionError as error:
        return Problem(422, error.code, str(error), wrong_field=where)
    earlier = list(islice(_earlier(body.messages[:at]), HISTORY_LIMIT))
    return Asked(question, tuple(reversed(earlier)))


def _earlier(messages: Sequence[Message]) -> Iterator[str]:
    """The questions in messages, the latest first."""
    for message in reversed(messages):
        if message.role == "user":
            try:
                yield _question_in(message)
            except QuestionError:
                continue


def _question_in(message: Message) -> str:
    """What a message asks.

    Raises:
        QuestionError: it is no valid question.
    """
    text = message.text()
    if len(text) > READ_AT_MOST:
        raise QuestionError(
            "too_long", f"The message has {len(text)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
        )
    return check_question(text)


def _unmet(body: ChatRequest) -> Iterator[Problem]:
    """What a request wants of its answer that no answer has. Ignored, it would break the program that waits for it."""
    if body.model != MODEL:
        detail = f"There is no model {body.model[:80]!r}. The only one is {MODEL!r}."
        yield Problem(404, "model_not_found", detail, wrong_field="model")
    if body.n not in (None, 1):
        yield _unsupported("n", "There is one answer to a question. Leave `n` out, or send 1.")
    if body.modalities not in (None, ["text"]):
        yield _unsupported("modalities", 'Answers are text. Leave `modalities` out, or send ["text"].')
    if body.response_format is not None and body.response_format.get("type") != "text":
        yield _unsupported(
            "response_format", "Answers are quoted text. Leave `response_format` out; POST /api/ask gives the record."
        )
    if body.tool_choice not in (None, "auto", "none"):
        yield _unsupported("tool_choice", "No tool is called. Leave `tool_choice` out.")


def _unsupported(field: str, detail: str) -> Problem:
    return Problem(422, "unsupported", detail, wrong_field=field)
