"""Heads of regulations, decisions and circulars: what they say, and texts that have none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.document import Regulation
from index.load import load_file, load_folder
from index.passages import article_context
from index.regulations import TITLE_LENGTH, Head, read_head
from tests.made_up_regulations import (
    CIRCULAR,
    DECISION,
    GOVERNMENT_REGULATION,
    JOINT_DECISION,
    LAW,
    LETTER,
    MAYOR_REGULATION,
    MINISTER_REGULATION,
    NEWS,
    REGENT_REGULATION,
)

MINISTER = "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"


def head_of(text: str) -> Head:
    head = read_head(text)
    assert head is not None
    return head


@pytest.mark.parametrize(
    ("text", "regulation", "title", "date"),
    [
        (
            GOVERNMENT_REGULATION,
            Regulation("PP", "61", 2024, "", "Disiplin Pegawai Negeri Sipil"),
            "Peraturan Pemerintah Republik Contoh Nomor 61 Tahun 2024 tentang Disiplin Pegawai Negeri Sipil",
            dt.date(2024, 10, 7),
        ),
        (
            REGENT_REGULATION,
            Regulation("Perbup", "17", 2023, "Mekarjaya", "Netralitas Pegawai ASN di Lingkungan Pemerintah Kabupaten Mekarjaya"),
            "Peraturan Bupati Mekarjaya Nomor 17 Tahun 2023 tentang Netralitas Pegawai ASN di Lingkungan Pemerintah Kabupaten Mekarjaya",
            dt.date(2023, 12, 4),
        ),
        (
            MAYOR_REGULATION,
            Regulation("Perwali", "8", 2022, "Rawajaya", "Kode Etik dan Netralitas Pegawai"),
            "Peraturan Walikota Rawajaya Nomor 8 Tahun 2022 tentang Kode Etik dan Netralitas Pegawai",
            dt.date(2022, 5, 11),
        ),
        (
            CIRCULAR,
            Regulation(
                "SE",
                "800/123/BKPSDM",
                2024,
                "Pemerintah Kabupaten Lintanggiri, Sekretariat Daerah",
                "Pemakaian Kendaraan Dinas pada Masa Kampanye",
            ),
            "Surat Edaran Nomor 800/123/BKPSDM/2024 tentang Pemakaian Kendaraan Dinas pada Masa Kampanye",
            dt.date(2024, 9, 23),
        ),
        (
            DECISION,
            Regulation("Kepbup", "188/45", 2024, "Mekarjaya", "Satuan Tugas Pengawasan Netralitas"),
            "Keputusan Bupati Mekarjaya Nomor 188/45 Tahun 2024 tentang Satuan Tugas Pengawasan Netralitas",
            dt.date(2024, 2, 2),
        ),
        (
            MINISTER_REGULATION,
            Regulation("Permen", "9", 2021, MINISTER, "Pengaduan Pegawai"),
            f"Peraturan {MINISTER} Nomor 9 Tahun 2021 tentang Pengaduan Pegawai",
            dt.date(2021, 6, 30),
        ),
        (
            LAW,
            Regulation("UU", "30", 2022, "", "Aparatur Sipil Negara"),
            "Undang-Undang Republik Contoh Nomor 30 Tahun 2022 tentang Aparatur Sipil Negara",
            dt.date(2022, 8, 19),
        ),
        (
            JOINT_DECISION,
            Regulation(
                "SKB",
                "800-21",
                2023,
                "Menteri Dalam Negeri, Kepala Badan Kepegawaian Negara, dan Ketua Badan Pengawas Pemilihan Umum",
                "Penanganan Pelanggaran Netralitas",
            ),
            "Keputusan Bersama Menteri Dalam Negeri, Kepala Badan Kepegawaian Negara, dan Ketua Badan Pengawas Pemilihan Umum "
            "Nomor 800-21 Tahun 2023 dan Nomor 5 Tahun 2023 tentang Penanganan Pelanggaran Netralitas",
            None,
        ),
    ],
    ids=["pp", "perbup", "perwali", "edaran", "keputusan", "permen", "uu", "skb"],
)  # fmt: skip
def test_a_head_says_which_regulation_it_is_and_its_foot_when_it_was_made(
    text: str, regulation: Regulation, title: str, date: dt.date | None
) -> None:
    head = head_of(text)
    assert (head.regulation, head.title, head.date) == (regulation, title, date)


@pytest.mark.parametrize(
    ("text", "kind", "number", "issuer", "subject"),
    [
        (
            "PERATURAN BADAN KEPEGAWAIAN NEGARA\nREPUBLIK CONTOH\nNOMOR 6 TAHUN 2022\nTENTANG\nTATA CARA CUTI\n\nMenimbang : x",
            "Perban", "6", "Badan Kepegawaian Negara", "Tata Cara Cuti",
        ),
        (
            "LEMBARAN DAERAH\nKABUPATEN MEKARJAYA\nNOMOR 4 TAHUN 2022\n\nPERATURAN DAERAH KABUPATEN MEKARJAYA\nNOMOR 5 TAHUN 2022\n"
            "TENTANG\nKETERTIBAN UMUM\n",
            "Perda", "5", "Kabupaten Mekarjaya", "Ketertiban Umum",
        ),
        ("PERATURAN KOMISI PEMILIHAN UMUM\nNOMOR 10 TAHUN 2022\nTENTANG\nKAMPANYE\n", "PKPU", "10", "", "Kampanye"),
        ("PERATURAN BADAN PENGAWAS PEMILIHAN UMUM\nNOMOR 6 TAHUN 2022\nTENTANG\nLAPORAN\n", "Perbawaslu", "6", "", "Laporan"),
        ("QANUN KABUPATEN LAUTJAYA\nNOMOR 4 TAHUN 2022\nTENTANG\nPEGAWAI\n", "Qanun", "4", "Kabupaten Lautjaya", "Pegawai"),
        (
            "INSTRUKSI GUBERNUR LINTANG TIMUR\nNOMOR 3 TAHUN 2022\nTENTANG\nAPEL NETRALITAS\n\nKESATU : Apel tiap Senin.",
            "Ingub", "3", "Lintang Timur", "Apel Netralitas",
        ),
        (
            "KEPUTUSAN KEPALA DINAS PENDIDIKAN KOTA RAWAJAYA\nNOMOR: 421/55/2022\nTENTANG\nTIM PENILAI\n\nKESATU : Tim dibentuk.",
            "Keputusan", "421/55", "Kepala Dinas Pendidikan Kota Rawajaya", "Tim Penilai",
        ),
        # Numbered as a letter is, above the words that say what it is
        (
            "PEMERINTAH KOTA RAWAJAYA\nJalan Melati 2\n\nRawajaya, 2 Mei 2022\n\nNomor : 800/77/2022\nSifat : Penting\n\nYth. Camat\n\n"
            "SURAT EDARAN\nTENTANG\nLARANGAN CUTI\n\nCuti ditunda.",
            "SE", "800/77", "Pemerintah Kota Rawajaya", "Larangan Cuti",
        ),
        (
            "GUBERNUR LINTANG TIMUR\n\nSURAT EDARAN\nNomor : SE/01/2022\n\nYth. para bupati\nHal : Netralitas Pegawai\n\nIsi.",
            "SE", "SE/01", "Gubernur Lintang Timur", "Netralitas Pegawai",
        ),
        # Two who agree number it below
        (
            "NOTA KESEPAHAMAN\nANTARA\nPEMERINTAH KABUPATEN MEKARJAYA\nDENGAN\nBAWASLU KABUPATEN MEKARJAYA\nTENTANG\nPENGAWASAN\n"
            "NOMOR : 12/MOU/2022\nNOMOR : 3/BWS/2022\n\nPada hari ini",
            "Nota Kesepahaman", "12/MOU", "Pemerintah Kabupaten Mekarjaya dengan Bawaslu Kabupaten Mekarjaya", "Pengawasan",
        ),
        # Of Markdown, and of a PDF that has it on one line
        (
            "**PERATURAN WALI KOTA RAWAJAYA**\n\n**NOMOR 3 TAHUN 2022**\n\n**TENTANG**\n\n**JAM KERJA**\n\n**DENGAN RAHMAT TUHAN**\n",
            "Perwali", "3", "Rawajaya", "Jam Kerja",
        ),
        (
            "SALINAN PERATURAN GUBERNUR LINTANG TIMUR NOMOR 9 TAHUN 2022 TENTANG CUTI\nMenimbang : bahwa cuti diatur.",
            "Pergub", "9", "Lintang Timur", "Cuti",
        ),
        # Below a running header, which has no subject
        (
            "Peraturan Bupati Randu Nomor 7 Tahun 2022\n\nBUPATI RANDU\n\nPERATURAN BUPATI RANDU\n\nNOMOR 7 TAHUN 2022\n\nTENTANG\n\n"
            "APEL PAGI\n\nBUPATI RANDU,\n\nMenimbang : a. bahwa\n\nMEMUTUSKAN:\n\nPasal 1\n",
            "Perbup", "7", "Randu", "Apel Pagi",
        ),
        # Of a law that changes another, the first number is its own
        (
            "UNDANG-UNDANG REPUBLIK CONTOH\nNOMOR 3 TAHUN 2022\nTENTANG\nPERUBAHAN ATAS UNDANG-UNDANG NOMOR 1 TAHUN 2020\nTENTANG DESA\n\n"
            "DENGAN RAHMAT TUHAN",
            "UU", "3", "", "Perubahan atas Undang-Undang Nomor 1 Tahun 2020 Tentang Desa",
        ),
    ],
)  # fmt: skip
def test_heads_of_many_kinds(text: str, kind: str, number: str, issuer: str, subject: str) -> None:
    read = head_of(text).regulation
    assert (read.kind, read.number, read.year, read.issuer) == (kind, number, 2022, issuer)
    assert read.subject.casefold() == subject.casefold()
    assert head_of(text).title.count(f"Nomor {number}") == 1


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        LETTER,
        # News has it in its headline, in small letters or in capitals
        "Bupati Terbitkan Peraturan Bupati Nomor 3 Tahun 2024 tentang Netralitas\n\nMEKARJAYA - Peraturan itu terbit kemarin.",
        "Peraturan Bupati Nomor 3 Tahun 2024 tentang Netralitas Terbit\n\nMEKARJAYA - Peraturan itu terbit.\n\nPasal 3\n\nDst.",
        "PERATURAN BUPATI NOMOR 3 TAHUN 2024 TENTANG NETRALITAS DISOSIALISASIKAN\n\nMEKARJAYA - Peraturan itu terbit kemarin.",
        "PERATURAN BUPATI BARU\n\nNomor 3 Tahun 2024 tentang netralitas itu terbit kemarin.",
        # A decision's basis, an order's, and minutes about a draft
        "Dasar :\n\nPERATURAN BUPATI MEKARJAYA\nNOMOR 3 TAHUN 2024\nTENTANG NETRALITAS",
        "SURAT TUGAS\nDasar : Peraturan Bupati Nomor 3 Tahun 2024 tentang Netralitas\nDitetapkan di Mekarjaya pada tanggal 4 Mei 2024",
        "NOTULEN RAPAT\nPEMBAHASAN PERATURAN BUPATI NOMOR 3 TAHUN 2024\nTENTANG NETRALITAS\n\nRapat dibuka.",
        # Not numbered yet
        "PERATURAN BUPATI MEKARJAYA\nNOMOR ... TAHUN 2024\nTENTANG\nNETRALITAS\n\nPasal 1\n",
        "PERATURAN BUPATI MEKARJAYA\nNOMOR 3 TAHUN 2024\n\nPasal 1\n",
        "",
    ],
)
def test_what_only_refers_to_a_regulation_has_no_head(text: str) -> None:
    assert read_head(text) is None


def test_the_places_of_number_and_subject_are_those_of_the_text() -> None:
    head = head_of(REGENT_REGULATION)
    assert head.number is not None
    assert head.subject is not None
    assert head.number.of(REGENT_REGULATION) == "17 TAHUN 2023"
    assert head.subject.of(REGENT_REGULATION).startswith("NETRALITAS PEGAWAI ASN\nDI LINGKUNGAN")
    assert head.subject.of(REGENT_REGULATION).endswith("KABUPATEN MEKARJAYA")


def test_an_appendix_in_a_file_of_its_own_is_titled_as_one() -> None:
    text = "LAMPIRAN I\nPERATURAN BUPATI MEKARJAYA\nNOMOR 3 TAHUN 2022\nTENTANG\nTUNJANGAN\n\nDaftar tunjangan"
    assert head_of(text).title == "Lampiran Peraturan Bupati Mekarjaya Nomor 3 Tahun 2022 tentang Tunjangan"


def test_a_very_long_title_is_cut_at_a_word() -> None:
    head = head_of(f"PERATURAN DESA SUKA\nNOMOR 1 TAHUN 2022\nTENTANG\n{'IURAN WARGA ' * 30}\n\nPasal 1\n")
    assert len(head.title) <= TITLE_LENGTH + 2
    assert head.title.endswith(("Iuran …", "Warga …"))
    assert head.regulation.subject.count("Iuran") == 30


def test_a_file_has_title_date_and_regulation_of_its_head_and_they_are_marked_as_derived(tmp_path: Path) -> None:
    path = tmp_path / "perbup.txt"
    path.write_text(REGENT_REGULATION, encoding="utf-8")
    document = load_file(path)
    assert document.title.startswith("Peraturan Bupati Mekarjaya Nomor 17 Tahun 2023 tentang Netralitas")
    # Not 1 January 2024, which its closing article names first
    assert document.published == "2023-12-04"
    assert document.derived == ("published", "title")
    assert document.regulation == head_of(REGENT_REGULATION).regulation


def test_what_the_manifest_says_of_a_regulation_comes_before_its_head(tmp_path: Path) -> None:
    path = tmp_path / "perbup.txt"
    path.write_text(REGENT_REGULATION, encoding="utf-8")
    document = load_file(path, {"title": "Perbup Netralitas", "published": dt.date(2023, 12, 5)})
    assert (document.title, document.published, document.derived) == ("Perbup Netralitas", "2023-12-05", ())
    assert document.regulation is not None


def test_a_passage_of_a_regulation_is_searched_with_its_short_name(tmp_path: Path) -> None:
    path = tmp_path / "pp.txt"
    path.write_text(GOVERNMENT_REGULATION, encoding="utf-8")
    assert ". PP 61/2024. 2024-10-07.\n" in article_context(load_file(path))


def test_the_five_articles_are_no_regulations(seeds: Path) -> None:
    assert [document.regulation for document in load_folder(seeds)] == [None] * 5
