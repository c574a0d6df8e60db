"""What counts as the number of a letter."""

from __future__ import annotations

import pytest

from assistant.question.identifiers import asked_entries, entry_numbers, identifiers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kapan surat Nomor 700/846/INSP dikirim?", ("700/846/insp",)),
        ("surat 800.1.6/1175/BKPSDM.", ("800.1.6/1175/bkpsdm",)),
        ("Nomor SE/01/2031/BKD dan 188/231/KEP/2024", ("se/01/2031/bkd", "188/231/kep/2024")),
        ("PP 55/2023 dan Perbup 17/2024", ()),
        ("rapat 6/2/2024 dan/atau daring", ()),
        ("tahun 2023/2024", ()),
        ("km/jam", ()),
    ],
)
def test_identifiers_are_found(text: str, found: tuple[str, ...]) -> None:
    assert identifiers(text) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Siapa terlapor dalam register nomor 025/2024?", {"25/2024"}),
        ("register no. 8/2024 hasilnya apa", {"8/2024"}),
        ("pengaduan 25/2024 dan 17/2023.", {"25/2024", "17/2023"}),
        ("Berapa laporan pada 12/2024?", set()),
        ("PP 55/2023, UU No. 20/2023 dan Perbup Randualas 17/2024", set()),
        ("tahun 2023/2024, 6/2/2024, 800/12/2024/BKD, 3/4", set()),
    ],
)
def test_entries_are_asked_by_number_and_neither_regulations_nor_months(question: str, found: set[str]) -> None:
    assert asked_entries(question) == found


def test_a_register_may_write_its_numbers_in_any_way() -> None:
    assert entry_numbers("No. Reg: 008/2024; Tgl: 12-02-2024\n9/2024 | lurah") == {"8/2024", "9/2024"}
