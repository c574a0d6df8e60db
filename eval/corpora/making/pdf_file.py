"""PDF: a document in one column, or a newsletter in two."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from eval.corpora.making.source import Block, Source

_SERIF, _BOLD, _SIZE, _LEADING = "Times-Roman", "Times-Bold", 11, 14
_MARGIN, _HANG = 72, 26  # points
_GAP, _COLUMN_SIZE, _COLUMN_LEADING = 24, 10, 13


def pdf_file(source: Source) -> bytes:
    """The bytes of a PDF file."""
    return _newsletter(source) if source.properties.get("columns") == "2" else _document(source)


def _document(source: Source) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    file = io.BytesIO()
    width, height = A4
    title, author = source.properties["title"], source.properties["author"]
    document = BaseDocTemplate(file, pagesize=A4, title=title, author=author, invariant=1)
    frame = Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=lambda canvas, _: _furniture(canvas, source))])
    document.build([*_letterhead(source), *(part for group in source.groups() for part in _flowables(group))])
    return file.getvalue()


def _furniture(canvas: Any, source: Source) -> None:
    """What stands above and below every page."""
    width, height = canvas._pagesize  # noqa: SLF001 - as the library's own templates ask for it
    number = canvas.getPageNumber()
    canvas.setFont(_SERIF, 9)
    canvas.drawString(_MARGIN, height - 45, source.properties.get("header", ""))
    canvas.drawCentredString(width / 2, 40, source.properties.get("footer", "").format(page=number))


def _letterhead(source: Source) -> Iterator[Any]:
    from reportlab.lib.colors import black
    from reportlab.platypus import HRFlowable, Paragraph

    for line in source.letterhead:
        yield Paragraph(escape(line), _style("centre"))
    if source.letterhead:
        yield HRFlowable(width="100%", thickness=1.5, color=black, spaceAfter=10)


def _flowables(group: Sequence[Block]) -> Iterator[Any]:
    from reportlab.lib.colors import black
    from reportlab.platypus import PageBreak, Paragraph, Table

    block = group[0]
    if block.kind == "break":
        yield PageBreak()
    elif block.kind == "row":
        style = [("GRID", (0, 0), (-1, -1), 0.5, black), ("FONT", (0, 0), (-1, -1), _SERIF, _SIZE)]
        yield Table([row.cells for row in group], style=[*style, ("FONT", (0, 0), (-1, 0), _BOLD, _SIZE)])
    else:
        yield Paragraph(escape(block.text), _style(block.kind, block.level, block.label), block.label or None)


def _style(kind: str, level: int = 0, label: str = "") -> Any:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
    from reportlab.lib.styles import ParagraphStyle

    alignment = {"centre": TA_CENTER, "right": TA_LEFT}.get(kind, TA_JUSTIFY)
    # What a word processor puts "at the right" begins at one place there: a signature, a date.
    left = 260 if kind == "right" else _HANG * (level + bool(label))
    return ParagraphStyle(
        f"{kind} {level} {label}",
        fontName=_BOLD if kind == "centre" else _SERIF,
        fontSize=_SIZE,
        leading=_LEADING,
        alignment=alignment,
        leftIndent=left,
        bulletIndent=_HANG * level,
        bulletFontName=_SERIF,
        bulletFontSize=_SIZE,
        spaceBefore=6 if kind == "centre" else 2,
        spaceAfter=2,
    )


def _newsletter(source: Source) -> bytes:
    """Two columns, drawn line by line across both, as some programs do: the file's own order mixes them."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    width, height = A4
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(source.properties["title"])
    canvas.setAuthor(source.properties["author"])
    column = (width - 2 * _MARGIN - _GAP) / 2
    lines = [line for block in source.blocks if block.kind != "centre" for line in _lines(block, column)]
    top = height - _MARGIN
    while lines:
        _furniture(canvas, source)
        if canvas.getPageNumber() == 1:
            top = _banner(canvas, source, top)
        rows = int((top - _MARGIN) / _COLUMN_LEADING)
        # The last page is shared out evenly, as a newsletter's is.
        rows = min(rows, -(-len(lines) // 2))
        for row in range(rows):
            for side, at in enumerate((row, row + rows)):
                font, text = lines[at] if at < len(lines) else (_SERIF, "")
                canvas.setFont(font, _COLUMN_SIZE)
                canvas.drawString(_MARGIN + side * (column + _GAP), top - row * _COLUMN_LEADING, text)
        lines, top = lines[2 * rows :], height - _MARGIN
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _banner(canvas: Any, source: Source, top: float) -> float:
    """Draw the lines across the page; where the columns begin below them."""
    for number, block in enumerate(block for block in source.blocks if block.kind == "centre"):
        canvas.setFont(_BOLD if number == 0 else _SERIF, 20 if number == 0 else _COLUMN_SIZE)
        canvas.drawCentredString(canvas._pagesize[0] / 2, top, block.text)  # noqa: SLF001 - as above
        top -= 22
    return top - _COLUMN_LEADING


def _lines(block: Block, width: float) -> list[tuple[str, str]]:
    """The lines of a block with their font, and an empty one before a heading."""
    from reportlab.lib.utils import simpleSplit

    font = _BOLD if block.kind == "heading" else _SERIF
    lines = [(font, line) for line in simpleSplit(block.text, font, _COLUMN_SIZE, width)]
    return [(font, ""), *lines] if block.kind == "heading" else lines
