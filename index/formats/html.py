"""Web pages."""

from __future__ import annotations

from index.errors import DocumentError
from index.formats.extracted import Extracted
from index.formats.html_article import article_blocks
from index.formats.html_blocks import PageBlock, page_blocks
from index.formats.html_facts import page_facts
from index.formats.html_furniture import mark_page_furniture
from index.formats.html_tree import STRUCK, decode_page, letters, parse_page
from index.formats.inline import STRUCK_OUT
from index.formats.marked_text import Block, join_blocks

BODY_SHARE = 0.3
"""Where the page itself has less than this share of the text in its JSON-LD, the program that shows it writes it from there."""


def extract_html(data: bytes, name: str) -> Extracted:
    """The article in a web page, without menus and comments: its headings, lists and tables as a reader sees them.

    Raises:
        DocumentError: there is no text in the page.
    """
    page, warnings = decode_page(data)
    tree = parse_page(page)
    if tree is None:
        raise _no_article(name)
    everything = page_blocks(tree)
    facts = page_facts(tree, *_headings(everything))
    chosen = article_blocks(everything, page, facts.stated.get("title", ""))
    blocks = [each.block for each in mark_page_furniture(chosen, facts.author)]
    if _said(blocks) < BODY_SHARE * letters(facts.body):
        blocks = [Block(line) for line in facts.body.splitlines()]
    if not _said(blocks):
        raise _no_article(name)
    text, marks, furniture = join_blocks(blocks)
    if any(element.text_content().strip() for element in tree.iter(*STRUCK)):
        warnings = (*warnings, STRUCK_OUT)
    return Extracted(text, facts.stated, facts.derived, marks, furniture, warnings=warnings)


def html_blocks(fragment: str) -> list[Block]:
    """The blocks of a piece of HTML in a text of another format."""
    tree = parse_page(fragment)
    return [] if tree is None else [each.block for each in page_blocks(tree)]


def _headings(blocks: list[PageBlock]) -> tuple[list[str], list[str]]:
    """The main headings of a page, and its other ones."""
    found = [each.block for each in blocks if each.block.kind == "heading"]
    return [block.text for block in found if block.level == 1], [block.text for block in found if block.level > 1]


def _said(blocks: list[Block]) -> int:
    return sum(letters(block.text) for block in blocks if not block.rule)


def _no_article(name: str) -> DocumentError:
    return DocumentError("empty", f"{name}: no article text found in the page. Save its text as .txt instead.")
