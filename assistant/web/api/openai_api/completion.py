"""An answer as a chat completion: whole, or in the chunks of a stream."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer
from assistant.web.api.answer_schema import AnswerRecord
from assistant.web.api.openai_api.content import Content, Link
from assistant.web.api.openai_api.replies import (
    Annotation,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    ReplyMessage,
    UrlCitation,
    Usage,
)
from assistant.web.api.openai_api.requests import MODEL
from assistant.web.shared.ask_stream import answer_record, text_chunks


def _new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"


def _now() -> int:
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer on its way out.

    Attributes:
        answer: what the service answered.
        content: the same as Markdown.
        usage: how long conversation and content are.
        root: the prefix of a reverse proxy, for the links of the record.
        id, created: of the reply; the same in all chunks.
    """

    answer: Answer
    content: Content
    usage: Usage
    root: str
    id: str = field(default_factory=_new_id)
    created: int = field(default_factory=_now)

    @property
    def fingerprint(self) -> str:
        """What OpenAI calls the system: the index that answered."""
        return f"netral_{self.answer.index}"

    @property
    def record(self) -> AnswerRecord:
        """The answer record, as `/api/ask` gives it."""
        return AnswerRecord.model_validate(answer_record(self.answer, self.root))

    @property
    def annotations(self) -> list[Annotation]:
        """The links of the content."""
        return [Annotation(type="url_citation", url_citation=_citation(link)) for link in self.content.links]

    def completion(self) -> dict[str, Any]:
        """The reply in one piece."""
        message = ReplyMessage(content=self.content.text, annotations=self.annotations)
        whole = Completion(
            id=self.id,
            created=self.created,
            model=MODEL,
            choices=[Choice(message=message)],
            usage=self.usage,
            system_fingerprint=self.fingerprint,
            netral=self.record,
        )
        return whole.model_dump(mode="json")

    def chunks(self, include_usage: bool) -> Iterator[dict[str, Any]]:
        """The reply in chunks: role, content a few words at a time, annotations, the end with the record, and the usage if asked for."""
        # A link has no space in it, so none is cut in two.
        steps = [Delta(role="assistant", content=""), *(Delta(content=text) for text in text_chunks(self.content.text))]
        if self.annotations:
            steps.append(Delta(annotations=self.annotations))
        # Only what is set is sent: a client joins what each chunk adds.
        usage = {"usage": None} if include_usage else {}
        for delta in steps:
            yield self._chunk([ChunkChoice(index=0, delta=delta, logprobs=None, finish_reason=None)], **usage)
        last = ChunkChoice(index=0, delta=Delta(), logprobs=None, finish_reason="stop")
        yield self._chunk([last], **usage, netral=self.record)
        if include_usage:
            yield self._chunk([], usage=self.usage)

    def _chunk(self, choices: list[ChunkChoice], **more: Any) -> dict[str, Any]:
        chunk = Chunk(
            id=self.id,
            object="chat.completion.chunk",
            created=self.created,
            model=MODEL,
            choices=choices,
            system_fingerprint=self.fingerprint,
            **more,
        )
        return chunk.model_dump(mode="json", exclude_unset=True)


def _citation(link: Link) -> UrlCitation:
    return UrlCitation(start_index=link.start, end_index=link.end, title=link.title, url=link.url)
