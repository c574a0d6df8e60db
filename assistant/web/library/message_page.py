"""A page with a heading and a message alone."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.html import other_lang, render_page
from assistant.wording import words


def message_page(heading: str, message: str, lang: Lang, root: str) -> str:
    """The HTML of a page with a heading and a message alone, given by their keys."""
    say, other_url = words(lang), f"{root}/sources?lang={other_lang(lang)}"
    return render_page("message.html", lang, root, other_url, heading=say[heading], message=say[message])
