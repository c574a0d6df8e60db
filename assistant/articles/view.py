"""One article cut for reading: paragraphs, folded page furniture, and the marked quotes. Pure functions.

No character is left out: the pieces and gaps of `blocks`, joined, are the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from urllib.parse import quote as percent_encoded

from index.document import Document, Span

MARKS = 100
"""Marks that one address may carry."""
FRAGMENT_WORDS = 5
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_AFTER_SENTENCE = re.compile(r"(?<=[.!?:;”\"’)\]])[^\S\n]*\n\s*")
_MARK = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked spans in the order of the text, none twice; `current` is the number of the one to go to.

    `wrong`: the address also asked for places that the article does not have.
    """

    spans: tuple[Span, ...] = ()
    current: int = 0
    wrong: bool = False

    @property
    def quote(self) -> Span | None:
        return self.spans[self.current] if self.spans else None

    def around(self) -> tuple[Marks | None, Marks | None]:
        """The same marks with the one before, and with the one after, as the current."""
        before, after = self.current - 1, self.current + 1
        return (
            Marks(self.spans, before) if before >= 0 else None,
            Marks(self.spans, after) if after < len(self.spans) else None,
        )

    def query(self) -> str:
        """The part of an address that `parse_marks` reads back; empty where nothing is marked."""
        if self.quote is None:
            return ""
        others = (span for at, span in enumerate(self.spans) if at != self.current)
        return f"start={self.quote.start}&end={self.quote.end}" + "".join(f"&mark={s.start}-{s.end}" for s in others)


def marks_of(spans: Sequence[Span], current: Span | None = None) -> Marks:
    """At most MARKS of `spans` as marks, `current` (else the first) as the one to go to."""
    kept = sorted({*([current] if current else ()), *spans[: MARKS - 1]})
    return Marks(tuple(kept), kept.index(current) if current else 0)


def parse_marks(document: Document, start: str | None, end: str | None, more: Sequence[str]) -> Marks:
    """The marks of an address: `start` and `end` of the quote to go to, and any `more`, each as `START-END`."""
    asked = [(None if start is None and end is None else f"{start}-{end}"), *more]
    found = [_span(document, text) if text is not None else None for text in asked]
    marks = marks_of([span for span in found[1:] if span], found[0])
    wrong = len(found) > MARKS or any(
        text is not None and span is None for text, span in zip(asked, found, strict=True)
    )
    return Marks(marks.spans, marks.current, wrong)


def _span(document: Document, text: str) -> Span | None:
    found = _MARK.fullmatch(text)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    # White space cannot be shown as marked.
    shown = start < end <= len(document.text) and document.text[start:end].strip()
    return Span(start, end) if shown else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that look alike. `current` belongs to the quote to go to, `first` is where that begins."""

    text: str
    furniture: bool = False
    marked: bool = False
    current: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph and the white space after it. White space that the text begins with is a block without pieces."""

    pieces: tuple[Piece, ...]
    gap: str

    @property
    def furniture(self) -> bool:
        """Whether it holds nothing else."""
        return all(piece.furniture or not piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that follow each other: body text, or `furniture` to fold away, unless a mark makes it `open`."""

    blocks: tuple[Block, ...]
    furniture: bool

    @property
    def open(self) -> bool:
        return any(piece.marked for block in self.blocks for piece in block.pieces)


def shown_furniture(document: Document) -> list[Span]:
    """The furniture that readers should see as such: the title is part of the article to them."""
    return [item.span for item in document.furniture if item.rule != "title"]


def parts(document: Document, marks: Marks) -> list[Part]:
    """The whole text for reading."""
    return [Part(tuple(run), furniture) for furniture, run in groupby(blocks(document, marks), lambda b: b.furniture)]


def blocks(document: Document, marks: Marks) -> list[Block]:
    """The text cut into paragraphs, each cut where furniture or a mark begins and ends."""
    text, furniture = document.text, shown_furniture(document)
    cuts = sorted({edge for span in (*furniture, *marks.spans) for edge in (span.start, span.end)})
    gaps = _gaps(document, furniture)
    found = [Block((), gaps[0].of(text))] if len(gaps[0]) else []
    for before, gap in pairwise(gaps):
        inside = [cut for cut in cuts if before.end < cut < gap.start]
        spans = [Span(a, b) for a, b in pairwise([before.end, *inside, gap.start])]
        found.append(Block(tuple(_piece(text, span, furniture, marks, before) for span in spans), gap.of(text)))
    return found


def _piece(text: str, span: Span, furniture: Sequence[Span], marks: Marks, before: Span) -> Piece:
    quote = marks.quote
    current = quote is not None and span.overlaps(quote)
    # A quote that begins in a gap begins, to a reader, with the block after it.
    starts = quote is not None and (
        quote.start == span.start or (span.start == before.end and before.start <= quote.start)
    )
    return Piece(
        span.of(text),
        any(span.overlaps(item) for item in furniture),
        any(span.overlaps(mark) for mark in marks.spans),
        current,
        first=current and starts,
    )


def _gaps(document: Document, furniture: Sequence[Span]) -> list[Span]:
    """The white space between paragraphs in order, the first one at the beginning of the text, the last one at its end."""
    text = document.text
    # Blank lines part paragraphs; an article without any has a paragraph on each line, but for those wrapped in a sentence.
    rule = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_AFTER_SENTENCE
    found = [Span(*gap.span()) for gap in rule.finditer(text)]
    found += [gap for span in furniture for gap in _around_line(text, span)]
    merged = [Span(0, 0)]
    for gap in (*sorted(found), Span(len(text), len(text))):
        last = merged[-1]
        if text[last.end : gap.start].strip():
            merged.append(gap)
        else:
            merged[-1] = Span(last.start, max(last.end, gap.end))
    return merged


def _around_line(text: str, span: Span) -> Iterator[Span]:
    """The gaps before and after furniture that has its lines for itself: it is a block then, and can be folded."""
    before = Span(len(text[: span.start].rstrip()), span.start)
    rest = text[span.end :]
    after = Span(span.end, span.end + len(rest) - len(rest.lstrip()))
    starts = before.start == 0 or "\n" in before.of(text)
    ends = after.end == len(text) or "\n" in after.of(text)
    if starts and ends:
        yield from (before, after)


def excerpt(text: str, length: int) -> str:
    """The first words of `text` on one line, with dots where it goes on."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return f"{words[:length].rsplit(' ', 1)[0]} …"


def web_address(document: Document) -> str | None:
    """Where the article was published, if that is an address that a page may link to."""
    return document.url if document.url and document.url.startswith(("https://", "http://")) else None


def text_fragment(url: str, quote: str) -> str:
    """`url` with the fragment that makes a browser look for the quote and mark it.

    As in the WICG's "URL Fragment Text Directives": a longer quote is given by its first and last words, since one that is
    given whole is not found across paragraphs; comma, hyphen and ampersand, which have a meaning there, are encoded.
    """
    words = quote.split()
    ends = (words,) if len(words) <= 2 * FRAGMENT_WORDS else (words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:])
    directive = ",".join(percent_encoded(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"
