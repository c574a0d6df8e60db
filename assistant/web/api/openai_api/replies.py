"""What the routes below `/v1` reply, as OpenAI's API has it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from assistant.web.api.answer_schema import AnswerRecord


class Model(BaseModel):
    """The assistant, as a model."""

    id: str = Field(description="What a request names as its `model`.")
    object: Literal["model"] = Field(default="model", description="Always `model`.")
    created: int = Field(
        description="When the index in force was published, in seconds since 1970; 0 where there is none."
    )
    owned_by: str = Field(description="Whose it is: the software's name.")
    name: str = Field(
        description="What people call it: the name of the setting `brand`. An addition to OpenAI's fields."
    )


class ModelList(BaseModel):
    """The models there are: one."""

    object: Literal["list"] = Field(default="list", description="Always `list`.")
    data: list[Model] = Field(description="The models.")


class UrlCitation(BaseModel):
    """A link in the content to a quoted place."""

    start_index: int = Field(description="Where the link begins in the content, in Unicode code points.")
    end_index: int = Field(description="Where it ends, exclusive: `content[start_index:end_index]` is the link.")
    title: str = Field(description="The title of the document.")
    url: str = Field(description="The page of the document at the quoted place.")


class Annotation(BaseModel):
    """What is known of a part of the content."""

    type: Literal["url_citation"] = Field(default="url_citation", description="Always `url_citation`.")
    url_citation: UrlCitation = Field(description="The link.")


class ReplyMessage(BaseModel):
    """What the assistant says."""

    role: Literal["assistant"] = Field(default="assistant", description="Always `assistant`.")
    content: str = Field(
        description="The answer, refusal or talk as Markdown; each marker of a citation is a link to the quoted place."
    )
    refusal: None = Field(
        default=None, description="Always null: a refusal is content, and `netral.refusal` says that it is one."
    )
    annotations: list[Annotation] = Field(
        description="The links of the content, in order; empty for a refusal and for talk."
    )


class Choice(BaseModel):
    """The answer."""

    index: int = Field(default=0, description="Always 0.")
    message: ReplyMessage = Field(description="The answer as a message.")
    logprobs: None = Field(default=None, description="Always null.")
    finish_reason: Literal["stop"] = Field(default="stop", description="Always `stop`: answers are never cut.")


class Usage(BaseModel):
    """Lengths, in words, numbers and punctuation marks: no language model need run, so these are no tokens of one."""

    prompt_tokens: int = Field(description="Of all messages of the request.")
    completion_tokens: int = Field(description="Of the content.")
    total_tokens: int = Field(description="Of both.")


class Completion(BaseModel):
    """A chat completion: one question answered."""

    id: str = Field(description="The id of this reply, at random.")
    object: Literal["chat.completion"] = Field(default="chat.completion", description="Always `chat.completion`.")
    created: int = Field(description="When it was made, in seconds since 1970.")
    model: str = Field(description="The id of the model.")
    choices: list[Choice] = Field(description="The answer, once.")
    usage: Usage = Field(description="How long conversation and answer are.")
    system_fingerprint: str = Field(
        description="The fingerprint of the index that answered; it changes with the documents."
    )
    netral: AnswerRecord = Field(
        description="The answer record, as `POST /api/ask` gives it. An addition to OpenAI's fields."
    )


class Delta(BaseModel):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(default=None, description="In the first chunk.")
    content: str | None = Field(default=None, description="A few words; joined, they are the content.")
    annotations: list[Annotation] | None = Field(
        default=None, description="After the last words: the links of the content, where it has any."
    )


class ChunkChoice(BaseModel):
    """The answer, in part."""

    index: int = Field(default=0, description="Always 0.")
    delta: Delta = Field(description="What is added.")
    logprobs: None = Field(default=None, description="Always null.")
    finish_reason: Literal["stop"] | None = Field(
        default=None, description="`stop` when the message is complete, before that null."
    )


class Chunk(BaseModel):
    """One event of a stream."""

    id: str = Field(description="The id of the reply, the same in all its chunks.")
    object: Literal["chat.completion.chunk"] = Field(
        default="chat.completion.chunk", description="Always `chat.completion.chunk`."
    )
    created: int = Field(description="When the reply was made, in seconds since 1970.")
    model: str = Field(description="The id of the model.")
    choices: list[ChunkChoice] = Field(description="One; none in the chunk that has the `usage`.")
    usage: Usage | None = Field(
        default=None, description="Only with `include_usage`: null, and in the last chunk the lengths."
    )
    system_fingerprint: str = Field(description="The fingerprint of the index that answered.")
    netral: AnswerRecord | None = Field(
        default=None, description="The answer record, in the chunk that completes the message."
    )


class ErrorDetail(BaseModel):
    """One error."""

    message: str = Field(description="What to do about it.")
    type: Literal["invalid_request_error", "authentication_error", "rate_limit_error", "server_error"] = Field(
        description="The kind of error."
    )
    param: str | None = Field(description="The field that is wrong, such as `messages.0.content`, or null.")
    code: str = Field(description="Which error it is.")


class ErrorBody(BaseModel):
    """An error, as OpenAI's API has it."""

    error: ErrorDetail = Field(description="What went wrong.")
