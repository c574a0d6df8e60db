"""Addresses that more than one surface links to."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from assistant.answer import Lang


def explain_url(question: str, earlier: Sequence[str], lang: Lang, root: str = "") -> str:
    """Where the page is that shows how the answer to a question came about."""
    asked = [("question", question), *(("after", before) for before in earlier), ("lang", lang)]
    return f"{root}/explain?{urlencode(asked)}"
