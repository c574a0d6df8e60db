"""Values of cells as a reader in Indonesia sees them."""

from __future__ import annotations

import datetime as dt

import pytest

from index.formats.xlsx_values import shown

ACCOUNTING = '_-"Rp"* #,##0.00_-;-"Rp"* #,##0.00_-;_-"Rp"* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234567, "General", "1234567"),
        (1234567, "#,##0", "1.234.567"),
        (1234.5, "#,##0.00", "1.234,50"),
        (-1234.5, "#,##0.0", "-1.234,5"),
        (0.1 + 0.2, "General", "0,3"),
        (12.0, "General", "12"),
        (1e20, "General", "1E+20"),
        (7, "000", "007"),
        (198501012010011001, "0", "198501012010011001"),
        (2.5, "0", "3"),  # half is rounded up, as spreadsheets do
        (-2.5, "0", "-3"),
        (1.005, "0.00", "1,01"),
        (2.5, "0.00##", "2,50"),
        (1 / 3, "0.###", "0,333"),
        (0.125, "0.0%", "12,5%"),
        (0.5, "0%", "50%"),
        (12, '0" orang"', "12 orang"),
        (12, "0\\x", "12x"),
        (1500000, '"Rp"#,##0', "Rp1.500.000"),
        (1500000, "[$Rp-421]#,##0", "Rp1.500.000"),
        (1500000.5, ACCOUNTING, "Rp 1.500.000,50"),
        (-1500, ACCOUNTING, "-Rp 1.500,00"),
        (0, ACCOUNTING, "Rp -"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (-5, "0;[Red]-0", "-5"),
        (-3, "0;;", ""),
        (0, "#", ""),
        (1234567, "#,##0,", "1.235"),
        (1234567, '0.0,," juta"', "1,2 juta"),
        (0.75, "# ?/?", "0,75"),
        (1.5, "0.00E+00", "1,5"),
        (5, "@", "5"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers(value: float, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (dt.datetime.fromisoformat("2024-10-03"), "dd/mm/yyyy", "3 Oktober 2024"),
        (dt.datetime.fromisoformat("2024-10-03"), "General", "3 Oktober 2024"),
        (dt.date(2024, 5, 17), "d mmm yy", "17 Mei 2024"),
        (dt.datetime.fromisoformat("2024-10-03"), "mmmm yyyy", "Oktober 2024"),
        (dt.datetime.fromisoformat("2024-10-03"), "yyyy", "2024"),
        (dt.datetime.fromisoformat("2024-10-03"), 'd" hari" mmm', "3 Oktober"),
        (dt.datetime.fromisoformat("2024-10-03 08:30"), "dd/mm/yyyy hh:mm", "3 Oktober 2024 08.30"),
        (dt.datetime.fromisoformat("2024-10-03 08:05"), "h:mm", "08.05"),
        (dt.time(14, 0), "h:mm", "14.00"),
        (dt.time(14, 0, 9), "h:mm:ss", "14.00.09"),
        (dt.timedelta(hours=26, minutes=5), "[h]:mm", "26.05"),
    ],
)
def test_dates_and_times(value: object, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


def test_texts_lose_the_escapes_of_the_file() -> None:
    assert shown("Ani_x000D_", "General") == "Ani\r"
    assert shown(None, "General") == ""
