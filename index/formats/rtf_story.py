"""The paragraphs and tables that an RTF file's words add up to: of the document, or of a note or box within it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.formats.list_numbers import names_part, shown_bullet
from index.formats.office_blocks import CONTENTS, Block, Cell, Paragraph, Row, Table, tidied

Kind: TypeAlias = Literal["text", "heading", "contents"]


@dataclass(slots=True)
class RowForm:
    r"""What `\trowd` and the words after it say of a row: whether it is a header, and how each of its cells is merged."""

    header: bool = False
    merges: list[str] = field(default_factory=list)
    next_merge: str = ""


@dataclass(slots=True)
class Story:
    """What is read of a text; `kind` is where it stands: "body", "note", "box", "header" or "footer"."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    label: list[str] = field(default_factory=list)
    after_paragraph: list[Block] = field(default_factory=list)
    after_table: list[Block] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add_aside(self, blocks: list[Block], in_table: bool) -> None:
        """Keep a note or box, which comes after the paragraph or the table that is being read."""
        (self.after_table if in_table or self.cells else self.after_paragraph).extend(blocks)

    def end_paragraph(self, kind: Kind, level: int, in_table: bool) -> None:
        """Close the paragraph; `level` is that of a heading or, of any other with a label, how deep its list lies, from 1."""
        paragraph = self._paragraph(kind, level)
        self.pieces, self.plain, self.label = [], False, []
        if in_table or self.cells:
            self.cell.append(paragraph)
            return
        self.end_table()
        self.blocks.append(paragraph)
        self.blocks += self.after_paragraph
        self.after_paragraph = []

    def end_cell(self) -> None:
        """Close the cell and the paragraph that it ends with."""
        self.cell.append(self._paragraph("text", 1))
        self.pieces, self.plain, self.label = [], False, []
        self.cells.append(Cell(tuple(self.cell)))
        self.cell = []

    def end_row(self, form: RowForm) -> None:
        """Close the row."""
        cells: list[Cell] = []
        for at, cell in enumerate(self.cells):
            merge = form.merges[at] if at < len(form.merges) else ""
            if merge == "clmrg" and cells:
                cells[-1] = Cell(cells[-1].blocks, cells[-1].columns + 1)
            else:
                cells.append(Cell() if merge == "clvmrg" else cell)
        self.rows.append(Row(tuple(cells), form.header))
        self.cells = []

    def end_table(self) -> None:
        """Close the table, if one is open, and put its notes after it."""
        if self.rows:
            self.blocks.append(Table(tuple(self.rows)))
            self.rows = []
            self.blocks += self.after_table
            self.after_table = []

    def finished(self) -> list[Block]:
        """All of it, what was not closed included."""
        if self.cells or self.cell:
            if self.pieces or self.cell:
                self.end_cell()
            self.end_row(RowForm())
        self.end_table()
        self.end_paragraph("text", 1, False)
        return self.blocks

    def _paragraph(self, kind: Kind, level: int) -> Paragraph:
        text = tidied(_joined(self.pieces))
        number = tidied(_joined(self.label))
        bold = not self.plain
        if number and not re.search(r"\w", number):
            number = shown_bullet(number)
        if not text:
            return Paragraph(number if names_part(number) else "")
        written = f"{number} {text}".strip()
        if kind == "contents":
            return Paragraph(written, furniture=CONTENTS)
        if kind == "heading":
            return Paragraph(written, "heading", level, bold)
        if number and not names_part(number):
            return Paragraph(written, "item", level, bold)
        return Paragraph(written, bold=bold)


def _joined(pieces: list[str]) -> str:
    """The pieces as one text; a character above U+FFFF comes as two halves."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
