from __future__ import annotations

import pytest

from assistant.answering import statements
from assistant.answering.engine import Engine
from assistant.answering.statements import (
    StatementRequest,
    asks_what_was_said,
    find_statements,
    name_the_person,
    stands_for_a_person,
    take_apart,
)


def said(engine: Engine, asked: str) -> list[tuple[str | None, str]] | None:
    """Speaker and quote of each statement that answers; None where the request is refused."""
    found = find_statements(engine, asked)
    assert found is not None
    if not found.answered:
        return None
    return [(each.speaker, each.span.of(each.reading.candidate.document.text)) for each in found.readings]


def speakers(engine: Engine, asked: str) -> set[str | None]:
    return {speaker for speaker, _ in said(engine, asked) or ()}


@pytest.mark.parametrize(
    ("asked", "person", "topic", "where"),
    [
        ("Apa kata Rina Sari tentang uang sewa?", "Rina Sari", "uang sewa", ""),
        ("Apa yang disampaikan Sekda Bali saat rapat?", "Sekda Bali", "", "rapat"),
        ("Apa yang dikatakan tentang cuti oleh Rina?", "Rina", "cuti", ""),
        ("Tentang cuti, apa kata Rina?", "Rina", "cuti", ""),
        ("Rina bilang apa soal cuti", "rina", "cuti", ""),
        ("apa pesan Rina kepada pegawai di Bali", "Rina", "pegawai", "Bali"),
        ("What did the mayor of Batam say about taxes?", "mayor of Batam", "taxes", ""),
        ("What is the mayor's opinion on taxes?", "mayor", "taxes", ""),
        ("What was said by Rina?", "Rina", "", ""),
        ("Apa yang diharapkan Rina dari pegawai?", "Rina", "pegawai", ""),
        ("Apa harapan Rina terhadap pegawai pas rapat?", "Rina", "pegawai", "rapat"),
        ("Apa yang disampaikan dalam rapat?", "", "", "rapat"),
    ],
)
def test_a_request_is_taken_apart(asked: str, person: str, topic: str, where: str) -> None:
    assert take_apart(asked) == StatementRequest(person, topic, where)


@pytest.mark.parametrize(
    "asked",
    ["Apa kata Maria Latuconsina?", "apa kata maria", "Apa kata Wali Kota Ambon?", "what did the mayor of Ambon say"],
)
def test_a_person_is_found_by_name_by_part_of_it_and_by_office(festival: Engine, asked: str) -> None:
    assert speakers(festival, asked) == {"Maria Latuconsina"}


def test_a_statement_is_quoted_whole_with_its_speaker(festival: Engine) -> None:
    assert said(festival, "Apa kata Kapolres Ambon?") == [
        (
            "Kapolres Ambon Budi Santoso",
            "“Kami menutup tiga jalan agar penonton festival aman,” kata Kapolres Ambon Budi Santoso.",
        ),
    ]


def test_a_slip_in_a_name_is_corrected_first(festival: Engine) -> None:
    wrong, right = (find_statements(festival, f"Apa kata {name}?") for name in ("Yusuf Patimura", "Yusuf Pattimura"))
    assert wrong
    assert right
    assert wrong.readings == right.readings
    assert wrong.confidence <= right.confidence < 1.0


def test_an_office_that_several_hold_is_less_sure(festival: Engine) -> None:
    any_mayor = find_statements(festival, "apa kata wali kota")
    one_mayor = find_statements(festival, "apa kata wali kota Batam")
    assert any_mayor
    assert one_mayor
    assert set(any_mayor.articles) == {"ambon", "batam"}
    assert one_mayor.articles == ("batam",)
    assert any_mayor.confidence < one_mayor.confidence


def test_only_statements_of_the_topic_are_quoted(festival: Engine) -> None:
    assert [quote for _, quote in said(festival, "Apa kata Hasan Basri tentang bibit?") or ()] == [
        "Menurut Hasan Basri, bibit bakau berasal dari kelompok tani setempat dan ditanam mulai bulan depan.",
    ]
    assert len(said(festival, "Apa kata Hasan Basri tentang bakau?") or ()) == 2


@pytest.mark.parametrize(
    "asked",
    [
        "Apa kata Hasan Basri tentang gaji guru?",  # says nothing of it
        "Apa kata Hasan Basri tentang bakau tahun 2040?",  # a year that his article does not have
        "Apa kata Hasan Basri saat festival di Ambon?",  # he was not there
    ],
)
def test_what_a_person_says_nothing_of_is_refused_with_what_he_says_nearby(festival: Engine, asked: str) -> None:
    found = find_statements(festival, asked)
    assert found is not None
    assert not found.answered
    assert found.confidence < 0.5
    assert {each.speaker for each in found.readings} <= {"Hasan Basri", "Wali Kota Batam Hasan Basri"}


@pytest.mark.parametrize(
    "asked", ["Apa kata Rina Wattimena?", "Apa kata Jokowi tentang festival?", "apa kata gubernur Maluku"]
)
def test_a_person_who_says_nothing_is_refused(festival: Engine, asked: str) -> None:
    assert said(festival, asked) is None


@pytest.mark.parametrize(
    "asked",
    [
        "Apa kata undang-undang tentang festival?",
        "Apa yang disampaikan dalam rapat?",
        "Apa alasan Maria Latuconsina menyampaikan kenaikan harga?",
        "Apa kata Pemkot Medan?",
        "Siapa yang mengatakan festival itu murah?",
        "Kapan festival dibuka Maria?",
    ],
)
def test_other_requests_are_left_to_be_answered_as_questions(festival: Engine, asked: str) -> None:
    assert find_statements(festival, asked) is None


def test_statements_of_two_articles_take_turns(engine: Engine) -> None:
    found = find_statements(engine, "Apa kata Menpan RB?")
    assert found
    assert [each.reading.candidate.document.id[:3] for each in found.readings] == ["000", "002", "000", "002"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Apa kata Ketua Komisi Aparatur Sipil Negara?", "Pramusinto"),
        ("Apa kata Kepala Kesbangpol Kalsel?", "Heriansyah"),
        ("Apa kata Fatahullah?", "Asisten 1 Pemkab Bima"),
        ("what did the head of BKN say?", "Haryono"),
        ("apa kata hariyono", "Haryono"),
        ("Apa kata Menteri PANRB?", "Menpan RB"),
    ],
)
def test_offices_of_the_five_articles_are_found_by_their_short_and_long_forms(
    engine: Engine, asked: str, found: str
) -> None:
    assert found in speakers(engine, asked)


def test_of_many_articles_only_those_with_the_name_are_read(festival: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "ALL_READ", 1)
    assert speakers(festival, "Apa kata Hasan Basri?") == {"Wali Kota Batam Hasan Basri", "Hasan Basri"}
    assert said(festival, "Apa kata Jokowi?") is None


def test_a_pronoun_gives_way_to_the_name() -> None:
    assert stands_for_a_person("Apa kata dia?")
    assert name_the_person("Apa kata dia tentang sewa?", "Rina (camat)") == "Apa kata Rina (camat) tentang sewa?"
    assert name_the_person("Apa kata dia?", "") == "Apa kata dia?"


def test_sure_patterns_tell_a_request_for_statements() -> None:
    assert asks_what_was_said("Apa kata Rina tentang sewa?")
    assert not asks_what_was_said("Apa sanksinya?")
