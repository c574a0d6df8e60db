"""A PDF as PDFium gives it: the letters of a page with their places, the lines drawn on it, and its picture.

Nothing else calls PDFium, which must not run in two threads at a time: whoever has a file open has it alone.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from index.errors import DocumentError
from index.formats.pdf_boxes import Box, Letter, Place, placed_box
from index.formats.pdf_drawings import read_drawings

BOLD_FROM = 600
"""Weights from here on are bold."""
WRONG_PASSWORD = 4
"""PDFium's number for a file that does not open without its password."""
_ONE_AT_A_TIME = threading.RLock()
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # among a font's flags: ISO 32000-1, table 123
_UNITS = 1_000_000  # into which a page is divided when PDFium is asked for whole numbers
_HYPHEN = "-"
# PDFium's own sign for a hyphen at the end of a line, and the soft hyphen, which is printed there only.
_LINE_HYPHENS = ("\x02", "\xad")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What a page shows, as people see it: turned by its `/Rotate` and cut at its edges.

    Attributes:
        width, height: in points.
        letters: in the order in which the file draws them.
        rules: the lines drawn, as boxes that are thin in one direction.
        pictured: the share of the page that its largest picture covers, 0 to 1.
    """

    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Box, ...]
    pictured: float


class PdfFile:
    """An open PDF; `open_pdf` makes one."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        """The title among the file's properties; hardly anybody sets it on purpose."""
        return str(self._document.get_metadata_value("Title") or "").strip()

    def page(self, number: int) -> PdfPage:
        """What a page shows, by its number from 1."""
        with self._opened(number) as page:
            return _read_page(page)

    def picture(self, number: int, width: int, kind: Literal["WEBP", "PPM"], grey: bool = False) -> bytes:
        """A page as a picture, `width` pixels wide, by its number from 1."""
        with self._opened(number) as page:
            bitmap = page.render(scale=width / page.get_width(), grayscale=grey)
            file = io.BytesIO()
            bitmap.to_pil().save(file, kind, quality=80)
            bitmap.close()
        return file.getvalue()

    @contextmanager
    def _opened(self, number: int) -> Iterator[Any]:
        page = self._document[number - 1]
        try:
            yield page
        finally:
            page.close()


@contextmanager
def open_pdf(data: bytes, name: str = "the file") -> Iterator[PdfFile]:
    """Open a PDF, for this thread alone.

    Raises:
        DocumentError: it is none, is damaged, or has a password.
    """
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == WRONG_PASSWORD:
                raise DocumentError(
                    "password",
                    f"{name} has a password and cannot be read as PDF. Open it with the password and save it again without one.",
                ) from None
            raise DocumentError(
                "unreadable", f"{name} cannot be read as PDF: {error} Save it again, or as .txt."
            ) from error
        try:
            yield PdfFile(document)
        finally:
            document.close()


def _read_page(page: Any) -> PdfPage:
    width, height = page.get_size()
    place = _placing(page, width, height)
    rules, pictured = read_drawings(page, place, width * height)
    textpage = page.get_textpage()
    try:
        letters = tuple(
            letter
            for letter in _letters(textpage, place)
            # What lies beyond the edge is in the file, but not on the page.
            if 0 <= letter.box.centre <= width and 0 <= letter.box.middle <= height
        )
    finally:
        textpage.close()
    return PdfPage(width, height, letters, rules, pictured)


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


def _letters(textpage: Any, place: Place) -> Iterator[Letter]:
    import pypdfium2.raw as pdfium

    rectangle, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    fonts: dict[int | None, tuple[float, bool, int]] = {}
    for at in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, at)
        text = _said(code)
        if not text:
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, at, rectangle)
        pdfium.FPDFText_GetCharOrigin(textpage, at, x, y)
        # All letters that one command draws have one font: asking for each would take three times as long.
        drawn = ctypes.cast(pdfium.FPDFText_GetTextObject(textpage, at), ctypes.c_void_p).value
        if drawn not in fonts:
            fonts[drawn] = _font(textpage, at, place)
        size, bold, turn = fonts[drawn]
        box = placed_box(place, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield Letter(text, box, place(x.value, y.value)[1], size, bold, turn)


def _said(code: int) -> str:
    """A character code as text; "" for what cannot be written, such as half a character, NUL and control characters."""
    text = chr(code) if code <= 0x10FFFF else ""
    if text in _LINE_HYPHENS:
        return _HYPHEN
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    if text.isspace():
        return " "
    return "" if code < 0x20 or 0x7F <= code < 0xA0 else text


def _font(textpage: Any, at: int, place: Place) -> tuple[float, bool, int]:
    """Size, boldness and direction of what a command draws."""
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, at, name, len(name), flags)
    heavy = pdfium.FPDFText_GetFontWeight(textpage, at) >= BOLD_FROM or bool(flags.value & _FORCE_BOLD)
    bold = heavy or bool(_BOLD.search(name.value.decode("utf-8", "replace")))
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, at, matrix)
    (x0, y0), (x1, y1), (x2, y2) = place(0, 0), place(matrix.a, matrix.b), place(matrix.c, matrix.d)
    size = pdfium.FPDFText_GetFontSize(textpage, at) * math.hypot(x2 - x0, y2 - y0)
    return size, bold, round(math.degrees(math.atan2(y1 - y0, x1 - x0))) % 360
