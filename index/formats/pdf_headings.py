"""Which paragraphs of a printed text are headings: those in larger or bolder letters than the text."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf_boxes import Line
from index.formats.pdf_paragraphs import TextStyle
from index.formats.pdf_rules import RULES

LARGER = 1.15
"""How much larger a heading's letters are than those of the text, at least, where they are not bold."""
MOST_LINES = 4
MOST_WORDS = 40
LEVELS = 6


def is_heading(paragraph: Sequence[Line], style: TextStyle) -> bool:
    """Whether a paragraph is a heading: in larger or bold letters throughout, short, and without the end of a sentence."""
    text = " ".join(line.text for line in paragraph)
    larger = all(line.size >= LARGER * style.size for line in paragraph)
    bolder = not style.bold and all(line.bold for line in paragraph)
    if not (larger or bolder) or len(paragraph) > MOST_LINES or len(text.split()) > MOST_WORDS:
        return False
    # "3." and "Nomor : 800/12" in bold are none.
    return any(map(str.isalpha, text)) and not RULES.rules["no_heading"].applies(text)


def heading_levels(headings: Sequence[Sequence[Line]]) -> list[int]:
    """The level of each heading, from 1 for the largest letters; of two as large, the bold one is above the other."""
    looks = [(round(paragraph[0].size), all(line.bold for line in paragraph)) for paragraph in headings]
    ranks = {look: min(rank, LEVELS) for rank, look in enumerate(sorted(set(looks), reverse=True), 1)}
    return [ranks[look] for look in looks]
