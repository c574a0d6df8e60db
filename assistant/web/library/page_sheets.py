"""The pages of a PDF as an article's page shows them beside its text: each a picture, with what is marked laid over it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Lang
from assistant.articles.marks import Marks
from assistant.source_address import source_path
from assistant.web.library.page_pictures import MOST_OTHERS, WIDTHS, PagePart
from assistant.wording import fill_text, say_ocr
from index.document import Document, Span
from index.numerals import consecutive_runs
from index.originals import has_original
from index.places import leads_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page.

    Attributes:
        pictures: its addresses, each with its width in pixels, the smallest first.
        marks: the address of the drawing of what is marked on it; empty where nothing is.
        cited: whether the quote, or a part of it, is on it.
        ocr: that a machine read it, and how surely; empty where the file has its text.
    """

    number: int
    pictures: tuple[tuple[str, int], ...]
    marks: str
    cited: bool
    ocr: str


def page_sheets(document: Document, marks: Marks, lang: Lang, root: str) -> tuple[Sheet, ...]:
    """The pages in order; none for a document whose file has no pages of its own look."""
    if not has_original(document):
        return ()
    marked = {*(marks.spans), *(leads_of(document, marks.quote) if marks.quote else ())}
    touched = {number for span in marked for number in _pages_of(document, span)}
    cited = set(_pages_of(document, marks.quote)) if marks.quote else set()
    here = f"{root}{source_path(document.id)}/pages"
    return tuple(
        Sheet(
            number,
            tuple((f"{here}/{number}.webp?width={width}", width) for width in WIDTHS),
            f"{here}/{number}.svg?{_marks_on(document, number, marks).query()}" if number in touched else "",
            number in cited,
            say_ocr(page.confidence, lang),
        )
        for number, page in enumerate(document.pages, 1)
    )


def quote_depth(document: Document, marks: Marks) -> float:
    """How far down its page the quote begins, 0 to 1, as the text tells: its letters' places are known only where they are drawn."""
    if marks.quote is None or not (number := document.page_of(marks.quote.start)):
        return 0.0
    page = PagePart(document, number).span
    return round((marks.quote.start - page.start) / max(len(page), 1), 3)


def say_machine_pages(document: Document, lang: Lang) -> str:
    """Which pages a machine read from their pictures, and how surely; empty where it read none."""
    read = [(number, page.confidence) for number, page in enumerate(document.pages, 1) if page.confidence is not None]
    if not read:
        return ""
    percent = round(100 * min(confidence for _, confidence in read))
    return fill_text("source_machine_read", lang, pages=_ranges([number for number, _ in read]), percent=percent)


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as people write them: "1–3, 7"."""
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in consecutive_runs(numbers))


def _pages_of(document: Document, span: Span) -> Sequence[int]:
    first, last = document.page_of(span.start), document.page_of(max(span.start, span.end - 1))
    return range(first, last + 1) if first and last else ()


def _marks_on(document: Document, number: int, marks: Marks) -> Marks:
    """The quote with the other marks of one page: an address with all of them would be long, and the same drawing have many."""
    page = PagePart(document, number)
    others = [span for span in marks.spans if span != marks.quote and page.part_of(span)][:MOST_OTHERS]
    kept = sorted({*others, *([marks.quote] if marks.quote else [])})
    return Marks(tuple(kept), kept.index(marks.quote) if marks.quote else 0)
