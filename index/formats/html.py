"""Web pages."""

from __future__ import annotations

from index.errors import DocumentError
from index.formats.extracted import Extracted
from index.formats.html_article import article_blocks
from index.formats.html_blocks import page_blocks
from index.formats.html_facts import page_facts
from index.formats.html_furniture import mark_page_furniture
from index.formats.html_pieces import PageBlock
from index.formats.html_title import PageWords
from index.formats.html_tree import STRUCK, decode_page, letters, parse_page
from index.formats.inline import STRUCK_OUT
from index.formats.marked_text import Block, join_blocks

BODY_SHARE = 0.3
"""Where the page itself has less than this share of the text in its JSON-LD, the program that shows it writes it from there."""

TITLE_LENGTH = 200
"""Most characters of a line that may be the page's title."""


def extract_html(data: bytes, name: str) -> Extracted:
    """The article in a web page, without menus and comments: its headings, lists and tables as a reader sees them.

    Raises:
        DocumentError: there is no text in the page.
    """
    decoded = decode_page(data, name)
    page, warnings = decoded.text, decoded.warnings
    tree = parse_page(page)
    if tree is None:
        raise _no_article(name)
    everything = page_blocks(tree)
    facts = page_facts(tree, _shown(everything))
    chosen = article_blocks(everything, page, facts.stated.get("title", ""))
    blocks = [each.block for each in mark_page_furniture(chosen, facts.author, facts.stated.get("published", ""))]
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


def _shown(blocks: list[PageBlock]) -> PageWords:
    """What a page shows that may be its title."""
    headings = [each.block for each in blocks if each.block.kind == "heading"]
    lines = (line for each in blocks for line in each.block.text.splitlines()[:1] if len(line) <= TITLE_LENGTH)
    main = [block.text for block in headings if block.level == 1]
    return PageWords(main, [block.text for block in headings if block.level > 1], list(lines))


def _said(blocks: list[Block]) -> int:
    return sum(letters(block.text) for block in blocks if not block.rule)


def _no_article(name: str) -> DocumentError:
    return DocumentError("empty", f"{name}: no article text found in the page. Save its text as .txt instead.")
