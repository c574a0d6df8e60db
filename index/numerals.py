"""Numbers as they are written: Roman numerals, and rows of numbers in runs."""

from __future__ import annotations

from collections.abc import Iterable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_VALUES = {letters: value for value, letters in _ROMAN if len(letters) == 1}


def roman(number: int) -> str:
    """Lower-case Roman numerals for 1 to 3,999; digits for others."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def roman_value(written: str) -> int:
    """The number that Roman numerals of either case write, also irregular ones ("iiii" is 4); 0 for anything else."""
    values = [_VALUES.get(letter, 0) for letter in written.lower()]
    if not all(values):
        return 0
    return sum(-v if v < max(values[at + 1 :], default=0) else v for at, v in enumerate(values))


def consecutive_runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last number of each run of ascending numbers: 1, 2, 3, 7 is (1, 3), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
