"""What an evaluator works on: a group of the inbox, or an entry that was saved or came with the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from assistant.quality.inbox import AskedGroup, Inbox, wording_key
from assistant.quality.verified_store import SavedEntry, new_entry_id
from assistant.question.asked import expected_kind
from assistant.question.entry_kinds import ENTRY_KINDS_BY_ASKED
from assistant.web.quality.choice import Place
from assistant.web.shared.pool import Service
from index.bank import BankEntry, EntryKind, Wording, locate_words
from index.errors import NetralError


@dataclass(frozen=True, slots=True)
class WordingChoice:
    """A way of asking that the entry may get. `count`: how often it was asked, 0 where the inbox does not know it."""

    wording: Wording
    count: int = 0
    chosen: bool = True

    @property
    def key(self) -> str:
        return wording_key(self.wording.text)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about.

    Attributes:
        path: the rest of its address after `/quality`.
        entry_id: under which it is saved.
        saved: what is saved there now, with the version that a form has to show.
        entry: what is there now, be it saved or of the documents' own bank.
        group: of the inbox; None where an entry was opened that nobody has asked for.
    """

    path: str
    entry_id: str
    saved: SavedEntry
    entry: BankEntry | None
    wordings: tuple[WordingChoice, ...]
    group: AskedGroup | None = None

    @property
    def name(self) -> str:
        return self.wordings[0].wording.text

    @property
    def kind(self) -> EntryKind:
        """The kind that is chosen at first."""
        if self.entry and self.entry.kind != "refuse":
            return self.entry.kind
        return ENTRY_KINDS_BY_ASKED[expected_kind(self.name)]


def group_subject(inbox: Inbox, key: str) -> Subject | None:
    """The group in which a wording has that key; None if there is none."""
    group = inbox.group(key)
    if group is None:
        return None
    asked = [WordingChoice(Wording(one.text, one.lang), one.count, not one.settled) for one in group.wordings]
    # A group that was answered already keeps its entry: a second one would answer the same question otherwise.
    keys = {one.key for one in asked}
    own = next((e for e in inbox.verified.entries() if any(wording_key(w.text) in keys for w in e.wordings)), None)
    saved = inbox.verified.find(own.id if own else new_entry_id(asked[0].wording))
    return Subject(f"/question/{key}", saved.id, saved, saved.entry, _with_entry(asked, saved.entry), group)


def entry_subject(inbox: Inbox, service: Service, entry_id: str) -> Subject | None:
    """An entry that evaluators saved, or else one that came with the documents; None if there is none of that id."""
    saved = inbox.verified.find(entry_id)
    entry = saved.entry or next((one.entry for one in service.index_entries() if one.entry.id == entry_id), None)
    if entry is None:
        return None
    return Subject(f"/entry/{quote(entry_id, safe='')}", entry_id, saved, entry, _with_entry([], entry))


def entry_places(entry: BankEntry | None, service: Service) -> list[Place]:
    """Where the quotes of an entry are; those that their documents no longer hold are left out."""
    found = []
    for each in entry.quotes if entry else ():
        try:
            span = locate_words(service.source(each.source_id).text, each.quote)
        except NetralError:
            continue
        if span:
            found.append(Place(each.source_id, span))
    return found


def _with_entry(asked: Sequence[WordingChoice], entry: BankEntry | None) -> tuple[WordingChoice, ...]:
    known = {choice.key: choice for choice in asked}
    for wording in entry.wordings if entry else ():
        before = known.get(wording_key(wording.text))
        known[wording_key(wording.text)] = WordingChoice(wording, before.count if before else 0)
    return tuple(known.values())
