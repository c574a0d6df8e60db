"""The words of a page of a PDF, put together of the letters that PDFium finds on it."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from index.formats.pdf_boxes import Box, Place, Word, placed_box, surround

BOLD_FROM = 600
"""Weights from here on are bold."""
ASKEW = 5.0
"""Degrees up to which text counts as upright: what was scanned a little askew is."""
NEAR = 0.3
"""Two pieces of text whose gap is less than this share of the font's size may be one word, if no white space is between them."""
ASCENT, DESCENT = 0.9, 0.25
"""How far a line of text reaches above and below its baseline, as a share of the size of its letters."""
LIKELY = (0.4, 2.5)
"""The size of letters as a share of the height that PDFium gives them; a font of another one does not tell its size."""
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # among a font's flags: ISO 32000-1, table 123
# PDFium's own sign for a hyphen at the end of a line, and the soft hyphen, which is printed there only.
_LINE_HYPHENS = ("\x02", "\xad")


def read_words(textpage: Any, place: Place, width: float, height: float) -> Iterator[Word]:
    """The words of a page of that size in points, in the order in which the file draws them."""
    return _Reading(textpage, place, width, height).words()


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
        if drawn.turn % 90:
            return Word(text, box, drawn.baseline, drawn.size, drawn.bold, drawn.turn)
        upright = box.turned(drawn.turn, *self._page)
        likely = LIKELY[0] * upright.height <= drawn.size <= LIKELY[1] * upright.height
        size = drawn.size if likely else upright.height / (ASCENT + DESCENT)
        # As high as every other line of that size, whichever letters are in it.
        upright = Box(upright.left, drawn.baseline - ASCENT * size, upright.right, drawn.baseline + DESCENT * size)
        width, height = self._page if drawn.turn in (0, 180) else self._page[::-1]
        return Word(
            text, upright.turned((360 - drawn.turn) % 360, width, height), drawn.baseline, size, drawn.bold, drawn.turn
        )

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
    return "" if unicodedata.category(text or "\0") in ("Cc", "Cf") else text
