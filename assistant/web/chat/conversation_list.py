"""The drawer of the staff page that lists a reader's conversations. Like `handlers`, without Gradio: values in, updates out."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation, short_title
from assistant.conversations.memory import BrowserMemory
from assistant.web.chat.components import Change, Updates, hide_components
from assistant.web.chat.handlers import PageHandlers, remember_in_browser, show_notice
from assistant.web.chat.page_html import talk_links_html, talks_note_html
from assistant.wording import say_moment
from index.errors import RecordsError

_log = logging.getLogger(__name__)


class ConversationList:
    """What the drawer does on each event. If the records file fails, a notice says so and the drawer stays as it is."""

    def __init__(self, handlers: PageHandlers, days: int, root: str) -> None:
        self._handlers, self._days, self._root = handlers, days, root

    async def show(self, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """The drawer with the reader's conversations, over the page."""
        memory = BrowserMemory.from_browser(remembered)
        talk = (await self._handlers.keeper.resume(talk, memory)).without_waiting()
        try:
            found = await asyncio.to_thread(self._handlers.keeper.store.listed, memory.reader)
        except RecordsError as error:
            _log.error("no list of conversations: %s", error)
            return show_notice("talks_unavailable", lang)
        choices = [(f"{each.title} ({say_moment(each.updated, lang)})", each.id) for each in found]
        # None where the open one is not in the list: not stored, too old, or not among the latest.
        chosen = talk.id if talk.turns and any(each.id == talk.id for each in found) else None
        one: Change = {"visible": chosen is not None}
        drawer: Updates = {
            "talk": {"value": talk},
            "talks": {"visible": True},
            "talks_list": {"choices": choices, "value": chosen, "visible": bool(choices)},
            "talks_note": {"value": talks_note_html(bool(choices), self._days, lang)},
            "talk_name": {"value": talk.title, **one},
            "talk_rename": one,
            "talk_links": {"value": talk_links_html(talk.id, lang, self._root), **one},
            "talk_delete": one,
        }
        return drawer | self._hide_confirmation()

    async def hide(self) -> Updates:
        """The page without the drawer."""
        return hide_components("talks") | self._hide_confirmation()

    async def pick(self, chosen: object, lang: Lang, remembered: object) -> Updates:
        """Open another conversation of this reader instead of the current one; the drawer closes."""
        memory = BrowserMemory.from_browser(remembered)
        # The id comes from the browser: a conversation is opened only where it is this reader's own.
        wanted = replace(memory, open=chosen if isinstance(chosen, str) else "")
        talk = await self._handlers.keeper.resume(Conversation(), wanted)
        if not talk.turns:
            return await self.hide() | show_notice("talk_gone", lang)
        shown = await self._handlers.shown(talk, lang) | await self.hide()
        return shown | remember_in_browser(memory, open=talk.id)

    async def rename(self, name: object, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """Rename the open conversation; with an empty name, the list shows its first question."""
        memory = BrowserMemory.from_browser(remembered)
        name = short_title(name) if isinstance(name, str) else ""
        try:
            await asyncio.to_thread(self._handlers.keeper.store.rename, memory.reader, talk.id, name)
        except RecordsError as error:
            _log.error("not renamed: %s", error)
            return show_notice("talks_unavailable", lang)
        return await self.show(replace(talk, name=name), lang, remembered)

    async def delete(self, talk: Conversation, lang: Lang, remembered: object) -> Updates:
        """Delete the open conversation for good and begin a new one."""
        memory = BrowserMemory.from_browser(remembered)
        try:
            await asyncio.to_thread(self._handlers.keeper.store.delete, memory.reader, talk.id)
        except RecordsError as error:
            _log.error("not deleted: %s", error)
            return show_notice("talks_unavailable", lang)
        # The browser still remembers the deleted one: the list is drawn as if it had forgotten it already.
        closed = memory.update_with(open="")["value"]
        return await self._handlers.clear(lang, remembered) | await self.show(Conversation(), lang, closed)

    async def ask_sure(self) -> Updates:
        """Ask for a second click before deleting: it cannot be undone."""
        return {
            "talk_delete": {"visible": False},
            "talk_delete_sure": {"visible": True},
            "talk_delete_not": {"visible": True},
        }

    async def not_sure(self) -> Updates:
        """Take the second click back; nothing is deleted."""
        kept: Updates = {"talk_delete": {"visible": True}}
        return kept | self._hide_confirmation()

    def _hide_confirmation(self) -> Updates:
        return hide_components("talk_delete_sure", "talk_delete_not")
