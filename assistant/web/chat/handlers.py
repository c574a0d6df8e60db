"""What the staff page does on each event, without Gradio: plain data in, updates of components out.

Handlers never raise: an error inside one would leave Gradio's page waiting. Each ends in an update that says what happened
and puts the question back in its box.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation
from assistant.conversations.memory import BrowserMemory, ConversationKeeper
from assistant.conversations.store import ConversationStore
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.chat.components import SUGGESTION_BUTTONS, Updates, hide_components
from assistant.web.chat.page_html import (
    footer_html,
    header_html,
    hint_html,
    notice_html,
    suggestions_title_html,
    talks_title_html,
    welcome_html,
)
from assistant.web.shared.answer_html import answer_html, question_html, status_html
from assistant.web.shared.links import explain_url
from assistant.web.shared.pool import AskPool, Service
from assistant.wording import as_lang, words
from index.errors import QuestionError, StoreError

SUGGESTIONS = len(SUGGESTION_BUTTONS)
STREAM_STEPS = 12
"""Pieces in which an answer appears, at most: with each of them, Gradio sends the whole conversation."""

_log = logging.getLogger(__name__)


def chat_messages(
    talk: Conversation, lang: Lang, root: str, text: str | None = None, waiting: str = "", evaluators: bool = False
) -> list[dict[str, str]]:
    """The conversation as chat messages; `text` is the part of the last answer's text that is shown so far.

    For `evaluators`, each answer has a link to how it came about.
    """
    result = []
    earlier: list[str] = []  # so that the link of each answer asks after what was asked before it
    for turn in talk.turns:
        shown = waiting
        if turn.answer:
            part = text if turn is talk.turns[-1] else None
            address = explain_url(turn.question, earlier[-HISTORY_LIMIT:], lang, root) if evaluators else ""
            shown = answer_html(turn.answer, turn.number, lang, root, part, address)
            if turn.answer.kind != "talk":
                earlier.append(turn.question)
        result.append({"role": "user", "content": question_html(turn.question)})
        result.append({"role": "assistant", "content": shown})
    return result


def error_key(error: Exception) -> str:
    """The key of the sentence that tells a reader about `error`; what is not the reader's doing is logged."""
    if isinstance(error, QuestionError):
        return f"error_{error.code}"
    if isinstance(error, StoreError):
        _log.error("no usable index: %s", error)
        return "error_store"
    _log.error("a question failed", exc_info=error)
    return "error_internal"


