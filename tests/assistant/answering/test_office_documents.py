"""Questions to documents as an office has them: what is permitted, dates in short, capitals, accents, records."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.answering.service import AnswerService


@pytest.mark.parametrize(
    "question",
    [
        "Apa yang boleh dilakukan pegawai Sukalaya saat pemilihan?",
        "Apa saja yang boleh dilakukan pegawai Sukalaya?",
        "What may employees of Sukalaya do during the election?",
        "Apakah pegawai Sukalaya tidak boleh mencoblos?",
        "Apakah pegawai Sukalaya dilarang mencoblos?",
        "Bolehkah pegawai Sukalaya mencoblos?",
    ],
)
def test_a_right_is_said_and_not_what_else_is_forbidden(office: AnswerService, question: str) -> None:
    answer = office.ask(question)
    assert answer.answered
    assert answer.citations[0].quote == "Pegawai Sukalaya memiliki hak untuk mencoblos di bilik suara."
    assert answer.short_answer is None or "tidak boleh" not in answer.short_answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Apakah perangkat Desa Mekarjati tidak boleh mencoblos?",
        "Apakah pegawai Sukalaya dilarang memakai seragam?",
        "Bolehkah pegawai Sukalaya meminjam uang koperasi?",
        "Apa yang boleh dilakukan perangkat Desa Mekarjati?",
    ],
)
def test_what_the_rules_do_not_speak_of_is_refused(office: AnswerService, question: str) -> None:
    assert not office.ask(question).answered


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Bolehkah pegawai Sukalaya meminjam mobil dinas?",
            "Pegawai Sukalaya tidak boleh meminjam mobil dinas untuk mengantar pasangan calon.",
        ),
        (
            "Apakah perangkat Desa Mekarjati dilarang membagikan kaus calon?",
            "b. membagikan kaus calon kepada warga.",
        ),
    ],
)
def test_what_is_forbidden_is_said_with_its_prohibition(office: AnswerService, question: str, quote: str) -> None:
    answer = office.ask(question)
    assert answer.answered
    assert answer.citations[0].quote == quote
    assert "tidak boleh" in answer.citations[0].told or "dilarang" in answer.citations[0].told


def test_a_date_in_short_is_whole_and_its_sentence_too(office: AnswerService) -> None:
    answer = office.ask("Kapan rapat koordinasi di Tirtajaya?")
    assert answer.short_answer is not None
    assert answer.short_answer.text in ("14 Okt. 2024", "tgl. 14 Okt. 2024")
    assert answer.citations[0].quote == (
        "Rapat koordinasi di Tirtajaya digelar tgl. 14 Okt. 2024 di Gd. Serbaguna, Jl. Anggrek No. 7, Kec. Tirtajaya."
    )


def test_a_numbered_definition_is_quoted_with_its_number(office: AnswerService) -> None:
    answer = office.ask("Apa yang dimaksud dengan Pelapor?")
    assert answer.answered
    assert answer.citations[0].quote == "2. Pelapor adalah warga yang melaporkan pelanggaran."


def test_an_announcement_in_capitals_is_read(office: AnswerService) -> None:
    answer = office.ask("Berapa potongan tunjangan pegawai Banyusari yang tidak hadir?")
    assert answer.short_answer is not None
    assert answer.short_answer.text == "SEPULUH PERSEN"


def test_a_name_keeps_the_accents_of_its_last_letters(office: AnswerService) -> None:
    answer = office.ask("Siapa yang memimpin apel Désa Rawalaya?")
    assert answer.short_answer is not None
    assert unicodedata.normalize("NFC", answer.short_answer.text).endswith("Andrée Léonard")


def test_a_record_is_quoted_alone(office: AnswerService) -> None:
    answer = office.ask("Siapa Kepala Pasar Kenanga?")
    # Answered or not: together, the three records were one quote.
    assert (*answer.citations, *answer.nearest)[0].quote == "Wati Handayani; Kepala Pasar Kenanga; 7 Juni 2024"
