"""What people call a regulation, and how its number is taken apart."""

from __future__ import annotations

import pytest

from index.document import Regulation
from index.regulation_forms import names_of, split_number

MINISTER = "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"


@pytest.mark.parametrize(
    ("regulation", "names"),
    [
        (
            Regulation("UU", "30", 2022, "", "Aparatur Sipil Negara"),
            ("UU 30/2022", "UU Nomor 30 Tahun 2022", "UU No. 30 Tahun 2022", "UU Aparatur Sipil Negara", "UU ASN"),
        ),
        (
            Regulation("Perbup", "17", 2024, "Mekarjaya", "Cuti"),
            ("Perbup 17/2024", "Perbup Nomor 17 Tahun 2024", "Perbup No. 17 Tahun 2024", "Perbup Mekarjaya", "Perbup Cuti"),
        ),
        (
            Regulation("Permen", "9", 2021, MINISTER),
            ("PermenPANRB 9/2021", "PermenPANRB Nomor 9 Tahun 2021", "PermenPANRB No. 9 Tahun 2021"),
        ),
        (
            Regulation("Perban", "3", 2020, "Badan Kepegawaian Negara"),
            ("Peraturan BKN 3/2020", "Peraturan BKN Nomor 3 Tahun 2020", "Peraturan BKN No. 3 Tahun 2020"),
        ),
        (
            Regulation("SE", "SE/01", 2024),
            ("SE/01/2024", "SE Nomor SE/01 Tahun 2024", "SE No. SE/01 Tahun 2024"),
        ),
        # Nobody names all who made a joint decision
        (Regulation("SKB", "5", None, "Menteri A, Menteri B", "Netralitas"), ("SKB Nomor 5", "SKB Netralitas")),
    ],
)  # fmt: skip
def test_a_regulation_is_called_by_number_issuer_and_subject(regulation: Regulation, names: tuple[str, ...]) -> None:
    assert names_of(regulation) == names


@pytest.mark.parametrize(
    ("written", "year", "number"),
    [
        ("55/2023", None, ("55", 2023)),
        ("55", " Tahun 2023", ("55", 2023)),
        ("800/123/BKPSDM/2024", None, ("800/123/BKPSDM", 2024)),
        ("SE/01/2024.", None, ("SE/01", 2024)),
        ("17", None, ("17", None)),
        ("2023", None, ("2023", None)),
    ],
)
def test_a_number_is_split_from_its_year(written: str, year: str | None, number: tuple[str, int | None]) -> None:
    assert split_number(written, year) == number
