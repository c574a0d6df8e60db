"""Who is quoted: as the article names them, or nobody."""

from __future__ import annotations

import pytest

from assistant.answering.speaker import find_speaker
from index.document import Span


def said_in(text: str, part: str) -> str | None:
    start = text.index(part)
    return find_speaker(text, Span(start, start + len(part)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("“Pegawai wajib menjaga jarak dari calon,” ujar Sri Wahyuni.", "Sri Wahyuni"),
        ("“Pegawai wajib menjaga jarak dari calon”, kata Camat, Drs. H. Sutopo, M.Si di Ulin.", "Camat, Drs. H. Sutopo, M.Si"),
        ("“Pegawai wajib menjaga jarak dari calon,”ajak Made Arta. “Mari,” katanya.", "Made Arta"),
        ('"Pegawai wajib menjaga jarak dari calon," pungkas Rina, Kamis (2/5/2024).', "Rina"),
        ("“Pegawai wajib menjaga jarak dari calon,” terang Budi, Selasa (6/2/2024).", "Budi"),
        ("Asisten 1 Setda Dewi Lestari menegaskan bahwa pegawai wajib menjaga jarak.", "Asisten 1 Setda Dewi Lestari"),
        ("Selanjutnya Sekda juga mengingatkan pegawai untuk menjaga jarak.", "Sekda"),
        ("Sementara itu, Plt. Camat Ir. Umar, M.T. dalam pidatonya menyampaikan harapan.", "Plt. Camat Ir. Umar, M.T"),
        ("Menteri Dalam Air (MENDAIR) Tono Hadi meminta pegawai menjaga jarak.", "Menteri Dalam Air (MENDAIR) Tono Hadi"),
        ("Menurut Ketua Panwas Lina Sari, pegawai wajib menjaga jarak.", "Ketua Panwas Lina Sari"),
        ("Lebih lanjut Umar mengatakan, pegawai boleh memilih.", "Umar"),
        ("Dalam sambutannya, Camat Umar meminta pegawai menjaga jarak.", "Camat Umar"),
        ("Sementara itu, pada apel pagi, Camat Umar meminta pegawai menjaga jarak.", "Camat Umar"),
        ("Pegawai wajib menjaga jarak, kata Camat Umar, Kamis (2/5/2024).", "Camat Umar"),
        ("Éva Sari menegaskan bahwa pegawai wajib menjaga jarak.", "Éva Sari"),
        ("Rene\u0301 Sari menegaskan bahwa pegawai wajib menjaga jarak.", "Rene\u0301 Sari"),
        ("Umar mengatakan pegawai wajib menjaga jarak karena “kami melayani semua warga”.", "Umar"),
        ("“Tema “Pegawai Netral” itu penting bagi kita,” ujar Rini.", "Rini"),
    ],
)  # fmt: skip
def test_the_speaker_is_named_verbatim(text: str, named: str) -> None:
    assert said_in(text, text.split(" Mari")[0]) == named
    assert named in text


@pytest.mark.parametrize(
    "text",
    [
        "Rapat digelar di Aula Kota pada 5 Mei 2021.",
        "Pegawai wajib menjaga jarak dari calon.",
        "Jangan menyampaikan pilihan di media sosial.",
        "Ia mengatakan bahwa pegawai wajib menjaga jarak.",
        "Kegiatan ini diharapkan mengingatkan semua orang.",
        "“Pegawai wajib menjaga jarak dari calon,” demikian tertulis di spanduk.",
        "Pegawai tidak boleh menyampaikan pilihan di media sosial.",
        "Acara dibuka di aula oleh Camat Umar dalam sambutannya memaparkan aturan baru.",
    ],
)
def test_where_nobody_is_named_nobody_is_said_to_speak(text: str) -> None:
    assert said_in(text, text) is None


STATEMENT = (
    "Bupati Karta menyampaikan sambutan. “Pegawai adalah pelayan semua warga. Jagalah jarak dari semua calon. "
    "Jangan berpihak,” tegasnya. Rapat ditutup pukul empat."
)


@pytest.mark.parametrize(
    "part", ["“Pegawai adalah pelayan semua warga.", "Jagalah jarak dari semua calon.", "Jangan berpihak"]
)
def test_each_sentence_of_a_quotation_is_its_speakers_and_a_pronoun_is_the_one_named_before(part: str) -> None:
    assert said_in(STATEMENT, part) == "Bupati Karta"


def test_text_after_a_quotation_is_not_its_speakers() -> None:
    assert said_in(STATEMENT, "Rapat ditutup pukul empat.") is None


def test_a_term_in_quotation_marks_is_no_statement() -> None:
    text = "Tema “Pegawai Netral” dipilih. “Ini penting bagi kita semua,” ujar Rini."
    assert said_in(text, "Tema “Pegawai Netral” dipilih.") is None


MIXED = (
    "“Saya berharap pegawai tetap netral,” ajak Dewa Indra. “Jangan ciderai kepercayaan warga itu,” katanya. "
    "Rakor ini, dibuka Sekda Dewa Made Indra, dihadiri para camat."
)


@pytest.mark.parametrize(
    "part",
    [
        "“Jangan ciderai kepercayaan warga itu,” katanya. Rakor ini, dibuka Sekda Dewa Made Indra, dihadiri para camat.",
        "Rakor ini, dibuka Sekda Dewa Made Indra, dihadiri para camat.",
        MIXED,
    ],
)
def test_the_reporters_sentence_is_nobodys_beside_whatever_it_stands(part: str) -> None:
    assert said_in(MIXED, part) is None


def test_two_sentences_of_one_speaker_are_his_however_he_is_named() -> None:
    text = "Sekda Dewa Indra menegaskan aturan itu. “Pegawai wajib menjaga jarak,” ujar Dewa Indra. Ia juga meminta warga sabar."
    assert said_in(text, text) == "Sekda Dewa Indra"


def test_a_sentence_that_only_begins_with_a_quotation_is_the_reporters() -> None:
    text = (
        "Umar menyampaikan sambutan. “Pegawai wajib tetap netral”, katanya, saat memberi sambutan dalam rapat koordinasi yang digelar "
        "pemerintah provinsi di gedung kantor gubernur."
    )
    assert said_in(text, text[text.index("“") :]) is None
    assert said_in(text, "“Pegawai wajib tetap netral”") == "Umar"


def test_a_quote_of_two_speakers_is_nobodys() -> None:
    assert said_in("Umar mengatakan tidak. Rini menegaskan ya.", "Umar mengatakan tidak. Rini menegaskan ya.") is None
