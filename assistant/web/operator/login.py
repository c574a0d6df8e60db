"""Who may use the operator's page."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.web.security.login import PERSON_LENGTH, TokenLogin

COOKIE = "netral_operator"
QUESTIONS_LIMIT = 1024 * 1024
"""Bytes of the form for expected questions: its longest page has 20 sentences, each with some entries of up to 60 wordings."""
FORM_LIMITS = {"/operator/upload": UPLOAD_LIMIT, "/operator/questions": QUESTIONS_LIMIT}
"""Bytes of the forms that bring much."""


class OperatorLogin(TokenLogin):
    """Lets in anyone who gives the operator's token; their uploads may be whole documents, and their forms hold many questions."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__((token,), COOKIE, FORM_LIMITS, clock)


def tidy_person(name: str) -> str:
    """A name as somebody gave it, on one line, at most PERSON_LENGTH characters; it stands beside what they publish."""
    shown = "".join(c if c.isprintable() else " " for c in name.encode("utf-8", "ignore").decode())
    return " ".join(shown.split())[:PERSON_LENGTH].strip()
