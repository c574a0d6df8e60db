"""The white space by which a text is parted into paragraphs. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.articles.span_set import SpanSet
from index.document import Span

_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_AFTER_SENTENCE = re.compile(r"(?<=[.!?:;”\"’)\]])[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s*")


def find_gaps(text: str, apart: Iterable[Span], items: Iterable[Span], whole: Iterable[Span] = ()) -> list[Span]:
    """The gaps between paragraphs in order; the first is at the start of the text, the last at its end. No two adjoin.

    The spans `apart` become paragraphs of their own where they have their lines to themselves; an item of a list begins a paragraph
    where it begins a line, and ends one where it ends one. Nothing within one of the spans `whole`, which are disjoint, parts it.
    """
    kept = SpanSet(whole)
    # Blank lines part paragraphs. An article without any has one paragraph a line, but a line may also break within a sentence.
    rule = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_AFTER_SENTENCE
    found = [Span(*gap.span()) for gap in rule.finditer(text)]
    for span in apart:
        before, after = _around(text, span)
        if before is not None and after is not None:
            found += [before, after]
    found += [gap for span in items for gap in _around(text, span) if gap is not None]
    return list(_joined(text, sorted(gap for gap in found if not kept.overlap(gap))))


def _joined(text: str, gaps: Iterable[Span]) -> Iterator[Span]:
    """Gaps with nothing but white space between them are one, or an empty paragraph would stand between them."""
    last = Span(0, 0)
    for gap in (*gaps, Span(len(text), len(text))):
        if text[last.end : gap.start].strip():
            yield last
            last = gap
        else:
            last = Span(last.start, max(last.end, gap.end))
    yield last


def _around(text: str, span: Span) -> tuple[Span | None, Span | None]:
    """The gaps before and after a span, each None where the span shares its line there."""
    first = span.start
    while first > 0 and text[first - 1].isspace():
        first -= 1
    space = _SPACE.match(text, span.end)
    before, after = Span(first, span.start), Span(span.end, space.end() if space else span.end)
    starts = before.start == 0 or "\n" in before.of(text)
    ends = after.end == len(text) or "\n" in after.of(text)
    return before if starts else None, after if ends else None
