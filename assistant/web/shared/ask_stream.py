"""A question answered as server-sent events: for programs, and for the panel of the widget."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.answer import Answer, Lang
from assistant.web.shared.ask_request import AskRequest
from assistant.web.shared.errors import problem_of
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


class AskStream:
    """Answers questions of `pool` as events. `root` is the prefix of a reverse proxy, for the links of the record."""

    def __init__(self, pool: AskPool, service: Service, root: str) -> None:
        self._pool, self._service, self._root = pool, service, root

    async def response(
        self, body: AskRequest, lang: Lang, shown: Callable[[Answer], str] | None = None
    ) -> StreamingResponse:
        """The events `status`, the answer, and `follow_ups` in the language `lang`; or `status` and `error`.

        The answer is its text in pieces (`delta`) and its record (`answer`). With `shown`, which makes HTML of it, the event
        `shown` has that in the place of the pieces. A reader who leaves takes the question along, unless it is being answered.

        Raises:
            BusyError: as many questions wait as may; said before any event, so that it has a status of its own.
        """
        answering = await self._pool.begin(body.question, body.history, body.lang)
        # X-Accel-Buffering: without it, nginx would collect the events and send them late.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return _Events(self._events(answering, body, lang, shown), answering, headers)

    async def _events(
        self, answering: asyncio.Future[Answer], body: AskRequest, lang: Lang, shown: Callable[[Answer], str] | None
    ) -> AsyncIterator[str]:
        yield _event("status", {"stage": "search"})
        try:
            answer = await answering
            html = shown(answer) if shown else None
        except Exception as error:  # noqa: BLE001 - the status line is gone: only an event can say it
            yield _event("error", problem_of(error).as_dict())
            return
        if html is None:
            for text in text_chunks(answer.text):
                yield _event("delta", {"text": text})
        else:
            yield _event("shown", {"html": html})
        yield _event("answer", answer_record(answer, self._root))
        yield _event("follow_ups", {"questions": await self._follow_ups(answer, lang, body.history)})

    async def _follow_ups(self, answer: Answer, lang: Lang, history: Sequence[str]) -> list[str]:
        try:
            return await asyncio.to_thread(self._service.follow_ups, answer, lang, history)
        except Exception:  # noqa: BLE001 - the answer is complete without them
            _log.exception("no follow-up questions")
            return []


class _Events(StreamingResponse):
    """A stream that drops its question where it ends before the answer, even before its first event."""

    def __init__(self, events: AsyncIterator[str], answering: asyncio.Future[Answer], headers: dict[str, str]) -> None:
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answering.cancel()


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
