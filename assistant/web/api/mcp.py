"""`POST /mcp`: the Model Context Protocol over HTTP ("streamable HTTP"), where the setting `mcp` opens it.

Every request stands alone: no session is kept, so that any server behind a proxy can answer any request, and a reply is one JSON object
rather than a stream. A question goes through the pool that all surfaces share.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from mcp.server import ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Message

from assistant.answer import Answer, Lang
from assistant.answering.passage_search import FoundPassage
from assistant.mcp.calls import PATH
from assistant.mcp.results import PageUrl
from assistant.mcp.server import ProtocolServer
from assistant.web.security.login import from_our_pages
from assistant.web.shared.asgi import receive_again, whole_body
from assistant.web.shared.errors import problem_of
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.links import server_url
from assistant.web.shared.pool import AskPool, Service
from assistant.web.shared.problems import Problem
from index.document import Document

FOREIGN_ORIGIN = Problem(
    403,
    "origin_not_allowed",
    "This page may not call the server. Its operator can add it to the setting `allowed_origins`.",
)


class PoolBackend:
    """Answers as the other surfaces do: questions and searches wait for a worker of the pool, documents are read beside it."""

    def __init__(self, pool: AskPool, service: Service) -> None:
        self._pool, self._service = pool, service

    async def ask(self, question: str, history: Sequence[str], lang: Lang | None) -> Answer:
        """The answer, logged like any other."""
        return await self._pool.ask(question, history, lang)

    async def search(self, query: str, k: int) -> Sequence[FoundPassage]:
        """The passages nearest to a query."""
        return await self._pool.search(query, k)

    async def sources(self) -> Sequence[Document]:
        """All documents."""
        return await asyncio.to_thread(self._service.sources)

    async def source(self, source_id: str) -> Document:
        """One document."""
        return await asyncio.to_thread(self._service.source, source_id)


def add_mcp_route(app: FastAPI, pool: AskPool, service: Service, allowed_origins: Collection[str]) -> None:
    """The route, and what it needs while the application runs.

    A browser's request from a page that is neither ours nor of `allowed_origins` is refused, as the protocol demands: here not only whether
    the page may read the reply counts, but whether anything is done for it.
    """
    server = ProtocolServer(PoolBackend(pool, service), lambda error: problem_of(error).detail, _page_urls).build()
    around = app.router.lifespan_context
    running: list[StreamableHTTPSessionManager] = []

    @asynccontextmanager
    async def lifespan(each: FastAPI) -> AsyncIterator[Any]:
        # Made here, because one can run only once, and an application may start again.
        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with around(each) as state, manager.run():
            running[:] = [manager]
            yield state

    app.router.lifespan_context = lifespan

    # Only POST: without sessions there is no stream of the server's own to GET, and nothing to DELETE.
    @app.post(PATH)
    async def exchange(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin and origin not in allowed_origins and not from_our_pages(request.headers):
            return FOREIGN_ORIGIN.response()
        body = await request.body()
        return await unless_left(request, _exchange(running[0], request, body))


async def _exchange(manager: StreamableHTTPSessionManager, request: Request, body: bytes) -> Response:
    """The reply to one message, whole: it is sent only once there is all of it, so that a client who leaves before takes the work along."""
    sent: list[Message] = []

    async def collect(message: Message) -> None:
        sent.append(message)

    await manager.handle_request(request.scope, receive_again(whole_body(body), _never), collect)
    start, *pieces = sent
    reply = Response(b"".join(piece.get("body", b"") for piece in pieces), start["status"])
    reply.raw_headers[:] = start["headers"]
    reply.headers["Cache-Control"] = "no-store"
    return reply


async def _never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError  # the event is nobody's to set


def _page_urls(context: ServerRequestContext[Any, Any]) -> PageUrl:
    """How a path of the pages becomes an address: that at which the client reached this server."""
    base = server_url(context.request) if isinstance(context.request, Request) else ""
    return lambda path: base + path
