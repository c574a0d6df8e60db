"""PDF."""

from __future__ import annotations

from index.document import Page
from index.formats.extracted import Extracted
from index.formats.pdf_file import open_pdf


def extract_pdf(data: bytes, name: str) -> Extracted:
    """The text layer of a PDF, a blank line between pages; a scanned PDF has none."""
    text, pages = "", []
    with open_pdf(data, name) as file:
        for number in range(1, len(file) + 1):
            letters, lines, last = file.page(number).letters, [""], None
            for letter in letters:
                if last and abs(letter.baseline - last.baseline) > letter.size / 2:
                    lines.append("")
                lines[-1] += letter.text
                last = letter
            text += "\n\n" if text else ""
            pages.append(Page(len(text)))
            text += "\n".join(line.strip() for line in lines)
    return Extracted(text, {}, pages=tuple(pages))
