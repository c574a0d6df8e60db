"""What spreadsheets of all formats have in common: sheets with names, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.formats.office_blocks import Paragraph, tidied

_MADE_UP = re.compile(r"(?:sheet|worksheet|lembar|tabel)\s*\d*", re.IGNORECASE)


def sheet_heading(name: str) -> Iterator[Paragraph]:
    """The heading that a sheet's name is; none for a name that the program made up."""
    if not _MADE_UP.fullmatch(name.strip()):
        yield Paragraph(tidied(name), "heading", 1)


def hidden_sheet_warning(name: str) -> str:
    """What is said of a sheet that is left out."""
    return f'left out: the hidden sheet "{name}"'


def hidden_rows_warning(count: int, name: str) -> str:
    """What is said of rows that are left out."""
    return f'left out: {count} hidden row{"s" if count > 1 else ""} of the sheet "{name}"'
