"""Who may use the operator's page: the token, the sessions of those who gave it, and where a request comes from."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.types import Scope

from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.web.security.limits import BODY_LIMIT, Allowance
from assistant.web.security.routes import route_path

COOKIE = "netral_operator"
TRIES_A_MINUTE = 5
SESSION_SECONDS = 8 * 3600
SESSIONS_KEPT = 20


@dataclass(slots=True)
class Notice:
    """What to say on the next page: the key of a sentence, its values, and the words of an error, if it was one."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""
    error: bool = False


@dataclass(slots=True)
class Session:
    """One browser that gave the token. `form_token` stands in each of its forms; `typed` is a form that was refused."""

    form_token: str
    until: float
    notice: Notice | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


class Door:
    """Lets in whoever gives the token. Sessions are in memory: they end with the server."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` counts seconds and never goes back."""
        self._token, self._clock = token, clock
        self._tries = Allowance(TRIES_A_MINUTE, clock)
        self._sessions: dict[str, Session] = {}

    def wait(self, address: str) -> float:
        """Take one try of an address; seconds until it has one, 0 when it had."""
        return self._tries.wait(address)

    def enter(self, token: str) -> str | None:
        """The name of a new session, or None where the token is wrong. The comparison takes the same time for any."""
        if not secrets.compare_digest(token.encode("utf-8", "replace"), self._token.encode()):
            return None
        name = secrets.token_urlsafe(32)
        self._sessions[name] = Session(secrets.token_urlsafe(32), self._clock() + SESSION_SECONDS)
        while len(self._sessions) > SESSIONS_KEPT:
            self._sessions.pop(next(iter(self._sessions)), None)
        return name

    def session(self, name: str | None) -> Session | None:
        """The session of that name, while it lasts."""
        found = self._sessions.get(name or "")
        return found if found and self._clock() < found.until else None

    @staticmethod
    def is_of(session: Session, form_token: str) -> bool:
        """Whether a form carries the token of its session."""
        return secrets.compare_digest(form_token.encode("utf-8", "replace"), session.form_token.encode())

    def leave(self, name: str | None) -> None:
        """End a session."""
        self._sessions.pop(name or "", None)

    def body_limit(self, scope: Scope) -> int:
        """Bytes that a request may bring: those of a document for an operator's upload, few for all others."""
        if route_path(scope) != "/operator/upload":
            return BODY_LIMIT
        sent: SimpleCookie = SimpleCookie()
        try:
            sent.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return BODY_LIMIT
        name = sent[COOKIE].value if COOKIE in sent else None
        return UPLOAD_LIMIT + BODY_LIMIT if self.session(name) else BODY_LIMIT


def from_our_pages(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a request comes from a page of this server; what says nothing of the kind does not.

    `Sec-Fetch-Site` is sent to secure addresses and to this machine, `Origin` to all; behind a proxy that
    rewrites `Host`, only the first can be compared.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")
