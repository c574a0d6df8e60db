"""Where a sentence that is too long for the encoder is cut: between clauses if it can be, and never within a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from index.document import Span
from index.line_units import RULES

BOUNDARIES = ("between_clauses", "before_a_clause", "at_a_comma", "before_a_phrase")
"""The rules for where a sentence may be cut, the best first."""
MARGIN = 0.25
"""Share of a sentence at either end within which it is not cut between clauses: the pieces would be too unequal."""
_SPACE = re.compile(r"\s+")


def cut_long_sentence(text: str, sentence: Span, fits: Callable[[Span], bool]) -> Iterator[Span]:
    """The sentence, or, where it does not fit, its two parts (and theirs), without white space at their ends."""
    if len(sentence) < 2 or fits(sentence):
        yield sentence
        return
    cut = sentence.start + _best_cut(sentence.of(text))
    while cut < sentence.end and unicodedata.combining(text[cut]):  # never between a letter and its accent
        cut += 1
    for part in (Span(sentence.start, cut), Span(cut, sentence.end)):
        piece = part.of(text)
        if stripped := piece.strip():
            start = part.start + piece.index(stripped[0])
            yield from cut_long_sentence(text, Span(start, start + len(stripped)), fits)


def _best_cut(sentence: str) -> int:
    """The place of the best kind of boundary that is nearest the middle; the middle itself in what has no white space."""
    middle = len(sentence) // 2
    for rule in BOUNDARIES:
        places = [found.end() for found in RULES.pattern(rule).finditer(sentence)]
        central = [at for at in places if MARGIN * len(sentence) <= at <= (1 - MARGIN) * len(sentence)]
        if central:
            return min(central, key=lambda at: abs(at - middle))
    gaps = [found.start() for found in _SPACE.finditer(sentence)]
    return min(gaps, key=lambda gap: abs(gap - middle)) if gaps else middle
