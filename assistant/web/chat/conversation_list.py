"""What the page does with the reader's conversations: open, rename, pin, delete, bring back, search. Like `handlers`, without Gradio."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation, short_title
from assistant.conversations.memory import BrowserMemory
from assistant.html import other_lang
from assistant.web.chat.components import Updates
from assistant.web.chat.handlers import PageHandlers, remember_in_browser, show_notice
from assistant.web.chat.message import Command
from index.errors import RecordsError

_OF_THE_QUESTION = ("talk", "chat", "welcome", "suggestions", "notice", "send", "stop")
"""The components that a question which is being answered draws."""
_log = logging.getLogger(__name__)


class ConversationList:
    """The commands of the page. If the records file fails, a notice says so and everything stays as it is."""

    def __init__(self, handlers: PageHandlers) -> None:
        self._handlers = handlers

    async def command(self, message: object, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """Do what the script asks for; what this version does not know changes nothing."""
        command, memory = Command.from_browser(message), BrowserMemory.from_browser(remembered)
        talk = await self._handlers.keeper.resume(talk, memory)
        try:
            match command.name:
                case "new":
                    self._handlers.leave(talk)
                    return await self._handlers.clear(lang, memory)
                case "switch":
                    return await self._switch(talk, other_lang(lang), memory)
                case "open":
                    return await self._open(command.id, talk, lang, memory)
                case "rename":
                    return await self._rename(command, talk, lang, memory)
                case "pin":
                    await asyncio.to_thread(self._handlers.keeper.store.pin, memory.reader, command.id, command.on)
                    return await self._handlers.listed(talk, lang, memory)
                case "delete":
                    return await self._delete(command.id, talk, lang, memory)
                case "restore":
                    return await self._restore(command.id, talk, lang, memory)
        except RecordsError as error:
            _log.error("not done (%s): %s", command.name, error)
            return show_notice("talks_unavailable", lang)
        return {}

    async def search(self, text: object, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """The list with the conversations alone that hold the words of `text`."""
        memory = BrowserMemory.from_browser(remembered)
        return await self._handlers.listed(talk, lang, memory, text if isinstance(text, str) else "")

    async def _switch(self, talk: Conversation, lang: Lang, memory: BrowserMemory) -> Updates:
        """The page in its other language; a question that is being answered goes on, and its answer comes in the old one."""
        drawn = await self._handlers.in_language(talk, lang, memory)
        if talk.waiting:  # the question itself draws its conversation
            drawn = {name: change for name, change in drawn.items() if name not in _OF_THE_QUESTION}
        return drawn | remember_in_browser(memory, lang=lang)

    async def _open(self, wanted: str, talk: Conversation, lang: Lang, memory: BrowserMemory) -> Updates:
        # The id comes from the browser: a conversation is opened only where it is this reader's own.
        found = await self._handlers.keeper.resume(Conversation(), replace(memory, open=wanted))
        if not found.turns:
            return await self._handlers.listed(talk, lang, memory) | show_notice("talk_gone", lang)
        self._handlers.leave(talk)
        drawn = await self._handlers.shown(found, lang) | await self._handlers.listed(found, lang, memory)
        return drawn | remember_in_browser(memory, open=found.id)

    async def _rename(self, command: Command, talk: Conversation, lang: Lang, memory: BrowserMemory) -> Updates:
        """With an empty name, the list shows the first question."""
        name = short_title(command.text)
        await asyncio.to_thread(self._handlers.keeper.store.rename, memory.reader, command.id, name)
        updates = await self._handlers.listed(talk, lang, memory)
        return updates | ({"talk": {"value": replace(talk, name=name)}} if talk.id == command.id else {})

    async def _delete(self, wanted: str, talk: Conversation, lang: Lang, memory: BrowserMemory) -> Updates:
        """Delete a conversation, with a way back; the one that is open gives place to a new one."""
        await asyncio.to_thread(self._handlers.keeper.store.delete, memory.reader, wanted)
        if wanted == talk.id:
            self._handlers.leave(talk)
            drawn = await self._handlers.clear(lang, memory)
            drawn.pop("question")  # what is being written there stays
        else:
            drawn = await self._handlers.listed(talk, lang, memory)
        return drawn | show_notice("talk_deleted", lang, wanted)

    async def _restore(self, wanted: str, talk: Conversation, lang: Lang, memory: BrowserMemory) -> Updates:
        await asyncio.to_thread(self._handlers.keeper.store.restore, memory.reader, wanted)
        if not talk.turns:
            return await self._open(wanted, talk, lang, memory)
        return await self._handlers.listed(talk, lang, memory) | show_notice("talk_restored", lang)
