"""Lines that say when something was published."""

from __future__ import annotations

import pytest

from index.moments import is_moment, states_publication, without_day


@pytest.mark.parametrize(
    "line",
    [
        "Kamis, 3 Oktober 2024 | 08:00 WIB", "Kamis (3/10/2024) 08.00 WITA", "3 Okt 2024 08.00 WIB", "03-10-2024, 08:00:12",
        "Kamis, 03 Oktober 2024 | 08:00", "Jum’at, 4 Okt 2024 - 8:00 WIT", "Diterbitkan: 3 Oktober 2024", "Published 3 October 2024",
        "Senin 4 Agt. 2024, 08.00 WIB", "Rabu, 27 Nop. 2024 · 10.30",
    ],
)  # fmt: skip
def test_moments(line: str) -> None:
    assert is_moment(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kamis, 3 Oktober 2024", "Kaliurip, 17 Mei 2024", "Kamis, 3 Oktober 2024, pukul 08.00 WIB", "Rapat Kamis, 3 Oktober 2024 08:00",
        "08:00 WIB", "3 Oktober 2024 08:00 WIB Apel", "Diterbitkan oleh camat", "Hari/Tanggal : Kamis, 3 Oktober 2024",
    ],
)  # fmt: skip
def test_appointments_and_days_alone_are_none(line: str) -> None:
    assert not is_moment(line)


def test_only_words_of_publishing_state_it() -> None:
    assert states_publication("Dipublikasikan pada 3 Oktober 2024 08:00 WIB")
    assert not states_publication("Kamis, 3 Oktober 2024 | 08:00 WIB")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Rabu, 2 Oktober 2024 KPU Menetapkan Calon", "KPU Menetapkan Calon"),
        ("02/10/2024: Apel", "Apel"),
        ("Apel 2 Oktober 2024", "Apel 2 Oktober 2024"),
    ],
)
def test_the_day_in_front_can_be_taken_off(text: str, rest: str) -> None:
    assert without_day(text) == rest
