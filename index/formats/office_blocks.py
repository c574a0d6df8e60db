"""Paragraphs and tables as an office file has them. `office_text.py` makes a text of them, `office_tables.py` knows about tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

CONTENTS = "table-of-contents"
"""The furniture rule of lines in a table of contents: what they name stands below once more."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as a reader sees it, its number or bullet included.

    Attributes:
        level: of a heading or an item, from 1.
        bold: whether all of it is bold.
        furniture: the rule that makes it furniture; empty for text.
    """

    text: str
    kind: Literal["text", "heading", "item"] = "text"
    level: int = 0
    bold: bool = False
    furniture: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `columns` and `rows` say how far it is merged."""

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """All of it in one line: paragraphs parted by a space, the rows of a table within it by a semicolon."""
        return " ".join(filter(None, map(_in_line, self.blocks)))

    @property
    def bold(self) -> bool:
        """Whether it has text, all of it bold."""
        written = [block for block in self.blocks if _in_line(block)]
        return bool(written) and all(isinstance(block, Paragraph) and block.bold for block in written)


@dataclass(frozen=True, slots=True)
class Row:
    """A row. A cell that is merged with the one above is an empty one here. `header`: the file marks it as a header."""

    cells: tuple[Cell, ...]
    header: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each column: a cell that is merged over several is written in the first, and the others are empty."""
        return tuple(text for cell in self.cells for text in (cell.text, *[""] * (cell.columns - 1)))

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells with text."""
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def line(self) -> str:
        """The row in one line, its cells parted by ` | `. Columns that a merged cell takes up at the end leave no trace."""
        surplus = self.cells[-1].columns - 1 if self.cells else 0
        return " | ".join(self.texts[: len(self.texts) - surplus]).strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table, as the file has it."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PageStart:
    """Here begins a page, such as a slide."""


Block: TypeAlias = Paragraph | Table | PageStart


def text_cell(text: str, *, bold: bool = False, columns: int = 1) -> Cell:
    """A cell of one paragraph, or an empty one."""
    return Cell((Paragraph(text, bold=bold),) if text else (), columns)


_PLAIN = {0xAD: None, 0x200B: None, 0xFEFF: None, 0x2011: "-"}


def tidied(text: str) -> str:
    """Text with one space for each run of spaces and tabs, and none at the ends of lines; line breaks are kept.

    Soft hyphens and spaces without width go, and a hyphen at which no line may break becomes one: a word is searched for as people type it.
    """
    lines = re.sub(r"[ \t\r\f\v]+", " ", text.translate(_PLAIN)).split("\n")
    return "\n".join(line.strip(" ") for line in lines).strip()


def in_one_line(text: str) -> str:
    """Text without line breaks."""
    return " ".join(text.split("\n")).strip()


def text_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each paragraph and each row."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (row.line for row in block.rows)


def _in_line(block: Block) -> str:
    if isinstance(block, Paragraph):
        return in_one_line(block.text)
    if isinstance(block, Table):
        return "; ".join(filter(None, (" ".join(filter(None, row.texts)) for row in block.rows)))
    return ""
