"""Pictures of the pages of PDFs, and of what is marked on them: drawn one at a time, under limits, and kept while there is room."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.articles.marks import Marks
from assistant.web.library.marks_drawing import MarkedBoxes, marks_drawing
from assistant.web.shared.pool import Service
from index.document import Document, Span
from index.errors import DocumentError
from index.limited import boxes_limited, picture_limited
from index.places import leads_of
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits

WIDTHS = (800, 1600)
"""Pixels across: for most screens, and for fine ones."""
ROOM = 64 * 2**20
"""Bytes of pictures that are kept; one takes 50 to 300 KB."""
MOST_WAITING = 32
"""Pictures that may wait to be drawn. One takes a tenth of a second; a reader's browser asks for few at once."""
MOST_OTHERS = 12
"""Marks on a page, besides the quote, that are drawn."""
MOST_REFUSED = 1_000
"""Pictures that could not be drawn, and are not tried again."""


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

    def __init__(self, service: Service, limits: ReadingLimits = DEFAULT_LIMITS, room: int = ROOM) -> None:
        self._service, self._limits, self._room = service, limits, room
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        # One that met a limit would hold up the others each time that it is asked for.
        self._refused: OrderedDict[tuple[object, ...], DocumentError] = OrderedDict()
        self._size = 0
        self._waiting = 0
        # PDFium draws one page at a time whoever asks, and those who wait for it must not take all threads.
        self._turn = asyncio.Semaphore(1)

    async def picture(self, page: PagePart, width: int) -> bytes:
        """The picture of a page (WebP), `width` pixels wide.

        Raises:
            SourceNotFoundError: the document has no pictures.
            StoreError: its file is missing or damaged, or there is no index.
            DocumentError: the page cannot be drawn within the limits.
            TooBusyError: too many wait already.
        """
        key = (page.document.sha256, page.number, width)
        return await self._made(key, partial(self._draw, page, width))

    async def marks(self, page: PagePart, marks: Marks) -> bytes:
        """The picture (SVG) to lay over that of a page: the quote, the lines that belong before it, and other marks.

        Raises:
            SourceNotFoundError, StoreError, DocumentError, TooBusyError: as `picture`.
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
                if key in self._refused:
                    raise self._refused[key]
                if key not in self._kept:  # somebody else may have waited for the same
                    self._keep(key, await asyncio.to_thread(make))
                return self._kept[key]
        except DocumentError as error:
            self._refuse(key, error)
            raise
        finally:
            self._waiting -= 1

    def _keep(self, key: tuple[object, ...], made: bytes) -> None:
        self._kept[key] = made
        self._size += len(made)
        while self._size > self._room and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])

    def _refuse(self, key: tuple[object, ...], error: DocumentError) -> None:
        self._refused[key] = error.with_traceback(None)
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)

    def _draw(self, page: PagePart, width: int) -> bytes:
        return picture_limited(
            self._service.original(page.document.id), page.number, width, page.document.file, self._limits
        )

    def _mark(self, page: PagePart, marks: Marks) -> bytes:
        if marks.quote is None:
            return marks_drawing(MarkedBoxes())
        document = page.document
        others = [span for span in marks.spans if span != marks.quote and page.part_of(span)][:MOST_OTHERS]
        groups = ([marks.quote], leads_of(document, marks.quote), others)
        parts = [[part for span in group if (part := page.part_of(span))] for group in groups]
        spans = [span for group in parts for span in group]
        if not spans:
            return marks_drawing(MarkedBoxes())
        data = self._service.original(document.id)
        boxes = iter(boxes_limited(data, document, page.number, spans, self._limits))
        return marks_drawing(MarkedBoxes(*(tuple(box for _ in group for box in next(boxes)) for group in parts)))
