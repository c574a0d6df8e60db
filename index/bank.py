"""The question bank: expected questions, each with the quotes that answer it, or the reason why the sources do not.

A quote is kept as its words, so it survives another cutting of its document. `locate_entry` finds its place in the document's text; an
entry that no longer has one is *stale*, and never used. `bank_file.py` reads and writes the file, `docs/questions.md` describes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from index.analyzer import word_tokens
from index.document import Document, Span

EntryKind = Literal[
    "who", "when", "where", "how_many", "fact", "list", "statement", "why", "how", "yes_no", "definition", "comparison",
    "overview", "refuse",
]  # fmt: skip
"""What an entry's wordings ask for; `refuse`, what the sources do not answer."""
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
Reason = Literal["not_in_sources", "off_topic", "partisan", "unclear"]
"""Why the sources do not answer: the refusal reasons of an answer."""
REASONS: tuple[Reason, ...] = get_args(Reason)
Origin = Literal["shipped", "model", "feedback"]
"""Where an entry comes from: written by people with the documents, drafted by a language model, or saved by an evaluator."""
ORIGINS: tuple[Origin, ...] = get_args(Origin)
MOST_WORDINGS = 1_000
"""Wordings of one entry, at most: more ask more than one thing."""
MOST_CHARACTERS = 500
"""Characters of a wording, at most: a question is no longer."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking. `author` is the entry's, unless another person added it."""

    text: str
    language: str
    author: str = ""

    @property
    def normal_form(self) -> str:
        """The words without case, punctuation and spacing: two wordings with the same are one."""
        return " ".join(word_tokens(self.text)) or self.text.strip()


@dataclass(frozen=True, slots=True)
class BankQuote:
    """Verbatim words of a source that answer."""

    source_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Review:
    """Who checked an entry against the sources, and on which day (ISO)."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One thing that is asked, in many wordings, and what answers it.

    Attributes:
        id: unique in a bank; an evaluator's entry with the id of a shipped one takes its place.
        quotes: every place that answers, the best first; none of a refusal.
        short: words of the first quote that answer by themselves; None where only whole sentences do.
        refuse: why the sources do not answer; None of an entry that answers.
        origin: an entry drafted by a model is a draft until it is reviewed.
    """

    id: str
    kind: EntryKind
    wordings: tuple[Wording, ...]
    quotes: tuple[BankQuote, ...] = ()
    short: str | None = None
    refuse: Reason | None = None
    author: str = ""
    reviewed: Review | None = None
    origin: Origin = "shipped"

    @property
    def is_draft(self) -> bool:
        """Whether a model drafted it and nobody has reviewed it."""
        return self.origin == "model" and self.reviewed is None

    @property
    def reply(self) -> tuple[object, ...]:
        """What it answers: entries with the same reply may share a wording."""
        return (self.refuse, self.short, frozenset(self.quotes))

    def as_dict(self) -> dict[str, Any]:
        """The entry as a line of a bank's file has it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "questions": [
                {"text": w.text, "language": w.language} | ({"author": w.author} if w.author != self.author else {})
                for w in self.wordings
            ],
            "quotes": [{"source_id": q.source_id, "quote": q.quote} for q in self.quotes],
            "short": self.short,
            "refuse": self.refuse,
            "author": self.author,
            "reviewed": {"by": self.reviewed.by, "on": self.reviewed.on} if self.reviewed else None,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class LocatedQuote:
    """Where a quote is in the text of its source."""

    source_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class LocatedEntry:
    """An entry with the places of its quotes and, within the first, of its short answer."""

    entry: BankEntry
    quotes: tuple[LocatedQuote, ...] = ()
    short: Span | None = None


def locate_entry(entry: BankEntry, document: Callable[[str], Document | None]) -> LocatedEntry | str:
    """The entry with its places, or in words why it is stale.

    Args:
        entry: of a bank.
        document: a source id to its document; None where there is none.
    """
    places = []
    for quote in entry.quotes:
        source = document(quote.source_id)
        if source is None:
            return f"there is no source {quote.source_id!r}"
        found = list(_places(source.text, quote.quote))
        if not found:
            return f"{quote.source_id} no longer holds {_shown(quote.quote)}"
        # A title or a caption may say the same before the text does.
        body = [place for place in found if not any(item.span.overlaps(place) for item in source.furniture)]
        if not body:
            return f"in {quote.source_id}, {_shown(quote.quote)} is page furniture"
        places.append(LocatedQuote(quote.source_id, _whole_words(source.text, body)))
    if entry.short is None or not places:
        return LocatedEntry(entry, tuple(places))
    first = document(places[0].source_id)
    short = locate_words(first.text, entry.short, places[0].span) if first else None
    if short is None:
        return f"its short answer {_shown(entry.short)} is not in its first quote"
    return LocatedEntry(entry, tuple(places), short)


def locate_words(text: str, words: str, within: Span | None = None) -> Span | None:
    """The first place of verbatim words in a text, or in a part of it; None if there is none.

    A place within a longer word ("5 Mei" in "15 Mei") counts only where there is no other. Spacing may differ: another extraction of the
    same file breaks its lines elsewhere.
    """
    places = list(_places(text, words, within))
    return _whole_words(text, places) if places else None


def _places(text: str, words: str, within: Span | None = None) -> Iterator[Span]:
    """The places of words, to the character where there are such, else with other spacing."""
    within = within or Span(0, len(text))
    if not words.strip():
        return
    start = text.find(words, within.start, within.end)
    if start < 0:
        spaced = re.compile(r"\s+".join(map(re.escape, words.split())))
        yield from (Span(*found.span()) for found in spaced.finditer(text, within.start, within.end))
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + len(words), within.end)


def _whole_words(text: str, places: Sequence[Span]) -> Span:
    """The first of the places that begins and ends with a word, or else the first."""

    def cuts_word(at: int) -> bool:
        return 0 < at < len(text) and text[at - 1 : at + 1].isalnum()

    return next((place for place in places if not cuts_word(place.start) and not cuts_word(place.end)), places[0])


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")
