"""The date of a document is its own: not that of a letter that it refers to, nor of a meeting that it invites to."""

from __future__ import annotations

import pytest

from index.describe import describe
from index.formats.extracted import Extracted


def date(text: str) -> str | None:
    known, derived = describe(Extracted(text, {"title": "Judul"}), {})
    assert ("published" in derived) == ("published" in known)
    return known.get("published")


LETTER = "Nomor : 800/1\nHal : Larangan\n\nMenindaklanjuti surat Bawaslu Nomor 12 tanggal 2 Mei 2024, pegawai apel pada 27 Mei 2024.\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Kaliurip, 17 Mei 2024\n{LETTER}",
        f"{LETTER}\n                    Kota Kaliurip, 17 Mei 2024\nCamat",
        LETTER.replace("800/1", "800/1            Kaliurip, 17 Mei 2024"),
        LETTER.replace("800/1", "800/1\tKaliurip, tanggal 17-05-2024"),
        f"Tanggal : 17 Mei 2024\n{LETTER}",
        f"NOTA DINAS\nTGL. : 17 Mei 2024\n{LETTER}",
        f"{LETTER}\nDitetapkan di Kaliurip\npada tanggal 17 Mei 2024\nCAMAT",
        f"{LETTER}\nDikeluarkan di : Kaliurip\nPada tanggal : 17 Mei 2024",
        f"{LETTER}\nDisahkan di Kaliurip pada hari Jumat, tanggal 17 MEI 2024",
        "Mengingat : UU tanggal 2 Mei 2020;\nDitetapkan di Suka\npada tanggal 17 Mei 2024\nDiundangkan di Suka\npada tanggal 20 Mei 2024",
        "BERITA ACARA\nSesuai surat tanggal 2 Mei 2024.\nPada hari ini, Jumat tanggal 17 Mei 2024, kami berkumpul.",
        "Pada hari ini Jumat tanggal tujuh belas bulan Mei tahun dua ribu dua puluh empat (17-05-2024) telah dibuat.",
        "NOTULEN\nHari/Tanggal : Jumat, 17 Mei 2024\nPerihal : Rapat\n\nMembahas surat tanggal 2 Mei 2024.",
        "NOTULEN\nMenindaklanjuti surat tanggal 2 Mei 2024.\nHari, tanggal : Jumat, 17 Mei 2024\nHal : Rapat",
        "Nomor : 5\nHal : Rapat\n\nMenindaklanjuti surat tanggal 2 Mei 2024. Rapat digelar 17 Mei 2024.",
    ],
)  # fmt: skip
def test_an_offices_document_has_its_own(text: str) -> None:
    assert date(text) == "2024-05-17"


@pytest.mark.parametrize(
    "text",
    [
        "Nomor : 5\nHal : Rapat\n\nMenindaklanjuti surat Bawaslu Nomor 12/PM tanggal 2 Mei 2024, pegawai diingatkan.",
        "Menimbang : Peraturan Bupati Nomor 17 tanggal 2 Mei 2024;\nMEMUTUSKAN: Membentuk tim.",
        "Nomor : 800/17/V/2024\nHal : Rapat\nTahun 2024",
    ],
)
def test_a_document_without_one_has_none_of_another(text: str) -> None:
    assert date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rapat di Suka\n\nSUKA, kabar.com – Bupati, Selasa (6/2/2024), membuka rapat 8 Februari 2024.", "2024-02-06"),
        ("Menurut surat KASN tanggal 2 Mei 2024, pegawai netral.", "2024-05-02"),
        ("Judul\nKamis, 3 Oktober 2024 | 08:00 WIB\n\nRapat digelar Selasa, 1 Oktober 2024.", "2024-10-03"),
        ("Rapat 1 Oktober 2024.\n\nIsi.\n\nDiterbitkan: 3 Oktober 2024", "2024-10-03"),
        ("Rapat digelar pada 3 Okt 2024 pukul 08.00 WIB.", "2024-10-03"),
        ("Senin, 9 September 2024\nApel digelar.", "2024-09-09"),
        ("Pegawai netral sejak 2024.", None),
    ],
)
def test_news_has_its_moment_or_its_first_day(text: str, expected: str | None) -> None:
    assert date(text) == expected


def test_what_the_file_states_is_not_derived_and_a_persons_silence_counts() -> None:
    stated = Extracted("Rapat 6/2/2024.", {"title": "Judul", "published": "2024-03-01"})
    assert describe(stated, {}) == ({"title": "Judul", "published": "2024-03-01"}, set())
    assert describe(Extracted("Rapat 6/2/2024."), {"title": "Judul"}) == ({"title": "Judul"}, set())
