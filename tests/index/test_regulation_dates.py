"""When regulations were made and apply, by their foot and closing article."""

from __future__ import annotations

import pytest

from index.regulation_dates import closing_dates
from tests.made_up_regulations import (
    CIRCULAR,
    DECISION,
    GOVERNMENT_REGULATION,
    LAW,
    MAYOR_REGULATION,
    REGENT_REGULATION,
)


def said(text: str) -> dict[str, str]:
    return {event: place.when.of(text) for event, place in closing_dates(text).items()}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (
            GOVERNMENT_REGULATION,
            {"enacted": "7 Oktober 2024", "promulgated": "9 Oktober 2024", "force_date": "tanggal diundangkan"},
        ),
        (REGENT_REGULATION, {"enacted": "4 Desember 2023", "force_date": "tanggal 1 Januari 2024"}),
        (
            MAYOR_REGULATION,
            {"enacted": "11 Mei 2022", "force_date": "6 (enam) bulan terhitung sejak tanggal diundangkan"},
        ),
        (DECISION, {"enacted": "2 Februari 2024", "force_date": "tanggal ditetapkan"}),
        (CIRCULAR, {"enacted": "23 September 2024", "force_date": "tanggal ditetapkan"}),
        (LAW, {"enacted": "19 Agustus 2022"}),
        ("Ditetapkan di : Mekarjaya\nPada tanggal : 4 APRIL 2023", {"enacted": "4 APRIL 2023"}),
        ("Peraturan ini ditetapkan kemarin dan berlaku bagi semua.", {}),
    ],
)
def test_each_date_is_read_where_it_is_said(text: str, dates: dict[str, str]) -> None:
    assert said(text) == dates


def test_the_closing_article_counts_and_no_earlier_one_that_is_quoted_from_what_is_changed() -> None:
    text = (
        "Pasal 9 diubah: Peraturan Bupati ini mulai berlaku pada tanggal 1 Mei 2020.\n\nPasal II\nPeraturan Bupati ini mulai berlaku "
        "pada tanggal diundangkan.\n\nDitetapkan di Suka pada tanggal 3 Mei 2021\n\nLAMPIRAN\nContoh: Keputusan ini mulai berlaku pada "
        "tanggal 9 Mei 2025.\nDitetapkan di Suka pada tanggal 9 Mei 2025"
    )
    assert said(text) == {"enacted": "3 Mei 2021", "force_date": "tanggal diundangkan"}
