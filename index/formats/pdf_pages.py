"""The pages of a PDF for those who look at them: their pictures, and where on them a quote stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.document import Page, Span
from index.formats.pdf_boxes import Box, Letter, surround
from index.formats.pdf_file import open_pdf

__all__ = ["Box", "quote_boxes", "render_page"]


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
        text, pages: `Document.text` and `Document.pages` of it.
        span: the stretch.

    Returns:
        the number of each page that the stretch touches, from 1, to the boxes of its lines there, from above: fractions of the page's
        width and height, from its upper left corner. A page is missing where the letters are not found on it.

    Raises:
        DocumentError: the PDF cannot be read.
    """
    found = {}
    starts = [page.start for page in pages]
    with open_pdf(data) as file:
        for number, (start, end) in enumerate(pairwise((*starts, len(text))), 1):
            part = Span(max(start, span.start), max(start, min(end, span.end), span.start))
            if not len(part) or not part.of(text).strip():
                continue
            page = file.page(number)
            letters = _letters_of(page.letters, text[start : part.start], part.of(text))
            if boxes := tuple(box.scaled(page.width, page.height) for box in _lines(letters)):
                found[number] = boxes
    return found


def _letters_of(letters: Sequence[Letter], before: str, quote: str) -> Sequence[Letter]:
    """The letters of a quote among those of its page; `before` is the page's text before it, and tells it from its repetitions."""
    shown = [letter for letter in letters for character in letter.text if character.isalnum()]
    read = "".join(character for letter in shown for character in letter.text if character.isalnum())
    sought, seen = _letters_and_digits(quote), _letters_and_digits(before)
    at = read.find(sought)
    for _ in range(seen.count(sought)):
        at = max(read.find(sought, at + 1), at)
    return shown[at : at + len(sought)] if sought and at >= 0 else ()


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _lines(letters: Sequence[Letter]) -> Iterator[Box]:
    """One box for each line of letters."""
    line: list[Box] = []
    for letter in letters:
        if line and (abs(letter.box.middle - line[-1].middle) > line[-1].height / 2 or letter.box.left < line[0].left):
            yield surround(line)
            line = []
        line.append(letter.box)
    if line:
        yield surround(line)
