"""PDFs for tests: pages of lines, drawn by the library that draws the PDF of a conversation."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 420, 595
"""Points: A5, so that little text fills a page."""
LEFT, TOP, LEADING = 60, 500, 20


def pdf_of(*pages: Sequence[str], title: str = "") -> bytes:
    """A PDF with these lines on its pages; the first line of a page stands TOP points from its lower edge."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle(title)
    for lines in pages:
        for at, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - at * LEADING, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
