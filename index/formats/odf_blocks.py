"""The paragraphs, lists and tables of an OpenDocument file, in the order in which a reader meets them.

Notes and boxes come after the paragraph that they belong to; the notes of a table come after the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.drawings import LARGE_PICTURE
from index.formats.odf_lists import Lists, OpenList
from index.formats.odf_names import DRAW, SVG, TABLE, TEXT
from index.formats.odf_styles import OdfStyles
from index.formats.odf_tables import cells_of, hidden_columns, rows_of, trimmed
from index.formats.odf_text import read_inline
from index.formats.office_blocks import CONTENTS, Block, Paragraph, Table, text_lines, tidied

LARGE = 10
"""Centimetres that both sides of a picture have which may be a page, at least."""
_INDEXES = frozenset(
    TEXT + kind
    for kind in (
        "table-of-content",
        "alphabetical-index",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
    )
)
_PARAGRAPHS = frozenset((TEXT + "p", TEXT + "h"))
_SECTIONS = frozenset((TEXT + "section", TEXT + "index-title", TEXT + "numbered-paragraph"))
_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}


class OdfReader:
    """Reads one file; numbers count on from each part that is read to the next."""

    def __init__(self, styles: OdfStyles) -> None:
        self.left_out: Counter[str] = Counter()
        self._styles = styles
        self._lists = Lists(styles)
        self._after_table: list[Block] = []
        self._in_cells = 0

    def read(self, container: Element) -> list[Block]:
        """The blocks of a body, a section, a cell, a box or a note."""
        return [block for child in container for block in self._block(child)]

    def table(self, element: Element) -> Table:
        """A table; its notes are kept for later."""
        hidden = hidden_columns(element)
        self._in_cells += 1
        rows = [cells_of(row, header, hidden, self.read) for row, header in rows_of(element)]
        self._in_cells -= 1
        return Table(trimmed(rows))

    def is_hidden(self, table: Element) -> bool:
        """Whether a table, or a sheet, is not shown."""
        return self._styles.is_collapsed(table)

    def _block(self, element: Element) -> Iterator[Block]:
        if element.tag in _PARAGRAPHS:
            yield from self._paragraph(element)
        elif element.tag == TEXT + "list":
            yield from self._list(element, None)
        elif element.tag == TABLE + "table":
            yield self.table(element)
            if not self._in_cells:
                yield from self._after_table
                self._after_table = []
        elif element.tag in _INDEXES:
            yield from self._contents(element)
        elif element.tag in _SECTIONS and element.get(TEXT + "display") != "none":
            yield from self.read(element)
        elif element.tag.startswith(DRAW):
            yield from self._drawing(element)

    def _contents(self, element: Element) -> Iterator[Block]:
        body = element.find(TEXT + "index-body")
        for line in text_lines(self.read(body)) if body is not None else ():
            yield Paragraph(line, furniture=CONTENTS)

    def _paragraph(self, element: Element, label: str = "", opened: OpenList | None = None) -> Iterator[Block]:
        inline = read_inline(element, self._styles)
        yield self._written(element, tidied(inline.text), not inline.plain, label, opened)
        for drawing in inline.drawings:
            yield from self._drawing(drawing)
        for note in inline.notes:
            blocks = self.read(note)
            if self._in_cells:
                self._after_table += blocks
            else:
                yield from blocks

    def _written(self, element: Element, text: str, bold: bool, label: str, opened: OpenList | None) -> Paragraph:
        if self._styles.is_contents(element):
            return Paragraph(text, furniture=CONTENTS)
        outline = element.get(TEXT + "outline-level", "1")
        is_heading = element.tag == TEXT + "h" and outline.isdigit()
        level = int(outline) if is_heading else self._styles.title_level(element)
        if is_heading and text and not label and element.get(TEXT + "is-list-header") != "true":
            label = self._lists.heading_label(level)
        names_part = opened is not None and opened.form is not None and opened.form.names_part
        if not text and not (label and (names_part or self._in_cells)):
            return Paragraph("")
        written = f"{label} {text}".strip()
        if level:
            return Paragraph(written, "heading", level, bold)
        if label and opened and not names_part:
            return Paragraph(written, "item", opened.level, bold)
        return Paragraph(written, bold=bold)

    def _list(self, element: Element, outer: OpenList | None) -> Iterator[Block]:
        opened = self._lists.begin(element, outer, next(element.iter(TEXT + "p"), None))
        for item in element:
            counted = item.tag == TEXT + "list-item"
            for child in item:
                if child.tag == TEXT + "list":
                    yield from self._list(child, opened)
                elif child.tag in _PARAGRAPHS:
                    yield from self._paragraph(child, self._lists.label(opened, item) if counted else "", opened)
                    counted = False
                else:
                    yield from self._block(child)

    def _drawing(self, element: Element) -> Iterator[Block]:
        box = element.find(DRAW + "text-box")
        if element.tag != DRAW + "frame" or box is not None:
            yield from self.read(element if box is None else box)
        elif element.find(DRAW + "object") is not None or element.find(DRAW + "object-ole") is not None:
            self.left_out["embedded file"] += 1
        elif element.find(DRAW + "image") is not None and _is_large(element):
            self.left_out[LARGE_PICTURE] += 1
        else:
            yield from self.read(element)


def _is_large(frame: Element) -> bool:
    sides = [_LENGTH.fullmatch(frame.get(SVG + side, "")) for side in ("width", "height")]
    return all(side is not None and float(side.group(1)) * _CENTIMETRES[side.group(2)] >= LARGE for side in sides)
