"""Numbers as lists write them: 4 as `d`, `IV` or `04`."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MOST_LETTERS = 20
"""Beyond so many times through the alphabet, a number is written in digits: a damaged file may count to millions."""


def roman(number: int) -> str:
    """Lower-case Roman numerals, as far as they go (1 to 3,999); digits beyond."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def repeated_letters(number: int) -> str:
    """a to z, then aa, bb, cc ..., as Word goes on."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if 0 < number <= 26 * MOST_LETTERS else str(number)


def spreadsheet_letters(number: int) -> str:
    """a to z, then aa, ab, ac ..., as OpenDocument goes on."""
    written = ""
    left = number
    while left > 0:
        left, letter = divmod(left - 1, 26)
        written = chr(ord("a") + letter) + written
    return written or str(number)
