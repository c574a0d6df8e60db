"""Lists of web pages: the number or letter that a reader sees before each item, and lists of terms that are tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.formats.html_tree import tag_of
from index.formats.list_numbers import column_letters
from index.formats.marked_text import BULLET, Block, row_text
from index.numerals import roman

if TYPE_CHECKING:
    from index.formats.html_tree import Element

TERM_LETTERS = 60
SAID_LETTERS = 120
"""Up to so many characters a term, and what is said of it, are the cells of a row."""
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_KINDS = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_SENTENCE_END = re.compile(r"[.!?…][”\"’')\]]*$")


def item_markers(element: Element) -> Iterator[tuple[str, Element]]:
    """Each child of a list with what a browser writes before it; "" for what is no item, or where the style takes it away."""
    kind = _kind(element)
    items = [child for child in element if tag_of(child) == "li"]
    backwards = element.get("reversed") is not None
    number = _whole(element.get("start"), len(items) if backwards else 1)
    for child in element:
        if tag_of(child) != "li":
            if tag_of(child):
                yield "", child
            continue
        number = _whole(child.get("value"), number)
        yield _marker(kind, number), child
        number += -1 if backwards else 1


def definitions_as_rows(pairs: Sequence[tuple[str, str]]) -> list[Block]:
    """The rows of a list of short terms and short texts ("Nomor", "17 Tahun 2024"); none where one of them is a question or a sentence."""
    if not pairs or not all(_is_row(term, said) for term, said in pairs):
        return []
    return [Block(row_text(pair), "row", begins=number == 0) for number, pair in enumerate(pairs)]


def _is_row(term: str, said: str) -> bool:
    short = 0 < len(term) <= TERM_LETTERS and 0 < len(said) <= SAID_LETTERS
    return short and not term.endswith("?") and not _SENTENCE_END.search(said)


def _kind(element: Element) -> str:
    """1, a, A, i or I for what counts, "" for bullets, and "none"."""
    style = _STYLE.search(element.get("style") or "")
    if style and style[1] == "none":
        return "none"
    if tag_of(element) != "ol":
        return ""
    if style and style[1] in _KINDS:
        return _KINDS[style[1]]
    return element.get("type") or "1"


def _marker(kind: str, number: int) -> str:
    if not kind:
        return BULLET
    if kind == "none":
        return ""
    written = (
        (column_letters(number) or str(number)) if kind in "aA" else roman(number) if kind in "iI" else str(number)
    )
    return f"{written.upper() if kind.isupper() else written}. "


def _whole(value: str | None, otherwise: int) -> int:
    try:
        return int(value or "")
    except ValueError:
        return otherwise
