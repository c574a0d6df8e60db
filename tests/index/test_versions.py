"""Older and newer versions of one document, and regulations that amend others."""

from __future__ import annotations

from typing import Any

import pytest

from index.document import Document, Regulation
from index.versions import amended_by, mark_versions, superseded_by, without_older

NEWS = (
    "Posko Netralitas Dibuka\n\nDinas kepegawaian membuka posko pengaduan netralitas di alun-alun. Warga dapat melapor setiap hari kerja "
    "mulai pukul delapan pagi. Laporan diteruskan kepada inspektorat dalam tiga hari. Posko dijaga oleh dua petugas."
)
UPDATED = NEWS.replace("dua petugas", "lima petugas, dan buka juga pada hari Sabtu")
LETTER = (
    "SURAT EDARAN\nNomor : 800/12/BKD\n\n"
    "Seluruh pegawai wajib mengikuti apel netralitas di halaman kantor masing-masing pada hari Senin."
)


def document(name: str, text: str = NEWS, published: str | None = "2031-03-01", **more: Any) -> Document:
    values = {"title": "Posko Netralitas Dibuka", "file": f"{name}.txt", "sha256": name, "published": published}
    return Document(name, text, **values | more)


def test_the_same_article_updated_gives_way_to_the_newest() -> None:
    documents = [
        document("lama"),
        document("baru", UPDATED, "2031-03-09"),
        document("terbaru", UPDATED + " Posko ditutup Mei.", "2031-04-02"),
    ]
    assert superseded_by(documents) == {"lama": "terbaru", "baru": "terbaru"}
    assert superseded_by(reversed(documents)) == {"lama": "terbaru", "baru": "terbaru"}


@pytest.mark.parametrize(
    "other",
    [
        document("lain", UPDATED, None),  # nobody knows which is newer
        document("lain", UPDATED, "2031-03-01"),
        document("lain", UPDATED, "2031-03-09", publisher="Kabar Pagi"),  # another outlet
        document("lain", UPDATED, "2031-03-09", title="Posko Netralitas Ditutup"),
        document("lain", UPDATED, "2031-03-09", language="en"),
        document("lain", "Posko Netralitas Dibuka\n\nGubernur meresmikan gedung baru di ibu kota provinsi.", "2031-03-09"),
    ],
    ids=["undated", "same day", "publisher", "title", "language", "text"],
)  # fmt: skip
def test_what_is_not_surely_a_newer_version_is_another_document(other: Document) -> None:
    assert superseded_by([document("lama"), other]) == {}


def test_titles_are_compared_without_case_and_spacing() -> None:
    newer = document("baru", UPDATED, "2031-03-09", title="POSKO  netralitas dibuka")
    assert superseded_by([document("lama"), newer]) == {"lama": "baru"}


def test_letters_of_one_form_with_different_numbers_are_different_letters() -> None:
    def letter(name: str, number: str, published: str) -> Document:
        return document(name, LETTER.replace("800/12/BKD", number), published, title="SURAT EDARAN")

    assert superseded_by([letter("a", "800/12/BKD", "2031-01-05"), letter("b", "800/31/BKD", "2031-02-05")]) == {}
    assert superseded_by([letter("a", "800/12/BKD", "2031-01-05"), letter("b", "800/12/bkd", "2031-02-05")]) == {
        "a": "b"
    }


