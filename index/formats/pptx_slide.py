"""What stands on a slide: its title, then text, tables and diagrams in the order in which a screen reader says them, then its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.drawings import CHART, DIAGRAM, LARGE_PICTURE, A, diagram_paragraphs, is_large
from index.formats.office_blocks import Block, Cell, Paragraph, Row, Table, tidied
from index.formats.package import RELATIONS, Package
from index.formats.pptx_bullets import FOOTERS, SLIDE_NUMBER, TITLES, BulletWriter, ListStyles, P, placeholder_of

MOST_COLUMNS = 200
DEEPEST = 8
"""The last level of a list, counted from 0."""
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT_BODY = P + "txBody"
_LINE_BREAK = {A + "br": "\n", A + "tab": " "}
_ON = ("1", "true", "on")


class SlideReader:
    """Reads one slide; `part` is its name in the package."""

    def __init__(self, package: Package, part: str, left_out: Counter[str]) -> None:
        self._package = package
        self._left_out = left_out
        self._relations = package.relations(part)
        layout = self._target(part, "slideLayout")
        master = self._target(layout, "slideMaster")
        self._notes = self._target(part, "notesSlide")
        self._styles = ListStyles(package.xml(layout), package.xml(master))

    def read(self, slide: Element) -> Iterator[Block]:
        """The blocks of the slide."""
        shapes = list(_shapes(slide.find(f"{P}cSld/{P}spTree")))
        titles = [shape for shape in shapes if (placeholder_of(shape) or ("",))[0] in TITLES]
        for shape in titles:
            text = " ".join(paragraph.text for paragraph in self._paragraphs(shape))
            yield Paragraph(tidied(text), "heading", 1)
        for shape in shapes:
            if shape not in titles:
                yield from self._shape(shape)
        notes = self._package.xml(self._notes)
        for shape in _shapes(notes.find(f"{P}cSld/{P}spTree")) if notes is not None else ():
            if (placeholder_of(shape) or ("",))[0] == "body":
                yield from (Paragraph(_text(paragraph)) for paragraph in shape.iter(A + "p"))

    def _shape(self, shape: Element) -> Iterator[Block]:
        kind = (placeholder_of(shape) or ("",))[0]
        if shape.tag == P + "graphicFrame":
            yield from self._graphic(shape)
        elif shape.tag == P + "pic":
            size = shape.find(f"{P}spPr/{A}xfrm/{A}ext")
            if size is not None and is_large(size.get("cx"), size.get("cy")):
                self._left_out[LARGE_PICTURE] += 1
        elif kind in FOOTERS:
            yield from (Paragraph(found.text, furniture="slide-footer") for found in self._paragraphs(shape))
        elif kind != SLIDE_NUMBER:  # which is that of the page
            yield from self._paragraphs(shape)

    def _paragraphs(self, shape: Element) -> Iterator[Paragraph]:
        body = shape.find(_TEXT_BODY)
        writer = BulletWriter(self._styles, shape)
        for paragraph in body.iter(A + "p") if body is not None else ():
            text = _text(paragraph)
            if not text:
                continue
            properties = paragraph.find(A + "pPr")
            level = _level(properties)
            if bullet := writer.bullet(properties, level):
                yield Paragraph(f"{bullet} {text}", "item", level + 1)
            else:
                yield Paragraph(text)

    def _graphic(self, frame: Element) -> Iterator[Block]:
        for found in frame.iter():
            if found.tag == A + "tbl":
                yield _table(found)
            elif found.tag == DIAGRAM + "relIds":
                relation = self._relations.get(found.get(f"{{{RELATIONS}}}dm", ""))
                yield from diagram_paragraphs(self._package.xml(relation.target) if relation else None)
            elif found.tag == CHART:
                self._left_out["chart"] += 1

    def _target(self, part: str, kind: str) -> str:
        relations = self._package.relations(part).values() if part else ()
        return next((relation.target for relation in relations if relation.kind == kind), "")


def _shapes(tree: Element | None) -> Iterator[Element]:
    """The shapes of a slide, those of groups among them; hidden ones are left out."""
    for child in tree if tree is not None else ():
        named = child.find(f"*/{P}cNvPr")
        if named is not None and named.get("hidden") in _ON:
            continue
        if child.tag == P + "grpSp":
            yield from _shapes(child)
        elif child.tag == _COMPATIBILITY + "AlternateContent":
            yield from _shapes(child.find(_COMPATIBILITY + "Choice"))
        elif child.tag in (P + "sp", P + "graphicFrame", P + "pic"):
            yield child


def _text(paragraph: Element) -> str:
    written = (
        _LINE_BREAK.get(child.tag) or "".join(found.text or "" for found in child.iter(A + "t")) for child in paragraph
    )
    return tidied("".join(written).replace("\v", "\n"))


def _level(properties: Element | None) -> int:
    """The level of a paragraph, from 0."""
    stated = "0" if properties is None else properties.get("lvl", "0")
    return min(int(stated), DEEPEST) if stated.isdigit() else 0


def _table(table: Element) -> Table:
    properties = table.find(A + "tblPr")
    headed = properties is not None and properties.get("firstRow") in _ON
    return Table(tuple(_row(row, headed and not at) for at, row in enumerate(table.findall(A + "tr"))))


def _row(row: Element, header: bool) -> Row:
    cells = []
    for cell in row.findall(A + "tc"):
        if cell.get("hMerge") in _ON:
            continue  # counted in the width of the cell before it
        merged = cell.get("vMerge") in _ON
        blocks = () if merged else tuple(Paragraph(_text(paragraph)) for paragraph in cell.iter(A + "p"))
        cells.append(Cell(blocks, _span(cell, "gridSpan"), _span(cell, "rowSpan")))
    return Row(tuple(cells), header)


def _span(cell: Element, name: str) -> int:
    stated = cell.get(name, "1")
    return min(max(1, int(stated)), MOST_COLUMNS) if stated.isdigit() else 1
