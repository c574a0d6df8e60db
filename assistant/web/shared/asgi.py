"""What several middlewares do with the messages of ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_HELD = 64 * 1024
"""Bytes of a response that is replaced which are kept for what takes its place."""


def receive_again(first: Message, receive: Receive) -> Receive:
    """A `receive` that gives a message first, such as a body that was read already, then what follows."""
    waiting = [first]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def whole_body(body: bytes) -> Message:
    """The message of a body that comes in one piece."""
    return {"type": "http.request", "body": body, "more_body": False}


class ResponseWatch:
    """Passes on what is sent, and knows whether a response has begun: a second one can no longer be sent then."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        self.begun = self.begun or message["type"] == "http.response.start"
        await self._send(message)


async def replace_response(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    is_held: Callable[[Message], bool],
    replace: Callable[[Message, bytes], Awaitable[None]],
) -> None:
    """Run an application; of a response whose start `is_held`, nothing is sent, and `replace` sends another one, from its start and body.

    Of a longer body `replace` gets the first `MOST_HELD` bytes.
    """
    start: Message | None = None
    body = bytearray()

    async def hold(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and is_held(message):
            start = message
        elif start is None:
            await send(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b"")[: MOST_HELD - len(body)])
            if not message.get("more_body", False):
                await replace(start, bytes(body))

    await app(scope, receive, hold)
