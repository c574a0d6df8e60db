"""Sentences, with offsets. `sentencex` cuts; this module joins what it cuts wrongly in Indonesian news."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.document import Document, Span
from index.line_units import RULES, line_units
from index.places import cut_at_parts

# A blank line, or a line break before a list item or a Markdown heading. Any other line break may be within a sentence.
_PARAGRAPH = re.compile(r"\n[ \t\r\u00a0]*\n|\n(?=\s*(?:[-•*–]|\d{1,2}[.)]|[a-z][.)])\s)|\n(?=#)")
_LETTER = re.compile(r"[^\W_]")
_SENTENCE_END = re.compile(r"[.!?][”\"’')\]]*\s")
LONGEST = 5_000
"""Characters that are cut into sentences at once: the time that it takes grows with their square. Paragraphs of people are far shorter."""


def body_sentences(document: Document) -> list[list[Span]]:
    """The sentences of each stretch of text that lies between furniture and in one named part, in order: one list a stretch.

    A span covers no furniture and crosses no part's border, has no white space at its ends, and has at least one letter or digit. The
    number of an article or chapter is no sentence.
    """
    stretches = cut_at_parts(document, body_runs(document))
    return [found for pieces in stretches if (found := [s for piece in pieces for s in _of_run(document.text, piece)])]


def split_sentences(text: str) -> list[Span]:
    """The sentences of a plain text, in order."""
    return list(_of_run(text, Span(0, len(text))))


def body_runs(document: Document) -> Iterator[Span]:
    """The stretches of text between furniture, in order."""
    start = 0
    for item in document.furniture:
        if item.span.start > start:
            yield Span(start, item.span.start)
        start = item.span.end
    if start < len(document.text):
        yield Span(start, len(document.text))


def _of_run(text: str, run: Span) -> Iterator[Span]:
    start = run.start
    for gap in _PARAGRAPH.finditer(text, run.start, run.end):
        yield from _of_paragraph(text, Span(start, gap.start()))
        start = gap.end()
    yield from _of_paragraph(text, Span(start, run.end))


def _of_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    for unit in line_units(text, paragraph):
        for part in _parts(text, unit):
            yield from _of_unit(text, part)


def _parts(text: str, unit: Span) -> Iterator[Span]:
    """A unit in parts of at most `LONGEST` characters, cut behind the last end of a sentence in each, else behind its last space."""
    start = unit.start
    while unit.end - start > LONGEST:
        piece = text[start : start + LONGEST]
        ends = [found.end() for found in _SENTENCE_END.finditer(piece)] or [piece.rfind(" ") + 1]
        cut = start + (ends[-1] or LONGEST)
        yield Span(start, cut)
        start = cut
    yield Span(start, unit.end)


def _of_unit(text: str, span: Span) -> Iterator[Span]:
    paragraph = span.of(text)
    pieces = [(b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries("id", paragraph)]
    open_start: int | None = None
    for number, (start, end) in enumerate(pieces):
        first = start if open_start is None else open_start
        last = number == len(pieces) - 1
        if not last and _goes_on(paragraph[first:end], paragraph[end:]):
            open_start = first
            continue
        open_start = None
        if sentence := _trimmed(paragraph, first, end, span.start):
            yield sentence


def _goes_on(piece: str, rest: str) -> bool:
    """Whether the sentence that `piece` begins goes on in `rest`: `sentencex` cut too early."""
    if RULES.pattern("ends_in_an_abbreviation").search(piece) or RULES.pattern("only_numbers_an_item").match(piece):
        return True
    if RULES.pattern("leads_to_a_number").search(piece) and RULES.pattern("begins_with_a_number").match(rest):
        return True
    # No sentence begins in lower case, and none is without a letter: «"..." paparnya.», «(6/2/2024) di Bali».
    following = rest.lstrip()
    if following[:1].islower() or not _LETTER.search(piece):
        return True
    # A quotation stays whole, but only if it closes within the paragraph: a mark that never closes would swallow the rest.
    return piece.count("“") > piece.count("”") and "”" in rest


def _trimmed(paragraph: str, start: int, end: int, offset: int) -> Span | None:
    """The piece without white space at its ends, or None where it has no letter or digit; `offset` is the paragraph's."""
    piece = paragraph[start:end]
    if not _LETTER.search(piece):
        return None
    stripped = piece.strip()
    start += piece.index(stripped[0])
    return Span(offset + start, offset + start + len(stripped))
