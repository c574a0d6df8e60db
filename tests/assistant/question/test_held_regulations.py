"""What questions name, looked up among regulations that are held."""

from __future__ import annotations

import pytest

from assistant.question.held_regulations import HeldRegulations
from assistant.question.regulation_matching import Unheld
from index.analyzer import Analyzer
from index.document import Regulation

MINISTER = "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"
HELD = {
    "pp": Regulation("PP", "61", 2024, "", "Disiplin Pegawai Negeri Sipil"),
    "uu": Regulation("UU", "30", 2022, "", "Aparatur Sipil Negara"),
    "mekarjaya": Regulation("Perbup", "17", 2023, "Mekarjaya", "Netralitas Pegawai ASN"),
    "argaluhur": Regulation("Perbup", "17", 2023, "Argaluhur", "Tunjangan Pegawai"),
    "rawajaya": Regulation("Perwali", "8", 2022, "Rawajaya", "Kode Etik"),
    "kabupaten": Regulation("Perda", "3", 2021, "Kabupaten Lintang", "Ketertiban Umum"),
    "permen": Regulation("Permen", "9", 2021, MINISTER, "Pengaduan Pegawai"),
    "edaran": Regulation("SE", "800/123/BKPSDM", 2024, "Bupati Mekarjaya", "Kendaraan Dinas"),
    "skb": Regulation("SKB", "5", 2023, "Menteri Dalam Negeri, Kepala Badan Kepegawaian Negara", "Penanganan Pelanggaran Netralitas"),
    "keputusan": Regulation("Kepbup", "188/45", 2024, "Mekarjaya", "Satuan Tugas"),
}  # fmt: skip


@pytest.fixture(scope="module")
def regulations() -> HeldRegulations:
    return HeldRegulations(tuple(HELD.items()), Analyzer.load())


def calls(unheld: tuple[Unheld, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.written, each.called) for each in unheld]


@pytest.mark.parametrize(
    ("question", "documents", "searched"),
    [
        ("Kapan PP 61/2024 mulai berlaku?", ["pp"], "Kapan Peraturan Pemerintah ini mulai berlaku?"),
        ("kapan peraturan pemerintah nomor 61 tahun 2024 berlaku", ["pp"], "kapan Peraturan Pemerintah ini berlaku"),
        ("Kapan Peraturan Pemerintah ini berlaku?", ["pp"], "Kapan Peraturan Pemerintah ini berlaku?"),
        ("Apa sanksi dalam PP Disiplin PNS?", ["pp"], "Apa sanksi dalam Peraturan Pemerintah ini?"),
        ("Apa isi PP 61/2024 tentang Disiplin Pegawai Negeri Sipil?", ["pp"], "Apa isi Peraturan Pemerintah ini?"),
        (
            "Apa kata PP 61/2024 soal pegawai yang bolos?",
            ["pp"],
            "Apa kata Peraturan Pemerintah ini soal pegawai yang bolos?",
        ),
        (
            "Apa isi Perbup Mekarjaya tentang pegawai honorer?",
            ["mekarjaya"],
            "Apa isi Peraturan Bupati ini tentang pegawai honorer?",
        ),
        ("Berapa cuti menurut UU ASN?", ["uu"], "Berapa cuti menurut Undang-Undang ini?"),
        ("Berapa cuti menurut undang-undang aparatur sipil negara?", ["uu"], "Berapa cuti menurut Undang-Undang ini?"),
        ("How long is leave under Law 30/2022?", ["uu"], "How long is leave under Undang-Undang ini?"),
        ("Apa larangan Perbup Mekarjaya?", ["mekarjaya"], "Apa larangan Peraturan Bupati ini?"),
        ("Apa larangan perbup argaluhur 17/2023?", ["argaluhur"], "Apa larangan Peraturan Bupati ini?"),
        ("berapa tunjangan di perbup argaluhr 17/2023?", ["argaluhur"], "berapa tunjangan di Peraturan Bupati ini?"),
        (
            "Apa beda Perbup Mekarjaya 17/2023 dan UU 30/2022?",
            ["uu", "mekarjaya"],
            "Apa beda Peraturan Bupati Nomor 17 Tahun 2023 dan Undang-Undang Nomor 30 Tahun 2022?",
        ),
        (
            "Kapan SE Bupati Mekarjaya soal kendaraan berlaku?",
            ["edaran"],
            "Kapan Surat Edaran ini soal kendaraan berlaku?",
        ),
        # Two regencies have one of that number
        ("Apa larangan Perbup 17/2023?", ["mekarjaya", "argaluhur"], "Apa larangan Peraturan Bupati ini?"),
        ("Apa larangan Perbup Netralitas?", ["mekarjaya"], "Apa larangan Peraturan Bupati ini?"),
        ("Apa larangan menurut perwali?", ["rawajaya"], "Apa larangan menurut Peraturan Wali Kota ini?"),
        ("Apa isi Perda Kabupaten Lintang?", ["kabupaten"], "Apa isi Peraturan Daerah ini?"),
        ("Apa isi Permenpan RB 9/2021?", ["permen"], "Apa isi Peraturan Menteri ini?"),
        ("Apa isi Peraturan Menteri PANRB tentang Pengaduan Pegawai?", ["permen"], "Apa isi Peraturan Menteri ini?"),
        ("Apa isi SE 800/123?", ["edaran"], "Apa isi Surat Edaran ini?"),
        ("Apa isi surat edaran Bupati Mekarjaya?", ["edaran"], "Apa isi Surat Edaran ini?"),
        ("Siapa anggota menurut SKB netralitas?", ["skb"], "Siapa anggota menurut Keputusan Bersama ini?"),
        ("Apa isi keputusan bupati ini?", ["keputusan"], "Apa isi Keputusan Bupati ini?"),
        (
            "Apa beda PP 61/2024 dan UU ASN?",
            ["pp", "uu"],
            "Apa beda Peraturan Pemerintah Nomor 61 Tahun 2024 dan Undang-Undang Nomor 30 Tahun 2022?",
        ),
    ],
)
def test_a_question_is_searched_with_what_its_regulation_calls_itself(
    regulations: HeldRegulations, question: str, documents: list[str], searched: str
) -> None:
    named = regulations.resolve(question)
    assert (list(named.documents), named.searched, named.unheld) == (documents, searched, ())


