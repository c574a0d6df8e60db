"""Roman numerals and runs of numbers."""

import pytest

from index.numerals import consecutive_runs, roman, roman_value


@pytest.mark.parametrize(
    ("number", "written"), [(1, "i"), (4, "iv"), (49, "xlix"), (1945, "mcmxlv"), (0, "0"), (4000, "4000")]
)
def test_numbers_are_written_in_roman_numerals(number: int, written: str) -> None:
    assert roman(number) == written


def test_what_is_written_in_roman_numerals_is_read_back() -> None:
    assert [roman_value(roman(number)) for number in range(1, 4000)] == list(range(1, 4000))


@pytest.mark.parametrize(("written", "value"), [("XIV", 14), ("iiii", 4), ("4", 0), ("xiv.", 0), ("", 0)])
def test_capitals_and_irregular_numerals_are_read_and_nothing_else(written: str, value: int) -> None:
    assert roman_value(written) == value


@pytest.mark.parametrize(
    ("numbers", "runs"), [([], []), ([1, 2, 3, 7], [(1, 3), (7, 7)]), ([5], [(5, 5)]), ([2, 4], [(2, 2), (4, 4)])]
)
def test_numbers_in_order_are_told_in_runs(numbers: list[int], runs: list[tuple[int, int]]) -> None:
    assert consecutive_runs(numbers) == runs
