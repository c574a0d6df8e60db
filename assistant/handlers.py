"""What the staff page does on each event, without Gradio: plain data in, updates of components out.

Handlers never raise: an error inside one would leave Gradio's page waiting. Every one of them ends in an update that
says what happened and leaves the question in its box.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import Answer, Lang
from assistant.answer_html import answer_html, question_html, status_html
from assistant.asking import HISTORY_LIMIT, QUESTION_LIMIT, AskPool, Service
from assistant.config import Settings
from assistant.page_html import footer_html, header_html, hint_html, notice_html, suggestions_title_html, welcome_html
from assistant.words import as_lang, words
from index.errors import QuestionError, StoreError

SUGGESTIONS = 4
TURNS_KEPT = 50
STEPS = 12
Updates = dict[str, dict[str, Any]]  # from a component's name to the properties that change

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; None while it is being answered."""

    number: int
    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one reader, kept on the server: what a browser sends back is never taken for it."""

    turns: tuple[Turn, ...] = ()

    def ask(self, question: str) -> Conversation:
        """With `question` waiting for its answer; the oldest turns beyond TURNS_KEPT are let go."""
        kept = self.settled().turns
        number = kept[-1].number + 1 if kept else 1
        return Conversation((*kept, Turn(number, question))[-TURNS_KEPT:])

    def settle(self, answer: Answer) -> Conversation:
        """With the waiting question answered."""
        return Conversation((*self.turns[:-1], replace(self.turns[-1], answer=answer)))

    def settled(self) -> Conversation:
        """Without a question that still waits."""
        return Conversation(tuple(turn for turn in self.turns if turn.answer))

    @property
    def waiting(self) -> str:
        """The question that still waits, or nothing."""
        return self.turns[-1].question if self.turns and self.turns[-1].answer is None else ""

    def history(self) -> list[str]:
        """The earlier questions that a follow-up may refer to, the oldest first."""
        return [turn.question for turn in self.turns if turn.answer][-HISTORY_LIMIT:]

    def messages(self, lang: Lang, root: str, text: str | None = None, waiting: str = "") -> list[dict[str, str]]:
        """The conversation as chat messages; `text` is as much as is shown yet of the last answer's text."""
        result = []
        for turn in self.turns:
            shown = waiting
            if turn.answer:
                part = text if turn is self.turns[-1] else None
                shown = answer_html(turn.answer, turn.number, lang, root, part)
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


def prefixes(text: str, steps: int = STEPS) -> list[str]:
    """Growing beginnings of `text`, cut between words, in at most `steps`; the whole is not among them."""
    tokens = text.split(" ")
    size = max(1, -(-len(tokens) // steps))
    return [" ".join(tokens[:end]) for end in range(size, len(tokens), size)]


class Handlers:
    """What the page does on each event. Values come and go as plain data, so that tests need no browser."""

    def __init__(self, service: Service, pool: AskPool, settings: Settings) -> None:
        self._service, self._pool, self._root = service, pool, settings.root_path
        self._default = settings.language

    async def ask(self, question: object, talk: Conversation, lang: Lang) -> AsyncIterator[Updates]:
        """The updates from a question to its answer, or to a notice with the question back in its box."""
        asked = question.strip() if isinstance(question, str) else ""
        talk = talk.settled()
        try:
            if not asked or len(asked) > QUESTION_LIMIT:
                raise QuestionError("too_long" if asked else "empty", "checked before it is shown")
            history = talk.history()
            talk = talk.ask(asked)
            waiting = status_html("search", lang)
            yield self._asking(talk.messages(lang, self._root, waiting=waiting)) | {"talk": {"value": talk}}
            answer = await self._pool.ask(asked, history, lang)
            talk = talk.settle(answer)
            for text in prefixes(answer.text) if answer.answered else ():
                yield {"chat": {"value": talk.messages(lang, self._root, text)}}
            follow_ups = await self._suggest(talk, lang)
            yield self._idle(talk, lang) | follow_ups
        except Exception as error:  # noqa: BLE001 - a handler that raises leaves the page waiting
            yield await self.failed(error_key(error), asked, talk, lang)

    async def failed(self, key: str, question: str, talk: Conversation, lang: Lang) -> Updates:
        """Back to before the question, which is in its box again, with a notice."""
        notice = {"value": notice_html(key, lang), "visible": True}
        # A question that was never taken in stays in its box as it was typed.
        box = {"question": {"value": question}} if question else {}
        talk = talk.settled()
        return self._idle(talk, lang) | await self._suggest(talk, lang) | box | {"notice": notice}

    async def stop(self, talk: Conversation, lang: Lang) -> Updates:
        """The reader stopped the search."""
        return await self.failed("stopped", talk.waiting, talk, lang)

    async def open(self, remembered: object) -> Updates:
        """A page just opened in a browser that may remember a language."""
        lang = as_lang(remembered, self._default)
        return await self._in_language(Conversation(), lang) | {"lang": {"value": lang}}

    async def switch(self, talk: Conversation, lang: Lang) -> Updates:
        """Everything in the other language, and that remembered."""
        other: Lang = "id" if lang == "en" else "en"
        remember = {"lang": {"value": other}, "memory": {"value": other}}
        return await self._in_language(talk.settled(), other) | remember

    async def clear(self, lang: Lang) -> Updates:
        """A new conversation."""
        talk = Conversation()
        return self._idle(talk, lang) | await self._suggest(talk, lang) | {"question": {"value": ""}}

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
            "footer": {"value": footer_html(lang)},
        }

    async def _in_language(self, talk: Conversation, lang: Lang) -> Updates:
        updates = self.labels(lang)
        for name, more in (self._idle(talk, lang) | await self._suggest(talk, lang)).items():
            updates[name] = updates.get(name, {}) | more
        return updates

    def _asking(self, messages: list[dict[str, str]]) -> Updates:
        hidden = {"visible": False}
        names = ["welcome", "send", "clear", "notice", "suggestions"]
        return {name: dict(hidden) for name in names} | {
            "chat": {"value": messages, "visible": True},
            "question": {"value": ""},
            "stop": {"visible": True},
        }

    def _idle(self, talk: Conversation, lang: Lang) -> Updates:
        begun = bool(talk.turns)
        return {
            "talk": {"value": talk},
            "chat": {"value": talk.messages(lang, self._root), "visible": begun},
            "welcome": {"visible": not begun},
            "notice": {"visible": False, "value": ""},
            "send": {"visible": True},
            "stop": {"visible": False},
            "clear": {"visible": begun},
            "suggestions": {"visible": True},
        }

    async def _suggest(self, talk: Conversation, lang: Lang) -> Updates:
        """Questions to click on: what could come next, else examples. Having none is no reason to fail."""
        last = talk.turns[-1].answer if talk.turns else None
        questions, title = [], "suggestions_title"
        try:
            if last and (questions := await asyncio.to_thread(self._service.follow_ups, last, lang)):
                title = "follow_ups_title"
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
        for number in range(SUGGESTIONS):
            text = questions[number] if number < len(questions) else ""
            updates[f"suggestion_{number}"] = {"value": text, "visible": bool(text)}
        return updates
