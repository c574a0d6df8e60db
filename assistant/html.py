"""The Jinja environment of every page, and the frame around our own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.answer import Lang
from assistant.wording import words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
"""Style sheets and scripts; those that a page may load are listed in `assistant.web.shared.static_files`."""


@cache
def templates() -> Environment:
    """The pages of `templates/`. What is put into them is escaped, and a name that is missing is an error, not a gap."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def other_lang(lang: Lang) -> Lang:
    """The language that a page can be switched to."""
    return "en" if lang == "id" else "id"


def render_page(template: str, lang: Lang, root: str, other_url: str, **values: object) -> str:
    """The HTML of a page inside `frame.html`.

    Args:
        template: the name of a file of `templates/` that extends the frame.
        lang: the language of the page.
        root: the prefix of a reverse proxy, put before every address of ours; may be empty.
        other_url: the address of the same page in the other language.
        values: what the template itself needs.
    """
    around = {"say": words(lang), "lang": lang, "other": other_lang(lang), "root": root, "other_url": other_url}
    return templates().get_template(template).render(around, **values)
