"""Requests that no single sentence answers: what an article is about, what somebody said."""

from __future__ import annotations

from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.named_articles import describing_words
from assistant.answering.overview import asks_for_overview, find_overview
from assistant.answering.regulation_facts import asked_facts
from assistant.answering.statements import asks_what_was_said, find_statements


def request_intent(asked: str) -> str:
    """What kind of request a question is, by sure patterns alone: "overview", "statement", or "question"."""
    if asks_for_overview(asked):
        return "overview"
    return "statement" if asks_what_was_said(asked) else "question"


def request_of(engine: Engine, asked: str) -> str:
    """The same for what may name a regulation: "Apa isi PP 55/2023?" asks for an overview, "PP 55/2023 tentang apa?" for a fact."""
    named = engine.regulations.resolve(asked)
    if not named.documents:
        return request_intent(asked)
    # What a regulation says of something, or what two of them do, is told by its sentences on that.
    of_something = describing_words(engine, named.without)
    return "question" if of_something or asked_facts(named.bare) else request_intent(named.as_article)


def gather(engine: Engine, intent: str, asked: str, earlier: str | None = None) -> Gathered | None:
    """The quotes for a request of that intent; None where it is a question after all.

    Args:
        engine: what answers.
        intent: "overview" and "statement" are gathered for.
        asked: the request, checked.
        earlier: the id of the article that the turn before was about.
    """
    if intent == "overview":
        return find_overview(engine, asked, earlier)
    # A regulation says something, and is nobody.
    if intent != "statement" or engine.regulations.resolve(asked).documents:
        return None
    return find_statements(engine, asked)
