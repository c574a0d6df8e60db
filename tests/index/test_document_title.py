"""The title of a document that does not state one, from its headings and its head."""

from __future__ import annotations

import pytest

from index.describe import describe
from index.document import Furniture, Span
from index.document_title import TITLE_LENGTH
from index.formats.extracted import PROPERTY_TITLE, Extracted, Mark

LETTER = """PEMERINTAH KABUPATEN KALIURIP
SEKRETARIAT DAERAH
Jalan Pahlawan Nomor 12 Telepon (0274) 555-0101
Laman: setda.kaliurip.invalid

                                   Kaliurip, 17 Mei 2024
Nomor    : 800/112/SETDA
Sifat    : Penting
Lampiran : -
Hal      : Penyampaian Larangan Kampanye
           bagi Pegawai Kabupaten Kaliurip

Yth. Para Kepala Dinas
di Kaliurip

Bersama ini disampaikan larangan itu.
"""


def title(text: str, *headings: tuple[str, int], property_title: str = "", furniture: str = "") -> str:
    """The title of a text in which these lines are headings, and this one is furniture."""
    marks = [Mark("heading", Span(text.index(line), text.index(line) + len(line)), level) for line, level in headings]
    left = (Furniture(Span(text.index(furniture), text.index(furniture) + len(furniture)), "x"),) if furniture else ()
    extracted = Extracted(text, {PROPERTY_TITLE: property_title}, marks=tuple(marks), furniture=left)
    known, derived = describe(extracted, {})
    assert "title" in derived
    return str(known["title"])


class TestProperties:
    TEXT = "EDARAN BUPATI KALIURIP\n\nPegawai dilarang berkampanye."

    @pytest.mark.parametrize(
        "left",
        [
        "Microsoft Word - se_kaliurip_rev3_final.docx", "untitled", "Untitled-1", "(anonymous)", "Template Nota Dinas 2019",
        "Dokumen1",
        "Presentation 3", "scan0012", "edaran.pdf", "se_bupati", "Lampiran", "Microsoft PowerPoint - rapat",
        "Surat Dinas Tahun 2019", "",
        ],
    )  # fmt: skip
    def test_what_was_left_in_them_is_never_the_title(self, left: str) -> None:
        assert title(self.TEXT, property_title=left) == "EDARAN BUPATI KALIURIP"

    def test_they_are_believed_where_the_head_of_the_text_repeats_them(self) -> None:
        text = "SURAT EDARAN\nBUPATI KALIURIP\n\nPegawai dilarang."
        assert title(text, property_title="Surat Edaran Bupati Kaliurip") == "Surat Edaran Bupati Kaliurip"

    def test_they_are_taken_where_the_text_has_no_headline(self) -> None:
        assert title("Rapat digelar di Bima.", property_title="Rapat Bima") == "Rapat Bima"
        assert title("Rapat digelar di Bima.", property_title="untitled") == "Rapat digelar di Bima."


class TestHeadings:
    def test_the_first_heading_is_the_title(self) -> None:
        assert title("Kata pengantar.\n\nNetralitas Pegawai\n\nIsi.", ("Netralitas Pegawai", 1)) == "Netralitas Pegawai"
        assert (
            title("Nota Dinas Lintang\n\nIsi.", ("Nota Dinas Lintang", 2), property_title="Template Lama")
            == "Nota Dinas Lintang"
        )

    def test_one_of_a_part_is_not_where_a_line_stands_above_it(self) -> None:
        assert title("LAPORAN KEGIATAN\n\nLatar Belakang\n\nIsi.", ("Latar Belakang", 2)) == "LAPORAN KEGIATAN"
        assert title("Isi panjang.\n\nLatar Belakang\n\nIsi.", ("Latar Belakang", 2)) == "Latar Belakang"

    @pytest.mark.parametrize("line", ["PEMERINTAH KABUPATEN KALIURIP", "BAB I", "Pasal 1"])
    def test_letterheads_and_chapters_are_none(self, line: str) -> None:
        assert title(f"{line}\n\nNetralitas\n\nIsi.", (line, 1), ("Netralitas", 1)) == "Netralitas"

    def test_furniture_is_none(self) -> None:
        text = "Halaman Muka\n\nNetralitas\n\nIsi."
        assert title(text, ("Halaman Muka", 1), ("Netralitas", 1), furniture="Halaman Muka") == "Netralitas"


