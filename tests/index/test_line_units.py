"""Which line breaks end a unit: those of records, headings and items, and not those where the page ended."""

from __future__ import annotations

import pytest

from index.document import Span
from index.line_units import USUAL_WIDTH, full_width, line_units


def units(text: str) -> list[str]:
    return [span.of(text) for span in line_units(text, Span(0, len(text)))]


RECORDS = [
    ["Sinta Marlina; Ketua Panwas; 9 Juli 2024", "Umar Hadi; Camat Sukaraja; 1 Oktober 2024"],
    ["Nama; Jabatan", "Sinta Marlina; Ketua Panwas", "Umar Hadi; Camat"],
    ["Sinta Marlina | Ketua | Hadir", "Umar Hadi | Camat | Tidak hadir"],
    [
        "Andi Bima, Camat Sukaraja, 3 Juni 2024",
        "Umar Hadi, Lurah Cempaka, 4 Juni 2024",
        "Sinta, Ketua Panwas, 5 Juni 2024",
    ],
    [
        "Nomor : 800/12/2024",
        "Sifat : Penting",
        "Hal : Undangan rapat koordinasi netralitas pegawai di lingkungan kabupaten",
    ],
    ["Nama: Sinta Marlina, Jabatan: Ketua Panwas", "Nama: Umar Hadi, Jabatan: Camat"],
    ["08.00 Registrasi peserta", "08.30 Pembukaan oleh Camat", "10.00-11.00 Diskusi"],
    ["3 Juni 2024: rapat persiapan", "5 Juni 2024: apel netralitas"],
    ["Kecamatan Sukaraja 84 pegawai", "Kecamatan Airbening 55 pegawai", "Kecamatan Bukitraya 12 pegawai"],
]


@pytest.mark.parametrize("lines", RECORDS, ids=lambda lines: lines[0])
def test_each_record_is_a_unit(lines: list[str]) -> None:
    assert units("\n".join(lines)) == lines
    assert units("\r\n".join(lines)) == [*(f"{line}\r" for line in lines[:-1]), lines[-1]]


@pytest.mark.parametrize(
    "lines",
    [
        ["Hari Pemungutan di Batupanjang", "Pemungutan suara digelar pada 27 November 2024 di 310 TPS."],
        ["Kantor Camat Sukaraja", "Jl. Melati No. 5", "Kab. Palemsari 12345", "Telp. (0251) 123456"],
        ["Peserta rapat:", "Andi Bima", "Umar Hadi", "Sinta Marlina"],
        ["Hal: Permintaan data pelanggaran netralitas pegawai di seluruh kecamatan", "Yth. Para Camat\ndi tempat"],
        ["Pegawai dilarang:", "mengantar warga ke rumah calon;", "menyimpan alat peraga; dan", "memotret surat suara"],
        ["PENGUMUMAN", "PEGAWAI YANG TIDAK HADIR DIKENAI PEMOTONGAN TUNJANGAN SEBESAR LIMA PERSEN."],
    ],
    ids=lambda lines: lines[0],
)
def test_headings_addresses_and_items_are_units(lines: list[str]) -> None:
    assert units("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Kepala Badan Kepegawaian Palemsari, Wulan Dewanti, mengumumkan aturan itu di Aula\nMelati pada 30 September 2024.",
        "Menurut Camat,\nSukaraja aman.",
        "Rapat digelar di\nSukaraja",
        "Rapat dihadiri netra-\nLitas",
        "Hadir seluruh\njajaran BKN.",
        "SURAT EDARAN BUPATI PALEMSARI\nNOMOR 5 TAHUN 2024\nTENTANG\nNETRALITAS PEGAWAI",
        # A column of a page: the line in small letters below it shows how wide it is.
        "Kepala Badan Kepegawaian\nPalemsari, Wulan Dewanti,\nmengumumkan aturan itu.",
        # One field alone is none, nor is a clock time.
        "Ia mengatakan kepada para pegawai yang datang dari seluruh kecamatan\nKetua Panwas: pegawai wajib netral dalam pemilihan.",
    ],
)  # fmt: skip
def test_a_line_that_goes_on_ends_nothing(text: str) -> None:
    assert units(text) == [text]


def test_a_record_goes_on_where_it_is_set_in() -> None:
    lines = ["Nomor : 800/12/2024", "Hal : Undangan rapat\n      Koordinasi netralitas", "Yth. Bapak Camat Sukaraja"]
    assert units("\n".join(lines)) == lines


def test_a_full_line_is_as_wide_as_those_of_its_text_that_must_be_full() -> None:
    narrow, wide = "kata " * 8, "kata " * 20  # 39 and 99 characters
    assert full_width(f"{narrow}\nkata.\n\n{wide}\nkata.") == 39
    assert full_width("Rapat dibuka.\nrapat ditutup") == USUAL_WIDTH
    # "Pegawai Kabupaten" has 17 characters, and with the next word 24: short of a line of 80, and nearly a line of 32.
    heading = "Pegawai Kabupaten\nSukajaya"
    assert units(heading) == heading.split("\n")
    text = f"{heading}\n\n{'kata ' * 6}kat\nkata."
    assert [span.of(text) for span in line_units(text, Span(0, len(heading)))] == [heading]


def test_one_line_is_one_unit_and_empty_lines_are_in_none() -> None:
    assert units("Rapat dibuka. Rapat ditutup.") == ["Rapat dibuka. Rapat ditutup."]
    assert units("Andi Bima\n   \nUmar Hadi\n") == ["Andi Bima", "Umar Hadi"]
    assert line_units("", Span(0, 0)) == [Span(0, 0)]
