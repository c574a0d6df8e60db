"""Tables in a text: rows of one line each, as the file's format says, or lines whose cells are parted alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.document import Span
from index.formats.extracted import Mark

CELL_ENDS = (re.compile(r"(?<!\S)\|(?!\S)"), re.compile("\t"))
"""What parts the cells of a row in a text."""
NO_ROW = re.compile(r"(?!)")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        header: its header rows; None where it has none that can be told.
        rows: its other rows.
    """

    header: Span | None
    rows: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.header.start if self.header else self.rows[0].start, self.rows[-1].end)


def find_tables(text: str, marks: Sequence[Mark]) -> dict[int, Table]:
    """The tables of a text by where they begin: those that `marks` tell, else those that the text shows."""
    rows = [mark for mark in marks if mark.kind in ("header", "row")]
    tables = _marked(text, rows) if rows else map(_shown, _runs(text))
    return {table.span.start: table for table in tables}


def cells_of(text: str, row: Span) -> list[Span]:
    """The cells of a row, in order, without the white space around their words; an empty one is an empty span."""
    between = _cells(row.of(text))[0]
    # A mark at both ends is the edge of the row.
    if row.of(text).startswith("|") and row.of(text).endswith("|") and len(row) > 1:
        row = Span(row.start + 1, row.end - 1)
    found, at = [], row.start
    for start, end in (*(match.span() for match in between.finditer(text, row.start, row.end)), (row.end, row.end)):
        cell = text[at:start]
        first = at + len(cell) - len(cell.lstrip()) if cell.strip() else at
        found.append(Span(first, first + len(cell.strip())))
        at = end
    return found


def _marked(text: str, rows: Sequence[Mark]) -> Iterator[Table]:
    run: list[Mark] = []
    for mark in (*rows, None):
        ends = run and (
            mark is None
            or text[run[-1].span.end : mark.span.start].strip()
            or text.count("\n", run[-1].span.end, mark.span.start) > 1
            or (mark.kind == "header" and run[-1].kind == "row")
        )
        if ends:
            headers = [row.span for row in run if row.kind == "header"]
            others = tuple(row.span for row in run if row.kind == "row")
            if others:
                yield Table(Span(headers[0].start, headers[-1].end) if headers else None, others)
            run = []
        if mark:
            run.append(mark)


def _runs(text: str) -> Iterator[list[Span]]:
    """Consecutive lines with as many cells each."""
    run: list[Span] = []
    kind = (NO_ROW, 0)
    for found in (*_LINE.finditer(text), None):
        cells = _cells(found.group()) if found else (NO_ROW, 0)
        adjoins = bool(run and found and text.count("\n", run[-1].end, found.start()) == 1)
        if run and (not adjoins or cells != kind):
            if len(run) > 1:
                yield run
            run = []
        if found and cells[1]:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            run.append(Span(start, found.start() + len(found.group().rstrip())))
        kind = cells


def _cells(line: str) -> tuple[re.Pattern[str], int]:
    """What parts the cells of a line, and how often; nothing, never, for no row."""
    return next(((between, count) for between in CELL_ENDS if (count := len(between.findall(line)))), (NO_ROW, 0))


def _shown(run: Sequence[Span]) -> Table:
    return Table(run[0], tuple(run[1:]))
