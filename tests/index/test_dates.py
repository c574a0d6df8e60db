"""Dates as news writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import dates_in, find_dates, first_date, month_spellings, stated_date


@pytest.mark.parametrize(
    "text",
    [
        "6 Februari 2024", "6 feb. 2024", "6 Pebruari 2024", "Selasa (6/2/2024)", "06-02-2024", "2024-02-06", "6.2.2024",
        "Tuesday, 6 February 2024",
        "February 6, 2024", "Feb. 6, 2024", "6-Feb-2024", "06 – Februari – 2024", "6 Februari, 2024",
        "tanggal 6 bulan Februari tahun 2024",
        "6 (enam) Februari 2024", "tanggal enam bulan Februari tahun dua ribu dua puluh empat",
        "enam (6) Februari dua ribu dua puluh empat",
        "2024-02-06T23:10:00Z", "5-6 Februari 2024", "06\u00a0Februari\u00a02024",
    ],
)  # fmt: skip
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    assert find_dates(text) == [dt.date(2024, 2, 6)]


@pytest.mark.parametrize(
    "text",
    [
        "31 April 2024", "6/13/2024", "2024-02-30", "5 aprıl 2024", "Februari 2024", "6/2/24", "2024", "tahun 2024", "17/V/2024",
        "Nomor 800/17/05/2024", "270/12-05-2024/SETDA", "enam Februari", "tiga puluh dua Mei dua ribu dua puluh empat", "Mei 2024 dan 17",
    ],
)  # fmt: skip
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert find_dates(text) == []


def test_each_spelling_of_a_month_is_that_month() -> None:
    assert len(month_spellings()) == 12
    for number, names in enumerate(month_spellings(), 1):
        assert {found for name in names for found in find_dates(f"3 {name} 2024")} == {dt.date(2024, number, 3)}


def test_the_first_of_several_dates_comes_first() -> None:
    assert first_date("Rapat 6/2/2024, pemilihan 27 November 2024") == dt.date(2024, 2, 6)
    assert first_date("Rapat hari ini") is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("27 Nop. 2024", 11),
        ("27 Nov 2024", 11),
        ("27 Agt. 2024", 8),
        ("27 Ags 2024", 8),
        ("27 Agust 2024", 8),
        ("27 Des. 2024", 12),
    ],
)
def test_short_months(text: str, month: int) -> None:
    assert find_dates(text) == [dt.date(2024, month, 27)]


def test_a_date_is_found_with_its_place() -> None:
    text = "Rapat 31 April 2024 dan (6/2/2024), lalu tanggal dua Mei dua ribu dua puluh."
    assert [(found.day, found.span.of(text)) for found in dates_in(text)] == [
        (dt.date(2024, 2, 6), "6/2/2024"),
        (dt.date(2020, 5, 2), "dua Mei dua ribu dua puluh"),
    ]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-08-20", "2024-08-20"), ("2024-08-20T09:00:00.000Z", "2024-08-20"), (" 2024/08/20 10:00", "2024-08-20"),
        ("20 Agustus 2024", "2024-08-20"),
        ("August 20, 2024 at 9:00", "2024-08-20"), ("2024", None), ("2024-08", None), ("2024-13-40", None), ("", None), ("kemarin", None),
    ],
)  # fmt: skip
def test_a_stated_date_is_a_day_or_nothing(value: str, date: str | None) -> None:
    assert stated_date(value) == date
