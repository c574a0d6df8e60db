"""A PDF as PDFium gives it: the words of a page with their places, the lines drawn on it, and its picture.

Only this module and `pdf_drawings.py` call PDFium, which must not run in two threads at a time: each call here waits for its turn.
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
from functools import cache
from typing import Any, Literal

from index.errors import DocumentError
from index.formats.pdf_boxes import Box, Place, Word, placed_box, surround
from index.formats.pdf_drawings import read_drawings

BOLD_FROM = 600
"""Weights from here on are bold."""
ASKEW = 5.0
"""Degrees up to which text counts as upright: what was scanned a little askew is."""
NEAR = 0.3
"""Two pieces of text whose gap is less than this share of the font's size may be one word, if no white space is between them."""
LONGEST = 5_000
"""Most pixels of the longer side of a page's picture for readers: twice those of a page of an office at the largest width."""
WRONG_PASSWORD = 4
"""PDFium's number for a file that does not open without its password."""
_ONE_AT_A_TIME = threading.RLock()
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # among a font's flags: ISO 32000-1, table 123
_UNITS = 1_000_000  # into which a page is divided when PDFium is asked for whole numbers
# PDFium's own sign for a hyphen at the end of a line, and the soft hyphen, which is printed there only.
_LINE_HYPHENS = ("\x02", "\xad")


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
            if (
                kind == "WEBP"
            ):  # for readers, who may ask for any page: none may fill the memory, nor exceed what the format can be
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
            for word in _Reading(textpage, place, width, height).words()
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


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one command draws: all its letters have one font and one baseline, so PDFium is asked once for them."""

    baseline: float
    size: float
    bold: bool
    turn: int


class _Reading:
    """The words of one page."""

    def __init__(self, textpage: Any, place: Place, width: float, height: float) -> None:
        self._textpage = textpage
        self._place = place
        self._page = (width, height)
        self._known: dict[int | None, _Drawn] = {}

    def words(self) -> Iterator[Word]:
        """Runs of letters that one command draws without white space; pieces that touch are joined."""
        last: Word | None = None
        for run in self._runs():
            if isinstance(run, Word) and last and (joined := self._joined(last, run)):
                last = joined
                continue
            if last:
                yield last
            last = run
        if last:
            yield last

    def _runs(self) -> Iterator[Word | None]:
        """Runs of letters, and None where white space parts them."""
        import pypdfium2.raw as pdfium

        drawn_now, letters, first = None, "", 0
        for at in range(pdfium.FPDFText_CountChars(self._textpage)):
            text = _said(pdfium.FPDFText_GetUnicode(self._textpage, at))
            drawn = ctypes.cast(pdfium.FPDFText_GetTextObject(self._textpage, at), ctypes.c_void_p).value
            if letters and (text == " " or drawn != drawn_now):
                yield self._word(letters, first, at - 1, drawn_now)
                letters = ""
            if text == " ":
                yield None
            elif text:
                drawn_now, letters, first = drawn, letters + text, first if letters else at
        if letters:
            yield self._word(letters, first, at, drawn_now)

    def _word(self, text: str, first: int, last: int, by: int | None) -> Word:
        drawn = self._known.get(by) or self._known.setdefault(by, self._drawn(first))
        box = surround((self._box(first), self._box(last)))
        return Word(text, box, drawn.baseline, drawn.size, drawn.bold, drawn.turn)

    def _box(self, at: int) -> Box:
        import pypdfium2.raw as pdfium

        rectangle = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._textpage, at, rectangle)
        return placed_box(self._place, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)

    def _drawn(self, at: int) -> _Drawn:
        import pypdfium2.raw as pdfium

        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._textpage, at, name, len(name), flags)
        heavy = pdfium.FPDFText_GetFontWeight(self._textpage, at) >= BOLD_FROM or bool(flags.value & _FORCE_BOLD)
        matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetMatrix(self._textpage, at, matrix)
        (x0, y0), (x1, y1), (x2, y2) = (self._place(*p) for p in ((0, 0), (matrix.a, matrix.b), (matrix.c, matrix.d)))
        turn = math.degrees(math.atan2(y1 - y0, x1 - x0))
        upright = round(turn / 90) * 90
        turn = (upright if abs(turn - upright) <= ASKEW else round(turn)) % 360
        pdfium.FPDFText_GetCharOrigin(self._textpage, at, x, y)
        across, down = self._place(x.value, y.value)
        return _Drawn(
            Box(across, down, across, down).turned(turn, *self._page).top,
            pdfium.FPDFText_GetFontSize(self._textpage, at) * math.hypot(x2 - x0, y2 - y0),
            heavy or bool(_BOLD.search(name.value.decode("utf-8", "replace"))),
            turn,
        )

    def _joined(self, one: Word, other: Word) -> Word | None:
        """Two pieces as one word, where the second follows the first on its line."""
        if one.turn != other.turn or abs(one.baseline - other.baseline) > NEAR / 2 * one.size:
            return None
        before, after = (word.box.turned(word.turn, *self._page) for word in (one, other))
        if abs(after.left - before.right) > NEAR * one.size:
            return None
        box = surround((one.box, other.box))
        return Word(one.text + other.text, box, one.baseline, one.size, one.bold and other.bold, one.turn)


@cache
def _said(code: int) -> str:
    """A character code as text: a space for white space, and "" for what nobody sees, such as NUL and control characters."""
    text = chr(code) if code <= 0x10FFFF else ""
    if text in _LINE_HYPHENS:
        return "-"
    # Half a character, which a font's table may give, could not be written into the index.
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    if text.isspace():
        return " "
    return "" if code < 0x20 or 0x7F <= code < 0xA0 else text
