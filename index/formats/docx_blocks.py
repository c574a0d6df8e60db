"""The paragraphs and tables of a Word file, in the order in which a reader meets them.

What is anchored in a paragraph comes after it: text boxes, diagrams, and the notes that it refers to. The notes of a table come after
the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.docx_drawings import DIAGRAM_IDS, TEXT_BOX, anchored, unread
from index.formats.docx_list_depth import ListDepth
from index.formats.docx_names import R, W, is_on, number_of, value_of
from index.formats.docx_numbering import Label, Numbering
from index.formats.docx_styles import Styles
from index.formats.docx_text import Inline, TextReader, through
from index.formats.drawings import diagram_paragraphs
from index.formats.office_blocks import CONTENTS, Block, Cell, Paragraph, Row, Table, text_lines, tidied
from index.formats.package import Package

_WRAPPERS = tuple(W + name for name in ("ins", "moveTo", "customXml", "smartTag"))
_GONE = tuple(W + name for name in ("del", "moveFrom"))
_FIRST_ROW = 0x20
"""The bit of `w:tblLook` that says that the first row is a header."""
MOST_COLUMNS = 63
"""Word allows no more; a damaged file may state millions."""


class BlockReader:
    """Reads one Word file. Numbers and fields go on from each part that is read to the next."""

    def __init__(self, package: Package, main: str) -> None:
        self.left_out: Counter[str] = Counter()
        self._package = package
        self._relations = package.relations(main)
        self._styles = Styles(self._related("styles"))
        self._numbering = Numbering(self._related("numbering"), self._styles)
        self._text = TextReader(self._styles)
        self._depth = ListDepth()
        self._notes = {kind: self._read_notes(kind) for kind in ("footnotes", "endnotes")}
        self._after_table: list[Block] = []
        self._in_cells = 0

    def read(self, container: Element) -> list[Block]:
        """The blocks of a body, a cell, a text box or a note."""
        blocks: list[Block] = []
        joined: list[Element] = []  # paragraphs whose end is deleted or hidden go on with the next
        for child in through(container, _WRAPPERS):
            if child.tag == W + "p":
                joined.append(child)
                if not self._has_no_end(child):
                    blocks += self._paragraph(joined)
                    joined = []
            elif child.tag == W + "tbl":
                blocks.append(self._table(child))
                if not self._in_cells:
                    blocks += self._after_table
                    self._after_table = []
            elif child.tag == W + "altChunk":
                self.left_out["embedded file"] += 1
        return blocks + (self._paragraph(joined) if joined else [])

    def headers_and_footers(self, body: Element) -> Iterator[Paragraph]:
        """The lines of all headers and footers of the document's sections, each once, as furniture."""
        seen: set[str] = set()
        for kind in ("header", "footer"):
            for reference in body.iter(f"{W}{kind}Reference"):
                relation = self._relations.get(reference.get(R + "id", ""))
                root = self._package.xml(relation.target) if relation else None
                for line in text_lines(self.read(root)) if root is not None else ():
                    if line and line not in seen:
                        seen.add(line)
                        yield Paragraph(line, furniture=f"running-{kind}")

    def _paragraph(self, elements: list[Element]) -> list[Block]:
        inline = Inline()
        for element in elements:
            self._text.read(element, element.find(W + "pPr"), inline)
        properties = elements[-1].find(W + "pPr")
        label = self._numbering.label(properties)
        blocks: list[Block] = [self._written(tidied(inline.text), not inline.plain, properties, label)]
        for drawing in inline.drawings:
            blocks += self._drawing(drawing)
        for kind, name in inline.notes:
            # Taken out, so that no note is read twice.
            note = self._notes[kind].pop(name, None)
            if note is not None:
                (self._after_table if self._in_cells else blocks).extend(self.read(note))
        return blocks

    def _written(self, text: str, bold: bool, properties: Element | None, label: Label | None) -> Paragraph:
        if self._styles.is_contents(properties):
            return Paragraph(text, furniture=CONTENTS)
        number = label.text if label else ""
        # A number without text is shown, too: "Pasal 5" above its paragraphs, or the numbers of a table's rows.
        if not text and not (label and (label.names_part or self._in_cells)):
            return Paragraph("")
        written = f"{number}{label.gap}{text}".strip() if label and number else text
        if level := self._styles.heading_level(properties):
            self._depth.end()
            return Paragraph(written, "heading", level, bold)
        if not label or not number or label.names_part:
            if number:
                self._depth.end()
            return Paragraph(written, bold=bold)
        return Paragraph(written, "item", self._depth.of(label), bold)

    def _drawing(self, drawing: Element) -> Iterator[Block]:
        for found in anchored(drawing):
            if found.tag == TEXT_BOX:
                yield from self.read(found)
            elif found.tag == DIAGRAM_IDS:
                relation = self._relations.get(found.get(R + "dm", ""))
                yield from diagram_paragraphs(self._package.xml(relation.target) if relation else None)
            elif kind := unread(found, drawing):
                self.left_out[kind] += 1

    def _table(self, table: Element) -> Table:
        properties = table.find(W + "tblPr")
        titled = _first_row_is_header(properties) and self._styles.bold_first_row(properties)
        rows: list[Row] = []
        above: dict[int, tuple[int, int]] = {}  # for a column, the row and place of the cell that is merged downwards
        self._in_cells += 1
        for row in through(table, _WRAPPERS):
            if row.tag != W + "tr" or _is_removed(row.find(W + "trPr")):
                continue
            cells = self._cells(row, rows, above)
            rows.append(Row(tuple(cells), _is_marked(row) or (titled and not rows)))
        self._in_cells -= 1
        return Table(tuple(rows))

    def _cells(self, row: Element, rows: list[Row], above: dict[int, tuple[int, int]]) -> list[Cell]:
        before = min(number_of(row.find(f"{W}trPr/{W}gridBefore")) or 0, MOST_COLUMNS)
        cells = [Cell(columns=before)] if before else []
        column = before
        for element in through(row, _WRAPPERS):
            properties = element.find(W + "tcPr")
            if element.tag != W + "tc" or (properties is not None and properties.find(W + "cellDel") is not None):
                continue
            columns = _columns(properties)
            if _goes_on(properties, "vMerge"):
                _extend(rows, above.get(column))
                cells.append(Cell(columns=columns))
            else:
                above[column] = (len(rows), len(cells))
                merged = _goes_on(properties, "hMerge")
                cells.append(Cell(() if merged else tuple(self.read(element)), columns))
            column += columns
        return cells

    def _has_no_end(self, paragraph: Element) -> bool:
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is None:
            return False
        if any(mark.find(name) is not None for name in _GONE):
            return True
        return any(self._styles.is_on(name, mark, None) for name in ("vanish", "specVanish"))

    def _related(self, kind: str) -> Element | None:
        targets = (relation.target for relation in self._relations.values() if relation.kind == kind)
        return self._package.xml(next(targets, f"word/{kind}.xml"))

    def _read_notes(self, kind: str) -> dict[str, Element]:
        root = self._related(kind)
        notes = root.findall(W + kind.removesuffix("s")) if root is not None else []
        return {note.get(W + "id", ""): note for note in notes if value_of(note, "type") in (None, "normal")}


