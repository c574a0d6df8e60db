"""Pages of a PDF that are pictures, as Tesseract reads them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean, median

from index.formats.pdf_boxes import Box, Line, Word
from index.formats.pdf_columns import Column
from index.formats.pdf_file import PdfFile, PdfPage
from index.formats.pdf_layout import lay_out
from index.formats.pdf_lines import PageLines, page_lines
from index.formats.pdf_tesseract import BY_BLOCKS, BY_ROWS, DOTS_PER_INCH, find_turn, read_words

MOST_PIXELS = 6000
"""The longer side of the largest picture: a plan on A0 is read with fewer dots."""
SURE = 0.7
"""Below this confidence, the page may lie on its side: its direction is sought, and it is read again."""
SAME_SIZE = 0.25
"""The share by which the height of letters of one size may differ as they are read from a picture."""
ABOVE = 0.8
"""The share of a letter's height that is above the baseline."""
PAGES_KEPT = 256
"""Pages whose words are kept: reading one takes a second or more, and the viewer asks for them again."""
_KNOWN: dict[str, PageLines] = {}


def read_picture_page(file: PdfFile, number: int) -> PageLines | None:
    """The lines that Tesseract reads on a page, by its number from 1; None where it reads none."""
    picture = _picture(file, number, 0)
    digest = hashlib.sha256(picture).hexdigest()
    if digest not in _KNOWN:
        reading = _read_upright(file, number, picture)
        if len(_KNOWN) >= PAGES_KEPT:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        _KNOWN[digest] = replace(page_lines(reading.page), confidence=reading.confidence)
    page = _KNOWN[digest]
    return page if page.lines else None


def with_even_sizes(pages: Sequence[PageLines]) -> list[PageLines]:
    """Pages read from pictures with lines of one size where their heights hardly differ: each is read a little differently."""
    heights: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            heights[round(line.size * 2) / 2] += len(line.text)
    usual = heights.most_common(1)[0][0] if heights else 0.0
    return [replace(page, lines=tuple(_with_usual_size(line, usual) for line in page.lines)) for page in pages]


def _with_usual_size(line: Line, usual: float) -> Line:
    return replace(line, size=usual) if abs(line.size - usual) <= SAME_SIZE * usual else line


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page as it was read, and how surely, 0 to 1."""

    page: PdfPage
    confidence: float


def _read_upright(file: PdfFile, number: int, picture: bytes) -> _Reading:
    """A page, whichever way it lies."""
    size = file.size(number)
    reading = _read(picture, size, 0)
    if reading.confidence >= SURE or not (turn := find_turn(picture)):
        return reading
    turned = _read(_picture(file, number, turn), size, turn)
    return turned if turned.confidence > reading.confidence else reading


def _picture(file: PdfFile, number: int, turn: int) -> bytes:
    width, height = file.size(number)
    dots = min(DOTS_PER_INCH / 72, MOST_PIXELS / max(width, height))
    return file.picture(number, max(round(width * dots), 1), "PPM", turn)


def _read(picture: bytes, size: tuple[float, float], turn: int) -> _Reading:
    """The picture of a page of that size, which was turned clockwise by `turn`."""
    reading = _read_divided(picture, size, turn, BY_BLOCKS)
    # Lone figures are left out of blocks, and a table is full of them.
    if reading.confidence >= SURE and _has_table(reading.page):
        by_rows = _read_divided(picture, size, turn, BY_ROWS)
        if len(by_rows.page.words) > len(reading.page.words) and by_rows.confidence >= SURE:
            return by_rows
    return reading


def _has_table(page: PdfPage) -> bool:
    lines = page_lines(page)
    return any(not isinstance(block, Column) for block in lay_out(lines, 0.0, 0.0).blocks)


def _read_divided(picture: bytes, size: tuple[float, float], turn: int, divided: str) -> _Reading:
    found, width = read_words(picture, divided)
    if not found:
        return _Reading(PdfPage(*size, ()), 0.0)
    scale = (size[0] if turn in (0, 180) else size[1]) / width
    upright = size if turn in (0, 180) else (size[1], size[0])
    slope = median(word.row.slope for word in found)
    words = []
    for word in found:
        height = scale * word.row.size
        here = scale * word.row.at((word.left + word.right) / 2, word.row.slope)
        box = Box(word.left * scale, here - ABOVE * height, word.right * scale, here + (1 - ABOVE) * height)
        # A page that lies askew is put straight, so that lines beside each other have one baseline.
        straight = scale * word.row.at(width / 2, slope)
        # The page is turned back, so its text runs in the other direction.
        words.append(Word(word.text, box.turned(turn, *upright), straight, height, turn=(360 - turn) % 360))
    return _Reading(PdfPage(*size, tuple(words)), mean(word.confidence for word in found) / 100)
