"""Spreadsheets (XLSX): each sheet a heading, its rows the rows of tables. What is hidden is left out, and said."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.formats.extracted import Extracted
from index.formats.office_blocks import Block, Cell, Row, Table, in_one_line, text_cell, tidied
from index.formats.office_text import compose
from index.formats.package import Package
from index.formats.sheets import hidden_rows_warning, hidden_sheet_warning, sheet_heading
from index.formats.xlsx_values import shown

MOSTLY = 0.6
"""The share of a header row's cells that are words, and of the table's columns that it fills, at least."""
YEARS = range(1990, 2101)
"""Numbers that may head a column."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def extract_xlsx(data: bytes, name: str) -> Extracted:
    """The visible cells of all visible sheets, as a reader in Indonesia sees them.

    Raises:
        DocumentError: the file is damaged, or too large.
    """
    import openpyxl

    package = Package(data, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl cannot keep, which is nothing that we read
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
            raise package.damaged(str(error)) from error
    blocks: list[Block] = []
    said: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            said.append(hidden_sheet_warning(sheet.title))
            continue
        found, hidden = _read_sheet(sheet)
        if hidden:
            said.append(hidden_rows_warning(hidden, sheet.title))
        blocks += [*sheet_heading(sheet.title), *found] if found else []
    if count := _without_value(package):
        said.append(
            f"formulas without a stored result, left empty: {count}; open the file in a spreadsheet program and save it"
        )
    return compose(blocks, package.title(), said)


def _read_sheet(sheet: Any) -> tuple[list[Block], int]:
    """What a sheet says, and how many of its rows with something in them are hidden."""
    columns = _hidden_columns(sheet)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    rows: dict[int, dict[int, Cell]] = {}
    words: dict[int, int] = {}
    # The public ways to go through a sheet make a cell for every place up to the last one, which may be a million.
    for (at, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001
        text = in_one_line(tidied(shown(cell.value, cell.number_format)))
        if text and column not in columns:
            rows.setdefault(at, {})[column] = text_cell(text, bold=bool(cell.font and cell.font.b))
            words[at] = words.get(at, 0) + (isinstance(cell.value, str) or cell.value in YEARS)
    hidden_rows = {at for at, dimension in sheet.row_dimensions.items() if dimension.hidden}
    visible = [at for at in rows if at not in hidden_rows]
    blocks: list[Block] = []
    for numbers in _parted(visible, hidden_rows):
        blocks += _blocks({at: rows[at] for at in numbers}, words, merged)
    return blocks, len(rows) - len(visible)


def _hidden_columns(sheet: Any) -> set[int]:
    ranges = [range(d.min, d.max + 1) for d in sheet.column_dimensions.values() if d.hidden and d.min and d.max]
    return {column for found in ranges for column in found}


def _parted(numbers: Sequence[int], hidden: set[int]) -> Iterator[list[int]]:
    """The numbers of the rows with something in them, parted where an empty row is seen between two."""
    run: list[int] = []
    for at in numbers:
        if run and any(between not in hidden for between in range(run[-1] + 1, at)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _blocks(
    rows: Mapping[int, Mapping[int, Cell]], words: Mapping[int, int], merged: Mapping[tuple[int, int], Any]
) -> Iterator[Block]:
    """The rows of a stretch: what stands alone above and below the table is its title and its notes."""
    numbers = list(rows)
    wide = [at for at in numbers if len(rows[at]) > 1]
    first, last = (wide[0], wide[-1]) if wide else (numbers[-1] + 1, numbers[-1] + 1)
    for at in (at for at in numbers if at < first):
        yield from next(iter(rows[at].values())).blocks
    inner = [at for at in numbers if first <= at <= last]
    columns = sorted({column for at in inner for column in rows[at]})
    header = bool(wide) and len(columns) > 2 and _is_header(len(rows[first]), words[first], len(columns))
    if inner:
        yield Table(tuple(_row(rows[at], at, columns, merged, header and at == first) for at in inner))
    for at in (at for at in numbers if at > last):
        yield from next(iter(rows[at].values())).blocks


def _is_header(filled: int, words: int, columns: int) -> bool:
    return words >= MOSTLY * filled and filled >= MOSTLY * columns


def _row(
    cells: Mapping[int, Cell], at: int, columns: Sequence[int], merged: Mapping[tuple[int, int], Any], header: bool
) -> Row:
    written: list[Cell] = []
    skipped_to = 0
    for column in columns:
        if column <= skipped_to:
            continue
        cell = cells.get(column, Cell())
        if area := merged.get((at, column)):
            skipped_to = area.max_col
            width = sum(area.min_col <= other <= area.max_col for other in columns)
            cell = Cell(cell.blocks, width, area.max_row - area.min_row + 1)
        written.append(cell)
    return Row(tuple(written), header)


def _without_value(package: Package) -> int:
    """How many formulas have no result in the file: programs that calculate nothing write such files."""
    count = 0
    for part in sorted(package.names):
        if part.startswith("xl/worksheets/") and part.endswith(".xml") and b"<f" in package.read(part):
            root = package.xml(part)
            for cell in root.iter(_MAIN + "c") if root is not None else ():
                count += cell.find(_MAIN + "f") is not None and not cell.findtext(_MAIN + "v")
    return count
