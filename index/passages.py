"""A document's sentences to passages: overlapping windows of whole sentences, short enough for the encoder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from index.clauses import cut_long_sentence
from index.config import IndexConfig
from index.document import Document, Passage, Span
from index.places import headings_of, leads_of
from index.reading_form import read_aloud, reading_form
from index.regulation_forms import names_of
from index.sentences import body_sentences

LEAD_LENGTH = 300
"""Most characters that are read of a line which introduces others; of a longer one its end."""
CountTokens = Callable[[Sequence[str]], Sequence[int]]
"""Texts to their lengths in tokens, prefix and special tokens included (`Encoder.count_tokens`)."""


def cut_passages(document: Document, config: IndexConfig, count_tokens: CountTokens) -> list[Passage]:
    """The passages of a document, in order; each sentence of the body is in at least one.

    A window never crosses furniture, has at most `config.window_sentences` sentences and `config.passage_tokens` tokens, and is
    left out where the one before covers it. A sentence that is too long by itself is cut between clauses.
    """

    @cache
    def room_beside(context: str) -> int:
        left = config.passage_tokens - count_tokens([context])[0] if config.context else config.passage_tokens
        # A very long title must not leave room for three words: then title and passage together exceed the limit.
        return max(left, config.passage_tokens // 2)

    def fits(room: int, sentence: Span) -> bool:
        return count_tokens([reading_form(document.text).of(sentence)])[0] <= room

    found: list[Passage] = []
    for run in body_sentences(document):
        room = min(map(room_beside, {context_of(document, sentence) for sentence in run}))
        cut = partial(cut_long_sentence, document.text, fits=partial(fits, room))
        fitting = [piece for sentence in run for piece in cut(sentence)]
        for window in _windows(document.text, fitting, config, room, count_tokens):
            span = Span(window[0].start, window[-1].end)
            found.append(Passage(document.id, span, tuple(window)))
    return found


def article_context(document: Document) -> str:
    """Title, place and date, which precede a passage when it is embedded or read: they say which meeting "the meeting" is.

    A regulation's have its short name, too: "PP 55/2023".
    """
    named = names_of(document.regulation)[:1] if document.regulation else ()
    # Whose document it is names the place of which an office's text rarely speaks; of plain news, the publisher says nothing.
    office = document.publisher if document.structure or "publisher" in document.derived else None
    parts = (document.title, *named, office, document.place, document.published)
    return read_aloud(". ".join(part for part in parts if part) + ".\n")


def context_of(document: Document, span: Span) -> str:
    """What precedes a stretch when it is embedded or read: `article_context`, the parts that it lies in, its introducing lines."""
    names = ". ".join(headings_of(document, span))
    leads = "".join(f"{_end_of(lead.of(document.text))}\n" for lead in leads_of(document, span))
    return article_context(document) + (read_aloud(names + ".\n") if names else "") + read_aloud(leads)


def _end_of(line: str) -> str:
    """The last words of a line that is too long to be told whole each time."""
    words = " ".join(line.split())
    return words if len(words) <= LEAD_LENGTH else words[-LEAD_LENGTH:].partition(" ")[2]


def embedded_text(document: Document, passage: Passage, config: IndexConfig) -> str:
    """What the encoder and BM25 see of a passage. What is quoted is always the text of `passage.span` alone."""
    body = re.sub(r"\s+", " ", reading_form(document.text).of(passage.span)).replace("\x00", " ")
    return context_of(document, passage.span) + body if config.context else body


def _windows(
    text: str, run: Sequence[Span], config: IndexConfig, room: int, count_tokens: CountTokens
) -> Iterator[Sequence[Span]]:
    form, covered = reading_form(text), -1
    for first in range(0, len(run), config.stride_sentences):
        last = min(first + config.window_sentences, len(run)) - 1
        while last > first and count_tokens([form.of(Span(run[first].start, run[last].end))])[0] > room:
            last -= 1
        # With a stride over 1, a window that shrank leaves sentences out: each becomes a passage of its own.
        for start in range(covered + 1, first):
            yield run[start : start + 1]
        if last > covered:
            yield run[first : last + 1]
            covered = last
    for start in range(covered + 1, len(run)):
        yield run[start : start + 1]