def growing_prefixes(text: str, steps: int = STREAM_STEPS) -> list[str]:
    """Growing beginnings of `text`, cut between words, in at most `steps`; the whole is not among them."""
    tokens = text.split(" ")
    size = max(1, -(-len(tokens) // steps))
    return [" ".join(tokens[:end]) for end in range(size, len(tokens), size)]


def show_notice(key: str, lang: Lang) -> Updates:
    """The sentence of that key over the question box."""
    return {"notice": {"value": notice_html(key, lang), "visible": True}}


def remember_in_browser(memory: BrowserMemory, **changes: str) -> Updates:
    """What the browser remembers, with `changes`."""
    return {"memory": {"value": memory.update_with(**changes)["value"]}}


class PageHandlers:
    """What the page does on each event. Values come and go as plain data, so that tests need no browser."""

    def __init__(self, service: Service, pool: AskPool, settings: Settings) -> None:
        self._service, self._pool, self._root = service, pool, settings.root_path
        self._default, self._evaluators = settings.language, settings.evaluators
        self._logged_days = settings.keep_days if settings.question_log else 0
        self.keeper = ConversationKeeper(ConversationStore(settings.records, settings.keep_days))

    async def ask(self, question: object, talk: Conversation, lang: Lang, remembered: object) -> AsyncIterator[Updates]:
        """The updates from a question to its answer, or to a notice with the question back in its box."""
        asked = question.strip() if isinstance(question, str) else ""
        memory = BrowserMemory.from_browser(remembered)
        talk = (await self.keeper.resume(talk, memory)).without_waiting()
        try:
            # Here too, although the page counts: Gradio enforces no limit, and an event can be sent without the page.
            if not asked or len(asked) > QUESTION_LIMIT:
                raise QuestionError("too_long" if asked else "empty", "checked before it is shown")
            talk = talk.ask(asked)
            history = talk.history()
            waiting = status_html("search", lang)
            yield self._asking(talk, self._messages(talk, lang, waiting=waiting))
            answer = await self._pool.ask(asked, history, lang)
            talk = talk.with_answer(answer)
            for text in growing_prefixes(answer.text) if answer.answered else ():
                yield {"chat": {"value": self._messages(talk, lang, text)}}
            follow_ups = await self._suggest(talk, lang)
            kept = await self.keeper.keep(talk, memory)
            yield (
                self._idle(talk, lang)
                | follow_ups
                | (remember_in_browser(memory, open=talk.id) if kept else show_notice("not_kept", lang))
            )
        except Exception as error:  # noqa: BLE001 - a handler that raises leaves the page waiting
            yield await self.failed(error_key(error), asked, talk, lang)

    async def retry(self, talk: Conversation, lang: Lang, remembered: object) -> AsyncIterator[Updates]:
        """Ask the last question again, in the language that is shown now."""
        talk = (await self.keeper.resume(talk, BrowserMemory.from_browser(remembered))).without_waiting()
        last = talk.turns[-1].question if talk.turns else ""
        async for updates in self.ask(last, replace(talk, editing=True), lang, remembered):
            yield updates

    async def edit(self, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """Put the last question in its box; what is sent next replaces it. Until then nothing is lost."""
        talk = replace(
            (await self.keeper.resume(talk, BrowserMemory.from_browser(remembered))).without_waiting(), editing=True
        )
        question: Updates = {"question": {"value": talk.turns[-1].question}} if talk.turns else {}
        return self._idle(talk, lang) | question | show_notice("editing", lang)

    async def failed(self, key: str, question: str, talk: Conversation, lang: Lang) -> Updates:
        """Go back to before the question, which returns to its box, and show a notice."""
        # A question that never reached a handler is still in its box, as it was typed.
        box: Updates = {"question": {"value": question}} if question else {}
        talk = talk.without_waiting()
        return await self.shown(talk, lang) | box | show_notice(key, lang)

    async def stop(self, talk: Conversation, lang: Lang) -> Updates:
        """The reader stopped the search."""
        return await self.failed("stopped", talk.waiting, talk, lang)

    async def open(self, remembered: object) -> Updates:
        """Draw a page that has just opened, in the language and with the conversation that its browser remembers."""
        memory = BrowserMemory.from_browser(remembered)
        lang = as_lang(memory.lang, self._default)
        talk = await self.keeper.resume(Conversation(), memory)
        # A conversation that is gone or too old has no id here, so that the browser forgets it.
        return await self._in_language(talk, lang) | remember_in_browser(memory, open=talk.id)

    async def switch(self, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """Show everything in the other language, and remember it."""
        other: Lang = "id" if lang == "en" else "en"
        memory = BrowserMemory.from_browser(remembered)
        talk = await self.keeper.resume(talk, memory)
        return await self._in_language(talk.without_waiting(), other) | remember_in_browser(memory, lang=other)

    async def clear(self, lang: Lang, remembered: object) -> Updates:
        """Begin a new conversation; the one before stays in the list."""
        empty: Updates = {"question": {"value": ""}}
        return (
            await self.shown(Conversation(), lang)
            | empty
            | remember_in_browser(BrowserMemory.from_browser(remembered), open="")
        )

    def labels(self, lang: Lang) -> Updates:
        """The words of every component that has some."""
        say = words(lang)
        return {
            "header": {"value": header_html(lang, self._root)},
            "switch": {"value": say["switch_language"]},
            "welcome": {"value": welcome_html(lang)},
            "chat": {"label": say["conversation_label"]},
            "question": {"label": say["question_label"], "placeholder": say["question_placeholder"]},
            "hint": {"value": hint_html(lang)},
            "send": {"value": say["send"]},
            "stop": {"value": say["stop"]},
            "clear": {"value": say["clear"]},
            "edit": {"value": say["edit"]},
            "retry": {"value": say["retry"]},
            "show_talks": {"value": say["talks"]},
            "hide_talks": {"value": say["talks_close"]},
            "talks_title": {"value": talks_title_html(lang)},
            "talks_list": {"label": say["talks_list"]},
            "talk_name": {"label": say["talk_name"]},
            "talk_rename": {"value": say["talk_rename"]},
            "talk_delete": {"value": say["talk_delete"]},
            "talk_delete_sure": {"value": say["talk_delete_sure"]},
            "talk_delete_not": {"value": say["talk_delete_not"]},
            "footer": {"value": footer_html(lang, self._logged_days)},
        }

    async def _in_language(self, talk: Conversation, lang: Lang) -> Updates:
        updates = self.labels(lang)
        # Property by property: a button has its words from the labels, and is shown or not as the conversation is.
        for name, more in (await self.shown(talk, lang)).items():
            updates[name] = {**updates.get(name, {}), **more}
        return updates | hide_components("talks") | {"lang": {"value": lang}}

    async def shown(self, talk: Conversation, lang: Lang) -> Updates:
        """A conversation in which nothing is being answered, with questions to click on."""
        return self._idle(talk, lang) | await self._suggest(talk, lang)

    def _messages(
        self, talk: Conversation, lang: Lang, text: str | None = None, waiting: str = ""
    ) -> list[dict[str, str]]:
        return chat_messages(talk, lang, self._root, text, waiting, self._evaluators)

    def _asking(self, talk: Conversation, messages: list[dict[str, str]]) -> Updates:
        return hide_components("welcome", "send", "clear", "edit", "retry", "notice", "suggestions") | {
            "talk": {"value": talk},
            "chat": {"value": messages, "visible": True},
            "question": {"value": ""},
            "stop": {"visible": True},
        }

    def _idle(self, talk: Conversation, lang: Lang) -> Updates:
        begun = bool(talk.turns)
        return {
            "talk": {"value": talk},
            "chat": {"value": self._messages(talk, lang), "visible": begun},
            "welcome": {"visible": not begun},
            "notice": {"visible": False, "value": ""},
            "send": {"visible": True},
            "stop": {"visible": False},
            "clear": {"visible": begun},
            "edit": {"visible": begun and not talk.editing},
            "retry": {"visible": begun and not talk.editing},
            "suggestions": {"visible": True},
        }

    async def _suggest(self, talk: Conversation, lang: Lang) -> Updates:
        """Questions to click on: what could come next, else examples. Having none is no reason to fail."""
        last = talk.turns[-1].answer if talk.turns else None
        asked = [turn.question for turn in talk.turns[:-1]]
        questions, title = [], "suggestions_title"
        try:
            if last and (questions := await asyncio.to_thread(self._service.follow_ups, last, lang, asked)):
                # After talk there is nothing that they could follow from.
                title = "suggestions_title" if last.kind == "talk" else "follow_ups_title"
            else:
                questions = await asyncio.to_thread(self._service.suggestions, lang)
        except StoreError as error:
            _log.error("no suggestions: %s", error)
        except Exception:  # noqa: BLE001 - an answer is worth showing without them
            _log.exception("no suggestions")
        updates: Updates = {
            "suggestions": {"visible": bool(questions)},
            "suggestions_title": {"value": suggestions_title_html(title, lang)},
        }
        # Always all the buttons: those left out would keep the questions of the answer before.
        for number, button in enumerate(SUGGESTION_BUTTONS):
            text = questions[number] if number < len(questions) else ""
            updates[button] = {"value": text, "visible": bool(text)}
        return updates