class TestRegulations:
    PERBUP = Regulation("Perbup", "17", 2030, "Bukitraya", "Disiplin Pegawai")
    TEXT = NEWS + " " + LETTER

    def test_the_same_regulation_gives_way_to_the_later_one_whatever_the_titles(self) -> None:
        old = document("lama", self.TEXT, "2030-05-01", regulation=self.PERBUP, title="PERATURAN BUPATI")
        again = Regulation("PERBUP", "017", 2030, "bukitraya", "Disiplin Pegawai")
        new = document(
            "baru", self.TEXT + " Naskah perbaikan.", "2030-06-01", regulation=again, title="Perbup Disiplin"
        )
        assert superseded_by([old, new]) == {"lama": "baru"}

    @pytest.mark.parametrize(
        "changes", [{"kind": "Perda"}, {"number": "18"}, {"year": 2029}, {"issuer": "Palemsari"}], ids=str
    )
    def test_another_kind_number_year_or_issuer_is_another_regulation(self, changes: dict[str, Any]) -> None:
        other = Regulation(**{"kind": "Perbup", "number": "17", "year": 2030, "issuer": "Bukitraya"} | changes)
        documents = [
            document("a", self.TEXT, "2030-05-01", regulation=self.PERBUP),
            document("b", self.TEXT + " Lain.", "2030-06-01", regulation=other),
        ]
        assert superseded_by(documents) == {}

    def test_an_appendix_of_a_regulation_is_no_newer_version_of_it(self) -> None:
        body = document("a", self.TEXT, "2030-05-01", regulation=self.PERBUP)
        table = document("b", "Jenis pelanggaran | Sanksi\nKampanye | Teguran", "2030-06-01", regulation=self.PERBUP)
        assert superseded_by([body, table]) == {}

    @pytest.mark.parametrize(
        "subject",
        [
            "Perubahan atas Peraturan Bupati Nomor 17 Tahun 2030 tentang Disiplin Pegawai",
            "PERUBAHAN KEDUA ATAS PERATURAN BUPATI BUKITRAYA NOMOR 17 TAHUN 2030",
            "Perubahan\natas Peraturan Bupati\nNo. 17 Tahun 2030",
            "perubahan atas Perbup Nomor 017/2030",
        ],
    )
    def test_what_amends_a_regulation_is_known_by_its_subject(self, subject: str) -> None:
        amending = document("b", regulation=Regulation("Perbup", "3", 2031, "Bukitraya", subject))
        assert amended_by([document("a", regulation=self.PERBUP), amending]) == {"a": ("b",)}

    @pytest.mark.parametrize(
        ("kind", "issuer", "subject"),
        [
            ("Perda", "Bukitraya", "Perubahan atas Peraturan Daerah Nomor 17 Tahun 2030"),
            ("Perbup", "Palemsari", "Perubahan atas Peraturan Bupati Nomor 17 Tahun 2030"),
            ("Perbup", "Bukitraya", "Pelaksanaan Peraturan Bupati Nomor 17 Tahun 2030"),
            ("Perbup", "Bukitraya", "Perubahan atas Peraturan Bupati Nomor 16 Tahun 2030"),
            ("Perbup", "Bukitraya", "Perubahan Iklim"),
        ],
    )
    def test_other_regulations_amend_nothing(self, kind: str, issuer: str, subject: str) -> None:
        other = document("b", regulation=Regulation(kind, "3", 2031, issuer, subject))
        assert amended_by([document("a", regulation=self.PERBUP), other]) == {}

    def test_a_regulation_in_lieu_of_a_law_amends_laws(self) -> None:
        law = document("uu", regulation=Regulation("UU", "10", 2026, "", "Pemilihan Kepala Daerah"))
        lieu = Regulation("Perppu", "2", 2030, "", "Perubahan Ketiga atas Undang-Undang Nomor 10 Tahun 2026")
        assert amended_by([law, document("perppu", regulation=lieu)]) == {"uu": ("perppu",)}

    def test_an_issuer_is_the_same_by_its_code_and_written_out(self) -> None:
        whole = Regulation(
            "Permen", "8", 2028, "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi", "Penilaian"
        )
        coded = Regulation("Permen", "2", 2029, "Menteri PANRB", "Perubahan atas Permenpanrb Nomor 8 Tahun 2028")
        assert amended_by([document("a", regulation=whole), document("b", regulation=coded)]) == {"a": ("b",)}

    def test_amendments_come_in_the_order_of_their_dates(self) -> None:
        subject = "Perubahan atas Peraturan Bupati Nomor 17 Tahun 2030"
        later, earlier = (
            document(name, published=date, regulation=Regulation("Perbup", number, 2031, "Bukitraya", subject))
            for name, date, number in (("a2", "2031-09-01", "8"), ("z1", "2031-02-01", "2"))
        )
        assert amended_by([later, document("p", regulation=self.PERBUP), earlier]) == {"p": ("z1", "a2")}


def test_of_several_documents_those_go_whose_newer_version_is_among_them() -> None:
    old, new = document("lama", superseded_by="baru"), document("baru")
    lost = document("lain", superseded_by="hilang")
    assert without_older([old, new, lost]) == [new, lost]
    assert without_older([old, lost]) == [old, lost]
    assert without_older(iter([])) == []


def test_documents_are_marked_and_those_with_nothing_newer_stay_the_same_record() -> None:
    old, new, other = document("lama"), document("baru", UPDATED, "2031-03-09"), document("lain", title="Lain")
    marked = mark_versions([old, new, other])
    assert [each.superseded_by for each in marked] == ["baru", None, None]
    assert marked[1] is new
    assert marked[2] is other


def test_a_regulation_that_another_revokes_gives_way_to_it() -> None:
    old = document("lama", published="2021-02-01", regulation=Regulation("Perbup", "9", 2021, "Sukajati"))
    ends = "Peraturan Bupati Nomor 9\nTahun 2021 tentang Netralitas dicabut dan dinyatakan tidak berlaku."
    new = document("baru", ends, "2024-06-12", regulation=Regulation("Perbup", "17", 2024, "Sukajati"), title="Baru")
    other = document("lain", ends, "2024-06-12", regulation=Regulation("Perbup", "17", 2024, "Lain"), title="Lain")
    mentions = document(
        "sebut", "Peraturan Nomor 9 Tahun 2021 berlaku. Yang lain dicabut.", "2024-01-01", regulation=new.regulation
    )
    assert superseded_by([old, new, other]) == {"lama": "baru"}
    assert superseded_by([old, other, mentions]) == {}


def test_a_revoked_regulation_can_still_be_asked_for_by_its_number() -> None:
    old = document("lama", regulation=Regulation("Perbup", "9", 2021, "Sukajati"), superseded_by="baru")
    new = document("baru", regulation=Regulation("Perbup", "17", 2024, "Sukajati"))
    assert without_older([old, new]) == [old, new]
    again = document("lagi", regulation=new.regulation, superseded_by="baru")
    assert without_older([again, new]) == [new]
