"""Who may use the operator's page."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.web.security.login import TokenLogin

COOKIE = "netral_operator"


class OperatorLogin(TokenLogin):
    """Lets in anyone who gives the operator's token; their uploads may be whole documents."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__((token,), COOKIE, {"/operator/upload": UPLOAD_LIMIT}, clock)
