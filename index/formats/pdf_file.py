"""A PDF as PDFium gives it: the words of a page with their places, the lines drawn on it, and its picture.

Only this module, `pdf_words.py` and `pdf_drawings.py` call PDFium, which must not run in two threads at a time: each call here waits for
its turn.
"""

from __future__ import annotations

import ctypes
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from index.errors import DocumentError
from index.formats.pdf_boxes import Box, Place, Word
from index.formats.pdf_drawings import read_drawings
from index.formats.pdf_words import read_words

LONGEST = 5_000
"""Most pixels of the longer side of a page's picture for readers: twice those of a page of an office at the largest width."""
WRONG_PASSWORD = 4
"""PDFium's number for a file that does not open without its password."""
_ONE_AT_A_TIME = threading.RLock()
_UNITS = 1_000_000  # into which a page is divided when PDFium is asked for whole numbers


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What a page shows, as people see it: turned by its `/Rotate` and cut at its edges.

    Attributes:
        width, height: in points.
        words: in the order in which the file draws them.
        rules: the lines drawn, as boxes that are thin in one direction.
        blank: whether nothing at all is on it.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...] = ()
    blank: bool = False


class PdfFile:
    """An open PDF; `open_pdf` makes one."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        """The title among the file's properties; hardly anybody sets it on purpose."""
        with _ONE_AT_A_TIME:
            return str(self._document.get_metadata_value("Title") or "").strip()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in points, by its number from 1."""
        with self._opened(number) as page:
            width, height = page.get_size()
        return float(width), float(height)

    def page(self, number: int) -> PdfPage:
        """What a page shows, by its number from 1."""
        with self._opened(number) as page:
            return _read_page(page)

    def picture(self, number: int, width: int, kind: Literal["WEBP", "PPM"], turn: int = 0) -> bytes:
        """A page as a picture, by its number from 1; a PPM is grey.

        Args:
            number: of the page, from 1.
            width: in pixels, before the picture is turned. A WebP is narrower where the page is so long that it would exceed LONGEST.
            kind: of the picture.
            turn: 90, 180 or 270 to turn it clockwise.
        """
        with self._opened(number) as page:
            scale = width / page.get_width()
            if kind == "WEBP":
                # Readers may ask for any page: none may fill the memory, nor exceed what the format can be.
                scale = min(scale, LONGEST / max(page.get_width(), page.get_height()))
            bitmap = page.render(scale=scale, rotation=turn, grayscale=kind == "PPM")
            file = io.BytesIO()
            bitmap.to_pil().save(file, kind, quality=80)
            bitmap.close()
        return file.getvalue()

    @contextmanager
    def _opened(self, number: int) -> Iterator[Any]:
        import pypdfium2.raw as pdfium

        with _ONE_AT_A_TIME:
            page = self._document[number - 1]
            # What was typed into the fields of a form, and stamped on the page, lies apart until it is drawn into the page.
            if pdfium.FPDFPage_GetAnnotCount(page) and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT) == 1:
                page.close()
                page = self._document[number - 1]
            try:
                yield page
            finally:
                page.close()


@contextmanager
def open_pdf(data: bytes, name: str = "The file") -> Iterator[PdfFile]:
    """Open a PDF.

    Raises:
        DocumentError: it is none, is damaged, or has a password.
    """
    document = _opened(data, name)
    try:
        yield PdfFile(document)
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            return pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == WRONG_PASSWORD:
                raise DocumentError(
                    "password",
                    f"{name} cannot be read as PDF: it has a password. Open it with the password and save it again without one.",
                ) from None
            raise DocumentError(
                "unreadable", f"{name} cannot be read as PDF: {error} Save it again, or as .txt."
            ) from error


def _read_page(page: Any) -> PdfPage:
    width, height = page.get_size()
    place = _placing(page, width, height)
    drawings = read_drawings(page, place)
    textpage = page.get_textpage()
    try:
        words = tuple(
            word
            for word in read_words(textpage, place, width, height)
            # What lies beyond the edge is in the file, but not on the page.
            if 0 <= word.box.centre <= width and 0 <= word.box.middle <= height
        )
    finally:
        textpage.close()
    return PdfPage(width, height, words, drawings.rules, drawings.blank)


def _placing(page: Any, width: float, height: float) -> Place:
    """How a page is turned and moved: PDFium says so for three points, which give all others."""
    import pypdfium2.raw as pdfium

    def asked(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _UNITS, _UNITS, 0, x, y, across, down)
        return across.value * width / _UNITS, down.value * height / _UNITS

    span = 1000.0
    (x0, y0), (x1, y1), (x2, y2) = asked(0, 0), asked(span, 0), asked(0, span)
    a, b, c, d = ((end - start) / span for start, end in ((x0, x1), (y0, y1), (x0, x2), (y0, y2)))
    return lambda x, y: (a * x + c * y + x0, b * x + d * y + y0)
