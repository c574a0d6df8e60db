"""DOCX."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from eval.corpora.making.archive import MADE, archive_again
from eval.corpora.making.source import Block, Source

_FORMATS = {"1": "decimal", "a": "lowerLetter"}
_FIRST_LIST = 100
"""Above the lists of the library's own template."""
_STEP = 360  # twentieths of a point


def word_file(source: Source) -> bytes:
    """The bytes of a DOCX file. Items are numbered by Word, as in most letters: their numbers are not in the text."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Pt

    word = docx.Document()
    word.styles["Normal"].font.size = Pt(11)
    properties = word.core_properties
    properties.title, properties.author = source.properties["title"], source.properties["author"]
    properties.created = properties.modified = dt.datetime(*MADE, tzinfo=dt.timezone.utc)
    sides = {"centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    lists = 0
    for group in source.groups():
        block = group[0]
        if block.kind == "row":
            _add_table(word, group)
        elif block.kind == "break":
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif block.kind == "numbering":
            lists += 1
            _add_list(word, _FIRST_LIST + lists, block.text.split())
        elif block.kind == "heading":
            word.add_heading(block.text, 1)
        else:
            paragraph = word.add_paragraph(f"{block.label}\t{block.text}" if block.label else block.text)
            if side := sides.get(block.kind):
                paragraph.alignment = side
            if block.kind == "item":
                _number(paragraph, _FIRST_LIST + lists, block.level)
    file = io.BytesIO()
    word.save(file)
    return archive_again(file.getvalue())


def _add_table(word: Any, rows: Sequence[Block]) -> None:
    table = word.add_table(len(rows), len(rows[0].cells), "Table Grid")
    for row, block in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, block.cells, strict=True):
            cell.text = text


def _add_list(word: Any, number: int, levels: Sequence[str]) -> None:
    """Define a list whose levels are numbered like "1.", "a." or "1)"."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    written = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{_FORMATS[level[0]]}"/>'
        f'<w:lvlText w:val="%{i + 1}{level[1:]}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_STEP * (i + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
        for i, level in enumerate(levels)
    )
    lists = word.part.numbering_part.element
    kinds = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{written}</w:abstractNum>')
    one = parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>',
    )
    # Word wants all definitions before all lists.
    lists.insert(0, kinds)
    lists.append(one)


def _number(paragraph: Any, number: int, level: int) -> None:
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - the library has no public way to number
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = number
