"""Quotation marks: where direct speech stands in a text, and a quote set in marks without doubling those it brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import Span

# One quotation within another at most; straight marks open and close alike, so they end with their line.
_QUOTATION = re.compile(r"“(?:[^“”]|“[^“”]*”)*”|\"[^\"\n]*\"")
_MARK = re.compile(r"[“”\"]")
_CLOSING = {"“": "”", '"': '"'}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def find_quotations(text: str) -> Iterator[Span]:
    """What stands in double quotation marks in a text, marks included, in order. A mark that never closes begins none."""
    return (Span(*found.span()) for found in _QUOTATION.finditer(text))


def in_quotation_marks(quote: str) -> str:
    """The quote in quotation marks, none of them doubled; not one character of it is changed.

    A quote cut out of direct speech has one mark and lacks the other, which alone is added. One that begins or ends with marks of
    its own stays as it is. Around marks further inside, single ones are set.
    """
    marks = _read_marks(quote)
    begins, ends = (bool(_MARK.match(character)) for character in (quote[:1], quote[-1:]))
    if marks.unopened or marks.unclosed:
        opening = "" if begins else _OPENING.get(marks.unopened, "")
        closing = "" if ends else _CLOSING.get(marks.unclosed, "")
        return f"{opening}{quote}{closing}"
    if begins or ends:
        return quote
    return f"‘{quote}’" if "“" in quote else f"“{quote}”"


@dataclass(frozen=True, slots=True)
class _Marks:
    """The first mark of a text that closes what began before it, and the last one that opens what ends after it; "" for none."""

    unopened: str
    unclosed: str


def _read_marks(text: str) -> _Marks:
    unopened, opened = "", []
    for found in _MARK.finditer(text):
        mark, at = found.group(), found.start()
        if mark == "“" or (mark == '"' and '"' not in opened and _opens(text, at)):
            opened.append(mark)
        elif opened and _CLOSING[opened[-1]] == mark:
            opened.pop()
        elif mark == "”" or not text[at - 1 : at].isdigit():  # 5" is a measure
            unopened = unopened or mark
    return _Marks(unopened, opened[0] if opened else "")


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens a quotation: a word follows it, and none stands directly before it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(after) and not after.isspace() and not (before.isalnum() or (before in ".,!?;:" and before))
