"""Dates as news writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates, first_date, month_spellings


@pytest.mark.parametrize(
    "text", ["6 Februari 2024", "6 feb. 2024", "6 Pebruari 2024", "Selasa (6/2/2024)", "06-02-2024", "2024-02-06"]
)
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    assert find_dates(text) == [dt.date(2024, 2, 6)]


@pytest.mark.parametrize(
    "text", ["31 April 2024", "6/13/2024", "2024-02-30", "5 aprıl 2024", "Februari 2024", "6/2/24"]
)
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert find_dates(text) == []


def test_each_spelling_of_a_month_is_that_month() -> None:
    assert len(month_spellings()) == 12
    for number, names in enumerate(month_spellings(), 1):
        assert {found for name in names for found in find_dates(f"3 {name} 2024")} == {dt.date(2024, number, 3)}


def test_the_first_of_several_dates_comes_first() -> None:
    assert first_date("Rapat 6/2/2024, pemilihan 27 November 2024") == dt.date(2024, 2, 6)
    assert first_date("Rapat hari ini") is None
