"""The text of a PDF's pages in reading order.

What the modules `pdf_*.py` do, in the order in which it is done: `pdf_file` (words and drawn lines, by PDFium), `pdf_lines`, `pdf_ocr`
(pages that are pictures, by `pdf_tesseract`), `pdf_running_lines`, `pdf_layout` (with `pdf_columns`, `pdf_grids` and `pdf_tables`),
`pdf_flow` (with `pdf_paragraphs` and `pdf_headings`). `pdf_pages` shows them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from index.errors import DocumentError
from index.formats.allowances import ask_for_page
from index.formats.extracted import Extracted
from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Column
from index.formats.pdf_file import PdfFile, open_pdf
from index.formats.pdf_flow import FlowPage, flow
from index.formats.pdf_layout import lay_out, text_size
from index.formats.pdf_lines import PageLines, page_lines
from index.formats.pdf_ocr import read_picture_page, with_even_sizes
from index.formats.pdf_paragraphs import text_style
from index.formats.pdf_running_lines import part_running_lines
from index.formats.pdf_tesseract import ocr_available
from index.numerals import consecutive_runs

OCR_NEEDED = "tesseract-ocr and tesseract-ocr-ind (docs/documents.md)"
"""What an office installs to have scanned pages read: names of Debian's packages."""
UNREADABLE = 0.3
"""The share of letters that a font does not name, from which a page's text is worth nothing."""
USUAL_RIGHT = 0.8
"""Of the pages' right edges, sorted, the one that lines are taken to reach on every page: the last page may have short lines only."""


def extract_pdf(data: bytes, name: str) -> Extracted:
    """The text of a PDF in reading order, its headings and tables marked, its running lines as furniture.

    Pages without text are read by Tesseract where it is installed; else `warnings` names them.

    Raises:
        DocumentError: it is no PDF, is damaged, has a password, or holds no text at all.
    """
    with open_pdf(data, name) as file:
        pages, warnings = _read(file)
        title = file.title
    if not any(page.lines or page.aside for page in pages):
        raise DocumentError("empty", _says_empty(name))
    return replace(extract_pages(pages), stated={"title": _stated_title(title, pages)}, warnings=tuple(warnings))


def extract_pages(pages: Sequence[PageLines]) -> Extracted:
    """One text of the lines of pages, with its marks, furniture and pages."""
    parted = part_running_lines(pages)
    size = text_size(page.body for page in parted)
    rights = sorted(max((line.box.right for line in page.body.lines), default=0.0) for page in parted)
    right = rights[int(USUAL_RIGHT * (len(rights) - 1))]
    layouts = [lay_out(page.body, right, size) for page in parted]
    style = text_style((block for layout in layouts for block in layout.blocks if isinstance(block, Column)), size)
    flowed = flow(
        [
            FlowPage(page.above, layout, page.below, page.body.confidence)
            for page, layout in zip(parted, layouts, strict=True)
        ],
        style,
    )
    return Extracted(
        flowed.text, marks=tuple(flowed.marks), furniture=tuple(flowed.furniture), pages=tuple(flowed.pages)
    )


def _read(file: PdfFile) -> tuple[list[PageLines], list[str]]:
    """The pages, those that are pictures read where that can be done, and what there is to say of them."""
    pages = [_readable(page_lines(file.page(number))) for number in range(1, len(file) + 1)]
    # A page may have no more than the office's stamp and a page number as text.
    bodies = [page.body for page in part_running_lines(pages)]
    missing = [number for number, body in enumerate(bodies, 1) if not body.lines and not body.aside]
    read: dict[int, PageLines] = {}
    if missing and ocr_available():
        for count, number in enumerate(missing, 1):
            if pages[number - 1].blank:
                continue
            ask_for_page(count)
            if page := read_picture_page(file, number):
                read[number] = _light(page)
    for number, page in zip(read, with_even_sizes(list(read.values())), strict=True):
        pages[number - 1] = page
    return pages, _warnings(pages, [number for number in missing if number not in read], list(read))


def _warnings(pages: Sequence[PageLines], missing: Sequence[int], read: Sequence[int]) -> list[str]:
    found = []
    if read:
        sure = [round(100 * (pages[number - 1].confidence or 0.0)) for number in read]
        some = f"page {read[0]} was" if len(read) == 1 else f"{len(read)} pages were"
        range_ = f"{sure[0]} %" if min(sure) == max(sure) else f"{min(sure)} to {max(sure)} %"
        which = "" if len(read) == 1 else f": {_listed(read)}"
        found.append(f"{some} read by machine (confidence {range_}){which}")
    if missing:
        hold = "page holds" if len(pages) == 1 else "pages hold" if len(missing) > 1 else "pages holds"
        found.append(f"{len(missing)} of {len(pages)} {hold} no text (scanned?): {_listed(missing)}{_remedy()}")
    return found


def _remedy() -> str:
    return "" if ocr_available() else f". To have them read, install {OCR_NEEDED}"


def _says_empty(name: str) -> str:
    if ocr_available():
        return f"{name} has no text, and none can be read on its pages. Remove it, or replace it by a file with text."
    return f"{name} has no text. A scanned PDF needs OCR: install {OCR_NEEDED}; or replace it by a file with text."


def _listed(numbers: Sequence[int]) -> str:
    """Page numbers in order, runs as "4-9"."""
    runs = consecutive_runs(numbers)
    return ", ".join(
        f"{first}-{last}" if last > first + 1 else ", ".join(map(str, sorted({first, last}))) for first, last in runs
    )


def _readable(page: PageLines) -> PageLines:
    """The page, without its text where the font does not say which letters it shows."""
    text = "".join(line.text for line in page.lines)
    unknown = sum(character == "\ufffd" or unicodedata.category(character) == "Co" for character in text)
    return replace(page, lines=(), aside=()) if unknown > UNREADABLE * len(text) else _light(page)


def _light(page: PageLines) -> PageLines:
    """The page without the places of its words, so that many pages fit into memory."""
    return replace(page, lines=tuple(map(_without_words, page.lines)), aside=tuple(map(_without_words, page.aside)))


def _without_words(line: Line) -> Line:
    return replace(line, words=())


def _stated_title(title: str, pages: Sequence[PageLines]) -> str | None:
    """The title among the file's properties, as the first page prints it; elsewhere it is mostly that of a template or a file's name."""
    first = next((page for page in pages if page.lines), None)
    lines = [" ".join(line.text.split()) for line in first.lines] if first else []
    said = " ".join(title.split()).casefold()
    return next((line for line in lines if line.casefold() == said), None)
