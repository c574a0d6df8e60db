"""Furniture that a text's structure tells: the title and its repetition, the moment of publication, advertisements, a caption as lead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from index.document import Document, Furniture, Node, Span, without_furniture
from index.moments import is_moment, states_publication
from index.reading_form import composed_form
from index.regulations import read_head

LONE_LINE_WORDS = 5
"""Most words of a line that can be an advertisement's."""
HEADINGS_FROM = 3
"""So many lone lines in one article are its headings, not advertisements."""
EDGE_LINES = 6
"""So many lines from an end of the text the moment of its publication stands."""
_SENTENCE_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
_FULL_STOP = re.compile(r"\.[”\"’')\]]*$")
_RECORD = re.compile(r"^(?:[-•*–]|\d{1,3}[.)])\s|\S\s*[:|\t;]\s*\S")
# A day and a time as sites part them.
_PARTED = re.compile(r"\d\)?\s*[|•·–—-]+\s*\d{1,2}[.:]\d{2}")
_TIME = re.compile(r"\d[.:]\d{2}")
_WORD = re.compile(r"\w+")

Block: TypeAlias = tuple[Span, ...]
"""The lines of a stretch without blank lines, each without the white space around it."""


def text_blocks(text: str) -> list[Block]:
    """The stretches between blank lines, in order."""
    blocks: list[list[Span]] = [[]]
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match.group()
        if stripped := line.strip():
            start = match.start() + line.index(stripped[0])
            blocks[-1].append(Span(start, start + len(stripped)))
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block]


def heading_lines(text: str, structure: Sequence[Node]) -> frozenset[Span]:
    """The lines of the headings; the parts of a document begin with theirs."""
    starts = [node.span.start for node in structure if node.kind == "heading"]
    ends = [text.find("\n", start) for start in starts]
    lines = (Span(start, end if end >= 0 else len(text)) for start, end in zip(starts, ends, strict=True))
    return frozenset(Span(line.start, line.start + len(line.of(text).rstrip())) for line in lines)


def find_titles(document: Document, blocks: Sequence[Block]) -> Iterator[Furniture]:
    """The headline, and every later line that repeats it, unless that is a heading; of a regulation its whole head."""
    title = _fold(document.title)
    if document.regulation and (head := read_head(without_furniture(document.text, document.furniture))):
        yield Furniture(head.span, "title")
        return
    if "title" in document.derived and (_FULL_STOP.search(title) or _is_first_record(document.text, blocks)):
        return  # the article has no headline; its first sentence or record serves as one, and is body text
    later_headings = heading_lines(document.text, document.structure)
    seen = False
    for line in (line for block in blocks for line in block):
        if _fold(line.of(document.text).lstrip("# ")) == title and not (seen and line in later_headings):
            yield Furniture(line, "repeated-title" if seen else "title")
            seen = True


def find_moments(document: Document, blocks: Sequence[Block], press: bool) -> Iterator[Furniture]:
    """The moment of publication, near either end of an article of the press; in other texts, alone between the title and a paragraph.

    A day and a time elsewhere, or with only a comma between them, are an appointment.
    """
    text = document.text
    lines = [(number, line) for number, block in enumerate(blocks) for line in block]
    for at, (number, line) in enumerate(lines):
        near = at < EDGE_LINES or at >= len(lines) - EDGE_LINES
        if near and is_moment(line.of(text)) and (press or _is_published(document, blocks, number)):
            yield Furniture(line, "published")


def _is_published(document: Document, blocks: Sequence[Block], number: int) -> bool:
    """Whether a block that is a moment is that of the text's publication, whatever the text is."""
    words = [block[0].of(document.text) if len(block) == 1 else "" for block in blocks]
    if states_publication(words[number]) and _TIME.search(words[number]):
        return True
    before, after = words[max(number - 1, 0)], blocks[number + 1 :][:1]
    paragraph = any(_SENTENCE_END.search(block[-1].of(document.text)) for block in after)
    return bool(_PARTED.search(words[number])) and _fold(before) == _fold(document.title) and paragraph


def find_repeated_lead(text: str, body: Sequence[Block]) -> Iterator[Furniture]:
    """A first paragraph whose every word recurs in a longer second one is the caption of the picture above the article."""
    if len(body) < 2:
        return
    first, second = (Span(block[0].start, block[-1].end) for block in body[:2])
    words = _WORD.findall(_fold(first.of(text)))
    if len(first) < len(second) and words and set(words) <= set(_WORD.findall(_fold(second.of(text)))):
        yield Furniture(first, "caption-repeated")


def find_lone_lines(document: Document, blocks: Sequence[Block], body: Sequence[Block]) -> Iterator[Furniture]:
    """A few capitalised words alone between paragraphs are an advertisement; headings, and many such lines, stay."""
    text = document.text
    headings = heading_lines(text, document.structure)

    def is_prose(block: Block) -> bool:
        return bool(_SENTENCE_END.search(block[-1].of(text)))

    lone, in_body = [], frozenset(body)
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        words = _WORD.findall(composed_form(text).of(block[0]))
        if (
            len(block) == 1
            and block in in_body
            and block[0] not in headings
            and 0 < len(words) <= LONE_LINE_WORDS
            and all(word[0].isupper() for word in words)
            and not is_prose(block)
            and is_prose(before)
            and is_prose(after)
        ):
            lone.append(block[0])
    if len(lone) < HEADINGS_FROM:
        for line in lone:
            yield Furniture(line, "lone-line")


def _is_first_record(text: str, blocks: Sequence[Block]) -> bool:
    """Whether a text begins with records, one a line: its first line is one of them, and no headline."""
    lines = [line.of(text) for block in blocks for line in block][:2]
    together = bool(blocks) and len(blocks[0]) > 1
    return together and len(lines) > 1 and all(_RECORD.search(line) for line in lines)


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()
