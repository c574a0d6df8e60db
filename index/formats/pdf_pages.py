"""The pages of a PDF for those who look at them: their pictures, and where on them a quote stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.document import Page, Span
from index.formats.pdf_boxes import Box, Line, Word, surround
from index.formats.pdf_columns import Column
from index.formats.pdf_file import PdfFile, open_pdf
from index.formats.pdf_layout import lay_out, text_size
from index.formats.pdf_lines import PageLines, page_lines
from index.formats.pdf_ocr import read_picture_page

__all__ = ["Box", "quote_boxes", "render_page"]

SHORTEST = 4
"""Letters of a stretch that is looked for by itself; a shorter one is only found right after the one before."""
WORD_GAP = 1.0
"""Boxes of words with a smaller gap, as a share of their height, are drawn as one."""


def render_page(data: bytes, number: int, width: int) -> bytes:
    """The picture of a page (WebP), `width` pixels wide, by its number from 1; turned and cut as people see the page.

    Raises:
        DocumentError: the PDF cannot be read.
        IndexError: it has no such page.
    """
    with open_pdf(data) as file:
        if not 1 <= number <= len(file):
            raise IndexError(f"There is no page {number}: the file has {len(file)}.")
        return file.picture(number, width, "WEBP")


def quote_boxes(data: bytes, text: str, pages: Sequence[Page], span: Span) -> dict[int, tuple[Box, ...]]:
    """Where a stretch of a document's text stands on its pages.

    Args:
        data: the PDF.
        text: `Document.text`.
        pages: `Document.pages`.
        span: the stretch.

    Returns:
        the number of each page that the stretch touches, from 1, to the boxes of its lines there, in reading order: fractions of the
        page's width and height, from its upper left corner. A page is missing where the letters are not found on it.

    Raises:
        DocumentError: the PDF cannot be read.
    """
    found: dict[int, tuple[Box, ...]] = {}
    rest = ""
    with open_pdf(data) as file:
        for number, (start, end) in enumerate(pairwise((*(page.start for page in pages), len(text))), 1):
            part = Span(max(start, span.start), max(start, span.start, min(end, span.end)))
            quote = f"{rest} {part.of(text)}".strip()
            if not quote:
                continue
            page = _read(file, number, pages[number - 1].confidence is not None)
            # What a page does not have is the rest of a table's row, which the next page has.
            places, missing = _find(_letters(page), text[start : part.start], quote)
            rest = missing if part.of(text).strip() else ""
            if places:
                found[number] = tuple(_as_seen(box, page) for box in _lines(places))
    return found


def _as_seen(box: Box, page: PageLines) -> Box:
    """A box of a page that was turned upright, on the page as people see it, in fractions of its size."""
    width, height = (page.width, page.height) if page.turn in (0, 180) else (page.height, page.width)
    return box.turned((360 - page.turn) % 360, page.width, page.height).scaled(width, height)


def _read(file: PdfFile, number: int, by_machine: bool) -> PageLines:
    """The lines of a page; of one that was read by machine, read again where that was not done of late."""
    read = read_picture_page(file, number) if by_machine else None
    return read or page_lines(file.page(number))


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter or digit, and where it stands. A word's letters are taken to be equally wide."""

    text: str
    box: Box


def _letters(page: PageLines) -> list[_Letter]:
    """The letters and digits of a page in reading order."""
    return [letter for line in _lines_in_order(page) for word in line.words for letter in _spelt(word)]


def _lines_in_order(page: PageLines) -> Iterator[Line]:
    right = max((line.box.right for line in page.lines), default=0.0)
    layout = lay_out(page, right, text_size([page]))
    for block in (*layout.blocks, *layout.notes):
        if isinstance(block, Column):
            yield from block.lines
        else:
            for row in block.rows:
                yield from row.lines


def _spelt(word: Word) -> Iterator[_Letter]:
    step = word.box.width / len(word.text)
    for at, character in enumerate(word.text):
        if character.isalnum():
            left = word.box.left + at * step
            yield _Letter(character, Box(left, word.box.top, left + step, word.box.bottom))


def _find(letters: Sequence[_Letter], before: str, quote: str) -> tuple[list[_Letter], str]:
    """The letters of a quote, and its words that are not among them.

    `before`, the page's text before the quote, tells it from the same words elsewhere on the page.
    """
    read, sought = "".join(letter.text for letter in letters), _letters_and_digits(quote)
    if found := _nth(read, sought, _letters_and_digits(before).count(sought)):
        return list(letters[found.start : found.end]), ""
    # A running line may stand between, or a part be missing: the longest runs of words that the page has.
    places: list[_Letter] = []
    missing: list[str] = []
    words, at = quote.split(), 0
    while words:
        count, start = _longest_run(read, words, at)
        if count:
            at = start + len(_letters_and_digits("".join(words[:count])))
            places += letters[start:at]
        else:
            missing.append(words[0])
        words = words[max(count, 1) :]
    # A few words of it are on most pages.
    return (places, " ".join(missing)) if len(places) * 2 >= len(sought) else ([], quote)


def _longest_run(read: str, words: Sequence[str], at: int) -> tuple[int, int]:
    """How many of the first words stand together in what was read, and where: after `at` if they do; (0, 0) for none."""
    for count in range(len(words), 0, -1):
        sought = _letters_and_digits("".join(words[:count]))
        start = read.find(sought, at)
        start = start if start >= 0 else read.find(sought)
        # A short word may be found anywhere.
        if sought and start >= 0 and (len(sought) >= SHORTEST or start == at):
            return count, start
    return 0, 0


def _nth(read: str, sought: str, number: int) -> Span | None:
    """Where `sought` is found after `number` other times, or the last time where it is found less often."""
    at = read.find(sought) if sought else -1
    for _ in range(number if at >= 0 else 0):
        at = max(read.find(sought, at + 1), at)
    return Span(at, at + len(sought)) if at >= 0 else None


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _lines(letters: Sequence[_Letter]) -> Iterator[Box]:
    """One box for each stretch of a line."""
    line: list[Box] = []
    for letter in letters:
        box = letter.box
        if line and not (
            abs(box.middle - line[-1].middle) < box.height / 2
            and -1 < box.left - line[-1].right < WORD_GAP * box.height
        ):
            yield surround(line)
            line = []
        line.append(box)
    if line:
        yield surround(line)
