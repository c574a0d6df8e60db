"""A running server for a run to ask: `POST /api/ask`, and the articles by which its answers are judged."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from assistant.answer import Answer
from eval.runs.run import StoppedError
from index.errors import ConfigError, NetralError

TIMEOUT = 120.0
"""Seconds that a reply may take."""
LAST_PORT = 65535
PATIENCE = 10
"""How often one question waits for a server that limits its rate."""


class ServerError(NetralError):
    """A server that replied with an error, or with something that is not an answer."""


@dataclass(frozen=True, slots=True)
class ServedArticle:
    """An article as a server gives it; judging needs its text alone."""

    text: str


class Server:
    """The server at a URL; asks one question at a time."""

    def __init__(self, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """`url` is its root, such as `http://127.0.0.1:7860`.

        Raises:
            ConfigError: it is not the root of a server.
        """
        if not _is_root(url):
            raise ConfigError(f"{url!r} is not the root of a server. Write it as http://host:port.")
        self.url = url.rstrip("/")
        self._sleep = sleep
        # The certificates that this system trusts, those of an intranet included, and not a list that comes with a package.
        self._trusted = ssl.create_default_context()
        self._sources: dict[str, ServedArticle] = {}

    def ready(self) -> dict[str, Any]:
        """What the server serves.

        Raises:
            StoppedError: nothing answers there.
            ServerError: it is not ready.
        """
        return self._call("GET", "/readyz")

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The server's answer. If the server limits its rate, this waits as long as the server says.

        Raises:
            StoppedError: nothing answers there any more.
            ServerError: it replied with an error, or with something that is not an answer record.
        """
        values = self._call("POST", "/api/ask", {"question": question, "history": list(history)})
        try:
            return Answer.from_dict(values)
        except (KeyError, TypeError, ValueError) as error:
            raise ServerError(
                f"The server's reply is not an answer of this version ({error}). Update one of the two."
            ) from error

    def source(self, source_id: str) -> ServedArticle:
        """The article with that id, requested once.

        Raises:
            StoppedError, ServerError: as `ask`.
        """
        # Every citation of a run is judged by its article; asking each time would double the requests.
        if source_id not in self._sources:
            values = self._call("GET", f"/api/sources/{quote(source_id, safe='')}")
            self._sources[source_id] = ServedArticle(values["text"])
        return self._sources[source_id]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        # Bounded: a server whose limit never lifts must not stop the run for ever.
        for _ in range(PATIENCE):
            response = self._send(method, path, body)
            if response.status_code != httpx2.codes.TOO_MANY_REQUESTS:
                break
            wait = response.headers.get("Retry-After", "")
            self._sleep(float(wait) if wait.isdigit() else 1.0)
        try:
            values = json.loads(response.content)
        # A proxy in front of the server answers in HTML.
        except ValueError:
            values = None
        if response.status_code != httpx2.codes.OK or not isinstance(values, dict):
            problem = values if isinstance(values, dict) else {}
            reason = problem.get("detail", "without a reason")
            raise ServerError(f"{response.status_code} {problem.get('code', '')} {reason}".strip())
        return values

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> httpx2.Response:
        """One request over a connection of its own, so that no cookie and no idle connection outlives it.

        No proxy or login comes from the environment, and no redirect is followed: the run is of the server that was named.
        """
        headers = {"Accept-Encoding": "identity"}  # so that the time of an answer does not include unpacking
        try:
            return httpx2.request(
                method,
                self.url + path,
                json=body,
                headers=headers,
                timeout=TIMEOUT,
                verify=self._trusted,
                follow_redirects=False,
                trust_env=False,
            )
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise StoppedError(
                f"Nothing answers at {self.url}: {error}. Start the server (netral serve) and run this again to go on."
            ) from error
        except httpx2.HTTPError as error:
            raise ServerError(f"The server broke off: {error!r}.") from error


def _is_root(url: str) -> bool:
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.host) and (parts.port or 0) <= LAST_PORT
    return named and not parts.query and not parts.fragment
