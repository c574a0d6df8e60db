"""Replies to small talk and to questions about the assistant itself: texts of `data/wording.*.json`, filled from the index in force.

They quote nothing, so they have no citation and no confidence. Nothing in them is drawn at random: the same turn gets the same reply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeGuard, get_args

from assistant.answer import Answer, Lang
from assistant.answering.engine import Engine
from assistant.wording import fill_text, spell_date, words
from index.document import Document
from index.word_rules import WordRules

TalkIntent = Literal["greeting", "thanks", "goodbye", "praise", "complaint", "identity", "ability", "articles"]
LISTED = 5
"""Articles that a reply names, at most; of more, the newest."""
RULES = WordRules(Path(__file__).parents[1] / "data" / "greetings.toml")


def is_talk(intent: str) -> TypeGuard[TalkIntent]:
    """Whether a turn of that intent is small talk or about the assistant, and so not looked up in the articles."""
    return intent in get_args(TalkIntent)


def talk_answer(engine: Engine, asked: str, intent: TalkIntent, lang: Lang) -> Answer:
    """The record of a turn that is talk."""
    return Answer(
        question=asked,
        searched_as=asked,
        answered=False,
        refusal=None,
        confidence=0.0,
        short_answer=None,
        text=talk_reply(engine, asked, intent, lang),
        citations=(),
        nearest=(),
        disagreement=None,
        index=engine.index.fingerprint,
        # The same keys as an answer has, although nothing was searched.
        timings_ms={"encode": 0.0, "search": 0.0, "read": 0.0},
        kind="talk",
        intent=intent,
    )


def talk_reply(engine: Engine, asked: str, intent: TalkIntent, lang: Lang) -> str:
    """The reply to a turn, in the language that it is written in; in `lang` where its words do not say."""
    lang = language_of_talk(asked, lang)
    if intent == "greeting":
        key = "reply_greeting_how" if RULES.rules["asks_how"].applies(asked) else "reply_greeting"
        return fill_text(key, lang, hello=returned_greeting(asked, lang))
    if intent == "articles":
        return _article_list(engine, lang)
    say = words(lang)
    named = {"library": say["library_link"], "wrong": say["feedback_down"]}
    return fill_text(f"reply_{intent}", lang, documents=len(engine.index.document_ids), **named)


def language_of_talk(asked: str, lang: Lang) -> Lang:
    """The language whose words alone a turn has; `lang` where it has those of both, or of neither."""
    # Not `detect_language`, which takes all that is not surely English for Indonesian: "hello" has no function word.
    indonesian, english = (RULES.rules[name].applies(asked) for name in ("in_indonesian", "in_english"))
    if indonesian == english:
        return lang
    return "id" if indonesian else "en"


def returned_greeting(asked: str, lang: Lang) -> str:
    """The words that return a greeting. The time of day is the asker's: the server's clock may be in another zone."""
    hellos = [rule for rule in RULES.rules.values() if rule.name.startswith("hello_")]
    found = [(match.start(), rule.name) for rule in hellos if (match := rule.pattern.search(asked))]
    return words(lang)[min(found)[1] if found else "hello"]


def _article_list(engine: Engine, lang: Lang) -> str:
    """How many articles there are, and which: all of them if they are few, else the newest."""
    count, listed = len(engine.index.document_ids), engine.newest_documents(LISTED)
    key = "articles_newest" if count > len(listed) else "articles_all" if count > 1 else "articles_one"
    lines = [fill_text(key, lang, documents=count, listed=len(listed)), *(_named(each, lang) for each in listed)]
    if any(_is_event(each) for each in listed):
        lines.append(words(lang)["articles_event_dates"])
    if count > len(listed):
        lines.append(fill_text("articles_rest", lang, library=words(lang)["library_link"]))
    return "\n".join(lines)


def _named(document: Document, lang: Lang) -> str:
    """An article as one line: its title, with its publisher and date as far as they are known."""
    date = spell_date(document.published, lang) + "*" * _is_event(document) if document.published else None
    facts = ", ".join(fact for fact in (document.publisher, date) if fact)
    return f"• {' '.join(document.title.split())}" + (f" ({facts})" if facts else "")


def _is_event(document: Document) -> bool:
    """Whether its date is that of the event it reports, which must not be taken for that of publication."""
    return document.published is not None and "published" in document.derived
