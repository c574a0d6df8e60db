"""PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.formats.extracted import Extracted
from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Column
from index.formats.pdf_file import open_pdf
from index.formats.pdf_flow import FlowPage, flow
from index.formats.pdf_layout import lay_out, text_size
from index.formats.pdf_lines import PageLines, page_lines
from index.formats.pdf_paragraphs import text_style
from index.formats.pdf_running_lines import part_running_lines


def extract_pdf(data: bytes, name: str) -> Extracted:
    with open_pdf(data, name) as file:
        pages = [_without_words(page_lines(file.page(number))) for number in range(1, len(file) + 1)]
        title = file.title
    parted = part_running_lines(pages)
    size = text_size(page.body for page in parted)
    rights = sorted(max((line.box.right for line in page.body.lines), default=0.0) for page in parted)
    layouts = [lay_out(page.body, rights[int(0.8 * (len(rights) - 1))], size) for page in parted]
    style = text_style((b for layout in layouts for b in layout.blocks if isinstance(b, Column)), size)
    flowed = flow([FlowPage(page.above, layout, page.below, page.body.confidence) for page, layout in zip(parted, layouts, strict=True)], style)
    return Extracted(flowed.text, {}, (), tuple(flowed.marks), tuple(flowed.furniture), tuple(flowed.pages))


def _without_words(page: PageLines) -> PageLines:
    return replace(page, lines=tuple(replace(line, words=()) for line in page.lines), aside=tuple(replace(line, words=()) for line in page.aside))
