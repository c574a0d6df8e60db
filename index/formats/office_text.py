"""The text of an office file's paragraphs and tables, with the marks, furniture and pages that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.document import Furniture, Page, Span
from index.formats.extracted import Extracted, Mark, MarkKind
from index.formats.office_blocks import Block, PageStart, Paragraph, in_one_line
from index.formats.office_tables import DataTable, laid_out

BETWEEN = "\n\n"
_INDENT = "  "
TITLE_LINES = 10
"""How many lines may be a title; the first ones are often a letterhead."""


def compose(blocks: Iterable[Block], title: str | None = None, warnings: Sequence[str] = ()) -> Extracted:
    """The text of the blocks, blank lines between them, and what each stretch of it is.

    `title` is what the file's properties say. It is stated only where the text begins with it: a template's title, or the one that a
    program made up, stays in a file's properties whatever is written into it.
    """
    composer = _Composer()
    for block in laid_out(blocks):
        if isinstance(block, PageStart):
            composer.begin_page()
        elif isinstance(block, Paragraph):
            composer.add_paragraph(block)
        else:
            composer.add_table(block)
    return composer.extracted(title or "", warnings)


class _Composer:
    """Appends pieces, and keeps where they are."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._furniture: list[Furniture] = []
        self._pages: list[int] = []

    def begin_page(self) -> None:
        self._pages.append(self._length + len(BETWEEN) if self._pieces else 0)

    def add_paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        if paragraph.kind == "heading":
            text = in_one_line(text)
        elif paragraph.kind == "item":
            text = re.sub(r"\n{2,}", "\n", text)
        if not text:
            return
        between = BETWEEN
        if paragraph.kind == "item" and not paragraph.furniture:
            # Items of a list have a line each, those of a list within it further in.
            ends_item = self._marks and self._marks[-1].kind == "item" and self._marks[-1].span.end == self._length
            between = ("\n" if ends_item else BETWEEN) + _INDENT * (paragraph.level - 1)
        span = self._append(text, between)
        if paragraph.furniture:
            self._furniture.append(Furniture(span, paragraph.furniture))
        elif paragraph.kind != "text":
            self._marks.append(Mark(paragraph.kind, span, paragraph.level))

    def add_table(self, table: DataTable) -> None:
        between = BETWEEN
        for row, is_header in table.rows:
            kind: MarkKind = "header" if is_header else "row"
            self._marks.append(Mark(kind, self._append(row.line, between)))
            between = "\n"

    def extracted(self, title: str, warnings: Sequence[str]) -> Extracted:
        pages = tuple(Page(min(start, self._length)) for start in self._pages)  # the last pages may be empty
        text = "".join(self._pieces)
        return Extracted(
            text,
            {"title": title.strip()} if _begins_with(text, title) else {},
            marks=tuple(self._marks),
            furniture=tuple(self._furniture),
            pages=pages,
            warnings=tuple(warnings),
        )

    def _append(self, text: str, between: str) -> Span:
        if self._pieces:
            self._pieces.append(between)
            self._length += len(between)
        self._pieces.append(text)
        self._length += len(text)
        return Span(self._length - len(text), self._length)


def _begins_with(text: str, title: str) -> bool:
    """Whether one of the first lines is the title, whatever its case."""
    lines = [line for line in text.split("\n") if line.strip()][:TITLE_LINES]
    return bool(title.strip()) and _fold(title) in map(_fold, lines)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