def _first_row_is_header(properties: Element | None) -> bool:
    look = None if properties is None else properties.find(W + "tblLook")
    if look is None:
        return False
    first = look.get(W + "firstRow")
    if first is not None:
        return first in ("1", "true", "on")
    try:
        return bool(int(look.get(W + "val", "0"), 16) & _FIRST_ROW)
    except ValueError:
        return False


def _columns(properties: Element | None) -> int:
    stated = None if properties is None else number_of(properties.find(W + "gridSpan"))
    return min(max(1, stated or 1), MOST_COLUMNS)


def _is_removed(properties: Element | None) -> bool:
    if properties is None:
        return False
    hidden = properties.find(W + "hidden")
    return properties.find(W + "del") is not None or (hidden is not None and is_on(hidden))


def _is_marked(row: Element) -> bool:
    header = row.find(f"{W}trPr/{W}tblHeader")
    return header is not None and is_on(header)


def _goes_on(properties: Element | None, merge: str) -> bool:
    """Whether a cell is the continuation of the one above (`vMerge`) or before it (`hMerge`)."""
    found = None if properties is None else properties.find(W + merge)
    return found is not None and value_of(found) in (None, "continue")


def _extend(rows: list[Row], place: tuple[int, int] | None) -> None:
    """Let a merged cell reach one row further down."""
    if place is None:
        return
    row, at = place
    cells = list(rows[row].cells)
    cells[at] = Cell(cells[at].blocks, cells[at].columns, cells[at].rows + 1)
    rows[row] = Row(tuple(cells), rows[row].header)
