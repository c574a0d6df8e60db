"""Pictures of the pages of PDFs, and of what is marked on them: drawn one at a time, and kept while there is room."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.articles.marks import Marks
from assistant.web.library.marks_drawing import MarkedBoxes, marks_drawing
from assistant.web.shared.pool import Service
from index.document import Document, Span
from index.formats.pdf_pages import Box, quote_boxes, render_page
from index.places import leads_of

WIDTHS = (800, 1600)
"""Pixels across: for most screens, and for fine ones."""
ROOM = 64 * 2**20
"""Bytes of pictures that are kept; one takes 50 to 300 KB."""
MOST_WAITING = 32
"""Pictures that may wait to be drawn. One takes a tenth of a second; a reader's browser asks for few at once."""
MOST_OTHERS = 12
"""Marks on a page, besides the quote, that are drawn."""


class TooBusyError(Exception):
    """More pictures are asked for than can be drawn soon."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """A page of a document by its number, from 1."""

    document: Document
    number: int

    @property
    def span(self) -> Span:
        """Its stretch of the text."""
        pages = self.document.pages
        end = pages[self.number].start if self.number < len(pages) else len(self.document.text)
        return Span(pages[self.number - 1].start, max(end, pages[self.number - 1].start))

    def part_of(self, span: Span) -> Span | None:
        """What of a stretch is on the page."""
        page = self.span
        start, end = max(span.start, page.start), min(span.end, page.end)
        return Span(start, end) if start < end else None


class PagePictures:
    """The pictures of a server. All its methods run in the event loop; the drawing does not."""

    def __init__(self, service: Service, room: int = ROOM) -> None:
        self._service, self._room = service, room
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._size = 0
        self._waiting = 0
        # PDFium draws one page at a time whoever asks, and those who wait for it must not take all threads.
        self._turn = asyncio.Semaphore(1)

    async def picture(self, page: PagePart, width: int) -> bytes:
        """The picture of a page (WebP), `width` pixels wide.

        Raises:
            SourceNotFoundError: the document has no pictures.
            StoreError: its file is missing or damaged, or there is no index.
            TooBusyError: too many wait already.
        """
        key = (page.document.sha256, page.number, width)
        return await self._made(key, partial(self._draw, page, width))

    async def marks(self, page: PagePart, marks: Marks) -> bytes:
        """The picture (SVG) to lay over that of a page: the quote, the lines that belong before it, and other marks.

        Raises:
            SourceNotFoundError, StoreError, TooBusyError: as `picture`.
        """
        key = (page.document.sha256, page.number, marks)
        return await self._made(key, partial(self._mark, page, marks))

    async def _made(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= MOST_WAITING:
            raise TooBusyError
        self._waiting += 1
        try:
            async with self._turn:
                if key not in self._kept:  # somebody else may have waited for the same
                    self._keep(key, await asyncio.to_thread(make))
                return self._kept[key]
        finally:
            self._waiting -= 1

    def _keep(self, key: tuple[object, ...], made: bytes) -> None:
        self._kept[key] = made
        self._size += len(made)
        while self._size > self._room and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])

    def _draw(self, page: PagePart, width: int) -> bytes:
        return render_page(self._service.original(page.document.id), page.number, width)

    def _mark(self, page: PagePart, marks: Marks) -> bytes:
        document = page.document
        data = self._service.original(document.id)

        def boxes(spans: Sequence[Span]) -> tuple[Box, ...]:
            parts = [part for span in spans if (part := page.part_of(span))]
            found = [quote_boxes(data, document.text, document.pages, part).get(page.number, ()) for part in parts]
            return tuple(box for each in found for box in each)

        if marks.quote is None:
            return marks_drawing(MarkedBoxes())
        others = [span for span in marks.spans if span != marks.quote and page.part_of(span)][:MOST_OTHERS]
        leads = leads_of(document, marks.quote)
        return marks_drawing(MarkedBoxes(boxes([marks.quote]), boxes(leads), boxes(others)))
