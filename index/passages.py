"""A document's sentences to passages: overlapping windows of whole sentences, short enough for the encoder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from index.config import IndexConfig
from index.document import Document, Passage, Span
from index.places import headings_of, leads_of
from index.reading_form import read_aloud, reading_form
from index.sentences import body_sentences

LEAD_LENGTH = 300
"""Most characters that are read of a line which introduces others; of a longer one its end."""
CountTokens = Callable[[Sequence[str]], Sequence[int]]
"""Texts to their lengths in tokens, prefix and special tokens included (`Encoder.count_tokens`)."""


def cut_passages(document: Document, config: IndexConfig, count_tokens: CountTokens) -> list[Passage]:
    """The passages of a document, in order; each sentence of the body is in at least one.

    A window never crosses furniture, has at most `config.window_sentences` sentences and `config.passage_tokens` tokens, and is
    left out where the one before covers it. A sentence that is too long by itself is cut at a word.
    """

    @cache
    def room_beside(context: str) -> int:
        left = config.passage_tokens - count_tokens([context])[0] if config.context else config.passage_tokens
        # A very long title must not leave room for three words: then title and passage together exceed the limit.
        return max(left, config.passage_tokens // 2)

    found: list[Passage] = []
    for run in body_sentences(document):
        room = min(map(room_beside, {context_of(document, sentence) for sentence in run}))
        fitting = [piece for sentence in run for piece in _fit(document.text, sentence, room, count_tokens)]
        for window in _windows(document.text, fitting, config, room, count_tokens):
            span = Span(window[0].start, window[-1].end)
            found.append(Passage(document.id, span, tuple(window)))
    return found


def article_context(document: Document) -> str:
    """Title, place and date, which precede a passage when it is embedded or read: they say which meeting "the meeting" is."""
    return read_aloud(". ".join(part for part in (document.title, document.place, document.published) if part) + ".\n")


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


def _fit(text: str, sentence: Span, room: int, count_tokens: CountTokens) -> Iterator[Span]:
    """The sentence, or, where it exceeds `room` tokens, its halves (and theirs), cut at the word nearest the middle."""
    if count_tokens([reading_form(text).of(sentence)])[0] <= room or len(sentence) < 2:
        yield sentence
        return
    middle = len(sentence) // 2
    gaps = [m.start() for m in re.finditer(r"\s+", sentence.of(text))]
    cut = sentence.start + (min(gaps, key=lambda gap: abs(gap - middle)) if gaps else middle)
    while cut < sentence.end and unicodedata.combining(text[cut]):  # never between a letter and its accent
        cut += 1
    for half in (Span(sentence.start, cut), Span(cut, sentence.end)):
        piece = half.of(text)
        if piece.strip():
            start = half.start + len(piece) - len(piece.lstrip())
            yield from _fit(text, Span(start, start + len(piece.strip())), room, count_tokens)
