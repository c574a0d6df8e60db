"""The pages of a PDF as one text: sentences whole across columns and pages, what is not part of them beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.document import Furniture, Page, Span
from index.formats.extracted import Mark
from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Column
from index.formats.pdf_headings import heading_levels, is_heading
from index.formats.pdf_layout import Layout
from index.formats.pdf_paragraphs import TextStyle, begins_paragraph, goes_on
from index.formats.pdf_running_lines import RunningLine
from index.formats.pdf_table_heads import is_numbering
from index.formats.pdf_tables import Table

SAME_COLUMNS = 6.0
"""Points by which the columns of a table may move where it goes on on the next page."""


@dataclass(frozen=True, slots=True)
class FlowPage:
    """A page: its running lines, what is between them, and, where a machine read it, how surely."""

    above: tuple[RunningLine, ...]
    layout: Layout
    below: tuple[RunningLine, ...]
    confidence: float | None = None


@dataclass(slots=True)
class Flowed:
    """The text, and what is known of stretches of it."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)


def flow(pages: Sequence[FlowPage], style: TextStyle) -> Flowed:
    """One text of all pages.

    A sentence that goes on in the next column or on the next page is one stretch of it. Running lines, notes and the repeated header of
    a table come after the paragraph or table that they would cut.
    """
    writer = _Writer(style)
    for page in pages:
        writer.page(page)
    return writer.flowed()


class _Writer:
    def __init__(self, style: TextStyle) -> None:
        self._style = style
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._furniture: list[Furniture] = []
        self._pages: list[Page] = []
        self._headings: list[tuple[Span, tuple[Line, ...]]] = []
        self._paragraph: list[Line] = []
        self._start = 0
        self._column: Column | None = None
        self._table: Table | None = None
        self._waiting: list[RunningLine | Column] = []
        self._unplaced: list[float | None] = []

    # Pages

    def page(self, page: FlowPage) -> None:
        """Add a page."""
        self._unplaced.append(page.confidence)
        if not page.layout.blocks and not page.layout.notes:
            self._end_block()
        first = page.layout.blocks[0] if page.layout.blocks else None
        if first is None or not self._continues(first):
            self._end_block()
            self._running(page.above)
        else:
            self._waiting += page.above
        for block in page.layout.blocks:
            if isinstance(block, Table):
                self._write_table(block)
            else:
                self._write_column(block)
        self._waiting += [*page.layout.notes, *page.below]

    def flowed(self) -> Flowed:
        """All that was added."""
        self._end_block()
        while self._unplaced:
            self._pages.append(Page(self._length, self._unplaced.pop(0)))
        levels = heading_levels([lines for _, lines in self._headings])
        marks = [Mark("heading", span, level) for (span, _), level in zip(self._headings, levels, strict=True)]
        return Flowed(
            "".join(self._pieces),
            sorted((*self._marks, *marks), key=lambda mark: mark.span),
            self._furniture,
            self._pages,
        )

    # Blocks

    def _continues(self, block: Column | Table) -> bool:
        """Whether what was written last goes on with a block."""
        if isinstance(block, Table):
            return self._table is not None and _same_table(self._table, block)
        if not self._paragraph or not self._column or is_heading(self._paragraph, self._style):
            return False
        line = block.lines[0]
        return not is_heading([line], self._style) and goes_on(self._paragraph, line, self._column)

    def _write_column(self, column: Column) -> None:
        for number, line in enumerate(column.lines):
            if self._paragraph and number:
                ends = begins_paragraph(self._paragraph[-number:], line, column, self._style)
            else:
                ends = not self._continues(column)
            if ends:
                self._end_block()
                self._write(line.text, "\n\n")
                self._start = self._length - len(line.text)
            else:
                self._write(line.text, "\n")
            self._paragraph.append(line)
            self._column = column

    def _write_table(self, table: Table) -> None:
        goes_on = self._continues(table)
        if not goes_on:
            self._end_block()
        rows = list(enumerate(table.rows))
        if goes_on and self._table:
            # The header that is printed again at the top of the page.
            known = [row.text for row in self._table.rows[: self._table.headers]]
            while rows and rows[0][1].text in known:
                self._waiting.append(RunningLine(rows.pop(0)[1].text, "repeated-header"))
        headers = 0 if goes_on else table.headers
        for number, row in rows:
            if is_numbering(row.texts) and number == table.headers:
                self._waiting.append(RunningLine(row.text, "column-numbers"))
                continue
            self._write(row.text, "\n" if goes_on else "\n\n")
            goes_on = True
            span = Span(self._length - len(row.text), self._length)
            self._marks.append(Mark("header" if number < headers else "row", span))
        if not self._table:
            self._table = table

    def _end_block(self) -> None:
        """End the paragraph or table, and write what had to wait for its end."""
        if self._paragraph and is_heading(self._paragraph, self._style):
            self._headings.append((Span(self._start, self._length), tuple(self._paragraph)))
        self._paragraph, self._column, self._table = [], None, None
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            if isinstance(item, RunningLine):
                self._running([item])
            else:
                self._write("\n".join(line.text for line in item.lines), "\n\n")

    def _running(self, lines: Sequence[RunningLine]) -> None:
        for line in lines:
            self._write(line.text, "\n\n")
            self._furniture.append(Furniture(Span(self._length - len(line.text), self._length), line.rule))

    def _write(self, text: str, gap: str) -> None:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        while self._unplaced:
            self._pages.append(Page(self._length, self._unplaced.pop(0)))
        self._pieces.append(text)
        self._length += len(text)


def _same_table(one: Table, other: Table) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= SAME_COLUMNS for a, b in zip(one.columns, other.columns, strict=True)
    )
