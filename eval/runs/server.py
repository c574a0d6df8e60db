"""A running server as what a run asks: `POST /api/ask`, and the articles for judging the answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from assistant.answer import Answer
from eval.runs.run import StoppedError
from index.document import Document
from index.errors import ConfigError, NetralError

TIMEOUT = 120.0
"""Seconds that a reply may take."""
PATIENCE = 10
"""Times that one question waits for a server that limits its rate."""


class ServerError(NetralError):
    """A server that answered with an error, or with something that is no answer."""


class Server:
    """The server at a URL; asks one question at a time."""

    def __init__(self, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """`url` is its root, such as `http://127.0.0.1:7860`.

        Raises:
            ConfigError: it is not one.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ConfigError(f"{url!r} is not the root of a server. Write it as http://host:port.")
        self.url = url.rstrip("/")
        self._parts, self._sleep = parts, sleep
        self._sources: dict[str, Document] = {}

    def ready(self) -> dict[str, Any]:
        """What the server serves.

        Raises:
            StoppedError: nothing answers there.
            ServerError: it is not ready.
        """
        return self._call("GET", "/readyz")

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The server's answer; where it limits its rate, after as long a wait as it asks for.

        Raises:
            StoppedError: nothing answers there any more.
            ServerError: it answered with an error, or with no answer's record.
        """
        values = self._call("POST", "/api/ask", {"question": question, "history": list(history)})
        try:
            return Answer.from_dict(values)
        except (KeyError, TypeError, ValueError) as error:
            raise ServerError(
                f"The server's reply is no answer of this version ({error}). Update one of the two."
            ) from error

    def source(self, source_id: str) -> Document:
        """The article with that id, asked for once.

        Raises:
            StoppedError, ServerError: as `ask`.
        """
        if source_id not in self._sources:
            values = self._call("GET", f"/api/sources/{quote(source_id, safe='')}")
            self._sources[source_id] = Document(source_id, values["text"], values["title"], "", "")
        return self._sources[source_id]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        for _ in range(PATIENCE):
            status, wait, content = self._send(method, path, body)
            if status != 429:
                break
            self._sleep(wait)
        try:
            values = json.loads(content)
        except ValueError:
            values = None
        if status != 200 or not isinstance(values, dict):
            problem = values if isinstance(values, dict) else {}
            raise ServerError(f"{status} {problem.get('code', '')} {problem.get('detail', 'without a reason')}".strip())
        return values

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, float, bytes]:
        """(status, seconds to wait, content)."""
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise StoppedError(
                    f"Nothing answers at {self.url}: {error}. Start the server (netral serve) and run this again to go on."
                ) from error
            sent = None if body is None else json.dumps(body).encode()
            headers = {"Content-Type": "application/json"} if sent else {}
            connection.request(method, self._parts.path.rstrip("/") + path, sent, headers)
            response = connection.getresponse()
            wait = response.getheader("Retry-After") or "1"
            return response.status, float(wait) if wait.isdigit() else 1.0, response.read()
        except (OSError, HTTPException) as error:
            raise ServerError(f"The server broke off: {error!r}.") from error
        finally:
            connection.close()
