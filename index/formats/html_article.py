"""Which blocks of a web page are its article: one stretch of the page, from the first to the last that trafilatura finds, and around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.formats.html_pieces import PageBlock
from index.formats.html_tree import MOSTLY_LINKS, ancestors, is_beside, letters, tag_of
from index.formats.marked_text import MARKER, Block
from index.moments import is_moment

if TYPE_CHECKING:
    from index.formats.html_tree import Element

OTHER_ARTICLES = "other-articles"
"""The furniture rule of links to other articles, and of what stands with them."""
MUCH_LESS = 0.6
"""Where precision keeps less than this share of what recall keeps, it has lost a part of the article."""
NEARLY_ALL = 0.95
"""The share of what is kept that the article's element holds: the rest is a line at the foot of the page."""
NOTE_LETTERS = 300
"""Up to so many letters, an `aside` among an article's paragraphs is a note to them."""
CHUNK = 40
"""Letters of a block that are looked up at a time in what trafilatura keeps: it drops words within a line, such as links."""
AHEAD = 5000
"""Letters that are looked through first."""
_NOT_LETTERS = re.compile(r"[\W_]+")


def article_blocks(blocks: Sequence[PageBlock], page: str, title: str = "") -> list[PageBlock]:
    """The blocks of the article in a page, links in it marked as furniture; `title` is its title, where the page has one.

    Precision first: recall takes menus and lists of headlines in. What is between two kept blocks, and what goes on from them in
    the same element, stays too: a table, a list or a term that trafilatura passes over is part of an office's page.
    """
    kept = _kept(blocks, page)
    if not any(kept):
        return [each for each in blocks if each.linked < MOSTLY_LINKS]
    root = _root(blocks, kept)
    inside = [number for number, each in enumerate(blocks) if root in ancestors(each.element)]
    held = [number for number in inside if kept[number]]
    heading = _title_heading(blocks, title, held[0])
    first, last = _grown(blocks, inside, (held[0], held[-1]), heading or 0)
    chosen = [blocks[number] for number in _above(blocks, heading, first)]
    for number in inside:
        if first <= number <= last:
            foreign = blocks[number].linked >= MOSTLY_LINKS and not kept[number]
            chosen.append(marked(blocks[number], OTHER_ARTICLES) if foreign else blocks[number])
    if _is_heading(chosen[-1]):  # a name in bold letters
        chosen[-1] = replace(chosen[-1], block=replace(chosen[-1].block, kind="paragraph", level=0))
    return chosen


def marked(each: PageBlock, rule: str) -> PageBlock:
    """The block as furniture; one that is furniture already stays what it is."""
    return each if each.block.rule else replace(each, block=replace(each.block, rule=rule))


def _kept(blocks: Sequence[PageBlock], page: str) -> list[bool]:
    """Of each block, whether trafilatura takes it for the article's."""
    import trafilatura

    def by(**favour: Any) -> list[bool]:
        text = trafilatura.extract(page, include_comments=False, include_tables=True, **favour) or ""
        return _found_in([_compared(each.block) for each in blocks], _folded(text))

    def prose(kept: Sequence[bool]) -> int:
        said = (each for each, is_kept in zip(blocks, kept, strict=True) if is_kept and each.linked < MOSTLY_LINKS)
        return sum(letters(each.block.text) for each in said)

    precise, generous = by(favor_precision=True), by(favor_recall=True)
    return generous if prose(precise) < MUCH_LESS * prose(generous) else precise


def _compared(block: Block) -> str:
    """The letters of a block by which it is found, without an item's number, which trafilatura leaves out."""
    marker = MARKER.match(block.text) if block.kind == "item" else None
    return _folded(block.text[marker.end() :] if marker else block.text)


def _folded(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()


def _found_in(texts: Sequence[str], whole: str) -> list[bool]:
    """Of each text, whether most of it is in the whole: looked for from where the one before ended, since nearly all are in order."""
    found, at = [], 0
    for text in texts:
        there = 0
        for chunk in (text[start : start + CHUNK] for start in range(0, len(text), CHUNK)):
            place = whole.find(chunk, at, at + AHEAD)
            if place < 0:
                place = whole.find(chunk)
            if place >= 0:
                at, there = place + len(chunk), there + len(chunk)
        found.append(there * 2 > len(text))
    return found


def _root(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> Element:
    """The element of the article: the inmost with nearly all that is kept, or the article or main element that this lies in."""
    weights: dict[Element, int] = {}
    total = 0
    for each, is_kept in zip(blocks, kept, strict=True):
        if is_kept:
            total += letters(each.block.text)
            for element in ancestors(each.element):
                weights[element] = weights.get(element, 0) + letters(each.block.text)
    enough = [element for element, weight in weights.items() if weight >= NEARLY_ALL * total]
    inmost = max(enough, key=lambda element: sum(1 for _ in element.iterancestors()))
    named = (e for e in ancestors(inmost) if tag_of(e) in ("article", "main") or e.get("role") == "main")
    return next(named, inmost)


def _title_heading(blocks: Sequence[PageBlock], title: str, held: int) -> int | None:
    """The heading that is the article's title, at or before the first kept block."""
    found = [n for n, each in enumerate(blocks[: held + 1]) if _is_heading(each) and each.block.text == title]
    return found[-1] if found else None


def _above(blocks: Sequence[PageBlock], heading: int | None, first: int) -> list[int]:
    """The title, where it stands in another element than the article, and the moment of publication around it."""
    if heading is None:
        return []
    before = [heading - 1] if heading > 0 else []
    return [
        n for n in (*before, *range(heading, first)) if n < first and (n == heading or is_moment(blocks[n].block.text))
    ]


def _grown(blocks: Sequence[PageBlock], inside: Sequence[int], held: tuple[int, int], heading: int) -> tuple[int, int]:
    """The first and the last block of the stretch, grown to both sides up to what is not the article's."""
    first, last = held
    for number in reversed([number for number in inside if heading <= number < first]):
        if _ends_article(blocks[number]):
            break
        first = number
    for number in (number for number in inside if number > last):
        if _ends_article(blocks[number]):
            break
        last = number
    while last > held[1] and _is_heading(blocks[last]):  # "Share this:", over nothing
        last -= 1
    return first, last


def _ends_article(each: PageBlock) -> bool:
    """Whether a block is outside an article: links, and what is in the page's head, foot or margin."""
    if each.linked >= MOSTLY_LINKS:
        return True
    for element in ancestors(each.element):
        if tag_of(element) in ("article", "main"):
            return False
        if tag_of(element) == "aside" and letters(element.text_content()) <= NOTE_LETTERS and not is_beside(element):
            continue
        if tag_of(element) in ("header", "footer", "aside") and not any(tag_of(e) == "h1" for e in element.iter()):
            return True
    return False


def _is_heading(each: PageBlock) -> bool:
    return each.block.kind == "heading"
