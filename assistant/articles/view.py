"""One article cut for reading: paragraphs, folded page furniture, and marked quotes. Pure functions.

No character is lost: the pieces and gaps of `article_blocks`, joined, are the article's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from urllib.parse import quote as percent_encoded

from assistant.articles.headings import article_headings
from index.document import Document, Span, overlap_any

MOST_MARKS = 100
"""Most marks in one address."""
FRAGMENT_WORDS = 5
"""Words from each end of a longer quote in a text fragment."""
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_AFTER_SENTENCE = re.compile(r"(?<=[.!?:;”\"’)\]])[^\S\n]*\n\s*")
# A bounded number of digits, since anybody can write an address.
_MARK = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked spans in the order of the text, none twice; `current` is the number of the one that the page scrolls to.

    `wrong`: the address also asked for places that the article does not have.
    """

    spans: tuple[Span, ...] = ()
    current: int = 0
    wrong: bool = False

    @property
    def quote(self) -> Span | None:
        return self.spans[self.current] if self.spans else None

    def around(self) -> tuple[Marks | None, Marks | None]:
        """The same marks with the one before as the current, and with the one after; None at either end."""
        before, after = self.current - 1, self.current + 1
        return (
            Marks(self.spans, before) if before >= 0 else None,
            Marks(self.spans, after) if after < len(self.spans) else None,
        )

    def query(self) -> str:
        """The query string that `parse_marks` reads back; empty where nothing is marked."""
        if self.quote is None:
            return ""
        others = (span for at, span in enumerate(self.spans) if at != self.current)
        return f"start={self.quote.start}&end={self.quote.end}" + "".join(f"&mark={s.start}-{s.end}" for s in others)


def make_marks(spans: Sequence[Span], current: Span | None = None) -> Marks:
    """At most MOST_MARKS of `spans` as marks, with `current` (else the first) as the current one."""
    kept = sorted({*([current] if current else ()), *spans[: MOST_MARKS - 1]})
    return Marks(tuple(kept), kept.index(current) if current else 0)


def parse_marks(document: Document, start: str | None, end: str | None, more: Sequence[str]) -> Marks:
    """The marks of an address: `start` and `end` of the current quote, and any `more`, each as `START-END`.

    Nothing is raised: people edit and shorten addresses, and the article can be read all the same.
    """
    asked = [(None if start is None and end is None else f"{start}-{end}"), *more]
    found = [_span(document, text) if text is not None else None for text in asked]
    marks = make_marks([span for span in found[1:] if span], found[0])
    wrong = len(found) > MOST_MARKS or any(
        text is not None and span is None for text, span in zip(asked, found, strict=True)
    )
    return Marks(marks.spans, marks.current, wrong)


