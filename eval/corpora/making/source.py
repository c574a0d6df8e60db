"""The plain form that the files of a corpus are written in, a paragraph a line.

@key text       a property of the file: title, author, header, footer, letterhead, columns
@numbering 1. a. 1)    from here on, the items that the word processor numbers, level by level, begin again
@sheet name     from here on, another sheet
^ text          centred
~ text          at the right
# text          a heading
* text          an item that the word processor numbers; `**` is a level deeper
| a | b         a row of a table; the first is its header
---             a new page
anything else   a paragraph; two spaces before it indent it, and "(1)", "a." or "1." at its beginning hangs out of it
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

BlockKind = Literal["centre", "right", "heading", "item", "text", "row", "break", "numbering", "sheet"]
_LINE_KINDS: dict[str, BlockKind] = {"^": "centre", "~": "right", "#": "heading"}
_LABEL = re.compile(r"(?P<label>\(\d+\)|[a-z]\.|\d+\.)\s+(?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a row of a table, or a turn in the text.

    Attributes:
        label: what hangs out of a paragraph: "(1)", "a."; "" for nothing.
        level: how deep it lies, from 0.
        cells: those of a row.
    """

    kind: BlockKind
    text: str = ""
    label: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be made. `letterhead` are the lines at its head, `properties` what else is said once."""

    properties: dict[str, str]
    letterhead: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)

    def groups(self) -> list[list[Block]]:
        """The blocks, each by itself but for the rows of one table, which are together."""
        found: list[list[Block]] = []
        for block in self.blocks:
            if block.kind == "row" and found and found[-1][0].kind == "row":
                found[-1].append(block)
            else:
                found.append([block])
        return found


def read_source(path: Path) -> Source:
    """The source in a file."""
    properties: dict[str, str] = {}
    letterhead, blocks = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.removeprefix("@").partition(" ")
        if not line.startswith("@"):
            blocks += [_block(line)] if line.strip() else []
        elif key == "letterhead":
            letterhead.append(value)
        elif key == "numbering" or key == "sheet":
            blocks.append(Block("numbering" if key == "numbering" else "sheet", value))
        else:
            properties[key] = value
    return Source(properties, tuple(letterhead), tuple(blocks))


def _block(line: str) -> Block:
    mark, _, text = line.partition(" ")
    if line == "---":
        return Block("break")
    if mark in _LINE_KINDS:
        return Block(_LINE_KINDS[mark], text)
    if mark == "|":
        return Block("row", cells=tuple(cell.strip() for cell in text.split("|")))
    if mark and set(mark) == {"*"}:
        return Block("item", text, level=len(mark) - 1)
    level = (len(line) - len(line.lstrip())) // 2
    found = _LABEL.fullmatch(line.strip())
    return Block("text", found["text"], found["label"], level) if found else Block("text", line.strip(), level=level)
