"""A client of WebDriver BiDi, the protocol by which a browser is driven through a WebSocket: as much as Firefox needs here.

The protocol is https://www.w3.org/TR/webdriver-bidi/; what is sent and what comes back has its names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from websocket import WebSocket, WebSocketTimeoutException, create_connection

TIMEOUT = 60.0
"""Seconds that a command may take; loading a page on a busy machine is the longest."""


class CommandError(Exception):
    """A browser refused a command, or failed in it; the message has its words."""


@dataclass(frozen=True)
class Event:
    """What a browser tells of itself."""

    name: str
    values: dict[str, Any]


class Connection:
    """A connection to a browser. Not for several threads. Events that come between are in `events`, in their order."""

    def __init__(self, address: str) -> None:
        self.events: list[Event] = []
        self._socket: WebSocket = create_connection(address, timeout=TIMEOUT, suppress_origin=True)
        self._sent = 0

    def send(self, method: str, **values: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Raises:
            CommandError: when the browser refuses it, or says nothing for `TIMEOUT` seconds.
        """
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": values}))
        while True:
            try:
                message = json.loads(self._socket.recv())
            except WebSocketTimeoutException as error:
                raise CommandError(f"{method}: no reply in {TIMEOUT:g} s") from error
            if message["type"] == "event":
                self.events.append(Event(message["method"], message["params"]))
            elif message["id"] == self._sent:
                if message["type"] == "error":
                    raise CommandError(f"{method}: {message['error']}: {message['message']}")
                return dict(message["result"])

    def close(self) -> None:
        """End the connection; the browser goes on."""
        self._socket.close()
