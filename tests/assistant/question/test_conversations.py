"""Conversations of two and three turns, in the manner people type: what each last question is searched as.

Most are about subjects of no article here: how a question leans has nothing to do with what is known.
"""

from __future__ import annotations

import pytest

from assistant.question.follow_up import ASKED_AGAIN, FollowUpReader
from index.analyzer import Analyzer

CONCERT = "Kapan konser Dewa 19 di Solo?"
LICENCE = "Berapa biaya bikin SIM C?"
COACH = "Siapa pelatih timnas Indonesia?"
FEVER = "Apa gejala demam berdarah?"
MUSEUM = "When does the museum open?"
NOVEL = "Who wrote Laskar Pelangi?"
TAX = "Di mana kantor pajak Surabaya?"
SEMINAR = "Apa tema seminar gizi?"
VACCINE = "Apa manfaat vaksin bagi anak?"
GRANT = "Apa syarat beasiswa LPDP?"
MAYOR = "Siapa wali kota Bandung?"
QUAKE = "Berapa korban gempa Cianjur?"
LAW = "Apa isi UU Cipta Kerja?"

LEANS = [
    ([CONCERT], "tiketnya berapa?", "tiketnya berapa (konser Dewa 19 Solo)?"),
    ([CONCERT], "kalau di Semarang?", "Kapan konser Dewa 19 di Semarang?"),
    ([CONCERT], "dan di mana tempatnya?", "dan di mana tempatnya (konser Dewa 19 Solo)?"),
    ([CONCERT], "tempatnya?", "di mana konser Dewa 19 di Solo?"),
    ([CONCERT], "itu jam berapa?", "itu jam berapa (konser Dewa 19 Solo)?"),
    (["Kapan Pilkada?"], "kalau di Bali?", "Kapan Pilkada di Bali?"),
    (["Kapan Pilkada 2024?"], "kalau pendaftarannya?", "Kapan pendaftarannya (Pilkada 2024)?"),
    ([SEMINAR], "kalau pembicaranya siapa?", "kalau pembicaranya siapa (tema seminar gizi)?"),
    ([LICENCE], "syaratnya apa aja?", "syaratnya apa aja (biaya bikin SIM C)?"),
    ([LICENCE], "kalau SIM A?", "Berapa biaya bikin SIM A?"),
    ([COACH], "dia dari mana?", "dia dari mana (pelatih timnas Indonesia)?"),
    ([COACH], "umurnya berapa?", "umurnya berapa (pelatih timnas Indonesia)?"),
    ([COACH], "kalau Malaysia?", "Siapa pelatih timnas Malaysia?"),
    ([FEVER], "obatnya?", "obatnya (gejala demam berdarah)?"),
    ([FEVER], "kalau tifus?", "kalau tifus (gejala demam berdarah)?"),
    ([MUSEUM], "and on Sundays?", "and on Sundays (museum open)?"),
    ([MUSEUM], "and where is it?", "where does the museum open?"),
    ([MUSEUM], "what about the library?", "what about the library (museum open)?"),
    ([NOVEL], "who is he?", "who is he (wrote Laskar Pelangi)?"),
    ([NOVEL], "when was that?", "when was that (wrote Laskar Pelangi)?"),
    ([TAX], "jam bukanya?", "jam bukanya (kantor pajak Surabaya)?"),
    ([TAX], "kalau Malang?", "Di mana kantor pajak Malang?"),
    ([SEMINAR], "kalau workshop?", "Apa tema workshop?"),
    ([SEMINAR], "tanggalnya?", "kapan seminar gizi?"),
    ([SEMINAR], "and the venue?", "di mana seminar gizi?"),
    ([SEMINAR, "Siapa pembicaranya?"], "jabatannya?", "jabatannya (pembicaranya tema seminar gizi)?"),
    ([VACCINE], "kalau lansia?", "Apa manfaat vaksin bagi lansia?"),
    ([VACCINE], "buat orang dewasa?", "Apa manfaat vaksin buat orang dewasa?"),
    (
        [VACCINE, "buat orang dewasa?"],
        "terus efek sampingnya?",
        "terus efek sampingnya (manfaat vaksin buat orang dewasa)?",
    ),
    (["Kapan KTT ASEAN?"], "di mana itu?", "di mana KTT ASEAN?"),
    (["Kapan KTT ASEAN?", "di mana itu?"], "siapa tuan rumahnya?", "siapa tuan rumahnya (KTT ASEAN)?"),
    (["Kapan KTT ASEAN?", "di mana itu?"], "yang datang siapa?", "yang datang siapa (KTT ASEAN)?"),
    ([GRANT, "ada lagi?"], "kapan pendaftarannya?", "kapan pendaftarannya (syarat beasiswa LPDP)?"),
    ([GRANT], "boleh gak?", "boleh gak (syarat beasiswa LPDP)?"),
    ([GRANT], "terus kalau S3?", "Apa syarat beasiswa S3?"),
    ([GRANT], "bagaimana dengan Chevening?", "Apa syarat beasiswa Chevening?"),
    ([MAYOR], "wakilnya?", "wakilnya (wali kota Bandung)?"),
    ([MAYOR], "apa yang dia janjikan?", "apa yang dia janjikan (wali kota Bandung)?"),
    ([MAYOR], "siapa wakil gubernur?", "siapa wakil gubernur (wali kota Bandung)?"),
    ([MAYOR], "what did he promise?", "what did he promise (wali kota Bandung)?"),
    ([QUAKE], "tanggal berapa itu?", "tanggal berapa itu (korban gempa Cianjur)?"),
    ([QUAKE], "oke, terus kekuatannya?", "oke, terus kekuatannya (korban gempa Cianjur)?"),
    (["Kapan Idul Fitri?"], "liburnya berapa hari?", "liburnya berapa hari (Idul Fitri)?"),
    ([LAW], "pasal berapa itu?", "pasal berapa itu (isi UU Cipta Kerja)?"),
    ([LAW], "yang kedua?", "yang kedua (isi UU Cipta Kerja)?"),
    ([CONCERT, COACH], "balik ke yang pertama, itu jam berapa?", "(konser Dewa 19 Solo)?"),
]
ALONE = [
    ([LICENCE], "Siapa presiden Prancis?"),
    ([LICENCE], "bikin paspor berapa hari?"),
    ([COACH], "kapan pertandingan lawan Jepang?"),
    ([FEVER], "Apa ibu kota Peru?"),
    ([MUSEUM], "How much is a ticket to Borobudur?"),
    ([GRANT], "kapan pendaftaran CPNS?"),
    ([QUAKE], "penyebab banjir Demak?"),
    (["Kapan Idul Fitri?"], "Kapan Natal?"),
    ([CONCERT, "tiketnya berapa?"], "Siapa Thomas Edison?"),
    ([MAYOR, "wakilnya?"], "Where is Lake Toba?"),
    ([MAYOR], "Siapa yang menggantikan Habibie setelah ia turun?"),
    ([MAYOR], "Apakah bupati hadir dan dia membawa pesan?"),
    ([LAW], "Kalau karyawan sakit lama dan cuti sudah habis, gaji dibayar siapa?"),
    ([GRANT], "Apa itu inflasi?"),
]
EITHER = [
    ([SEMINAR], "Berapa harga beras?", "Berapa harga beras?"),
    ([CONCERT, "tiketnya berapa?"], "Siapa penemu telepon?", "Siapa penemu telepon?"),
    ([MAYOR], "Bandung ada di provinsi apa?", "Bandung ada di provinsi apa?"),
    (["Kapan Idul Fitri?"], "kapan natal?", "kapan natal?"),
    ([LAW], "Lalu siapa penemu telepon?", "siapa penemu telepon?"),
    ([CONCERT], "Kalau Festival Lembah Baliem, apa temanya?", "Festival Lembah Baliem, apa temanya?"),
    ([COACH], "Di klub apa dia bermain waktu juara Eropa?", "(pelatih timnas Indonesia)?"),
]
AGAIN = [
    ([COACH], "siapa lagi?", "another", 1, COACH),
    ([FEVER], "selain itu?", "another", 1, FEVER),
    ([NOVEL], "anyone else?", "another", 1, NOVEL),
    ([GRANT], "yang satunya lagi apa?", "another", 1, GRANT),
    ([GRANT, "ada lagi?"], "apa lagi?", "another", 2, GRANT),
    ([CONCERT, "kalau di Semarang?"], "ada yang lain?", "another", 1, "Kapan konser Dewa 19 di Semarang?"),
    ([FEVER], "maksudnya?", "explanation", 0, FEVER),
    ([LAW], "jelaskan lebih lanjut", "explanation", 0, LAW),
    ([LAW], "what do you mean?", "explanation", 0, LAW),
    ([GRANT, "ada lagi?"], "maksudnya apa?", "explanation", 1, GRANT),
]


