"""The pieces of a web page: the words of a line, each in a link or not, and the blocks that they become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.formats.html_tree import RULES, letters
from index.formats.marked_text import Block, item_text
from index.moments import without_day

if TYPE_CHECKING:
    from index.formats.html_tree import Element

BOLD_WORDS = 12
"""Most words of a paragraph in bold letters that is a heading."""
_STOP = re.compile(r"[.!:;,…][”\"’')\]]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line: whether they are in a link to another page, and whether in bold letters."""

    text: str
    linked: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of a page, the element that it is the text of, and the share of its letters in links to other pages, 0 to 1."""

    block: Block
    element: Element
    linked: float = 0.0


def linked_share(line: Iterable[Piece]) -> float:
    """The share of a line's letters that are in links to other pages, 0 to 1."""
    pieces = [(letters(piece.text), piece.linked) for piece in line]
    return sum(count for count, linked in pieces if linked) / max(sum(count for count, _ in pieces), 1)


def may_be_heading(text: str) -> bool:
    """Whether a paragraph in bold letters is a heading: one short line, no sentence, and neither a day nor a name with a label.

    The head of a regulation stands in bold letters on several lines, which are no heading of a part.
    """
    return bool(
        0 < len(text.split()) <= BOLD_WORDS
        and "\n" not in text
        and letters(text)
        and ": " not in text
        and not _STOP.search(text)
        and without_day(text) == text
        and not RULES.rules["names_its_maker"].applies(text.split()[0])
    )


def as_item(found: Iterable[PageBlock], marker: str, level: int, begins: bool) -> Iterator[PageBlock]:
    """The blocks of an item: the first begins with its marker, and those up to a list or table in it go on with it."""
    first, follows = True, True
    for each in found:
        block = each.block
        if first and block.kind in ("paragraph", "heading") and not block.rule:
            yield replace(each, block=Block(item_text(marker, block.text), "item", level, begins=begins))
        elif follows := follows and not first and block.kind == "paragraph" and not block.rule:
            yield replace(each, block=replace(block, kind="continued", level=level))
        else:
            yield each
        first = False
