"""Numbers and bullets as lists write them: 4 as `d`, `IV` or `04`."""

from __future__ import annotations

import re

BULLET = "•"
_DASHES = "-–—"
MOST_LETTERS = 20
"""Beyond so many times through the alphabet, a number is written in digits: a damaged file may count to millions."""


def shown_bullet(character: str) -> str:
    """A dash as it is; `BULLET` for any other, which in the file is a character of a symbol font and means nothing elsewhere."""
    return character if len(character) == 1 and character in _DASHES else BULLET


def names_part(template: str) -> bool:
    """Whether a number is written with a word, as in "Pasal 5" or "BAB II": it then names a part, and is no item of a list."""
    return re.search(r"[^\W\d_]{3,}", template) is not None


def repeated_letters(number: int) -> str:
    """The letters a to z, then aa, bb, cc: as Word goes on."""
    if not 0 < number <= 26 * MOST_LETTERS:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def column_letters(number: int) -> str:
    """The letters a to z, then aa, ab, ac: as the columns of a sheet go on."""
    written = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        written = chr(ord("a") + letter) + written
    return written
