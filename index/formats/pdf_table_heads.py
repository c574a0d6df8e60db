"""Which rows of a table are its header: a PDF does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.formats.pdf_rules import RULES

MOST_HEADERS = 3
"""Rows that a header has at most."""
HEADER_WORDS = 8
"""Words of a header's cell at most."""
_FIGURE = re.compile(r"\d")

Texts = Sequence[str]
"""The cells of a row."""


def count_headers(rows: Sequence[Texts], bold: Sequence[bool]) -> int:
    """How many of the first rows are the header; `bold` says which rows are bold throughout."""
    if len(rows) < 2:
        return 0
    if bold[0] and not all(bold):
        return min(bold.index(False), MOST_HEADERS)
    if not _may_be_header(rows[0]) or _names_fields(rows):
        return 0
    return 2 if len(rows) > 2 and _goes_on(rows[0], rows[1]) else 1


def is_numbering(row: Texts) -> bool:
    """Whether a row numbers the columns, as under the header of official tables: "1 | 2 | 3"."""
    numbers = [re.sub(r"\W", "", cell) for cell in row]
    return len(row) > 1 and numbers == [str(number) for number in range(1, len(row) + 1)]


def _may_be_header(row: Texts) -> bool:
    """Whether a row may be a header: short words in each cell, and no figures."""
    return all(cell and not _FIGURE.search(cell) and len(cell.split()) <= HEADER_WORDS for cell in row)


def _names_fields(rows: Sequence[Texts]) -> bool:
    """Whether the first column names what stands in the second, row by row: "Hari | Senin", "Tempat | Aula"."""
    named = sum(len(row) == 2 and RULES.rules["field"].applies(row[0]) for row in rows)
    return named > 1


def _goes_on(header: Texts, row: Texts) -> bool:
    """Whether a row is the second of a header: it parts merged cells of the first, and has nothing below the others."""
    parted = len(row) > len(header) and not row[0]
    return parted and not any(_FIGURE.search(cell) for cell in row)
