"""What the staff page does on each event, without Gradio: plain data in, updates of components out.

Handlers never raise: an error inside one would leave Gradio's page waiting. Each ends in an update that says what happened
and puts the question back in its box.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from assistant.answer import Answer, Lang
from assistant.answering.holdings import Holdings
from assistant.answering.suggestions import ExampleQuestion
from assistant.conversations.conversation import Conversation
from assistant.conversations.memory import BrowserMemory, ConversationKeeper, is_unread
from assistant.conversations.store import ConversationStore
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.chat.components import Updates, hide_components
from assistant.web.chat.message import AskMessage, sendable_text
from assistant.web.chat.page_html import (
    footer_html,
    header_html,
    hint_html,
    notice_html,
    side_foot_html,
    side_top_html,
    suggestions_html,
    talks_list_html,
    welcome_html,
)
from assistant.web.shared.answer_html import answer_html, question_html, status_html
from assistant.web.shared.links import explain_url
from assistant.web.shared.pool import AskPool, Service
from assistant.wording import as_lang, words
from index.errors import BusyError, QuestionError, RecordsError, StoreError

RESUME_SECONDS = 0.5
"""How long a question waits for the conversation that it belongs to, where that has to be read first."""
MOST_BEHIND = 1_000
"""Answers that are shown and being stored whose pages may still ask what became of them."""
_log = logging.getLogger(__name__)
_NONE = Holdings()


class StoppedError(Exception):
    """The reader stopped the search, or left it for another conversation."""


@dataclass(slots=True)
class Wait:
    """A question that is being answered.

    Attributes:
        lang: the language of the page, in which its answer is drawn; the reader may switch it meanwhile.
        stopped: set to end it.
        left: whether its reader has gone on to another conversation.
        followed: whether they have asked on since, so that what is drawn later draws this, too.
    """

    lang: Lang
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    left: bool = False
    followed: bool = False


def chat_messages(
    talk: Conversation, lang: Lang, root: str, waiting: str = "", evaluators: bool = False
) -> list[dict[str, str]]:
    """The conversation as chat messages; `waiting` stands in the place of an answer that has not come.

    For `evaluators`, each answer has a link to how it came about.
    """
    result = []
    earlier: list[str] = []  # so that the link of each answer asks after what was asked before it
    for turn in talk.turns:
        shown = waiting
        if turn.answer:
            address = explain_url(turn.question, earlier[-HISTORY_LIMIT:], lang, root) if evaluators else ""
            shown = answer_html(turn.answer, turn.number, lang, root, address)
            if turn.answer.kind != "talk":
                earlier.append(turn.question)
        result.append({"role": "user", "content": question_html(turn.question, turn.number, lang)})
        result.append({"role": "assistant", "content": shown})
    return result


def error_key(error: Exception) -> str:
    """The key of the sentence that tells a reader about `error`; what is not the reader's doing is logged."""
    if isinstance(error, StoppedError):
        return "stopped"
    if isinstance(error, QuestionError):
        return f"error_{error.code}"
    if isinstance(error, BusyError):
        return "error_busy"
    if isinstance(error, StoreError):
        _log.error("no usable index: %s", error)
        return "error_store"
    _log.error("a question failed", exc_info=error)
    return "error_internal"


def show_notice(key: str, lang: Lang, undo: str = "", retry: str = "", seconds: int = 0) -> Updates:
    """The sentence of that key over the question box; `undo` can be brought back, `retry` can be opened again."""
    return {"notice": {"value": notice_html(key, lang, undo, retry, seconds), "visible": True}}


def remember_in_browser(memory: BrowserMemory, **changes: str) -> Updates:
    """What the browser remembers, with `changes`."""
    return {"memory": {"value": memory.update_with(**changes)["value"]}}