@pytest.mark.parametrize(
    ("question", "unheld"),
    [
        ("Kapan PP 62/2024 berlaku?", [("PP 62/2024", ())]),
        ("Kapan PP 61/2023 berlaku?", [("PP 61/2023", ())]),
        ("Kapan Permendagri 9/2021 berlaku?", [("Permendagri 9/2021", ())]),
        ("Apa isi Permendagri?", [("Permendagri", ())]),
        ("Apa larangan Perwali Kendari?", [("Perwali", ("kendari",))]),
        ("apa larangan perwali kendari?", [("perwali", ("kendari",))]),
        ("Apa larangan Perbup Sukamaju?", [("Perbup", ("sukamaju",))]),
        ("Apa isi Perda Kota Lintang?", [("Perda", ("kota", "lintang"))]),
        ("Apa isi Peraturan Menteri Kesehatan?", [("Peraturan Menteri", ("kesehatan",))]),
        ("Apa isi SE Menpan?", [("SE", ("menpan",))]),
        ("Apa isi surat edaran Gubernur Bali?", [("surat edaran", ("gubernur", "bali"))]),
        ("Apa isi UU Pemilu?", [("UU", ("pemilu",))]),
        ("Apa isi Perbup Argaluhur 18/2023?", [("Perbup Argaluhur 18/2023", ())]),
    ],
)
def test_what_is_named_beyond_doubt_and_not_held_is_said(
    regulations: HeldRegulations, question: str, unheld: list[tuple[str, tuple[str, ...]]]
) -> None:
    named = regulations.resolve(question)
    assert (named.documents, calls(named.unheld), named.searched) == ((), unheld, question)


@pytest.mark.parametrize(
    "question",
    [
        "Apa keputusan Bupati terhadap pegawai yang melanggar?",
        "Apa instruksi Gubernur Bali soal netralitas?",
        "Apa isi surat edaran tentang cuti?",
        "Undang-undang mana yang mengatur netralitas?",
        "Apa isi Perbup?",
        "Siapa Bupati Mekarjaya?",
    ],
)
def test_a_question_that_may_mean_many_names_none(regulations: HeldRegulations, question: str) -> None:
    named = regulations.resolve(question)
    assert (named.documents, named.unheld, named.searched, named.as_article) == ((), (), question, question)


@pytest.mark.parametrize(
    ("question", "text", "speaks"),
    [
        ("Apa isi PP 61/2024?", "Ia menyinggung Peraturan Pemerintah Nomor 61 Tahun 2024.", True),
        ("Apa isi PP 61/2024?", "Ia menyinggung PP Disiplin PNS.", True),
        ("Apa isi PP 61/2024?", "Ia menyinggung PP 62/2024 dan Perbup 61/2024.", False),
        ("Apa isi PP 61/2024?", "Peraturan Pemerintah ini mulai berlaku hari ini.", False),
        ("Apa isi Perbup Mekarjaya?", "Peraturan Bupati Argaluhur Nomor 17 Tahun 2023 berlaku.", False),
        # Named by its kind alone, any of the kind may be meant
        ("Apa larangan menurut perwali?", "Perwali yang baru segera terbit.", True),
    ],
)
def test_a_text_speaks_of_the_regulation_of_a_question(
    regulations: HeldRegulations, question: str, text: str, speaks: bool
) -> None:
    assert regulations.speaks_of(text, regulations.resolve(question)) == speaks


@pytest.mark.parametrize(
    ("question", "text", "written"),
    [
        ("Apa isi PP 12/2010?", "Peraturan Pemerintah Nomor 12 Tahun 2010 dicabut, kata PP 12/2010.", 2),
        ("Apa isi PP 12/2010?", "Peraturan Pemerintah Nomor 12 Tahun 2011 dicabut.", 0),
        ("Apa isi UU Pemilu?", "UU Nomor 7 Tahun 2020 tentang Pemilu berlaku.", 1),
        ("Apa isi UU Pemilu?", "UU Nomor 7 Tahun 2020 tentang Desa berlaku.", 0),
        ("Apa isi Perwali Kendari?", "Peraturan Wali Kota Kendari Nomor 3 terbit.", 1),
        ("Apa isi SE Menpan?", "Surat Edaran Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi terbit.", 1),
        ("Apa isi Perbup Sukamaju 17/2023?", "Peraturan Bupati Mekarjaya Nomor 17 Tahun 2023 terbit.", 0),
    ],
)
def test_a_text_names_a_regulation_that_is_not_held(
    regulations: HeldRegulations, question: str, text: str, written: int
) -> None:
    (unheld,) = regulations.resolve(question).unheld
    assert len(regulations.names_in(text, unheld)) == written
