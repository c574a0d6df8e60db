"""The Jinja environment of every page, and the frame around our own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.answer import Lang
from assistant.wording import words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
"""Style sheets and scripts; one that a page loads is named in `assistant.web.library.routes`."""


@cache
def templates() -> Environment:
    """The pages of `templates/`; whatever is put into them is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def other_lang(lang: Lang) -> Lang:
    """The language that a page can be switched to."""
    return "en" if lang == "id" else "id"


def frame(lang: Lang, root: str, other_url: str) -> dict[str, object]:
    """What `frame.html` needs; `other_url` is the page's address in the other language."""
    return {"say": words(lang), "lang": lang, "other": other_lang(lang), "root": root, "other_url": other_url}
