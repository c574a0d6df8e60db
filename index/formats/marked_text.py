"""Blocks of a page (paragraphs, headings, items, rows) to one text with its marks and its furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.document import Furniture, Span
from index.formats.extracted import Mark, MarkKind

BULLET = "- "
"""What an item of a list that counts nothing begins with."""
# An item whose author has written its number or bullet gets no second one.
MARKER = re.compile(r"(?:\d{1,3}[.)]|[a-zA-Z][.)]|[ivxIVX]{1,5}[.)]|\(\w{1,4}\)|[-–•*▪◦○●☐☑])\s")
_INDENT = "  "

BlockKind = MarkKind | Literal["paragraph", "continued"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a page that stands by itself.

    Attributes:
        text: without white space at its ends; not empty.
        kind: of its mark; a paragraph has none. "continued" is a further paragraph of the item right before it.
        level: as in `Mark`.
        rule: why it is furniture; "" for what is not.
        begins: whether it begins a list or a table, so that another one right before it stays apart.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    rule: str = ""
    begins: bool = False


def item_text(marker: str, text: str) -> str:
    """The text of an item as a reader sees it: with its number or bullet, once."""
    written = text.startswith(marker) or (marker == BULLET and MARKER.match(text))
    return text if written else marker + text


def row_text(cells: Iterable[str]) -> str:
    """The text of a table's row: its cells on one line."""
    return " | ".join(" ".join(cell.split()) for cell in cells).strip()


def join_blocks(blocks: Iterable[Block]) -> tuple[str, tuple[Mark, ...], tuple[Furniture, ...]]:
    """The text, and what stands where in it. Blank lines part blocks; items of a list and rows of a table have a line each."""
    pieces: list[str] = []
    marks: list[Mark] = []
    furniture: list[Furniture] = []
    before, at = None, 0
    for block in blocks:
        gap = "" if before is None else "\n" if _follows_closely(before, block) else "\n\n"
        indent = _INDENT * (block.level - 1) if block.kind == "item" else ""
        span = Span(at + len(gap + indent), at + len(gap + indent + block.text))
        pieces += [gap, indent, block.text]
        if block.kind == "continued" and marks:
            marks[-1] = Mark("item", Span(marks[-1].span.start, span.end), marks[-1].level)
        elif block.kind != "paragraph" and block.kind != "continued":
            marks.append(Mark(block.kind, span, block.level))
        if block.rule:
            furniture.append(Furniture(span, block.rule))
        before, at = block, span.end
    return "".join(pieces), tuple(marks), tuple(furniture)


def _follows_closely(before: Block, block: Block) -> bool:
    lists, rows = ("item", "continued"), ("header", "row")
    if block.begins and block.level <= before.level:
        return False
    return (before.kind in lists and block.kind == "item") or (before.kind in rows and block.kind in rows)
