"""Which blocks of a web page are its article: one stretch of the page, from the first to the last that trafilatura finds, and around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.formats.html_blocks import PageBlock
from index.formats.html_tree import MOSTLY_LINKS, ancestors, letters, link_share, tag_of

if TYPE_CHECKING:
    from index.formats.html_tree import Element

OTHER_ARTICLES = "other-articles"
"""The furniture rule of links to other articles, and of what stands with them."""
MUCH_LESS = 0.6
"""Where precision keeps less than this share of what recall keeps, it has lost a part of the article."""
NEARLY_ALL = 0.95
"""The share of what is kept that the article's element holds: the rest is a line at the foot of the page."""
CHUNK = 40
"""Letters of a block that are looked up at a time in what trafilatura keeps: it drops words within a line, such as links."""
_NOT_LETTERS = re.compile(r"[\W_]+")


def article_blocks(blocks: Sequence[PageBlock], page: str) -> list[PageBlock]:
    """The blocks of the article in a page, those in it that belong to other articles marked as furniture.

    Precision first: recall takes menus and lists of headlines in. What is between two kept blocks, and what goes on from them in
    the same element, stays too: a table, a list or a term that trafilatura passes over is part of an office's page.
    """
    kept = _kept(blocks, page)
    if not any(kept):
        return [each for each in blocks if each.linked < MOSTLY_LINKS]
    root = _root(blocks, kept)
    inside = [number for number, each in enumerate(blocks) if root in ancestors(each.element)]
    held = [number for number in inside if kept[number]]
    first, last = _grown(blocks, inside, held[0], held[-1])
    title = _heading_before(blocks, first)
    teasers = set(_teasers(blocks, kept))
    chosen = [blocks[title]] if title is not None else []
    for number in inside:
        if first <= number <= last:
            foreign = number in teasers or (blocks[number].linked >= MOSTLY_LINKS and not kept[number])
            chosen.append(marked(blocks[number], OTHER_ARTICLES) if foreign else blocks[number])
    return chosen


def marked(each: PageBlock, rule: str) -> PageBlock:
    """The block as furniture; one that is furniture already stays what it is."""
    return each if each.block.rule else replace(each, block=replace(each.block, rule=rule))


def _kept(blocks: Sequence[PageBlock], page: str) -> list[bool]:
    """Of each block, whether trafilatura takes it for the article's."""
    import trafilatura

    def by(**favour: Any) -> list[bool]:
        text = trafilatura.extract(page, include_comments=False, include_tables=True, **favour) or ""
        found = _folded(text)
        return [_is_in(_folded(each.block.text), found) for each in blocks]

    def prose(kept: Sequence[bool]) -> int:
        said = (each for each, is_kept in zip(blocks, kept, strict=True) if is_kept and each.linked < MOSTLY_LINKS)
        return sum(letters(each.block.text) for each in said)

    precise, generous = by(favor_precision=True), by(favor_recall=True)
    return generous if prose(precise) < MUCH_LESS * prose(generous) else precise


def _folded(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()


def _is_in(words: str, text: str) -> bool:
    chunks = [words[at : at + CHUNK] for at in range(0, len(words), CHUNK)]
    found = sum(len(chunk) for chunk in chunks if chunk in text)
    return bool(words) and found * 2 > len(words)


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


def _grown(blocks: Sequence[PageBlock], inside: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """The first and the last block of the stretch, grown to both sides up to what is not the article's."""
    before = [number for number in inside if number < first]
    after = [number for number in inside if number > last]
    if headings := [number for number in before if blocks[number].block.level == 1 and _is_heading(blocks[number])]:
        before = [number for number in before if number >= headings[-1]]
    for number in reversed(before):
        if _ends_article(blocks[number]):
            break
        first = number
    for number in after:
        if _ends_article(blocks[number]):
            break
        last = number
    return first, last


def _ends_article(each: PageBlock) -> bool:
    """Whether a block is outside an article: links, and what is in the page's head, foot or margin."""
    if each.linked >= MOSTLY_LINKS:
        return True
    for element in ancestors(each.element):
        if tag_of(element) in ("article", "main"):
            return False
        if tag_of(element) in ("header", "footer", "aside") and not any(tag_of(e) == "h1" for e in element.iter()):
            return True
    return False


def _is_heading(each: PageBlock) -> bool:
    return each.block.kind == "heading"


def _heading_before(blocks: Sequence[PageBlock], first: int) -> int | None:
    """The page's main heading, where it stands in another element before the article, and the article has none."""
    if _is_heading(blocks[first]) and blocks[first].block.level == 1:
        return None
    found = (n for n in reversed(range(first)) if _is_heading(blocks[n]) and blocks[n].block.level == 1)
    return next(found, None)


def _teasers(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> Iterator[int]:
    """Blocks that announce another article: a heading that leads to it, and what stands in one element with that."""
    holding = {
        element for each, is_kept in zip(blocks, kept, strict=True) if is_kept for element in ancestors(each.element)
    }
    for number, each in enumerate(blocks):
        if kept[number] or not _is_heading(each) or each.linked < MOSTLY_LINKS or each.element in holding:
            continue
        own = [element for element in ancestors(each.element) if element not in holding]
        around = own[-1] if link_share(own[-1]) > 0 else each.element
        yield from (n for n, other in enumerate(blocks) if around in ancestors(other.element) and not kept[n])
