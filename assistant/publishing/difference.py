"""What changes when one document takes the place of another: paragraphs, details, expected questions. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from assistant.articles.blocks import article_blocks
from assistant.articles.marks import Marks
from assistant.publishing.details import Details
from index.bank import BankEntry, LocatedEntry, locate_entry
from index.document import Document

RunKind = Literal["same", "added", "removed"]
ParagraphKind = Literal["same", "added", "removed", "changed"]

ALIKE = 0.5
"""Share of words from which a paragraph that went and one that came are one paragraph, changed."""
MOST_PAIRED = 40
"""Paragraphs of one changed place in which pairs are looked for: each is compared with each."""
MOST_WORDS = 2_000
"""Words of a paragraph that are compared one by one; a longer one is shown as removed and added."""
MOST_PARAGRAPHS = 20_000
"""Paragraphs of both documents that are compared in order; of longer ones only beginning and end are."""


@dataclass(frozen=True, slots=True)
class WordRun:
    """Words of a changed paragraph that stayed, came or went."""

    text: str
    kind: RunKind


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """One paragraph that came, went or changed, or `count` in a row that stayed the same."""

    kind: ParagraphKind
    runs: tuple[WordRun, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class DetailChange:
    """A detail (`title`, `publisher`, `published`, `url`) that becomes another; "" says nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What replacing a document changes.

    Attributes:
        document: the id of the one that is replaced.
        paragraphs: in the order of the new text; those that went stand where they were.
        details: those that become others.
        stale: entries of the question bank that lose their quote, and so would no longer be used.
        back: entries that were stale and would be used again.
    """

    document: str = ""
    paragraphs: tuple[ParagraphChange, ...] = ()
    details: tuple[DetailChange, ...] = ()
    stale: tuple[BankEntry, ...] = ()
    back: tuple[BankEntry, ...] = ()

    def count(self, kind: ParagraphKind) -> int:
        """How many paragraphs came, went, changed, or stayed the same."""
        return sum(change.count for change in self.paragraphs if change.kind == kind)

    @property
    def same_text(self) -> bool:
        """Whether the two texts have the same paragraphs in the same order."""
        return all(change.kind == "same" for change in self.paragraphs)


def compare_documents(before: Document, after: Document, entries: Sequence[BankEntry] = ()) -> Difference:
    """What changes when `after` takes the place of `before`; `entries` are those of the question bank."""
    stale, back = changed_entries(entries, before, after)
    return Difference(
        before.id,
        tuple(compare_paragraphs(paragraphs_of(before), paragraphs_of(after))),
        compare_details(Details.shown(before), Details.shown(after)),
        stale,
        back,
    )


def compare_details(before: Details, after: Details) -> tuple[DetailChange, ...]:
    """The details that differ."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in Details.__slots__]
    return tuple(DetailChange(name, old, new) for name, old, new in pairs if old != new)


def changed_entries(
    entries: Sequence[BankEntry], before: Document, after: Document | None
) -> tuple[tuple[BankEntry, ...], tuple[BankEntry, ...]]:
    """The entries that can be used of `before` and no more of `after`, and those for which it is the other way round.

    `after` is None where the document is removed.
    """
    stale, back = [], []
    for entry in entries:
        if not any(quote.source_id == before.id for quote in entry.quotes):
            continue
        was, will = _usable(entry, before.id, before), _usable(entry, before.id, after)
        if was and not will:
            stale.append(entry)
        elif will and not was:
            back.append(entry)
    return tuple(stale), tuple(back)


def paragraphs_of(document: Document) -> list[str]:
    """The paragraphs of a document as pages show them, each with single spaces."""
    blocks = article_blocks(document, Marks())
    found = (" ".join("".join(piece.text for piece in block.pieces).split()) for block in blocks)
    return [paragraph for paragraph in found if paragraph]


def compare_paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[ParagraphChange]:
    """The paragraphs that came, went, changed or stayed."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    if start:
        yield ParagraphChange("same", count=start)
    yield from _middle(before[start : len(before) - end], after[start : len(after) - end])
    if end:
        yield ParagraphChange("same", count=end)


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    if len(old) + len(new) > MOST_PARAGRAPHS:
        yield from _pairs(old, new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield ParagraphChange("same", count=b - a)
        else:
            yield from _pairs(old[a:b], new[c:d])


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    """Of one place: each new paragraph with the old one that it was, if there is one, in order."""
    at = 0
    for paragraph in new:
        found = _partner(old, at, paragraph) if max(len(old), len(new)) <= MOST_PAIRED else None
        if found is None:
            yield ParagraphChange("added", (WordRun(paragraph, "added"),))
            continue
        yield from _removed(old[at:found])
        if old[found] == paragraph:
            yield ParagraphChange("same")
        else:
            yield ParagraphChange("changed", tuple(compare_words(old[found], paragraph)))
        at = found + 1
    yield from _removed(old[at:])


def _removed(paragraphs: Sequence[str]) -> Iterator[ParagraphChange]:
    return (ParagraphChange("removed", (WordRun(paragraph, "removed"),)) for paragraph in paragraphs)


def _partner(old: Sequence[str], at: int, paragraph: str) -> int | None:
    """The first old paragraph from `at` on that is alike enough."""
    words = paragraph.split()
    if len(words) > MOST_WORDS:
        return None
    for place in range(at, len(old)):
        others = old[place].split()
        if len(others) > MOST_WORDS:
            continue
        matcher = SequenceMatcher(None, others, words, autojunk=False)
        # An upper bound, and quick.
        if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return place
    return None


def compare_words(before: str, after: str) -> Iterator[WordRun]:
    """The words of a changed paragraph, as runs that stayed, went and came."""
    old, new = before.split(), after.split()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield WordRun(" ".join(new[c:d]), "same")
            continue
        if b > a:
            yield WordRun(" ".join(old[a:b]), "removed")
        if d > c:
            yield WordRun(" ".join(new[c:d]), "added")


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many paragraphs are the same from the beginning on."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _usable(entry: BankEntry, document_id: str, document: Document | None) -> bool:
    """Whether what an entry quotes of one document is in it; its quotes of other documents are none of its business."""
    own = tuple(quote for quote in entry.quotes if quote.source_id == document_id)
    # The short answer is in the first quote: where that is of another document, it cannot be looked for.
    short = entry.short if entry.quotes[0].source_id == document_id else None
    known = {document_id: document}
    return isinstance(locate_entry(replace(entry, quotes=own, short=short), known.get), LocatedEntry)
