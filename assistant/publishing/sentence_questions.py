"""Expected questions as an operator writes them: a document's sentences one by one, each with the questions that it answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.question.asked import expected_kind
from assistant.question.entry_kinds import ENTRY_KINDS_BY_ASKED
from assistant.question.query import detect_language
from index.bank import (
    MOST_CHARACTERS,
    MOST_WORDINGS,
    BankEntry,
    BankQuote,
    LocatedEntry,
    Review,
    Wording,
    locate_entry,
)
from index.document import Document, Passage, Span
from index.errors import DocumentError

AUTHOR_LENGTH = 100
"""Most characters of an author's name."""
MOST_EDITED = 60
"""Wordings up to which an entry can be changed in the form: a longer one would fill the page."""


class SentenceError(DocumentError):
    """Questions that cannot be saved; `sentence` is the number of the sentence that they were written for."""

    def __init__(self, code: str, sentence: int, message: str) -> None:
        super().__init__(code, message)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class DocumentSentence:
    """One sentence of a document.

    Attributes:
        number: from 1.
        key: 12 hex digits of its words, which a form sends back: numbers move when a document is replaced.
        text: its words as the document has them.
        span: its first place.
        entries: those of the bank whose first quote is here.
    """

    number: int
    key: str
    text: str
    span: Span
    entries: tuple[LocatedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenQuestions:
    """What someone wrote for a sentence: one entry of the bank, new or changed.

    Attributes:
        sentence: the sentence's key.
        entry: the id of the entry that is changed; "" for a new one.
        questions: one a line.
        short: the words that answer by themselves; "" where only the sentence does.
        checked: of a draft: that someone compared it with the sentence.
    """

    sentence: str
    entry: str = ""
    questions: str = ""
    short: str = ""
    checked: bool = False


def document_sentences(
    document: Document, passages: Iterable[Passage], entries: Sequence[LocatedEntry] = ()
) -> list[DocumentSentence]:
    """The sentences that passages of a document have, in order, each text once, with the entries that quote it first."""
    spans = sorted({sentence for passage in passages for sentence in passage.sentences})
    first: dict[str, Span] = {}
    for span in spans:
        first.setdefault(span.of(document.text), span)
    # An entry is shown once, at the first sentence that it quotes.
    at: dict[Span, list[LocatedEntry]] = {}
    for located in entries:
        place = next((span for span in first.values() if span.overlaps(located.quotes[0].span)), None)
        if place is not None:
            at.setdefault(place, []).append(located)
    return [
        DocumentSentence(number, _digest(text), text, span, tuple(at.get(span, ())))
        for number, (text, span) in enumerate(first.items(), 1)
    ]


def can_be_edited(entry: BankEntry) -> bool:
    """Whether the form can change an entry without losing anything of it."""
    return len(entry.wordings) <= MOST_EDITED


def written_entries(
    document: Document, sentences: Sequence[DocumentSentence], written: Iterable[WrittenQuestions], author: str
) -> tuple[list[BankEntry], list[str]]:
    """The entries that are new or changed, and the ids of those that were emptied.

    Args:
        document: which the sentences are of.
        sentences: with the entries that they have now.
        written: by the author, for any of them.
        author: a name; who reads an entry later sees it.

    Raises:
        DocumentError: the author has no name, or a sentence or an entry is no longer there.
        SentenceError: something written for a sentence is no question, or its short answer is not in it.
    """
    author = " ".join(author.split())
    if not author or len(author) > AUTHOR_LENGTH or not author.isprintable():
        raise DocumentError("author", f"Give the name of the author, at most {AUTHOR_LENGTH} characters.")
    by_key = {sentence.key: sentence for sentence in sentences}
    changed: list[BankEntry] = []
    removed: list[str] = []
    for each in written:
        sentence = by_key.get(each.sentence)
        if sentence is None:
            raise DocumentError("sentence_gone", "The document has changed meanwhile. Open its questions again.")
        before = next((e.entry for e in sentence.entries if e.entry.id == each.entry), None)
        if each.entry and before is None:
            raise DocumentError("questions_changed", "Someone changed these questions meanwhile. Look at theirs first.")
        questions = _questions(each, sentence)
        if not questions:
            if before:
                removed.append(before.id)
            elif each.short.strip():
                raise SentenceError("no_question", sentence.number, "A short answer without a question. Write one.")
            continue
        entry = _entry(document, sentence, questions, each, author, before)
        located = locate_entry(entry, {document.id: document}.get) if not before else _located(entry, document)
        if isinstance(located, str):
            raise SentenceError("short", sentence.number, f"{located}. Copy its words from the sentence.")
        if entry != before:
            changed.append(entry)
    return changed, removed


def _entry(
    document: Document,
    sentence: DocumentSentence,
    questions: Sequence[str],
    written: WrittenQuestions,
    author: str,
    before: BankEntry | None,
) -> BankEntry:
    short = " ".join(written.short.split()) or None
    if before is None:
        return BankEntry(
            id=f"{document.id}-{_digest(sentence.text, *questions)}",
            kind=ENTRY_KINDS_BY_ASKED[expected_kind(questions[0])],
            wordings=tuple(Wording(text, detect_language(text), author) for text in questions),
            quotes=(BankQuote(document.id, sentence.text),),
            short=short,
            author=author,
        )
    known = {wording.text: wording for wording in before.wordings}
    wordings = tuple(known.get(text) or Wording(text, detect_language(text), author) for text in questions)
    kept_short = before.short if short == " ".join((before.short or "").split()) else short
    entry = replace(before, wordings=wordings, short=kept_short)
    if before.is_draft and (written.checked or entry != before):
        # Someone who corrects a draft has read it: from now on it is theirs.
        today = dt.datetime.now(dt.timezone.utc).date().isoformat()
        entry = replace(entry, reviewed=Review(author, today))
    return entry


def _questions(written: WrittenQuestions, sentence: DocumentSentence) -> list[str]:
    lines = dict.fromkeys(" ".join(line.split()) for line in written.questions.splitlines())
    found: dict[str, str] = {}
    for text in lines:
        if not text:
            continue
        form = Wording(text, "id").normal_form
        if not any(character.isalnum() for character in text) or len(text) > MOST_CHARACTERS or not text.isprintable():
            raise SentenceError("question", sentence.number, f"{text[:60]!r} is no question. Write one a line.")
        found.setdefault(form, text)
    if len(found) > MOST_WORDINGS:
        raise SentenceError("question", sentence.number, f"At most {MOST_WORDINGS} questions a sentence count.")
    return list(found.values())


def _located(entry: BankEntry, document: Document) -> LocatedEntry | str:
    """An entry that is changed: its other quotes may be in other documents, and were located when they were written."""
    return locate_entry(replace(entry, quotes=entry.quotes[:1]), {document.id: document}.get)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
