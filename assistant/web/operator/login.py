"""Who may use the operator's page: the token, the sessions it opens, and where a request comes from."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.types import Scope

from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.web.operator.notices import Notice
from assistant.web.security.limits import BODY_LIMIT, TokenBuckets
from assistant.web.security.prefix import route_path

COOKIE = "netral_operator"
TRIES_A_MINUTE = 5
SESSION_SECONDS = 8 * 3600  # a working day
SESSIONS_KEPT = 20
QUESTIONS_LIMIT = 1024 * 1024
"""Bytes of the form for expected questions: its longest page has 20 sentences, each with some entries of up to 60 wordings."""
FORM_LIMITS = {"/operator/upload": UPLOAD_LIMIT, "/operator/questions": QUESTIONS_LIMIT}
"""Bytes of the forms that bring much."""


@dataclass(slots=True)
class Session:
    """One browser that gave the token.

    Attributes:
        form_token: a hidden field in each form of its pages; another site cannot know it.
        until: when the session ends, in seconds of the login's clock.
        notice: what to say on its next page.
        typed: the fields of a form that was refused, so that nobody has to type them twice.
        author: the name that was last given for expected questions.
    """

    form_token: str
    until: float
    notice: Notice | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    author: str = ""

    def sent(self, form_token: str) -> bool:
        """Whether a form with that token comes from a page of this session."""
        return secrets.compare_digest(form_token.encode("utf-8", "replace"), self.form_token.encode())

    def take_notice(self) -> Notice | None:
        """The notice, once: afterwards there is none."""
        notice, self.notice = self.notice, None
        return notice

    def take_typed(self) -> Mapping[str, str]:
        """What was typed, once: afterwards the form is empty."""
        typed, self.typed = self.typed, {}
        return typed


class OperatorLogin:
    """Lets in anyone who gives the token. Sessions are in memory: they end with the server."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` counts seconds and never goes back."""
        self._token, self._clock = token, clock
        self._tries = TokenBuckets(TRIES_A_MINUTE, clock)
        self._sessions: dict[str, Session] = {}

    def wait(self, address: str) -> float:
        """Use up one of an address's tries; 0 when it had one left, else the seconds until it has one."""
        return self._tries.wait(address)

    def enter(self, token: str) -> str | None:
        """The name of a new session, or None where the token is wrong. The oldest sessions end when there are too many."""
        # Takes the same time for any token, so that the time reveals nothing of the right one.
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

    def leave(self, name: str | None) -> None:
        """End a session."""
        self._sessions.pop(name or "", None)

    def body_limit(self, scope: Scope) -> int:
        """Bytes that a request may bring: a whole document in an operator's upload, many questions in their form, little in any other.

        It is asked before the body is read, and before any route knows the session.
        """
        larger = FORM_LIMITS.get(route_path(scope))
        if larger is None:
            return BODY_LIMIT
        sent: SimpleCookie = SimpleCookie()
        try:
            sent.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return BODY_LIMIT
        # Without this look at the session, anyone could make the server take 20 MB into memory.
        name = sent[COOKIE].value if COOKIE in sent else None
        return larger + BODY_LIMIT if self.session(name) else BODY_LIMIT


def from_our_pages(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a request comes from a page of this server. Silence counts as no.

    `Sec-Fetch-Site` is sent to secure addresses and to this machine, `Origin` to all; behind a proxy that
    rewrites `Host`, only the first can be compared.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")