class PageHandlers:
    """What the page does on each event. Values come and go as plain data, so that tests need no browser."""

    def __init__(self, service: Service, pool: AskPool, settings: Settings) -> None:
        self._service, self._pool, self._root = service, pool, settings.root_path
        self._default, self._evaluators = settings.language, settings.evaluators
        self._kept_days = settings.keep_days
        self._logged_days = settings.keep_days if settings.question_log else 0
        self._waits: dict[str, Wait] = {}  # by the name of the wait: two tabs may ask in one conversation
        self._behind: OrderedDict[str, Wait] = OrderedDict()  # of answers that are shown and being stored, by `keeping`
        self.keeper = ConversationKeeper(ConversationStore(settings.records, settings.keep_days))

    async def ask(
        self, question: object, talk: Conversation, lang: str, remembered: object
    ) -> AsyncGenerator[Updates, None]:
        """The updates from a question in the box to its answer, or to a notice with the question back in the box."""
        asked, memory = AskMessage(sendable_text(question)), BrowserMemory.from_browser(remembered)
        async for updates in self._answer(asked, talk, self.language(lang, memory), memory):
            yield updates

    async def asked(
        self, message: object, talk: Conversation, lang: str, remembered: object
    ) -> AsyncGenerator[Updates, None]:
        """The same for a question that the page's script sends: a suggested one, or one in the place of an earlier turn."""
        asked, memory = AskMessage.from_browser(message), BrowserMemory.from_browser(remembered)
        if asked is not None:
            async for updates in self._answer(asked, talk, self.language(lang, memory), memory):
                yield updates

    def language(self, lang: str, memory: BrowserMemory) -> Lang:
        """The page's language: that of its session, else what its browser remembers, else the setting."""
        return as_lang(lang, as_lang(memory.lang, as_lang(self._default, "id")))

    async def recover(self, talk: Conversation, lang: str, remembered: object) -> Updates:
        """Draw the page after an event that never reached a handler: refused by the queue or the rate limit."""
        spoken = self.language(lang, BrowserMemory.from_browser(remembered))
        return await self.failed("error_unreachable", talk.waiting, talk, spoken)

    async def kept(self, talk: Conversation, lang: str, remembered: object, searched: object = "") -> Updates:
        """What the page hears after an answer, once that is stored or could not be: the list, or a notice.

        `searched` is what stands in the search of the conversations, whose list is drawn again.
        """
        wait = self._behind.get(talk.keeping)
        if wait is None:
            return {}
        memory = BrowserMemory.from_browser(remembered)
        stored = await self.keeper.stored(talk)
        drawn = await self.listed(stored or talk, wait.lang, memory, searched)
        changed = stored is not None and (stored.id, stored.turns) != (talk.id, talk.turns)
        if stored and changed:  # another tab wrote meanwhile
            spoken = memory.lang if wait.lang == lang else wait.lang
            whole = await self.shown(stored, wait.lang) | remember_in_browser(memory, lang=spoken, open=stored.id)
        else:
            whole = {"talk": {"value": stored}}
        self._behind.pop(talk.keeping, None)
        if stored is None:
            return (
                drawn
                if wait.followed
                else drawn | show_notice("earlier_not_kept" if wait.left else "not_kept", wait.lang)
            )
        return drawn if wait.left or wait.followed else drawn | whole

    def _store_behind(self, talk: Conversation, wait: Wait) -> None:
        self._behind[talk.keeping] = wait
        while len(self._behind) > MOST_BEHIND:  # pages that were closed never ask what became of theirs
            self._behind.popitem(last=False)

    async def _answer(
        self, asked: AskMessage, talk: Conversation, lang: Lang, memory: BrowserMemory
    ) -> AsyncGenerator[Updates, None]:
        talk = (await self.keeper.resume(talk, memory, RESUME_SECONDS)).without_waiting()
        if earlier := self._behind.get(talk.keeping):
            earlier.followed = True
        question, wait, name = asked.words_for(talk), Wait(lang), ""
        try:
            # Here too, although the page counts: Gradio enforces no limit, and an event can be sent without the page.
            if not question or len(question) > QUESTION_LIMIT:
                raise QuestionError("too_long" if question else "empty", "checked before it is shown")
            original = talk.id
            talk = talk.ask(question, asked.replacing_in(talk))
            name = talk.wait
            self._waits[name] = wait
            yield self._asking(talk, self._messages(talk, lang, status_html("search", lang)), asked)
            answer = await self._answered(question, talk, lang, wait)
            copied = bool(original) and talk.id != original
            talk = self.keeper.put(talk.with_answer(answer), memory)
            self._store_behind(talk, wait)
            drawn = await self.shown(talk, wait.lang)
            spoken = memory.lang if wait.lang == lang else wait.lang
            if not wait.left:  # at the last moment: the reader may have gone on while it was drawn
                yield (
                    drawn
                    | remember_in_browser(memory, lang=spoken, open=talk.id)
                    | (show_notice("talk_copied", wait.lang) if copied else {})
                )
        except Exception as error:  # noqa: BLE001 - a handler that raises leaves the page waiting
            if not wait.left:  # else the page shows another conversation by now
                seconds = error.seconds if isinstance(error, BusyError) else 0
                yield await self.failed(error_key(error), question, talk, wait.lang, seconds)
        finally:
            self._waits.pop(name, None)

    async def _answered(self, question: str, talk: Conversation, lang: Lang, wait: Wait) -> Answer:
        """The answer, unless the reader stops waiting for it first.

        Not by Gradio's way to cancel an event: it tells of a cancelled one as of a failed one, and the two could come in any order.
        """
        answer = asyncio.ensure_future(self._pool.ask(question, talk.history(), lang))
        waiting = asyncio.ensure_future(wait.stopped.wait())
        try:
            await asyncio.wait({answer, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if wait.stopped.is_set():  # even if the answer, or an error, came at that moment
                raise StoppedError
            return answer.result()
        finally:
            answer.cancel()
            waiting.cancel()

    async def stop(self, talk: Conversation) -> Updates:
        """Have the question that is being answered end; its own updates say so."""
        if wait := self._waits.get(talk.wait):
            wait.stopped.set()
        return {}

    def leave(self, talk: Conversation) -> None:
        """The page goes on to another conversation: a question that is being answered in this one ends without a word."""
        for wait in (self._waits.get(talk.wait), self._behind.get(talk.keeping)):
            if wait:
                wait.left = True
                wait.stopped.set()

    def speak(self, talk: Conversation, lang: Lang) -> None:
        """The page changed its language: the answer that comes is drawn in that."""
        for wait in (self._waits.get(talk.wait), self._behind.get(talk.keeping)):
            if wait:
                wait.lang = lang

    async def failed(self, key: str, question: str, talk: Conversation, lang: Lang, seconds: int = 0) -> Updates:
        """Go back to before the question, which returns to its box, and show a notice; `seconds` is how long to wait, where it says so."""
        # A question that never reached a handler is still in its box, as it was typed.
        box: Updates = {"question": {"value": question}} if question else {}
        talk = talk.without_waiting()
        return await self.shown(talk, lang) | box | show_notice(key, lang, seconds=seconds)

    async def open(self, remembered: object) -> Updates:
        """Draw a page that has just opened, in the language and with the conversation that its browser remembers."""
        memory = BrowserMemory.from_browser(remembered)
        lang = as_lang(memory.lang, self._default)
        talk = await self.keeper.resume(Conversation(), memory)
        drawn = await self.in_language(talk, lang, memory)
        if is_unread(talk):
            drawn |= show_notice("talk_unread", lang, retry=talk.id)
        # A conversation that is gone or too old has no id here, so that the browser forgets it; one that cannot be read has.
        return drawn | remember_in_browser(memory, open=talk.id)

    async def clear(self, lang: Lang, memory: BrowserMemory, searched: object = "") -> Updates:
        """Begin a new conversation; the one before stays in the list."""
        talk = Conversation()
        drawn = await self.shown(talk, lang) | await self.listed(talk, lang, memory, searched)
        empty: Updates = {"question": {"value": ""}}
        return drawn | empty | remember_in_browser(memory, open="")

    async def in_language(
        self, talk: Conversation, lang: Lang, memory: BrowserMemory, searched: object = ""
    ) -> Updates:
        """The whole page in a language, with the conversation and the list of the reader's others."""
        updates = self.labels(lang, await self._holdings())
        # Property by property: a part has its words from the labels, and is shown or not as the conversation is.
        for name, more in (await self.shown(talk, lang) | await self.listed(talk, lang, memory, searched)).items():
            updates[name] = {**updates.get(name, {}), **more}
        return updates | {"lang": {"value": lang}}

    def labels(self, lang: Lang, holdings: Holdings = _NONE) -> Updates:
        """The words of every component that has some."""
        say = words(lang)
        return {
            "header": {"value": header_html(lang, holdings)},
            "side_top": {"value": side_top_html(lang)},
            "talk_search": {"label": say["talks_search"], "placeholder": say["talks_search"]},
            "side_foot": {"value": side_foot_html(lang, self._root, holdings.articles, self._kept_days)},
            "chat": {"label": say["conversation_label"]},
            "question": {"label": say["question_label"], "placeholder": say["question_placeholder"]},
            "hint": {"value": hint_html(lang)},
            "send": {"value": say["send"]},
            "stop": {"value": say["stop"]},
            "footer": {"value": footer_html(lang, self._logged_days)},
        }

    async def shown(self, talk: Conversation, lang: Lang) -> Updates:
        """A conversation in which nothing is being answered, with questions to click on."""
        begun = bool(talk.turns)
        drawn: Updates = {
            "talk": {"value": talk},
            "chat": {"value": self._messages(talk, lang), "visible": begun},
            "welcome": {"visible": not begun},
            "notice": {"visible": False, "value": ""},
            "send": {"visible": True},
            "stop": {"visible": False},
        }
        return drawn | (await self._follow_ups(talk, lang) if begun else await self._welcome(lang))

    async def listed(self, talk: Conversation, lang: Lang, memory: BrowserMemory, searched: object = "") -> Updates:
        """The list of the reader's conversations, of those alone that hold the words of `searched`, if it has any."""
        containing = searched if isinstance(searched, str) else ""
        try:
            found = await self.keeper.run(self.keeper.store.listed, memory.reader, containing)
        except RecordsError as error:
            _log.error("no list of conversations: %s", error)
            return show_notice("talks_unavailable", lang)
        return {"talks_list": {"value": talks_list_html(found, talk.id, lang, bool(containing.strip()))}}

    def _messages(self, talk: Conversation, lang: Lang, waiting: str = "") -> list[dict[str, str]]:
        return chat_messages(talk, lang, self._root, waiting, self._evaluators)

    def _asking(self, talk: Conversation, messages: list[dict[str, str]], asked: AskMessage) -> Updates:
        # What is being written in the box stays, where the question came from elsewhere.
        box: Updates = {} if asked.from_script else {"question": {"value": ""}}
        hidden = hide_components("welcome", "send", "notice", "suggestions")
        shown: Updates = {
            "talk": {"value": talk},
            "chat": {"value": messages, "visible": True},
            "stop": {"visible": True},
        }
        return hidden | shown | box

    async def _holdings(self) -> Holdings:
        try:
            return await asyncio.to_thread(self._service.holdings)
        except StoreError as error:
            _log.error("no usable index: %s", error)
            return _NONE

    async def _welcome(self, lang: Lang) -> Updates:
        """The empty page, with questions to begin with; having none is no reason to fail."""
        examples: list[ExampleQuestion] = []
        holdings = await self._holdings()
        try:
            examples = await asyncio.to_thread(self._service.examples, lang)
        except StoreError as error:
            _log.error("no suggestions: %s", error)
        except Exception:  # noqa: BLE001 - a page is worth opening without them
            _log.exception("no suggestions")
        hidden: Updates = {"suggestions": {"value": "", "visible": False}}
        return hidden | {"welcome": {"value": welcome_html(lang, holdings, examples), "visible": True}}

    async def _follow_ups(self, talk: Conversation, lang: Lang) -> Updates:
        """Questions to click on: what could come next, else examples."""
        last = talk.turns[-1].answer
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
        shown = suggestions_html(title, questions, lang) if questions else ""
        return {"suggestions": {"value": shown, "visible": bool(questions)}}
