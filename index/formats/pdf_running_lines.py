"""The lines that recur at the top or foot of pages, and page numbers: furniture of the page, no part of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from math import inf
from statistics import median

from index.document import Span
from index.formats.pdf_boxes import Box, Line
from index.formats.pdf_grids import find_grids
from index.formats.pdf_lines import PageLines, baselines, joined
from index.formats.pdf_rules import RULES
from index.numerals import roman, roman_value
from index.structure_lines import head_of

EDGE = 0.15
"""The share of a page's height, at its top and at its foot, in which running lines stand."""
EDGE_ROWS = 6
"""Most running lines at one edge: a letterhead has up to six."""
APART = 1.6
"""How far the text is from a running line, as a share of the size of its letters, where its words do not tell it apart."""
SECTION = 3
"""Pages in a row from which a line in the same place runs, though it does not on half of all pages: the name of a chapter."""
SAME_PLACE = 2.0
"""Points by which such a line may move."""
SAME_SIZE = 1.15
"""How much larger a line may be printed than it mostly is: a title is larger than the running line that repeats it."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:halaman|hal|hlm|page|p)\b\.?\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s*(?:dari|of|/|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A line of furniture; `rule` names what marked it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Running:
    """The furniture of one page, from above; `body` is the page without it."""

    above: tuple[RunningLine, ...]
    below: tuple[RunningLine, ...]
    body: PageLines


@dataclass(frozen=True, slots=True)
class _Row:
    """All that stands on one baseline near an edge.

    Attributes:
        page, rank: on which page, and how many rows are between it and the edge.
        line, pieces: all of it as one line, and its pieces.
        gap: how far it is from the next row inwards, as a share of its size.
    """

    page: int
    rank: int
    line: Line
    pieces: tuple[Line, ...]
    edge: str
    gap: float

    @property
    def place(self) -> tuple[int, str, int]:
        """Where it stands."""
        return self.page, self.edge, self.rank

    @property
    def key(self) -> tuple[str, str]:
        return self.edge, " ".join(_DIGITS.sub("0", self.line.text).casefold().split())


def part_running_lines(pages: Sequence[PageLines]) -> list[Running]:
    """Each page with its running lines apart from its body."""
    edges = [
        [*_edge_rows(number, page, "above"), *_edge_rows(number, page, "below")] for number, page in enumerate(pages)
    ]
    written = sum(bool(page.lines) for page in pages)
    recurring = _recurring([row for rows in edges for row in rows], written)
    numbers, numbered = _page_numbers([row for rows in edges for row in rows])
    recurring |= numbered
    parted = [_part(page, rows, recurring, numbers) for page, rows in zip(pages, edges, strict=True)]
    # Pages that are all alike have no body left: then the lines are the text.
    if not any(page.body.lines for page in parted):
        return [Running((), (), page) for page in pages]
    return parted


def _edge_rows(number: int, page: PageLines, edge: str) -> list[_Row]:
    """The rows near an edge, from the edge inwards."""
    rows = baselines(page.lines)
    limit = page.height * EDGE
    if edge == "below":
        rows.reverse()
    found: list[_Row] = []
    for rank, (row, inner) in enumerate(pairwise((*rows[: EDGE_ROWS + 1], None))):
        away = 0.0 if not row else row[0].box.bottom if edge == "above" else page.height - row[0].box.top
        if not row or away > limit or rank == EDGE_ROWS:
            break
        gap = abs(inner[0].baseline - row[0].baseline) / row[0].size if inner else inf
        found.append(_Row(number, rank, joined(row), tuple(row), edge, gap))
    return found


def _recurring(rows: Sequence[_Row], pages: int) -> set[tuple[int, str, int]]:
    """Those rows that recur: page, edge and rank."""
    alike: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        alike[row.key].append(row)
    found = set()
    for group in alike.values():
        on = {row.page for row in group}
        usual = median(row.line.size for row in group)
        if len(on) < 2 or not _same_but_for_pages(group) or _is_sentence(group):
            continue
        # Half of the pages, since running lines of left and right pages may differ; rounded down for the odd last page.
        if len(on) >= max(2, pages // 2) or _in_section(group):
            found |= {row.place for row in group if row.line.size <= usual * SAME_SIZE}
    return found


def _same_but_for_pages(rows: Sequence[_Row]) -> bool:
    """Whether what differs in rows that are alike but for their digits is the number of the page."""
    if len({row.line.text.casefold() for row in rows}) == 1:
        return True
    text = rows[0].line.text
    if head_of(text, Span(0, len(text))):  # "Pasal 2" on page 2, "Pasal 3" on page 3
        return False
    numbers = [[int(digits) for digits in _DIGITS.findall(row.line.text)] for row in rows]
    columns = [column for column in zip(*numbers, strict=True) if len(set(column)) > 1]
    return all(_counts_pages([row.page for row in rows], column) for column in columns)


def _is_sentence(rows: Sequence[_Row]) -> bool:
    """Whether rows that are alike are sentences of the text: at the foot, one that is the same on each page is a notice."""
    text = rows[0].line.text
    if not RULES.rules["ended"].applies(text) or RULES.rules["page_of"].applies(text):
        return False
    return rows[0].edge == "above" or len({row.line.text.casefold() for row in rows}) > 1


def _counts_pages(pages: Sequence[int], numbers: Sequence[int]) -> bool:
    """Whether most numbers go up by one with each page."""
    offsets = [number - page for page, number in zip(pages, numbers, strict=True)]
    return max(offsets.count(offset) for offset in offsets) * 2 > len(offsets)


def _in_section(rows: Sequence[_Row]) -> bool:
    """Whether a line stands alone in the same place of several pages in a row."""
    outer = sorted((row for row in rows if row.rank == 0 and len(row.pieces) == 1), key=lambda row: row.page)
    return any(
        last.page - first.page == SECTION - 1 and abs(last.line.baseline - first.line.baseline) <= SAME_PLACE
        for first, last in zip(outer, outer[SECTION - 1 :], strict=False)
    )


def _page_numbers(rows: Sequence[_Row]) -> tuple[set[tuple[int, str, int]], set[tuple[int, str, int]]]:
    """The rows that are the number of their page and nothing else, and those at the edge that begin or end with it."""
    alone: list[tuple[_Row, int]] = []
    beside: list[tuple[_Row, int]] = []
    for row in rows:
        if number := _page_number(row.line.text):
            alone.append((row, number))
        elif row.rank == 0 and len(row.pieces) > 1:
            ends = (_page_number(row.pieces[0].text), _page_number(row.pieces[-1].text))
            beside += [(row, number) for number in ends if number]
    offsets = Counter(number - row.page for row, number in (*alone, *beside))
    return (
        # The first page is often the first; else another page has to count on.
        {row.place for row, number in alone if number - row.page == 1 or offsets[number - row.page] > 1},
        {row.place for row, number in beside if offsets[number - row.page] >= SECTION},
    )


def _page_number(text: str) -> int:
    """The number of a page, where a text is nothing else; 0 for other texts."""
    match = _PAGE_NUMBER.fullmatch(text)
    return _value(match["number"]) if match else 0


def _value(number: str) -> int:
    """A page's number in digits or Roman numerals; 0 for what is neither."""
    if number.isdigit():
        return int(number)
    value = roman_value(number)
    return value if roman(value) == number.lower() else 0


