"""Pages that are pictures, read by Tesseract, where it is installed with its Indonesian data."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from statistics import mean, median

from index.formats.pdf_boxes import Box, Word
from index.formats.pdf_file import PdfFile, PdfPage
from index.formats.pdf_lines import PageLines, page_lines

PROGRAM = "tesseract"
LANGUAGE = "ind"
DOTS_PER_INCH = 300
"""What Tesseract reads best; letters of 10 points are then about 40 pixels high."""
MOST_PIXELS = 6000
"""The widest picture: a plan on A0 is read with fewer dots."""
SECONDS = 180
"""After which a page is given up."""
SURE = 0.7
"""Below this confidence, the page may lie on its side: its direction is sought, and it is read again."""
LARGER = 1.35
"""How much higher than usual a line must be for its letters to count as larger: heights read from a picture vary."""
ABOVE = 0.8
"""The share of a letter's height that is above the baseline."""
PAGES_KEPT = 256
"""Pages whose words are kept: reading one takes a second or more, and the viewer asks for them again."""
_KNOWN: dict[str, PageLines] = {}


@cache
def ocr_available() -> bool:
    """Whether Tesseract is installed, and can read Indonesian."""
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    asked = [program, "--list-langs"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - no shell
    return LANGUAGE in listed.stdout.split()


def read_picture_page(file: PdfFile, number: int) -> PageLines | None:
    """The lines that Tesseract reads on a page, by its number from 1; None where it reads none."""
    size = file.size(number)
    picture = _picture(file, number, 0)
    digest = hashlib.sha256(picture).hexdigest()
    if digest not in _KNOWN:
        words, confidence = _read_upright(file, number, size, picture)
        if len(_KNOWN) >= PAGES_KEPT:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        page = page_lines(PdfPage(*size, tuple(words)))
        _KNOWN[digest] = replace(page, pictured=1.0, confidence=confidence)
    page = _KNOWN[digest]
    return page if page.lines else None


def _read_upright(file: PdfFile, number: int, size: tuple[float, float], picture: bytes) -> tuple[list[Word], float]:
    """The words of a page, whichever way it lies, and how surely they were read."""
    words, confidence = _read(picture, size, 0)
    if confidence >= SURE or not (turn := _turn(picture)):
        return words, confidence
    turned, surer = _read(_picture(file, number, turn), size, turn)
    return (turned, surer) if surer > confidence else (words, confidence)


def _picture(file: PdfFile, number: int, turn: int) -> bytes:
    width = min(round(file.size(number)[0] * DOTS_PER_INCH / 72), MOST_PIXELS)
    return file.picture(number, width, "PPM", turn)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that Tesseract found, in pixels of the picture: a point of its baseline, how this slopes, how high its letters are."""

    left: float
    baseline: float
    slope: float
    size: float

    def at(self, x: float, slope: float) -> float:
        """How far from above the baseline is at `x`, if it slopes like that."""
        return self.baseline + slope * (x - self.left)


@dataclass(frozen=True, slots=True)
class _Read:
    """A word in pixels of the picture; `confidence` is out of 100."""

    text: str
    left: float
    right: float
    row: _Row
    confidence: float


class _Hocr(HTMLParser):
    """The words of Tesseract's hOCR, which says where the baseline of a line is, and how high its letters are."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[_Read] = []
        self.width = self.height = 0.0
        self._row: _Row | None = None
        self._word: list[float] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        given = dict(attrs)
        title = given.get("title") or ""
        box = _numbers("bbox", title)
        if given.get("class") == "ocr_page":
            self.width, self.height = box[2:]
        elif given.get("class") == "ocrx_word":
            self._word = [box[0], box[2], *_numbers("x_wconf", title)]
        elif size := _numbers("x_size", title):  # a line of text, a heading, a caption
            slope, offset = _numbers("baseline", title) or (0.0, 0.0)
            self._row = _Row(box[0], box[3] + offset, slope, size[0])

    def handle_data(self, data: str) -> None:
        text = data.strip()
        # Such signs are mostly the lines of a table.
        if self._word is None or self._row is None or not text.strip("|_—"):
            return
        left, right, confidence = self._word
        self.words.append(_Read(text, left, right, self._row, confidence))
        self._word = None


def _numbers(name: str, title: str) -> list[float]:
    found = re.search(rf"\b{name} ([-\d. ]+)", title)
    return [float(number) for number in found[1].split()] if found else []


def _read(picture: bytes, size: tuple[float, float], turn: int) -> tuple[list[Word], float]:
    """The words of a picture that was turned clockwise by `turn`, placed on the page of that size as it was before."""
    read = _Hocr()
    read.feed(_tesseract(picture, "-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH), "stdin", "stdout", "hocr"))
    if not read.words:
        return [], 0.0
    scale = (size[0] if turn in (0, 180) else size[1]) / read.width
    return list(_placed(read, scale, turn)), mean(word.confidence for word in read.words) / 100


def _placed(read: _Hocr, scale: float, turn: int) -> Iterator[Word]:
    usual = median(word.row.size for word in read.words)
    slope = median(word.row.slope for word in read.words)
    # The page is turned back, so its text runs in the other direction.
    direction = (360 - turn) % 360
    for word in read.words:
        height = scale * (word.row.size if word.row.size >= LARGER * usual else usual)
        here = scale * word.row.at((word.left + word.right) / 2, word.row.slope)
        box = Box(word.left * scale, here - ABOVE * height, word.right * scale, here + (1 - ABOVE) * height)
        # A page that lies askew is put straight, so that lines beside each other have one baseline.
        straight = scale * word.row.at(read.width / 2, slope)
        yield Word(
            word.text,
            box.turned(turn, read.width * scale, read.height * scale),
            straight,
            height,
            turn=direction,
        )


def _turn(picture: bytes) -> int:
    """By how many degrees a picture has to be turned clockwise for its text to be upright; 0 where that cannot be told."""
    try:
        said = _tesseract(picture, "--psm", "0", "stdin", "stdout")
    except subprocess.CalledProcessError:  # too few letters
        return 0
    found = re.search(r"Rotate: (90|180|270)", said)
    return int(found[1]) if found else 0


def _tesseract(picture: bytes, *arguments: str) -> str:
    program = shutil.which(PROGRAM) or PROGRAM
    done = subprocess.run(  # noqa: S603 - no shell, and nothing of the file among the arguments
        [program, *arguments],
        input=picture,
        capture_output=True,
        check=True,
        timeout=SECONDS,
        # Its threads wait for each other longer than they save.
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", "replace")
