"""What stands in the article of a web page and is not part of it: lists of other headlines, who made it, links to other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from index.dates import stated_date
from index.formats.html_article import OTHER_ARTICLES, marked
from index.formats.html_pieces import PageBlock
from index.formats.html_tree import MOSTLY_LINKS, RULES, ancestors, letters
from index.moments import is_moment, without_day

if TYPE_CHECKING:
    from index.formats.html_tree import Element

BYLINE = "byline"
HEADLINE_WORDS = 4
"""Fewest words of a headline."""
ALL_LINK = 0.9
"""The share of links from which a paragraph is nothing but one."""
TEASER_SHARE = 0.3
"""The share of an article's text up to which headings that are links, with what is below them, announce others: a page of nothing but
such is an office's list of its services."""
EDGE = 5
"""So many blocks from either end of an article its author is named, and the moment of its publication."""
_SENTENCE = re.compile(r"[.!?”\"][”\"’')\]]*$")
_STOP = re.compile(r"[.;:,][”\"’')\]]*$")
_BULLET = re.compile(r"^[-•*–]\s+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AUTHOR_LABEL = re.compile(r"^(?:\w+\s*:\s*|oleh\s+|by\s+)", re.IGNORECASE)


def mark_page_furniture(blocks: Sequence[PageBlock], author: str = "", published: str = "") -> list[PageBlock]:
    """The blocks of an article with those that are not part of it marked; `author` and `published` are what the page states."""
    rules = dict(_other_articles(blocks)) | dict(_teasers(blocks)) | dict(_bylines(blocks, author))
    edges = [n for n in range(len(blocks)) if n < EDGE or n >= len(blocks) - EDGE]
    moments = (
        n
        for n in edges
        if published and is_moment(blocks[n].block.text) and stated_date(blocks[n].block.text) == published
    )
    rules |= dict.fromkeys(moments, "published")
    return [marked(each, rules[number]) if number in rules else each for number, each in enumerate(blocks)]


def _other_articles(blocks: Sequence[PageBlock]) -> Iterator[tuple[int, str]]:
    """Lists of other articles' headlines, with the words that lead to them, and single links to one."""
    for number, each in enumerate(blocks):
        text = each.block.text
        first_line = text.partition("\n")[0]
        if RULES.rules["leads_to_other_articles"].applies(first_line) and (
            first_line == text or each.linked >= MOSTLY_LINKS
        ):
            yield number, OTHER_ARTICLES
            yield from ((n, OTHER_ARTICLES) for n in _linked_after(blocks, number))
        elif each.linked >= ALL_LINK and each.block.kind == "paragraph" and is_headline(text):
            yield number, OTHER_ARTICLES
    for run in _lists(blocks):
        if _is_of_headlines(blocks, run):
            yield from ((number, OTHER_ARTICLES) for number in run)


def _teasers(blocks: Sequence[PageBlock]) -> Iterator[tuple[int, str]]:
    """Headings that lead to other articles, each with what is in the same element."""
    around = _blocks_in(blocks) if any(map(_is_linked_heading, blocks)) else {}
    found = {
        n
        for number, each in enumerate(blocks)
        if _is_linked_heading(each)
        for n in (number, *_beside(blocks, number, around))
    }
    if sum(letters(blocks[n].block.text) for n in found) <= TEASER_SHARE * sum(
        letters(each.block.text) for each in blocks
    ):
        yield from ((number, OTHER_ARTICLES) for number in found)


def _is_linked_heading(each: PageBlock) -> bool:
    return each.block.kind == "heading" and each.block.level > 1 and each.linked >= ALL_LINK


def _blocks_in(blocks: Sequence[PageBlock]) -> dict[Element, tuple[int, int]]:
    """The first and the last of the blocks in each element: a page is walked in its order, so those between are in it, too."""
    found: dict[Element, tuple[int, int]] = {}
    for number, each in enumerate(blocks):
        for element in ancestors(each.element):
            found[element] = found.get(element, (number, number))[0], number
    return found


def _beside(blocks: Sequence[PageBlock], number: int, around: Mapping[Element, tuple[int, int]]) -> range:
    """The blocks in the inmost element with more than the heading in it; none where that has another heading in it, too."""
    for element in ancestors(blocks[number].element):
        first, last = around[element]
        if first < last:
            others = (n for n in range(first, last + 1) if n != number)
            # Up to the next heading only: where every block is one, this must not look at all of them for each.
            alone = not any(blocks[n].block.kind == "heading" for n in others)
            return range(first, last + 1) if alone else range(0)
    return range(0)


def _linked_after(blocks: Sequence[PageBlock], number: int) -> Iterator[int]:
    """The links right after such words: a list, or paragraphs and headings that are links."""
    for after in range(number + 1, len(blocks)):
        each = blocks[after]
        in_list = each.block.kind == "item" and not _SENTENCE.search(each.block.text)
        if not in_list and each.linked < MOSTLY_LINKS:
            return
        yield after


def _lists(blocks: Sequence[PageBlock]) -> Iterator[range]:
    start = None
    for number, each in enumerate(blocks):
        item = each.block.kind in ("item", "continued")
        if start is not None and (not item or (each.block.begins and each.block.level == 1)):
            yield range(start, number)
            start = None
        if item and start is None:
            start = number
    if start is not None:
        yield range(start, len(blocks))


def _is_of_headlines(blocks: Sequence[PageBlock], run: range) -> bool:
    """Whether a list is one of other articles: nothing introduces it, and each item is a headline with its day or its link.

    An agenda or a list of services has a heading or a line with a colon in front, which says what its items are.
    """
    before = blocks[run.start - 1].block if run.start else None
    if before is None or before.kind == "heading" or not _SENTENCE.search(before.text):
        return False
    return all(_is_other_headline(blocks[number]) for number in run)


def _is_other_headline(each: PageBlock) -> bool:
    text = _BULLET.sub("", each.block.text)
    headline = without_day(text)
    return is_headline(headline) and (headline != text or each.linked >= ALL_LINK)


def is_headline(text: str) -> bool:
    """Whether a text is written as a headline: several words, most of them with a capital, and no stop at the end."""
    words = _WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= HEADLINE_WORDS and capitals * 3 >= len(words) * 2 and not _STOP.search(text)


def _bylines(blocks: Sequence[PageBlock], author: str) -> Iterator[tuple[int, str]]:
    """Tables of nothing but "Editor : Budi", and the author's name alone, or with a day, near an end of the article."""
    for number, each in enumerate(blocks):
        text = each.block.text
        below_table = (
            number > 0 and blocks[number - 1].block.kind == "row"
        )  # "Sumber: ..." says where its numbers are from
        if not below_table and all(_names_maker(line) for line in text.splitlines()):
            yield number, BYLINE
        near = number < EDGE or number >= len(blocks) - EDGE
        named = _AUTHOR_LABEL.sub("", text)
        if (
            near
            and author
            and named.casefold().startswith(author.casefold())
            and not without_day(named[len(author) :].strip(" |,-–"))
        ):
            yield number, BYLINE


def _names_maker(line: str) -> bool:
    label, colon, name = line.partition(":")
    return bool(colon and name.strip()) and RULES.rules["names_its_maker"].applies(label.strip())
