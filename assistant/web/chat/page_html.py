"""The fixed parts of the staff page as HTML: header, side, welcome, notices, hints. Pure functions over `templates/chat.html`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.answer import Lang
from assistant.answering.holdings import Holdings
from assistant.answering.suggestions import ExampleQuestion
from assistant.conversations.store import ListedConversation
from assistant.html import render_line
from assistant.question.check import QUESTION_LIMIT
from assistant.web.shared.said_holdings import say_holdings
from assistant.wording import fill_text, words

CARDS = 4
"""Questions on an empty page."""
_TEMPLATE = "chat.html"
_FRIENDLY = ("stopped", "talk_copied", "talk_gone", "talk_deleted", "talk_restored")
"""The notices that are not errors."""


def notice_html(key: str, lang: Lang, undo: str = "", retry: str = "", seconds: int = 0) -> str:
    """The sentence of that key as a notice; an unknown key is an internal error to a reader.

    `undo` is the id of a conversation that a button beside the sentence brings back, `retry` of one that it opens, and `seconds` is how
    long to wait where it says so.
    """
    text = fill_text(key if key in words(lang) else "error_internal", lang, limit=QUESTION_LIMIT, seconds=seconds)
    kind = "info" if key in _FRIENDLY else "error"
    return render_line(_TEMPLATE, "notice", kind=kind, text=text, undo=undo, retry=retry, say=words(lang))


def header_html(lang: Lang, holdings: Holdings) -> str:
    """The row at the top: the way to the conversations, what answers come from, the other language, a new conversation."""
    sources = say_holdings("header_sources", "tagline", holdings, lang)
    return render_line(_TEMPLATE, "header", say=words(lang), lang=lang, sources=sources)


def welcome_html(lang: Lang, holdings: Holdings, examples: Sequence[ExampleQuestion]) -> str:
    """What a reader sees before the first question: what this answers from, questions to begin with, and what it is not."""
    from_what = say_holdings("welcome_from", "welcome_is", holdings, lang)
    cards = [{"text": one.text, "kind": one.kind or "other"} for one in examples[:CARDS]]
    return render_line(_TEMPLATE, "welcome", say=words(lang), from_what=from_what, examples=cards)


def suggestions_html(title: str, questions: Sequence[str], lang: Lang) -> str:
    """Questions to click on, under the heading of that key."""
    return render_line(_TEMPLATE, "suggestions", title=fill_text(title, lang), questions=questions)


def side_top_html(lang: Lang) -> str:
    """The head of the side: the mark, and a new conversation."""
    return render_line(_TEMPLATE, "side_top", say=words(lang))


def side_foot_html(lang: Lang, root: str, documents: int, days: int) -> str:
    """The foot of the side: the sources, the look, and for how many days conversations are kept (0: not at all)."""
    return render_line(_TEMPLATE, "side_foot", say=words(lang), lang=lang, root=root, documents=documents, days=days)


def talks_list_html(found: Sequence[ListedConversation], open_id: str, lang: Lang, searched: bool) -> str:
    """The conversations by the day of their last question, those that are pinned before them."""
    groups: dict[str, list[ListedConversation]] = {}
    for talk in found:
        groups.setdefault(words(lang)["talks_pinned"] if talk.pinned else _day(talk.updated, lang), []).append(talk)
    return render_line(
        _TEMPLATE, "talks_list", say=words(lang), groups=tuple(groups.items()), open=open_id, found=searched
    )


def _day(updated: str, lang: Lang) -> str:
    """The heading over the conversations of that moment: today, yesterday, this week, or a month."""
    # In this machine's zone, as every time that pages show.
    today, day = datetime.now().astimezone().date(), datetime.fromisoformat(updated).astimezone().date()
    if day >= today:
        return words(lang)["day_today"]
    if day == today - timedelta(days=1):
        return words(lang)["day_yesterday"]
    if day > today - timedelta(days=7):
        return words(lang)["day_week"]
    return f"{words(lang)['months'].split()[day.month - 1]} {day.year}"


def footer_html(lang: Lang, logged_days: int = 0) -> str:
    """The line under everything; where questions are logged, it says so, and for how many days."""
    return render_line(_TEMPLATE, "footer", say=words(lang), days=logged_days)


def hint_html(lang: Lang) -> str:
    """The line under the question box. The script counts the characters; the server enforces the limit."""
    return render_line(_TEMPLATE, "hint", say=words(lang), limit=QUESTION_LIMIT)


def head_html(root: str) -> str:
    """Our style sheet and scripts, as elements for the head of Gradio's page."""
    return render_line(_TEMPLATE, "head", root=root)