def _span(document: Document, text: str) -> Span | None:
    found = _MARK.fullmatch(text)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    # A mark on white space alone could not be seen. One past the end is refused, as a slice would silently cut it short.
    shown = start < end <= len(document.text) and document.text[start:end].strip()
    return Span(start, end) if shown else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that look alike.

    `current`: part of the current quote; `first`: that quote begins here. `sign`: the sign of a Markdown heading, not to be seen.
    """

    text: str
    furniture: bool = False
    marked: bool = False
    current: bool = False
    first: bool = False
    sign: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading, and the white space after it. White space at the start of the text is a block without pieces.

    Attributes:
        depth: of a heading, from 1; 0 for a paragraph.
        number: of a heading among the article's, from 1, by which the contents lead to it.
        title: the article's own title, which its page has above the text.
    """

    pieces: tuple[Piece, ...]
    gap: str
    depth: int = 0
    number: int = 0
    title: bool = False

    @property
    def marked(self) -> bool:
        """Whether a mark lies in it."""
        return any(piece.marked for piece in self.pieces)

    @property
    def furniture(self) -> bool:
        """Whether all of it is furniture."""
        return all(piece.furniture or not piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive blocks: body text, or `furniture`, which is folded away unless a mark in it makes it `open`."""

    blocks: tuple[Block, ...]
    furniture: bool

    @property
    def open(self) -> bool:
        return any(block.marked for block in self.blocks)


def shown_furniture(document: Document) -> list[Span]:
    """The furniture that readers see as such. Not the title: to them it is part of the article."""
    return [item.span for item in document.furniture if item.rule != "title"]


def article_parts(document: Document, marks: Marks) -> list[Part]:
    """The whole text as parts, body and furniture in turn."""
    return [
        Part(tuple(run), furniture)
        for furniture, run in groupby(article_blocks(document, marks), lambda b: b.furniture)
    ]


def article_blocks(document: Document, marks: Marks) -> list[Block]:
    """The text cut into paragraphs and headings, and these where furniture or a mark begins or ends."""
    text, furniture = document.text, shown_furniture(document)
    headings = {heading.span.start: (number, heading) for number, heading in enumerate(article_headings(document), 1)}
    titles = {item.span.start: item.span for item in document.furniture if item.rule == "title"}
    edges = {edge for span in (*furniture, *marks.spans) for edge in (span.start, span.end)}
    edges |= {heading.span.start + heading.marker for _, heading in headings.values() if heading.marker}
    cuts = sorted(edges)
    gaps = _gaps(document, [*furniture, *titles.values(), *(heading.span for _, heading in headings.values())])
    found = [Block((), gaps[0].of(text))] if len(gaps[0]) else []
    for before, gap in pairwise(gaps):
        inside = cuts[bisect_right(cuts, before.end) : bisect_left(cuts, gap.start)]
        spans = [Span(a, b) for a, b in pairwise([before.end, *inside, gap.start])]
        number, heading = headings.get(before.end, (0, None))
        pieces = [_piece(text, span, furniture, marks, before) for span in spans]
        if heading and heading.marker:
            pieces[0] = replace(pieces[0], sign=True)
        is_title = before.end in titles and titles[before.end].end >= gap.start
        found.append(Block(tuple(pieces), gap.of(text), heading.depth if heading else 0, number, is_title))
    return found


def table_of_contents(document: Document) -> list[tuple[int, int, str]]:
    """The headings of an article as (number, depth, words), for those who want to see what is in it; empty for fewer than two."""
    found = [(number, head.depth, head.text(document)) for number, head in enumerate(article_headings(document), 1)]
    return found if len(found) > 1 else []


def _piece(text: str, span: Span, furniture: Sequence[Span], marks: Marks, before: Span) -> Piece:
    quote = marks.quote
    current = quote is not None and span.overlaps(quote)
    # Where a quote begins in the gap before this block, readers see it begin with the block.
    starts = quote is not None and (
        quote.start == span.start or (span.start == before.end and before.start <= quote.start)
    )
    return Piece(
        span.of(text),
        overlap_any(furniture, span),
        any(span.overlaps(mark) for mark in marks.spans),
        current,
        first=current and starts,
    )


def _gaps(document: Document, apart: Sequence[Span]) -> list[Span]:
    """The white space between paragraphs in order; the first gap is at the start of the text, the last at its end.

    The spans `apart` become paragraphs of their own where they have their lines to themselves.
    """
    text = document.text
    # Blank lines part paragraphs. An article without any has one paragraph a line, but a line may also break within a sentence.
    rule = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_AFTER_SENTENCE
    found = [Span(*gap.span()) for gap in rule.finditer(text)]
    found += [gap for span in apart for gap in _around_line(text, span)]
    # Gaps with nothing but white space between them are one, or an empty paragraph would stand between them.
    merged = [Span(0, 0)]
    for gap in (*sorted(found), Span(len(text), len(text))):
        last = merged[-1]
        if text[last.end : gap.start].strip():
            merged.append(gap)
        else:
            merged[-1] = Span(last.start, max(last.end, gap.end))
    return merged


def _around_line(text: str, span: Span) -> Iterator[Span]:
    """The gaps before and after a span that has its lines to itself, so that it becomes a block."""
    before = Span(len(text[: span.start].rstrip()), span.start)
    rest = text[span.end :]
    after = Span(span.end, span.end + len(rest) - len(rest.lstrip()))
    starts = before.start == 0 or "\n" in before.of(text)
    ends = after.end == len(text) or "\n" in after.of(text)
    if starts and ends:
        yield from (before, after)


def first_words(text: str, length: int) -> str:
    """The first words of `text` on one line, at most `length` characters, and an ellipsis where it goes on."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return f"{words[:length].rsplit(' ', 1)[0]} …"


def opening_words(document: Document, length: int) -> str:
    """The first words of the article itself, without furniture, as `first_words` cuts them."""
    at, kept = 0, ""
    for item in (*(item.span for item in document.furniture), Span(len(document.text), len(document.text))):
        kept += document.text[at : item.start] + "\n"
        at = item.end
        if len(kept.split()) > length:  # that many words have as many characters, and more
            break
    return first_words(kept, length)


def marked_runs(text: str, places: Sequence[Span]) -> list[tuple[str, bool]]:
    """The text in runs of (text, whether it is one of the places); the places are disjoint and in order."""
    runs, at = [], 0
    for place in places:
        runs += [(text[at : place.start], False), (place.of(text), True)]
        at = place.end
    return [(run, marked) for run, marked in (*runs, (text[at:], False)) if run]


def web_address(document: Document) -> str | None:
    """The article's own address, if a page may link to it: a manifest could also give a `javascript:` one."""
    return document.url if document.url and document.url.startswith(("https://", "http://")) else None


def text_fragment(url: str, quote: str) -> str:
    """`url` with the fragment that makes a browser look for the quote and mark it (WICG, "URL Fragment Text Directives").

    A longer quote is given by its first and last words: given whole, it is not found across paragraphs. Comma, hyphen and ampersand
    have a meaning in a fragment and are encoded.
    """
    words = quote.split()
    ends = (words,) if len(words) <= 2 * FRAGMENT_WORDS else (words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:])
    # `percent_encoded` leaves a hyphen as it is, but in the directive one marks a prefix or suffix.
    directive = ",".join(percent_encoded(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"