def _part(
    page: PageLines, rows: Sequence[_Row], recurring: set[tuple[int, str, int]], numbers: set[tuple[int, str, int]]
) -> Running:
    taken = {"above": list[RunningLine](), "below": list[RunningLine]()}
    gone: set[int] = set()
    for edge, found in taken.items():
        its_rows = [row for row in rows if row.edge == edge]
        # From the edge inwards: below the first line that is none, the text has begun.
        for row in _running(page, its_rows, recurring | numbers):
            number = row.place in numbers
            rule = "page-number" if number else "running-header" if edge == "above" else "running-footer"
            found.append(RunningLine(row.line.text, rule))
            gone |= {id(piece) for piece in row.pieces}
    body = tuple(line for line in page.lines if id(line) not in gone)
    watermarks = [RunningLine(text, "watermark") for text in page.watermarks]
    return Running(tuple(taken["above"]), (*reversed(taken["below"]), *watermarks), replace(page, lines=body))


def _running(page: PageLines, rows: Sequence[_Row], known: set[tuple[int, str, int]]) -> Iterator[_Row]:
    """The running lines among the rows of an edge, from the edge inwards."""
    run = list(takewhile(lambda row: row.place in known, rows))
    while run and not _is_apart(run[-1]):
        run.pop()
    pieces = [piece for row in run for piece in row.pieces]
    grids = [grid.box for grid in find_grids(page.rules)] if run else []
    for row in run:
        grid = next((box for box in grids if box.contains(row.line.box)), None)
        if grid and not _all_within(grid, page, pieces):
            return
        after = rows[row.rank + 1] if row is run[-1] and row.rank + 1 < len(rows) else None
        if row.edge == "above" and after and _is_table_head(row, after):
            return
        yield row


def _is_apart(row: _Row) -> bool:
    """Whether a row is not the first or last line of a text that is much the same on each page."""
    return row.gap > APART or not (row.line.text[0].islower() or RULES.rules["ended"].applies(row.line.text))


def _all_within(grid: Box, page: PageLines, running: Sequence[Line]) -> bool:
    """Whether all lines in a grid run: the frame of a letterhead, not the head of a table that goes on over pages."""
    known = {id(line) for line in running}
    return all(id(line) in known for line in page.lines if grid.contains(line.box))


def _is_table_head(row: _Row, after: _Row) -> bool:
    """Whether the pieces of the next row stand below those of this one, as in a table without lines."""
    lefts = [piece.box.left for piece in after.pieces]
    below = sum(any(abs(piece.box.left - left) <= SAME_PLACE for left in lefts) for piece in row.pieces)
    return below >= 2
