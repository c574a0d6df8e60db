"""The Jinja environment of every page, pieces of HTML on one line, and the frame around our own pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.answer import Lang
from assistant.branding.brand import brand_in_force
from assistant.wording import words

# Here and not in `web`: the evaluation's report uses them too, and may not import the web.
TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
"""Style sheets and scripts; those that a page may load are listed in `assistant.web.shared.static_files`."""


@cache
def template_environment() -> Environment:
    """The environment of `templates/`. It escapes what is put into them, and a missing name is an error, not a gap.

    Every template may call `brand()`, the identity in force.
    """
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.globals["brand"] = brand_in_force  # called when a page is made: the environment outlives a change of it
    return made


def escape_line(value: object) -> Markup:
    """`value` with no character left that HTML reads, on one line: its line breaks become character references."""
    # References rather than spaces: a quote must come back from the page as it was, to the character.
    return escape(value).replace("\r", Markup("&#13;")).replace("\n", Markup("&#10;"))


def render_line(template: str, part: str, **values: object) -> str:
    """The macro `part` of a template as one line of HTML; everything that is put into it goes through `escape_line`.

    The chat component reads Markdown, in which a blank line would end the HTML block and make what follows Markdown.
    """
    return str(getattr(_lines().get_template(template).module, part)(**values))


@cache
def _lines() -> Environment:
    return template_environment().overlay(loader=_Joined(TEMPLATES), finalize=escape_line)


class _Joined(FileSystemLoader):
    """Templates without their own line breaks and indentation.

    So these templates must not break a tag over lines: its attributes would run into each other. A test checks them.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return re.sub(r"\n\s*", "", source), path, is_current


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
    return template_environment().get_template(template).render(around, **values)
