"""What a format gives of a file: its text, and what the file says of itself and of stretches of that text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.document import Furniture, Page, Span

PROPERTY_TITLE = "property_title"
"""In `Extracted.stated`."""

MarkKind = Literal["heading", "item", "header", "row"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a file's format says of a stretch of its text; `structure.py` makes the document's parts of it.

    Attributes:
        kind: a heading, an item of a list, the header row of a table, or another row of it.
        span: the stretch; without white space at its ends. A row is one line, its cells parted by ` | `. An item begins with its number
            or bullet, as a reader sees it.
        level: of a heading, from 1; of an item, how deep its list lies in others, from 1; 0 for rows.
    """

    kind: MarkKind
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text and what else the file gives. Offsets are of `text`.

    Attributes:
        text: paragraphs are parted by blank lines; a line break within one is no more than white space.
        stated: `title`, `publisher`, `published` (ISO) and `url`, where the file states them to its readers; and `property_title`,
            the title among its properties, which a template or a converter may have left there.
        derived: names of those in `stated` that a rule took from the text or the address.
        marks: in the order of the text.
        furniture: what the format knows to be furniture, such as the running header of a page; disjoint, in order.
        pages: the pages, in order, of a file that has any.
        warnings: what was guessed, left out or could not be read, in words for the person who indexes; without the file's name.
    """

    text: str
    stated: Mapping[str, str | None] = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()
