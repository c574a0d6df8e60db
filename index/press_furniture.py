"""Furniture that a text's structure tells: the title and its repetition, the moment of publication, advertisements, a caption as lead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from index.document import Document, Furniture, Span
from index.moments import is_moment, states_publication
from index.reading_form import composed_form
from index.regulations import read_head

LONE_LINE_WORDS = 5
"""Most words of a line that can be an advertisement's."""
HEADINGS_FROM = 3
"""So many lone lines in one article are its headings, not advertisements."""
TITLE_LINES = 5
"""Most lines that a title is broken over."""
EDGE_LINES = 6
"""So many lines from an end of the text the moment of its publication stands."""
_SENTENCE_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
_FULL_STOP = re.compile(r"\.[”\"’')\]]*$")
_RECORD = re.compile(r"^(?:[-•*–]|\d{1,3}[.)])\s|\S\s*[:|\t;]\s*\S")
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


def find_titles(document: Document, blocks: Sequence[Block]) -> Iterator[Furniture]:
    """The headline, which may be broken over lines, and every later line that repeats it; of a regulation its whole head."""
    title = _fold(document.title)
    if document.regulation and (head := read_head(document.text)):
        yield Furniture(head.span, "title")
        return
    if "title" in document.derived and (_FULL_STOP.search(title) or _is_first_record(document.text, blocks)):
        return  # the article has no headline; its first sentence or record serves as one, and is body text
    later_headings = {node.head for node in document.structure if node.kind == "heading"}
    seen = False
    for block in blocks:
        for at, line in enumerate(block):
            end = _title_end(document.text, block[at : at + TITLE_LINES], title)
            if end and not (seen and line in later_headings):
                yield Furniture(Span(line.start, end), "repeated-title" if seen else "title")
                seen = True


def find_moments(document: Document, blocks: Sequence[Block], press: bool) -> Iterator[Furniture]:
    """The moment of publication: beside the title and above a paragraph, or, in an article of the press, near either end.

    A day and a time elsewhere, or above other lines, are an appointment.
    """
    text = document.text
    lines = [(number, line) for number, block in enumerate(blocks) for line in block]
    title = _fold(document.title)
    for at, (number, line) in enumerate(lines):
        words = line.of(text)
        near = at < EDGE_LINES or at >= len(lines) - EDGE_LINES
        if not near or not is_moment(words):
            continue
        beside = [_fold(other.of(text)) for _, other in lines[max(at - 1, 0) : at + 2]]
        after = blocks[number + 1 :][:1]
        paragraph = any(
            _SENTENCE_END.search(block[-1].of(text)) or title == _fold(block[0].of(text)) for block in after
        )
        dated = states_publication(words) and (press or _TIME.search(words))
        if press or dated or (title in beside and paragraph):
            yield Furniture(line, "published")


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
    headings = {node.head for node in document.structure if node.kind == "heading"}

    def is_prose(block: Block) -> bool:
        return bool(_SENTENCE_END.search(block[-1].of(text)))

    lone = []
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        words = _WORD.findall(composed_form(text).of(block[0]))
        if (
            len(block) == 1
            and block in body
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


def _title_end(text: str, lines: Sequence[Span], title: str) -> int:
    """Where the first lines that are the title together end; 0 where they are not."""
    joined = ""
    for line in lines:
        joined = f"{joined} {_fold(line.of(text).lstrip('# '))}".strip()
        if joined == title:
            return line.end
        if not title.startswith(joined):
            break
    return 0


def _is_first_record(text: str, blocks: Sequence[Block]) -> bool:
    """Whether a text begins with records, one a line: its first line is one of them, and no headline."""
    lines = [line.of(text) for block in blocks for line in block][:2]
    together = bool(blocks) and len(blocks[0]) > 1
    return together and len(lines) > 1 and all(_RECORD.search(line) for line in lines)


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()
