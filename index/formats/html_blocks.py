"""The blocks of a web page in their order: headings, paragraphs, items and rows, each with the element that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.formats.html_lists import definitions_as_rows, item_markers
from index.formats.html_pieces import PageBlock, Piece, as_item, linked_share, may_be_heading
from index.formats.html_tables import field_line, field_lines, is_data_table, table_rows
from index.formats.html_tree import RULES, is_block, is_left_out, leads_elsewhere, letters, link_share, tag_of
from index.formats.inline import LOWERED, RAISED, tidy
from index.formats.marked_text import Block

if TYPE_CHECKING:
    from index.formats.html_tree import Element

HEADING = re.compile(r"h([1-6])")
BUTTON_WORDS = 3
"""Words from which a button says something: the question that it opens the answer of."""
DEEPEST = 6
_SPACE = re.compile(r"\s+")


def page_blocks(body: Element) -> list[PageBlock]:
    """The blocks of a page, without what is left out of it by name."""
    walk = _Walk(letters(body.text_content()))
    walk.inside(body)
    walk.flush(body)
    return walk.found


@dataclass
class _Walk:
    """A walk through a page.

    Attributes:
        page_letters: of the whole page.
        found: the blocks so far.
        line: the words since the last block.
        heading: the level of the last heading.
        depth: how many lists the place lies in.
        linked, bold, small: what the words at the place are.
        on_a_line: whether all becomes one line, so that a button in it is a part of that.
    """

    page_letters: int
    found: list[PageBlock] = field(default_factory=list)
    line: list[Piece] = field(default_factory=list)
    heading: int = 1
    depth: int = 0
    linked: bool = False
    bold: bool = False
    small: Mapping[int, int] | None = None
    on_a_line: bool = False

    def inside(self, element: Element) -> None:
        """Everything in an element."""
        self.say(element.text)
        for child in element:
            tag = tag_of(child)
            if tag == "br":
                self.line.append(Piece("\n", False, self.bold))
            elif tag and not is_left_out(child, self.page_letters):
                self.element(child, tag)
            self.say(child.tail)

    def element(self, element: Element, tag: str) -> None:
        if tag == "button" or not is_block(tag):
            self.inline(element, tag)
            return
        parent = element.getparent()
        self.flush(element if parent is None else parent)
        if level := HEADING.fullmatch(tag):
            self.heading_of(element, int(level[1]))
        elif tag in ("summary", "legend"):
            self.heading_of(element, min(self.heading + 1, DEEPEST), own=False)
        elif tag in ("ul", "ol"):
            self.list_of(element)
        elif tag == "dl":
            self.definitions(element)
        elif tag == "table" and is_data_table(element):
            self.table(element)
        elif tag == "tr":
            self.layout_row(element)
        elif tag == "pre":
            self.verbatim(element)
        else:
            start = len(self.found)
            self.inside(element)
            self.flush(element)
            if tag == "figcaption":
                self.caption(start)

    def inline(self, element: Element, tag: str) -> None:
        """Part of a line; a button with words is a block: it opens an answer."""
        if tag == "button" and not self.on_a_line:
            words = self.words(element)
            if len(words.split()) >= BUTTON_WORDS:
                self.flush(element)
                self.add(Block(words, "heading", min(self.heading + 1, DEEPEST)), element)
            return
        was = self.linked, self.bold, self.small
        self.linked = self.linked or (tag == "a" and leads_elsewhere(element))
        self.bold = self.bold or tag in ("b", "strong")
        self.small = {"sup": RAISED, "sub": LOWERED}.get(tag, self.small)
        self.inside(element)
        self.linked, self.bold, self.small = was

    def say(self, text: str | None) -> None:
        if text:
            words = _SPACE.sub(" ", text)
            self.line.append(Piece(words.translate(self.small) if self.small else words, self.linked, self.bold))

    def flush(self, element: Element) -> None:
        """The words since the last block as paragraphs; a double line break parts two."""
        line, self.line = self.line, []
        share = linked_share(line)
        words = [piece for piece in line if piece.text.strip()]
        bold = bool(words) and all(piece.bold for piece in words)
        for text in re.split(r"\n{2,}", tidy("".join(piece.text for piece in line))):
            if bold and share == 0 and may_be_heading(text):
                self.add(Block(text, "heading", min(self.heading + 1, DEEPEST)), element)
            elif text:
                self.add(Block(text), element, share)

    def add(self, block: Block, element: Element, share: float = 0.0) -> None:
        self.found.append(PageBlock(block, element, share))

    def heading_of(self, element: Element, level: int, own: bool = True) -> None:
        """A heading; `own`: it is the level of what follows, too."""
        if words := self.words(element):
            self.add(Block(words, "heading", level), element, self.share(element))
            self.heading = level if own else self.heading

    def words(self, element: Element) -> str:
        """All words of an element on one line."""
        inner = _Walk(self.page_letters, small=self.small, on_a_line=True)
        inner.inside(element)
        inner.flush(element)
        return " ".join(" ".join(found.block.text.split()) for found in inner.found)

    def share(self, element: Element) -> float:
        return 1.0 if self.linked else link_share(element)

    def list_of(self, element: Element) -> None:
        self.depth += 1
        begins = True
        for marker, item in item_markers(element):
            start = len(self.found)
            if tag_of(item) != "li":
                self.element(item, tag_of(item))
                continue
            self.inside(item)
            self.flush(item)
            self.found[start:] = as_item(self.found[start:], marker, self.depth, begins)
            begins = begins and len(self.found) == start
        self.depth -= 1

    def definitions(self, element: Element) -> None:
        """A list of terms: pairs of short texts are rows; anything else is a heading with what follows it."""
        pairs = list(_definitions(element))
        # One within another is no row, and looking at its words at each depth would double the work with each.
        plain = next(element.iterdescendants("dl"), None) is None
        if plain and (rows := definitions_as_rows([(self.words(term), self.words(said)) for term, said in pairs])):
            self.found += [PageBlock(row, element) for row in rows]
            return
        for child in _own_definitions(element):
            if tag_of(child) == "dt":
                self.heading_of(child, min(self.heading + 1, DEEPEST), own=False)
            else:
                self.inside(child)
                self.flush(child)

    def table(self, element: Element) -> None:
        if lines := field_lines(element, self.words):
            self.add(Block(lines), element, self.share(element))
        else:
            self.found += [PageBlock(row, element, self.share(element)) for row in table_rows(element, self.words)]

    def layout_row(self, element: Element) -> None:
        """A row of a table that is no data: "Menimbang", a colon and a list in three cells begin one line."""
        texts = [" ".join(cell.text_content().split()) for cell in element]
        label = field_line(texts)
        for place, (cell, text) in enumerate(zip(element, texts, strict=True)):
            if (place == 0 and label) or text == ":":
                self.say(f"{text} ")
            else:
                self.inside(cell)
                self.flush(cell)
        self.flush(element)

    def verbatim(self, element: Element) -> None:
        text = "\n".join(line.rstrip() for line in element.text_content().splitlines()).strip("\n")
        if text.strip():
            self.add(Block(text.strip()), element)

    def caption(self, start: int) -> None:
        """What stands below a picture is furniture, but not below a drawing, which says something itself."""
        for at in range(start, len(self.found)):
            block = self.found[at].block
            if not RULES.pattern("draws").search(block.text):
                self.found[at] = replace(
                    self.found[at], block=replace(block, kind="paragraph", level=0, rule="caption")
                )


def _definitions(element: Element) -> Iterator[tuple[Element, Element]]:
    term = None
    for child in _own_definitions(element):
        if tag_of(child) == "dt":
            term = child
        elif term is not None:
            yield term, child


def _own_definitions(element: Element) -> Iterator[Element]:
    """The terms of a list, and what is said of them; not those of lists within it."""
    for child in element:
        tag = tag_of(child)
        if tag in ("dt", "dd"):
            yield child
        elif tag != "dl":
            yield from _own_definitions(child)
