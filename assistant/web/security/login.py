"""Who may use a page that a token opens: the sessions, and where a request comes from. For operators and for evaluators."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.types import Scope

from assistant.answer import Lang
from assistant.web.security.limits import BODY_LIMIT, TokenBuckets
from assistant.web.security.peer import peer_of
from assistant.web.security.prefix import route_path
from assistant.web.shared.language import language_of
from assistant.web.shared.notices import Notice
from assistant.web.shared.problems import Problem
from index.disk_space import room_on

TRIES_A_MINUTE = 5
"""Of one address, which a proxy may name in a header."""
PEER_TRIES_A_MINUTE = 20
"""Of one socket: whoever may send the header can name a new address each time, but connects from the same one."""
ALL_TRIES_A_MINUTE = 60
"""Of everybody together."""
SESSION_SECONDS = 8 * 3600  # a working day
SESSIONS_KEPT = 20
PERSON_LENGTH = 80
"""Characters of a person's name, at most."""
FOREIGN = Problem(
    403, "foreign_form", "This form was not sent from its own page. Open the page again and send it there."
)


@dataclass(slots=True)
class Session:
    """One browser that gave the token.

    Attributes:
        form_token: a hidden field in each form of its pages; another site cannot know it.
        until: when the session ends, in seconds of the login's clock.
        notice: what to say on its next page.
        typed: what a form that was refused contained, so that nobody has to type it twice.
        person: who gave the token, as they named themselves; empty where the page does not ask.
    """

    form_token: str
    until: float
    notice: Notice | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    person: str = ""

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


class TokenLogin:
    """Lets in anyone who gives one of the tokens. Sessions are in memory: they end with the server.

    Attributes:
        cookie: the name under which a browser keeps its session.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        cookie: str,
        uploads: Mapping[str, int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`uploads`: the paths at which a session may send more than others, and how many bytes.

        `clock` counts seconds and never goes back.
        """
        self.cookie = cookie
        self._tokens, self._uploads, self._clock = tokens, uploads, clock
        self._tries, self._peers, self._all = (
            TokenBuckets(each, clock) for each in (TRIES_A_MINUTE, PEER_TRIES_A_MINUTE, ALL_TRIES_A_MINUTE)
        )
        self._sessions: dict[str, Session] = {}

    def wait(self, address: str, peer: str = "") -> float:
        """Use up one try of an address, of the `peer` that connected for it, and of all; 0 when each had one left, else the seconds."""
        # In this order: a try that one address has not left costs the others nothing.
        return self._tries.wait(address) or self._peers.wait(peer or address) or self._all.wait("")

    def wait_for(self, request: Request) -> float:
        """The same for the sender of a request."""
        return self.wait(request.client.host if request.client else "", peer_of(request.scope))

    def enter(self, token: str, person: str = "") -> str | None:
        """The name of a new session, or None where the token is wrong. The oldest sessions end when there are too many."""
        # Takes the same time for any token, so that the time reveals nothing of the right one.
        given = token.encode("utf-8", "replace")
        right = [secrets.compare_digest(given, known.encode()) for known in self._tokens]
        if not any(right):
            return None
        name = secrets.token_urlsafe(32)
        self._sessions[name] = Session(secrets.token_urlsafe(32), self._clock() + SESSION_SECONDS, person=person)
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
        """Bytes that a request may bring: a whole file in an upload of a session, little in any other.

        It is asked before the body is read, and before any route knows the session.
        """
        limit = self._uploads.get(route_path(scope))
        if limit is None:
            return BODY_LIMIT
        sent: SimpleCookie = SimpleCookie()
        try:
            sent.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return BODY_LIMIT
        # Without this look at the session, anyone could make the server take 20 MB into memory.
        name = sent[self.cookie].value if self.cookie in sent else None
        return limit + BODY_LIMIT if self.session(name) else BODY_LIMIT


def from_our_pages(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a request comes from a page of this server. Silence counts as no.

    `Sec-Fetch-Site` is sent to secure addresses and to this machine, `Origin` to all; behind a proxy that
    rewrites `Host`, only the first can be compared.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")


def signed_in(request: Request, door: TokenLogin, name: str, path: str, lang: Lang) -> Response:
    """The way to the page at `path`, with the cookie of the new session `name`."""
    response = RedirectResponse(f"{path}?lang={lang}", 303)
    secure = request.url.scheme == "https"
    response.set_cookie(
        door.cookie, name, max_age=SESSION_SECONDS, path=path, secure=secure, httponly=True, samesite="strict"
    )
    return response


async def sign_out(request: Request, door: TokenLogin, path: str) -> Response:
    """The session ends, if one of its own pages asks for it; back to the page at `path`."""
    session, form = await session_and_form(request, door)
    if form is None:
        return FOREIGN.response() if session else RedirectResponse(path, 303)
    door.leave(request.cookies.get(door.cookie))
    response = RedirectResponse(f"{path}?lang={language_of(request, form.get('lang'))}", 303)
    response.delete_cookie(door.cookie, path=path, httponly=True, samesite="strict")
    return response


async def session_and_form(
    request: Request, door: TokenLogin, files: int = 1, fields: int = 20
) -> tuple[Session | None, FormData | None]:
    """The session that sent a form, and the form; None for the form if another site may have sent it.

    Raises:
        DiskFullError: there is no room for its files, which wait on the disk until they are read.
    """
    session = door.session(request.cookies.get(door.cookie))
    if session is None or not from_our_pages(request.headers):
        return session, None
    sent = request.headers.get("content-length", "")
    with room_on(Path(tempfile.gettempdir()), int(sent) if sent.isascii() and sent.isdigit() else 0):
        form = await request.form(max_files=files, max_fields=fields)
    return session, form if session.sent(str(form.get("form_token", ""))) else None