class TestLetters:
    def test_the_subject_of_a_letter_goes_on_over_lines(self) -> None:
        assert title(LETTER) == "Penyampaian Larangan Kampanye bagi Pegawai Kabupaten Kaliurip"

    @pytest.mark.parametrize(
        "head",
        [
            "Nomor : 270/45\nPerihal : Undangan Rapat",
            "Nomor : 270/45     Sukaraja, 3 Juni 2024\nHal : Undangan Rapat",
            "NOTA DINAS\n\nKepada : Sekda\nDari : Kepala BKPSDM\nHal : Undangan Rapat",
            "Nomor | : | 270/45\nHal | : | Undangan Rapat",
            "Nomor: 270/45\nHal: Undangan\nrapat",
            "SURAT\nNO. : 5\nHAL : Undangan Rapat\nLAMPIRAN : -",
        ],
    )
    def test_of_every_form(self, head: str) -> None:
        assert title(f"{head}\n\nYth. Camat\ndi Tempat\n\nDiharap hadir.").casefold() == "undangan rapat"

    def test_a_heading_that_names_only_the_kind_gives_way_to_the_subject(self) -> None:
        text = "NOTA DINAS\n\nKepada : Sekda\nNomor : 5\nHal : Rekap Pelanggaran\n\nIsi."
        assert title(text, ("NOTA DINAS", 1)) == "Rekap Pelanggaran"

    def test_one_field_makes_no_letter(self) -> None:
        assert title("Rekap Netralitas\n\nHal: pelanggaran di kantor.") == "Rekap Netralitas"


class TestFirstLines:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("PEMERINTAH KABUPATEN ARGALUHUR\nEDARAN NETRALITAS\nSetiap pegawai melapor.", "EDARAN NETRALITAS"),
            (
                "INSPEKTORAT KOTA MULYA\nJalan Anggrek 5\n\nLAPORAN TRIWULAN\nTAHUN 2024\n\nIsi.",
                "LAPORAN TRIWULAN TAHUN 2024",
            ),
            ("SALINAN\nNOTULEN RAPAT\nKOORDINASI NETRALITAS\n\nIsi.", "NOTULEN RAPAT KOORDINASI NETRALITAS"),
            (
                "SURAT EDARAN\n\nNOMOR 800/45/BKD\n\nTENTANG\n\nNETRALITAS\n\nIsi.",
                "SURAT EDARAN NOMOR 800/45/BKD TENTANG NETRALITAS",
            ),
            ("PENGUMUMAN\n\nPEGAWAI WAJIB HADIR PADA 2 MEI 2024.", "PENGUMUMAN"),
            ("- 1 -\n\nNetralitas\n\nIsi.", "Netralitas"),
            ("Halaman 1 dari 3\nNetralitas\nIsi.", "Netralitas"),
            ("Kamis, 3 Oktober 2024 | 08:00 WIB\nNetralitas\n\nIsi.", "Netralitas"),
            ("Netralitas Pegawai\nKota Randu\n\nIsi.", "Netralitas Pegawai"),
            ("PENGUMUMAN\nNomor : 5\n\nIsi.", "PENGUMUMAN"),
            ("BULETIN PEMILU\n1. SATU\nIsi.", "BULETIN PEMILU"),
        ],
    )
    def test_letterheads_are_skipped_and_capitals_go_on(self, text: str, expected: str) -> None:
        assert title(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "PEMERINTAH KABUPATEN KALIURIP\nPegawai dilarang berkampanye.",  # nothing else could be the title
            "Pemerintah Kabupaten Kaliurip Tegaskan Netralitas\n\nIsi berita.",
            "Dinas Pasar Kota Mulya\n\nDinas itu buka setiap hari.",
            "Jalan Panjang Netralitas\n\nIsi berita.",
        ],
    )
    def test_a_first_line_that_begins_no_letterhead_stays(self, text: str) -> None:
        assert title(text) == text.splitlines()[0]

    def test_a_long_title_is_cut_at_a_word(self) -> None:
        found = title("NETRALITAS " * 30)
        assert found.endswith("NETRALITAS …")
        assert len(found) <= TITLE_LENGTH + len(" …")


def test_what_the_file_or_a_person_says_counts_before_any_rule() -> None:
    stated = Extracted("Isi.", {"title": "Judul", PROPERTY_TITLE: "Isi berkas"})
    assert describe(stated, {})[0]["title"] == "Judul"
    assert describe(stated, {"title": "Lain"})[0]["title"] == "Lain"
    assert describe(stated, {})[1] == set()
