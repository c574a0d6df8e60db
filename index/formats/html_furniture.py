"""What stands in the article of a web page and is not part of it: lists of other headlines, who made it, links to other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.html_article import OTHER_ARTICLES, marked
from index.formats.html_blocks import PageBlock
from index.formats.html_tree import MOSTLY_LINKS, RULES

BYLINE = "byline"
HEADLINE_WORDS = 4
"""Fewest words of a headline."""
ALL_LINK = 0.9
"""The share of links from which a paragraph is nothing but one."""
EDGE = 5
"""So many blocks from either end of an article its author is named."""
_SENTENCE = re.compile(r"[.!?”\"][”\"’')\]]*$")
_STOP = re.compile(r"[.;:,][”\"’')\]]*$")
_BULLET = re.compile(r"^[-•*–]\s+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AUTHOR_LABEL = re.compile(r"^(?:\w+\s*:\s*|oleh\s+|by\s+)", re.IGNORECASE)


def mark_page_furniture(blocks: Sequence[PageBlock], author: str = "") -> list[PageBlock]:
    """The blocks of an article with those that are not part of it marked; `author` is whom the page names so."""
    rules = dict(_other_articles(blocks)) | dict(_bylines(blocks, author))
    return [marked(each, rules[number]) if number in rules else each for number, each in enumerate(blocks)]


def _other_articles(blocks: Sequence[PageBlock]) -> Iterator[tuple[int, str]]:
    """Lists of other articles' headlines, with the words that lead to them, and single links to one."""
    for number, each in enumerate(blocks):
        text = each.block.text
        if RULES.rules["leads_to_other_articles"].applies(text):
            yield number, OTHER_ARTICLES
            yield from ((n, OTHER_ARTICLES) for n in _linked_after(blocks, number))
        elif each.linked >= ALL_LINK and each.block.kind == "paragraph" and is_headline(text):
            yield number, OTHER_ARTICLES
    for run in _lists(blocks):
        if _is_of_headlines(blocks, run):
            yield from ((number, OTHER_ARTICLES) for number in run)


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
    day = RULES.pattern("begins_with_a_day").search(text)
    return is_headline(text[day.end() :] if day else text) and (bool(day) or each.linked >= ALL_LINK)


def is_headline(text: str) -> bool:
    """Whether a text is written as a headline: several words, most of them with a capital, and no stop at the end."""
    words = _WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= HEADLINE_WORDS and capitals * 3 >= len(words) * 2 and not _STOP.search(text)


def _bylines(blocks: Sequence[PageBlock], author: str) -> Iterator[tuple[int, str]]:
    """Rows such as "Editor | : Budi" in a table of nothing else, and the author's name alone near an end of the article."""
    rows = [number for number, each in enumerate(blocks) if each.block.kind in ("row", "header")]
    for number in rows:
        cells = blocks[number].block.text.split(" | ")
        table = [n for n in rows if blocks[n].element is blocks[number].element]
        if len(cells) == 2 and all(_names_maker(blocks[n]) for n in table):
            yield number, BYLINE
    for number, each in enumerate(blocks):
        near = number < EDGE or number >= len(blocks) - EDGE
        if near and author and _AUTHOR_LABEL.sub("", each.block.text).casefold() == author.casefold():
            yield number, BYLINE


def _names_maker(each: PageBlock) -> bool:
    first = each.block.text.split(" | ")[0].rstrip(" :")
    return RULES.rules["names_its_maker"].applies(first)
