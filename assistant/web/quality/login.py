"""Who may use the evaluators' pages, and under which name: an audit trail and "diperiksa oleh" need one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from fastapi import Request

from assistant.web.security.login import PERSON_LENGTH, Session, TokenLogin

COOKIE = "netral_quality"
IMPORT_LIMIT = 16 * 1024 * 1024
"""Bytes of a `questions.jsonl` to import."""


class EvaluatorLogin(TokenLogin):
    """Lets in anyone who gives the evaluators' token, or the operator's, and a name."""

    def __init__(self, tokens: Sequence[str], header: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        """`header` is the one in which a reverse proxy names the signed-in user; empty: people name themselves."""
        super().__init__(tokens, COOKIE, {"/quality/import": IMPORT_LIMIT}, clock)
        self.header = header

    def named_by_proxy(self, request: Request) -> str:
        """The name that the proxy gives; empty where there is none."""
        return tidy_name(request.headers.get(self.header, "")) if self.header else ""

    def person(self, request: Request, session: Session) -> str:
        """Who is at work."""
        return self.named_by_proxy(request) or session.person


def tidy_name(name: str) -> str:
    """A name on one line, without what cannot be shown, at most PERSON_LENGTH characters."""
    shown = "".join(c if c.isprintable() else " " for c in name.encode("utf-8", "ignore").decode())
    return " ".join(shown.split())[:PERSON_LENGTH].strip()
