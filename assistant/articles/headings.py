"""The headings of an article, from its text alone: Markdown's, those of a regulation, and lone lines between paragraphs.

The formats that articles come in lose the headings' styles, so that only the text tells them. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.document import Document, Span, overlap_any

HEADINGS_FROM = 3
"""So many lone lines in one article are its headings; fewer may be anything. Furniture is told by the same number."""
MOST_WORDS = 14
"""Words of a lone line that may be a heading."""
PROSE_WORDS = 8
"""Words from which the line after a lone line is the text below a heading."""
LONE_LEVEL = 4
ARTICLES_KEPT = 512
"""Articles whose headings are remembered."""
_MARKDOWN = re.compile(r"(#{1,6})[^\S\n]+(?=\S)")
# "BAB" has its name on the next line, in capitals; a "Pasal" stands alone, or it is mentioned in a sentence.
_CHAPTER = re.compile(r"BAB\s+[IVXLC]+\b[^.;,\n]*", re.IGNORECASE)
_REGULATION = (
    (2, re.compile(r"Bagian\s+(?:Ke\w+|\w+\s+belas)(?:\s+[^.;,\n]+)?", re.IGNORECASE)),
    (3, re.compile(r"Paragraf\s+\d+(?:\s+[^.;,\n]+)?", re.IGNORECASE)),
    (LONE_LEVEL, re.compile(r"Pasal\s+\d+[A-Z]?", re.IGNORECASE)),
)
_NUMBERED = re.compile(r"(?:[A-Z]|[IVX]+|\d+(?:\.\d+)*)[.)]\s+(?=[A-Z])")
_ENDS_SENTENCE = re.compile(r"[.!;:,…]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        span: its line, or lines, without white space around.
        marker: the length of the Markdown sign at its beginning, which readers need not see; 0 for none.
        depth: 1 for the outermost headings of the article; none is more than one deeper than the heading before.
    """

    span: Span
    marker: int
    depth: int

    def text(self, document: Document) -> str:
        """Its words on one line."""
        return " ".join(document.text[self.span.start + self.marker : self.span.end].strip(" #\t").split())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text that is not blank, and whether blank lines, or the ends of the text, are around it."""

    span: Span
    text: str
    lone: bool


@lru_cache(maxsize=ARTICLES_KEPT)
def article_headings(document: Document) -> tuple[Heading, ...]:
    """The headings of an article in order, its title and page furniture left out; empty where its text has none."""
    furniture = [item.span for item in document.furniture]
    lines = [line for line in _lines(document.text) if not overlap_any(furniture, line.span)]
    sure = {span: (level, marker) for span, level, marker in _sure(document, lines)}
    lone = [] if sure else [line.span for line in _lone_headings(lines)]
    if len(lone) >= HEADINGS_FROM:
        sure = dict.fromkeys(lone, (LONE_LEVEL, 0))
    return tuple(_nested(sorted((span, *found) for span, found in sure.items())))


def _lines(text: str) -> Iterator[_Line]:
    parts = [(found.start(), found.group()) for found in re.finditer(r"[^\n]*\n|[^\n]+", text)]
    blank = [True, *(not part.strip() for _, part in parts), True]
    for number, (start, part) in enumerate(parts, 1):
        if words := part.strip():
            at = start + part.index(words)
            yield _Line(Span(at, at + len(words)), words, blank[number - 1] and blank[number + 1])


def _sure(document: Document, lines: Sequence[_Line]) -> Iterator[tuple[Span, int, int]]:
    """The headings that are marked as such, as (span, level, length of the mark)."""
    title = document.title.casefold().split()
    for line, following in pairwise((*lines, None)):
        if line is None:
            continue
        if (mark := _MARKDOWN.match(line.text)) and line.text[mark.end() :].casefold().split() != title:
            yield line.span, len(mark[1]), mark.end()
        elif _CHAPTER.fullmatch(line.text):
            named = following is not None and following.text.isupper() and not _level(following.text)
            end = following.span.end if named and following else line.span.end
            yield Span(line.span.start, end), 1, 0
        elif level := _level(line.text):
            yield line.span, level, 0


def _level(line: str) -> int:
    return next((level for level, pattern in _REGULATION if pattern.fullmatch(line)), 0)


def _lone_headings(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Short lines between blank ones that end as no sentence does, each with text below."""
    for line, following in pairwise(lines):
        words = line.text.split()
        begins = line.text[0].isupper() or _NUMBERED.match(line.text)
        if not (line.lone and begins and len(words) <= MOST_WORDS) or _ENDS_SENTENCE.search(line.text):
            continue
        if len(following.text.split()) >= PROSE_WORDS:
            yield line


def _nested(found: Sequence[tuple[Span, int, int]]) -> Iterator[Heading]:
    """The headings with their depths: a page must not skip a level, whatever the text does."""
    above: list[int] = []
    for span, level, marker in found:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield Heading(span, marker, len(above))