@pytest.fixture(scope="module")
def reader(analyzer: Analyzer) -> FollowUpReader:
    return FollowUpReader(analyzer)


@pytest.mark.parametrize(("history", "question", "searched"), LEANS)
def test_a_question_that_leans_takes_over_what_it_leaves_out(
    reader: FollowUpReader, history: list[str], question: str, searched: str
) -> None:
    follow_up = reader.resolve(question, history)
    assert follow_up.leaning == "leans"
    assert follow_up.searched.endswith(searched) if searched.startswith("(") else follow_up.searched == searched


@pytest.mark.parametrize(("history", "question"), ALONE)
def test_a_question_that_names_its_subject_stands_alone_whatever_was_asked_before(
    reader: FollowUpReader, history: list[str], question: str
) -> None:
    follow_up = reader.resolve(question, history)
    assert (follow_up.leaning, follow_up.searched, follow_up.likelier) == ("alone", question, question)


@pytest.mark.parametrize(("history", "question", "likelier"), EITHER)
def test_where_both_readings_make_sense_one_is_likelier(
    reader: FollowUpReader, history: list[str], question: str, likelier: str
) -> None:
    follow_up = reader.resolve(question, history)
    assert follow_up.leaning == "either"
    assert follow_up.likelier.endswith(likelier)
    assert follow_up.likelier in {follow_up.alone, follow_up.searched}
    assert follow_up.alone != follow_up.searched


