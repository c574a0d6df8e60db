"""The pages of a PDF as one text: sentences whole across columns and pages, what is not part of them beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.document import Furniture, Page, Span
from index.formats.extracted import Mark
from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Column
from index.formats.pdf_headings import heading_levels, is_heading
from index.formats.pdf_layout import Layout
from index.formats.pdf_paragraphs import TextStyle, begins_paragraph, goes_on
from index.formats.pdf_running_lines import RunningLine
from index.formats.pdf_table_heads import is_numbering
from index.formats.pdf_tables import Row, Table

REST = 0.8
"""The share of a table's rows that have something in their first column, where an empty one tells the rest of a row."""
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
        self._first_row = 0
        self._waiting: list[RunningLine | Column] = []
        self._unplaced: list[float | None] = []

    # Pages

    def page(self, page: FlowPage) -> None:
        """Add a page."""
        blocks = page.layout.blocks
        if blocks and self._continues(blocks[0], new_page=True):
            self._unplaced.append(page.confidence)
            self._waiting += page.above
        else:
            self._end_block()
            self._unplaced.append(page.confidence)
            self._running(page.above)
        for number, block in enumerate(blocks):
            if isinstance(block, Table):
                self._write_table(block)
            else:
                self._write_column(block, new_page=not number)
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

    def _continues(self, block: Column | Table, new_page: bool = False) -> bool:
        """Whether what was written last goes on with a block."""
        if isinstance(block, Table):
            return self._table is not None and _same_table(self._table, block)
        if not self._paragraph or not self._column or is_heading(self._paragraph, self._style):
            return False
        line = block.lines[0]
        return not is_heading([line], self._style) and goes_on(self._paragraph, line, self._column, new_page)

    def _write_column(self, column: Column, new_page: bool) -> None:
        for number, line in enumerate(column.lines):
            if self._paragraph and number:
                ends = begins_paragraph(self._paragraph[-number:], line, column, self._style)
            else:
                ends = not self._continues(column, new_page)
            if ends:
                self._end_block()
                self._write(line.text, "\n\n")
                self._start = self._length - len(line.text)
            else:
                self._write(line.text, "\n")
            self._paragraph.append(line)
            self._column = column

    def _write_table(self, table: Table) -> None:
        earlier = self._table if self._continues(table) else None
        if earlier:
            earlier = self._with_repeated_header(earlier, table)
        else:
            self._end_block()
            self._first_row = len(self._marks)
        headers = 0 if earlier else table.headers
        gap = "\n" if earlier else "\n\n"
        for number, row in enumerate(self._rows_after(earlier, table) if earlier else table.rows):
            if number == headers and is_numbering(row.texts):
                self._waiting.append(RunningLine(row.text, "column-numbers"))
                continue
            self._write(row.text, gap)
            gap = "\n"
            self._marks.append(Mark("header" if number < headers else "row", self._last_written(row.text)))
        self._table = replace(table, rows=(*earlier.rows, *table.rows), headers=earlier.headers) if earlier else table

    def _with_repeated_header(self, earlier: Table, table: Table) -> Table:
        """The table so far, its first row the header where the next page begins with it again."""
        if earlier.headers or table.rows[0].text != earlier.rows[0].text:
            return earlier
        self._marks[self._first_row] = replace(self._marks[self._first_row], kind="header")
        return replace(earlier, headers=1)

    def _rows_after(self, earlier: Table, table: Table) -> list[Row]:
        """The rows with which a table goes on: without the header that is printed again, and what belongs to the row before."""
        rows = list(table.rows)
        header = [row.text for row in earlier.rows[: earlier.headers]]
        while rows and rows[0].text in header:
            self._waiting.append(RunningLine(rows.pop(0).text, "repeated-header"))
        last = earlier.rows[-1]
        if rows and _is_rest(rows[0], last, earlier):
            whole = Row(tuple((*one, *other) for one, other in zip(last.cells, rows.pop(0).cells, strict=True)))
            self._rewrite(last.text, whole.text)
        return rows

    def _rewrite(self, old: str, new: str) -> None:
        """Put what was written last in other words."""
        self._pieces[-1] = new
        self._length += len(new) - len(old)
        self._marks[-1] = replace(self._marks[-1], span=self._last_written(new))

    def _last_written(self, text: str) -> Span:
        return Span(self._length - len(text), self._length)

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
            self._furniture.append(Furniture(self._last_written(line.text), line.rule))

    def _write(self, text: str, gap: str) -> None:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        while self._unplaced:
            self._pages.append(Page(self._length, self._unplaced.pop(0)))
        self._pieces.append(text)
        self._length += len(text)


def _is_rest(row: Row, last: Row, table: Table) -> bool:
    """Whether the first row of a page is what was left of the last one of the page before: nothing stands in its first column."""
    first = [bool(other.cells[0]) for other in table.rows[table.headers :]]
    return (
        len(row.cells) == len(last.cells)
        and not row.cells[0]
        and bool(last.cells[0])
        and sum(first) > REST * len(first)
    )


def _same_table(one: Table, other: Table) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= SAME_COLUMNS for a, b in zip(one.columns, other.columns, strict=True)
    )
