"""Addresses that more than one surface needs."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request

from assistant.answer import Lang


def explain_url(question: str, earlier: Sequence[str], lang: Lang, root: str = "") -> str:
    """The address of the page that shows how the answer to a question came about."""
    asked = [("question", question), *(("after", before) for before in earlier), ("lang", lang)]
    return f"{root}/explain?{urlencode(asked)}"


def server_url(request: Request) -> str:
    """The address that this server was reached at, prefix included, for links that are copied elsewhere."""
    # Not a setting: behind a proxy it follows from `Host`, `X-Forwarded-Proto` and `root_path`.
    return str(request.base_url).rstrip("/")
