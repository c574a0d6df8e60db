"""What the page does with the reader's conversations: open, rename, pin, delete, bring back, search. Like `handlers`, without Gradio."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation, short_title
from assistant.conversations.memory import BrowserMemory, is_unread
from assistant.html import other_lang
from assistant.web.chat.components import ComponentName, Updates
from assistant.web.chat.handlers import PageHandlers, remember_in_browser, show_notice
from assistant.web.chat.message import Command
from index.errors import RecordsError

_OF_THE_QUESTION: tuple[ComponentName, ...] = ("talk", "chat", "welcome", "suggestions", "notice", "send", "stop")
"""The components that a question which is being answered draws."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page that sends a command shows: its conversation, its language, what its browser remembers, and its search."""

    talk: Conversation
    lang: Lang
    memory: BrowserMemory
    searched: object


class ConversationList:
    """The commands of the page. If the records file fails, a notice says so and everything stays as it is."""

    def __init__(self, handlers: PageHandlers) -> None:
        self._handlers = handlers

    async def command(
        self, message: object, talk: Conversation, spoken: str, remembered: object, searched: object = ""
    ) -> Updates:
        """Do what the script asks for; what this version does not know changes nothing.

        `searched` is what stands in the search: the list that is drawn again shows what it did before.
        """
        command, memory = Command.from_browser(message), BrowserMemory.from_browser(remembered)
        talk, lang = await self._handlers.keeper.resume(talk, memory), self._handlers.language(spoken, memory)
        page = Page(talk, lang, memory, searched)
        try:
            match command.name:
                case "new":
                    self._handlers.leave(talk)
                    return await self._handlers.clear(lang, memory, searched)
                case "switch":
                    return await self._switch(page, other_lang(lang))
                case "open":
                    return await self._open(command.id, page)
                case "rename":
                    return await self._rename(command, page)
                case "pin":
                    await self._handlers.keeper.run(
                        self._handlers.keeper.store.pin, memory.reader, command.id, command.on
                    )
                    return await self._listed(page)
                case "delete":
                    return await self._delete(command.id, page)
                case "restore":
                    return await self._restore(command.id, page)
        except RecordsError as error:
            _log.error("not done (%s): %s", command.name, error)
            return show_notice("talks_unavailable", lang, retry=talk.id if is_unread(talk) else "")
        return {}

    async def search(self, text: object, talk: Conversation, spoken: str, remembered: object) -> Updates:
        """The list with the conversations alone that hold the words of `text`."""
        memory = BrowserMemory.from_browser(remembered)
        talk = await self._handlers.keeper.resume(talk, memory)  # it is marked in the list as the open one
        return await self._listed(Page(talk, self._handlers.language(spoken, memory), memory, text))

    async def _listed(self, page: Page) -> Updates:
        return await self._handlers.listed(page.talk, page.lang, page.memory, page.searched)

    async def _switch(self, page: Page, lang: Lang) -> Updates:
        """The page in its other language; a question that is being answered goes on, and its answer is drawn in that."""
        drawn = await self._handlers.in_language(page.talk, lang, page.memory, page.searched)
        if page.talk.waiting:  # the question itself draws its conversation; of those parts, the words alone change here
            self._handlers.speak(page.talk, lang)
            labels = self._handlers.labels(lang)
            words_of = {name: labels[name] for name in _OF_THE_QUESTION if name in labels}
            drawn = {name: change for name, change in drawn.items() if name not in _OF_THE_QUESTION} | words_of
        return drawn | remember_in_browser(page.memory, lang=lang)

    async def _open(self, wanted: str, page: Page) -> Updates:
        # The id comes from the browser: a conversation is opened only where it is this reader's own.
        store = self._handlers.keeper.store
        found = await self._handlers.keeper.run(store.load, wanted, page.memory.reader) if wanted else None
        if not (found and found.turns):
            return await self._listed(page) | show_notice("talk_gone", page.lang)
        self._handlers.leave(page.talk)
        drawn = await self._handlers.shown(found, page.lang) | await self._listed(replace(page, talk=found))
        return drawn | remember_in_browser(page.memory, open=found.id)

    async def _rename(self, command: Command, page: Page) -> Updates:
        """With an empty name, the list shows the first question."""
        name = short_title(command.text)
        await self._handlers.keeper.run(self._handlers.keeper.store.rename, page.memory.reader, command.id, name)
        updates = await self._listed(page)
        is_open = page.talk.id == command.id and not page.talk.waiting  # the answer brings the name, too
        return updates | ({"talk": {"value": replace(page.talk, name=name)}} if is_open else {})

    async def _delete(self, wanted: str, page: Page) -> Updates:
        """Delete a conversation, with a way back; the one that is open gives place to a new one."""
        self._handlers.keeper.drop(wanted, page.memory)
        await self._handlers.keeper.run(self._handlers.keeper.store.delete, page.memory.reader, wanted)
        if wanted and wanted == page.talk.id:
            self._handlers.leave(page.talk)
            drawn = await self._handlers.clear(page.lang, page.memory, page.searched)
            drawn.pop("question")  # what is being written there stays
        else:
            drawn = await self._listed(page)
        return drawn | show_notice("talk_deleted", page.lang, wanted)

    async def _restore(self, wanted: str, page: Page) -> Updates:
        if not await self._handlers.keeper.run(self._handlers.keeper.store.restore, page.memory.reader, wanted):
            return await self._listed(page) | show_notice("talk_gone", page.lang)
        if not page.talk.turns:
            return await self._open(wanted, page)
        return await self._listed(page) | show_notice("talk_restored", page.lang)
