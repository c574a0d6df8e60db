"""What several middlewares do with the messages of ASGI."""

from __future__ import annotations

from starlette.types import Message, Receive, Send


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
