"""A server of the OpenAI-compatible protocol that does what a test tells it, and remembers what it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[["Exchange"], None]
"""What the server does with one request."""


class Exchange(BaseHTTPRequestHandler):
    """One request, and the ways to answer it."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        """Answer as the next step says; the last one goes on for ever."""
        script: Script = self.server.script
        length = int(self.headers["content-length"])
        script.requests.append(json.loads(self.rfile.read(length)))
        script.headers.append(dict(self.headers))
        at = min(len(script.requests), len(script.steps)) - 1
        self.close_connection = True
        try:
            script.steps[at](self)
        except OSError:
            script.left.set()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal of a test."""

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """The head of an answer whose end is that of the connection."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def event(self, data: object) -> None:
        """One event of a stream."""
        text = data if isinstance(data, str) else json.dumps(data)
        self.wfile.write(f"data: {text}\n\n".encode())
        self.wfile.flush()


def chunk(
    content: str | None = None, reason: str | None = None, usage: tuple[int, int] | None = None
) -> dict[str, Any]:
    """One piece of a reply."""
    counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)} if usage else None
    choice = {"index": 0, "delta": {"content": content} if content is not None else {}, "finish_reason": reason}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": counted,
    }


def says(text: str, reason: str | None = "stop", usage: tuple[int, int] | None = (11, 3)) -> Step:
    """A reply, a few letters at a time."""

    def step(exchange: Exchange) -> None:
        exchange.begin()
        for at in range(0, len(text), 7):
            exchange.event(chunk(text[at : at + 7]))
        exchange.event(chunk(reason=reason, usage=usage))
        exchange.event("[DONE]")

    return step


def says_object(value: object) -> Step:
    return says(json.dumps(value, ensure_ascii=False))


def refuses(status: int, message: str = "no", **headers: str) -> Step:
    """An error in the protocol's form."""

    def step(exchange: Exchange) -> None:
        exchange.begin(status, "application/json", **headers)
        exchange.wfile.write(json.dumps({"error": {"message": message, "type": "x", "code": "x"}}).encode())

    return step


def answers(body: bytes, kind: str = "text/event-stream") -> Step:
    """These bytes, whatever they are."""

    def step(exchange: Exchange) -> None:
        exchange.begin(200, kind)
        exchange.wfile.write(body)

    return step


def waits(seconds: float) -> Step:
    """Nothing, for so long."""
    return lambda _: time.sleep(seconds)


def drips(seconds: float) -> Step:
    """The head of an answer, byte by byte, so that no time-out of a socket strikes."""

    def step(exchange: Exchange) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nx-slow: " + b"x" * int(seconds * 20):
            exchange.wfile.write(bytes([byte]))
            exchange.wfile.flush()
            time.sleep(0.05)

    return step


def never_ends(exchange: Exchange) -> None:
    """A reply without an end, until the connection is closed."""
    exchange.begin()
    while True:
        exchange.event(chunk("netral "))
        time.sleep(0.01)


@dataclass
class Script:
    """What the server does, request by request, and what it was sent. `left` is set when a client closes before the end."""

    steps: Sequence[Step]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that has left is no error of a test."""


@contextmanager
def scripted(*steps: Step) -> Iterator[Script]:
    """A server that takes these steps, on a port of the loopback address."""
    server = _Server(("127.0.0.1", 0), Exchange)
    script = Script(steps, f"http://127.0.0.1:{server.server_address[1]}/v1")
    server.script = script  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
