"""Readers who leave before their answer comes: what was begun for them is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

T = TypeVar("T")
ASKED_EVERY = 0.5
"""Seconds between two looks at whether the reader of a page is still there."""
CLIENT_CLOSED = 499
"""nginx's status for a client that closed its request: nobody gets it, but logs may show it."""


class ReaderLeftError(Exception):
    """The client has closed the connection: nobody waits for the response any more."""


async def unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives. It is cancelled when the client closes the connection.

    The body of the request has to be read before.

    Raises:
        ReaderLeftError: the client has left.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(client_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ReaderLeftError
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def client_gone(request: Request) -> None:
    """Returns when the client has closed the connection. The body of the request has to be read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def left_response(_: Request, __: Exception) -> Response:
    """The response to a request whose client has left."""
    return Response(status_code=CLIENT_CLOSED)


async def while_there(
    updates: AsyncGenerator[T, None], has_left: Callable[[], bool], every: float = ASKED_EVERY
) -> AsyncIterator[T]:
    """The `updates`, ended where `has_left` says so. It is asked every so many seconds while the next update is awaited."""
    async with aclosing(updates):
        while True:
            following = asyncio.ensure_future(anext(updates))
            try:
                while not (await asyncio.wait({following}, timeout=every))[0]:
                    if has_left():
                        return
                try:
                    update = following.result()
                except StopAsyncIteration:
                    return
            finally:
                if following.cancel():
                    # Closing would fail while the updates are still running.
                    await asyncio.wait({following})
            yield update
