"""The headings of an article, by which its contents lead into it: the parts with names that its structure has, else what its text tells.

Text without parts may still have headings: Markdown's signs, or short lines alone between paragraphs. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.document import Document, Node, Span
from index.places import NAMED, path_to, place_of

HEADINGS_FROM = 3
"""So many lone lines in one article are its headings; fewer may be anything. Furniture is told by the same number."""
MOST_WORDS = 14
"""Words of a lone line that may be a heading."""
PROSE_WORDS = 8
"""Words from which the line after a lone line is the text below a heading."""
TITLED = frozenset({"chapter", "part", "section"})
"""Kinds of parts that have a name beside their number."""
ARTICLES_KEPT = 512
"""Articles whose headings are remembered."""
_MARKDOWN = re.compile(r"(#{1,6})[^\S\n]+(?=\S)")
_NUMBERED = re.compile(r"(?:[A-Z]|[IVX]+|\d+(?:\.\d+)*)[.)]\s+(?=[A-Z])")
_ENDS_SENTENCE = re.compile(r"[.!;:,…]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        span: its line, or lines, without white space around.
        words: what it says, on one line.
        anchor: the id of its element, unique in the article: "pasal-5", or "part-3" where no part has a number.
        depth: 1 for the outermost headings of the article; none is more than one deeper than the heading before.
        marker: the length of the Markdown sign at its beginning, which readers need not see; 0 for none.
        apart: whether its lines hold nothing else, so that it is shown as a heading.
    """

    span: Span
    words: str
    anchor: str
    depth: int
    marker: int = 0
    apart: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    words: str
    level: int
    anchor: str = ""
    marker: int = 0


@lru_cache(maxsize=ARTICLES_KEPT)
def article_headings(document: Document) -> tuple[Heading, ...]:
    """The headings of an article in order, its title and page furniture left out; empty where it has none."""
    found = list(_of_parts(document)) or list(_of_lines(document))
    title = document.title.casefold().split()
    kept = [one for one in found if one.words.casefold().split() != title and not document.in_furniture(one.span)]
    return tuple(_nested(document.text, kept))


def table_of_contents(document: Document) -> tuple[Heading, ...]:
    """The headings of an article, for those who want to see what is in it; empty for fewer than two."""
    found = article_headings(document)
    return found if len(found) > 1 else ()


def part_anchors(document: Document) -> Mapping[int, str]:
    """Where an item of an article begins in the text, to the id by which it can be linked: "pasal-5-ayat-2-huruf-c"."""
    taken = {heading.anchor for heading in article_headings(document)}
    found: dict[int, str] = {}
    for node in document.structure:
        if node.kind in ("paragraph", "letter", "number") and _is_counted(document, node):
            anchor = _slug(place_of(document, node.span))
            if anchor not in taken:
                taken.add(anchor)
                found.setdefault(node.span.start, anchor)
    return found


def _is_counted(document: Document, node: Node) -> bool:
    """Whether a part lies in an article, so that its place is the only one of that name."""
    return any(outer.kind in ("article", "dictum") for outer in path_to(document, node.span))


def _of_parts(document: Document) -> Iterator[_Found]:
    """The named parts of a document's structure."""
    levels: dict[int, int] = {}
    for number, node in enumerate(document.structure):
        levels[number] = levels.get(node.parent, 0) + (node.kind in NAMED)
        if node.kind not in NAMED:
            continue
        # "BAB II LARANGAN": the name of a chapter may stand on the line of its number.
        end = node.head.end + (len(_rest_of_line(document.text, node.head.end)) if node.kind in TITLED else 0)
        said = document.text[node.head.start : end].rstrip()
        span = Span(node.head.start, node.head.start + len(said))
        sign = _MARKDOWN.match(said)
        marker = sign.end() if sign else 0
        words = " ".join(said[marker:].strip(" #\t").split()).rstrip(" :")
        anchor = "" if node.kind == "heading" else _slug(place_of(document, node.span))
        yield _Found(span, words or node.label, levels[number], anchor, marker)


def _slug(place: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", place.lower()))


def _nested(text: str, found: Sequence[_Found]) -> Iterator[Heading]:
    """The headings with their depths, and an anchor each: a page must not skip a level, whatever the text does."""
    above: list[int] = []
    taken: set[str] = set()
    for number, one in enumerate(found, 1):
        while above and above[-1] >= one.level:
            above.pop()
        above.append(one.level)
        anchor = one.anchor if one.anchor not in taken | {""} else f"part-{number}"
        taken.add(anchor)
        apart = not _rest_of_line(text, one.span.end).strip()
        yield Heading(one.span, one.words, anchor, len(above), one.marker, apart)


def _rest_of_line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at:] if end < 0 else text[at:end]


# Where the text alone tells


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text that is not blank, and whether blank lines, or the ends of the text, are around it."""

    span: Span
    text: str
    lone: bool


def _of_lines(document: Document) -> Iterator[_Found]:
    lines = [line for line in _lines(document.text) if not document.in_furniture(line.span)]
    signed = [(line, sign) for line in lines if (sign := _MARKDOWN.match(line.text))]
    for line, sign in signed:
        words = line.text[sign.end() :].strip(" #\t")
        yield _Found(line.span, " ".join(words.split()), len(sign[1]), marker=sign.end())
    lone = [] if signed else list(_lone_headings(lines))
    if len(lone) >= HEADINGS_FROM:
        yield from (_Found(line.span, " ".join(line.text.split()), 1) for line in lone)


def _lines(text: str) -> Iterator[_Line]:
    parts = [(found.start(), found.group()) for found in re.finditer(r"[^\n]*\n|[^\n]+", text)]
    blank = [True, *(not part.strip() for _, part in parts), True]
    for number, (start, part) in enumerate(parts, 1):
        if words := part.strip():
            at = start + part.index(words)
            yield _Line(Span(at, at + len(words)), words, blank[number - 1] and blank[number + 1])


def _lone_headings(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Short lines between blank ones that end as no sentence does, each with text below."""
    for line, following in pairwise(lines):
        words = line.text.split()
        begins = line.text[0].isupper() or _NUMBERED.match(line.text)
        if not (line.lone and begins and len(words) <= MOST_WORDS) or _ENDS_SENTENCE.search(line.text):
            continue
        if len(following.text.split()) >= PROSE_WORDS:
            yield line