@pytest.mark.parametrize(("history", "question", "request_", "given", "searched"), AGAIN)
def test_a_question_for_more_asks_the_earlier_one_again(
    reader: FollowUpReader, history: list[str], question: str, request_: str, given: int, searched: str
) -> None:
    follow_up = reader.resolve(question, history)
    assert (follow_up.request, follow_up.given, follow_up.searched) == (request_, given, searched)


@pytest.mark.parametrize("question", ["siapa lagi?", "maksudnya?", "dia siapa?", "kalau di Bali?"])
def test_without_a_question_before_it_nothing_is_asked_again(reader: FollowUpReader, question: str) -> None:
    assert reader.resolve(question, []).request == "answer"
    assert reader.resolve(question, []).searched == question


def test_a_name_without_its_capital_is_known_by_the_articles(analyzer: Analyzer) -> None:
    known = FollowUpReader(analyzer, names_of=lambda text: {"natal"} & set(text.casefold().rstrip("?").split()))
    assert known.resolve("kapan natal?", [LAW]).leaning == "alone"
    assert known.resolve("natal itu tanggal berapa?", [LAW]).leaning == "either"
    assert known.resolve("kalau natal?", ["Kapan Idul Fitri?"]).searched == "Kapan natal?"


def test_who_that_is_is_asked_of_the_person_that_was_the_answer(analyzer: Analyzer) -> None:
    reader = FollowUpReader(analyzer, lambda _: "Rini  Astuti")
    for question in ("dia siapa?", "siapa dia?", "beliau itu siapa ya?", "Who is she?"):
        assert reader.resolve(question, ["Siapa yang membuka pameran?"]).searched == "Siapa Rini Astuti?"
    assert reader.resolve("dia siapa?", ["Kapan pameran?"]).searched == "dia siapa (pameran)?"


def test_a_long_conversation_looks_up_no_more_than_the_last_answers(analyzer: Analyzer) -> None:
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        return "Rini"

    history = ["Siapa yang membuka pameran?", *("siapa yang dia temui?" for _ in range(9))]
    FollowUpReader(analyzer, answered).resolve("dia bertemu siapa?", history)
    assert len(asked) == ASKED_AGAIN
