"""Tesseract, the program that reads pictures: whether it is installed, and the words that it finds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from index.formats.allowances import room_for_program

PROGRAM = "tesseract"
LANGUAGE = "ind"
DOTS_PER_INCH = 300
"""What Tesseract reads best; letters of 10 points are then about 40 pixels high."""
SECONDS = 180
"""After which a page is given up."""
BY_BLOCKS = "3"
BY_ROWS = "4"
"""How Tesseract divides a page (its `--psm`): into blocks, or into lines across the page, which finds the lone figures of a table, too."""
# Read so at the start of a line, it was "(1)": the first paragraph of an article.
_FIRST_PARAGRAPH = frozenset({"(l)", "(I)", "(|)", "(Jl)", "(Il)"})


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A line that Tesseract found, in pixels of the picture: a point of its baseline, how this slopes, how high its letters are."""

    left: float
    baseline: float
    slope: float
    size: float

    def at(self, x: float, slope: float) -> float:
        """How far from above the baseline is at `x`, if it slopes like that."""
        return self.baseline + slope * (x - self.left)


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word in pixels of the picture; `confidence` is out of 100."""

    text: str
    left: float
    right: float
    row: ReadRow
    confidence: float


@cache
def ocr_available() -> bool:
    """Whether Tesseract is installed, and can read Indonesian."""
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    asked = [program, "--list-langs"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - no shell
    return LANGUAGE in listed.stdout.split()


def read_words(picture: bytes, divided: str) -> tuple[list[ReadWord], float]:
    """The words of a picture (PPM or PNG), and its width in pixels; none where Tesseract fails or takes too long."""
    read = _Hocr()
    arguments = ("-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH), "--psm", divided, "stdin", "stdout", "hocr")
    read.feed(_tesseract(picture, *arguments))
    return read.words, read.width


def find_turn(picture: bytes) -> int:
    """By how many degrees a picture has to be turned clockwise for its text to be upright; 0 where that cannot be told."""
    found = re.search(r"Rotate: (90|180|270)", _tesseract(picture, "--psm", "0", "stdin", "stdout"))
    return int(found[1]) if found else 0


def _tesseract(picture: bytes, *arguments: str) -> str:
    program = shutil.which(PROGRAM) or PROGRAM
    try:
        with room_for_program():
            done = subprocess.run(  # noqa: S603 - no shell, and nothing of the file among the arguments
                [program, *arguments],
                input=picture,
                capture_output=True,
                check=True,
                timeout=SECONDS,
                # Its threads wait for each other longer than they save.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
    except (OSError, subprocess.SubprocessError):
        return ""  # too few letters to find their direction, or a picture that it cannot read: the page is named as without text
    return done.stdout.decode("utf-8", "replace")


class _Hocr(HTMLParser):
    """The words of Tesseract's hOCR, which says where the baseline of a line is, and how high its letters are."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[ReadWord] = []
        self.width = 0.0
        self._row: ReadRow | None = None
        self._first = False
        self._word: list[float] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        given = dict(attrs)
        title = given.get("title") or ""
        box = _numbers("bbox", title)
        if given.get("class") == "ocr_page":
            self.width = box[2]
        elif given.get("class") == "ocrx_word":
            self._word = [box[0], box[2], *_numbers("x_wconf", title)]
        elif size := _numbers("x_size", title):  # a line of text, a heading, a caption
            slope, offset = _numbers("baseline", title) or (0.0, 0.0)
            self._row = ReadRow(box[0], box[3] + offset, slope, size[0])
            self._first = True

    def handle_data(self, data: str) -> None:
        text = data.strip()
        # Such signs are mostly the lines of a table.
        if self._word is None or self._row is None or not text.strip("|_—"):
            return
        left, right, confidence = self._word
        text = "(1)" if self._first and text in _FIRST_PARAGRAPH else text
        self.words.append(ReadWord(text, left, right, self._row, confidence))
        self._word, self._first = None, False


def _numbers(name: str, title: str) -> list[float]:
    found = re.search(rf"\b{name} ([-\d. ]+)", title)
    return [float(number) for number in found[1].split()] if found else []
