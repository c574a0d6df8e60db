"""The fixed parts of the staff page as HTML: header, welcome, notices, hints. Pure functions over `templates/chat.html`."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.html import render_line
from assistant.question.check import QUESTION_LIMIT
from assistant.wording import fill_text, words

_TEMPLATE = "chat.html"
_FRIENDLY = ("stopped", "editing", "talk_gone")
"""The notices that are not errors."""


def notice_html(key: str, lang: Lang) -> str:
    """The sentence of that key as a notice; an unknown key is an internal error to a reader."""
    text = fill_text(key if key in words(lang) else "error_internal", lang, limit=QUESTION_LIMIT)
    return render_line(_TEMPLATE, "notice", kind="info" if key in _FRIENDLY else "error", text=text)


def header_html(lang: Lang, root: str) -> str:
    """The name, what it is, and the way to the sources."""
    return render_line(_TEMPLATE, "header", say=words(lang), lang=lang, root=root)


def welcome_html(lang: Lang) -> str:
    """What a reader sees before the first question: what this is, and what it is not."""
    return render_line(_TEMPLATE, "welcome", say=words(lang))


def suggestions_title_html(key: str, lang: Lang) -> str:
    """The heading over the questions to click on."""
    return render_line(_TEMPLATE, "suggestions_title", text=fill_text(key, lang))


def talks_title_html(lang: Lang) -> str:
    """The heading of the drawer with the conversations."""
    return render_line(_TEMPLATE, "talks_title", say=words(lang))


def talks_note_html(some: bool, days: int, lang: Lang) -> str:
    """Under that heading: whether there are any, how many days they are kept (0: not at all), and who can open them."""
    return render_line(_TEMPLATE, "talks_note", say=words(lang), some=some, days=days)


def talk_links_html(talk_id: str, lang: Lang, root: str) -> str:
    """Links that download the conversation, and the button that prints it; printing is the script's."""
    return render_line(_TEMPLATE, "talk_links", say=words(lang), address=f"{root}/conversations/{talk_id}", lang=lang)


def footer_html(lang: Lang, logged_days: int = 0) -> str:
    """The line under everything; where questions are logged, it says so, and for how many days."""
    return render_line(_TEMPLATE, "footer", say=words(lang), days=logged_days)


def hint_html(lang: Lang) -> str:
    """The line under the question box. The script counts the characters; the server enforces the limit."""
    return render_line(_TEMPLATE, "hint", say=words(lang), limit=QUESTION_LIMIT)


def head_html(root: str) -> str:
    """Our style sheets and scripts, as elements for the head of Gradio's page."""
    return render_line(_TEMPLATE, "head", root=root)
