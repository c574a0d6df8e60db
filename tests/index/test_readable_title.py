"""Headings in capitals as titles."""

from __future__ import annotations

import pytest

from index.readable_title import readable_title


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("NETRALITAS PEGAWAI DI LINGKUNGAN PEMERINTAH", "Netralitas Pegawai di Lingkungan Pemerintah"),
        ("TENTANG CUTI ASN DAN PNS", "Tentang Cuti ASN dan PNS"),
        ("UNDANG-UNDANG BAGI DPRD", "Undang-Undang bagi DPRD"),
        ("BAWASLU DAN PILKADA TAHAP II", "Bawaslu dan Pilkada Tahap II"),
        ("MENTERI DALAM NEGERI", "Menteri Dalam Negeri"),
        ("Netralitas ASN di Bima", "Netralitas ASN di Bima"),
    ],
)
def test_words_in_capitals_are_written_as_in_a_title(heading: str, title: str) -> None:
    assert readable_title(heading) == title


def test_an_acronym_that_only_the_text_has_keeps_its_capitals() -> None:
    text = "BINA UPKZ\n\nKepala UPKZ bertugas. Menetapkan : PERATURAN TENTANG BINA. UPKZ itu bina desa."
    assert readable_title("BINA UPKZ", text) == "Bina UPKZ"
    assert readable_title("BINA UPKZ") == "Bina Upkz"
