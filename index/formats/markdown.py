"""Markdown: its text as a reader sees it, without the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.document import Furniture, Span
from index.formats.encodings import decode_bytes
from index.formats.extracted import Extracted, Mark
from index.formats.front_matter import FRONT_MATTER, split_front_matter
from index.formats.html import html_blocks
from index.formats.inline import LOWERED, RAISED, STRUCK_OUT, tidy
from index.formats.marked_text import BULLET, Block, item_text, join_blocks, row_text

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,20})\]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SMALL = re.compile(r"<(/?)(sup|sub)>", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\]\s+")


def extract_markdown(data: bytes, name: str) -> Extracted:
    """Headings, paragraphs, lists, tables and code without Markdown's signs; front matter stays in front, as furniture."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    decoded = decode_bytes(data, name)
    source = re.sub(r"\r\n?", "\n", decoded.text)
    front = split_front_matter(source)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reading = _Reading()
    text, marks, furniture = join_blocks(reading.blocks(SyntaxTreeNode(parser.parse(front.rest)).children))
    if front.text:
        head = f"{front.text}\n\n"
        marks = tuple(Mark(mark.kind, _moved(mark.span, len(head)), mark.level) for mark in marks)
        moved = (Furniture(_moved(item.span, len(head)), item.rule) for item in furniture)
        text, furniture = head + text, (Furniture(Span(0, len(front.text)), FRONT_MATTER), *moved)
    return Extracted(
        text, front.stated, marks=marks, furniture=furniture, warnings=(*decoded.warnings, *reading.warnings)
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


@dataclass
class _Reading:
    """The reading of one file; `warnings` fill as `blocks` goes on."""

    warnings: list[str] = field(default_factory=list)

    def blocks(self, nodes: Sequence[SyntaxTreeNode], level: int = 0) -> Iterator[Block]:
        """The blocks of some nodes, which lie in `level` lists."""
        for node in nodes:
            if node.type in ("bullet_list", "ordered_list"):
                yield from self._list(node, level + 1)
            elif node.type == "table":
                yield from self._table(node)
            elif node.type == "html_block":
                yield from html_blocks(node.content)
            elif node.type in ("fence", "code_block"):
                if code := node.content.rstrip():
                    yield Block(code)
            elif node.type in ("heading", "paragraph"):
                yield from self._words(node)
            else:  # a quotation; a rule has nothing in it
                yield from self.blocks(node.children, level)

    def _words(self, node: SyntaxTreeNode) -> Iterator[Block]:
        inline = node.children[0]
        text = self._inline(inline)
        if text and node.type == "heading":
            yield Block(" ".join(text.split()), "heading", int(node.tag[1:]))
        elif text:
            yield Block(text)
        else:  # nothing but a picture: what stands for it is its caption
            alternatives = (tidy(child.content) for child in inline.children if child.type == "image")
            yield from (Block(" ".join(words.split()), rule="caption") for words in alternatives if words)

    def _list(self, node: SyntaxTreeNode, level: int) -> Iterator[Block]:
        for place, item in enumerate(node.children):
            marker = (
                f"{int(node.attrs.get('start', 1)) + place}{item.markup} " if node.type == "ordered_list" else BULLET
            )
            yield from self._item(item, marker, level, begins=place == 0)

    def _item(self, item: SyntaxTreeNode, marker: str, level: int, begins: bool) -> Iterator[Block]:
        """An item: its first block begins with its marker, and those up to a list within it go on with it."""
        first, follows = True, True
        for block in self.blocks(item.children, level):
            if first and block.kind in ("paragraph", "heading"):
                yield Block(item_text(marker, _ticked(block.text)), "item", level, begins=begins)
            else:
                follows = follows and block.kind == "paragraph" and not block.rule
                yield Block(block.text, "continued", level) if follows else block
            first = False

    def _table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        begins = True
        for part in node.children:
            for row in part.children:
                if words := row_text(self._inline(cell.children[0]) if cell.children else "" for cell in row.children):
                    yield Block(words, "header" if part.type == "thead" else "row", begins=begins)
                    begins = False

    def _inline(self, inline: SyntaxTreeNode) -> str:
        """The words of a paragraph: no emphasis, links, pictures or HTML; line breaks stay."""
        pieces: list[str] = []
        struck, small = False, None
        for token in _tokens(inline):
            struck = token.type == "s_open" or (struck and token.type != "s_close")
            if struck:
                self._warn(STRUCK_OUT)
            elif tag := _SMALL.fullmatch(token.content) if token.type == "html_inline" else None:
                small = None if tag[1] else RAISED if tag[2].lower() == "sup" else LOWERED
            else:
                words = _seen(token)
                pieces.append(words.translate(small) if small else words)
        return tidy(_FOOTNOTE.sub(r"[\1]", "".join(pieces)))

    def _warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)


def _tokens(inline: SyntaxTreeNode) -> Sequence[Token]:
    return (inline.token.children or []) if inline.token else []


def _seen(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if _BREAK.fullmatch(token.content) else ""
    return token.content if token.type in ("text", "code_inline") else ""


def _ticked(text: str) -> str:
    """An item of a list of tasks with its box: ☐ or ☑."""
    return _TASK.sub(lambda box: "☐ " if box[1] == " " else "☑ ", text, count=1) if _TASK.match(text) else text
