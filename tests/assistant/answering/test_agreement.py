"""Whether short answers of different articles say the same."""

from __future__ import annotations

import pytest

from assistant.answering.agreement import RULES, compare_answers, same_statement


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("27 November 2024", "pada 27 November 2024"),
        ("Selasa (6/2/2024)", "6 Februari 2024"),
        ("Prof. Dr. Sri Ayu, M.Si", "Sri Ayu"),
        ("Plt. Bupati Umar", "Bupati Umar"),
        ("tiga tujuan", "3 (tiga)"),
        ("Hotel Melati", "Hotel Melati, Solo"),
        ("netral", "Netral"),
        ("…", "…"),
        ("Rabu", "14 Februari 2024"),
        ("14 Februari", "Rabu, 14 Februari 2024"),
        ("April 2024", "18 April 2024"),
        ("3 Nopember", "3 November 2024"),
        ("Rene\u0301", "René"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert compare_answers(one, other) == compare_answers(other, one) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Suryono Putro", "Drs. Suryomo Putro, M.Hum"), ("Wulandaru", "Walndaru"), ("Soekarno", "Sukarno")],
)
def test_the_same_name_spelt_otherwise(one: str, other: str) -> None:
    assert compare_answers(one, other) == compare_answers(other, one) == "spelling"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("27 November 2024", "14 Februari 2024"),
        ("Rabu", "Kamis, 14 Februari 2024"),
        ("April 2024", "18 Mei 2024"),
        ("Hotel Melati", "Kuta"),
        ("12 peserta", "13 peserta"),
        ("Bali", "Bari"),  # too short to tell a slip from another name
        ("Rina", "Dina"),
        ("…", "ya"),
    ],
)
def test_another_answer(one: str, other: str) -> None:
    assert compare_answers(one, other) == compare_answers(other, one) == "substance"


def test_statements_are_the_same_by_their_words() -> None:
    assert same_statement("ASN wajib netral dalam pemilu.", "Dalam pemilu, ASN wajib netral dan jujur.")
    assert not same_statement("ASN wajib netral dalam pemilu.", "Rapat digelar di aula.")
    assert not same_statement("…", "…")


@pytest.mark.parametrize("word", RULES.words["small"])
def test_small_words_do_not_count(word: str) -> None:
    assert compare_answers(f"Umar {word}", "Umar Rini") == "same"
    assert compare_answers("Umar selalu", "Umar Rini") == "substance"


@pytest.mark.parametrize(("number", "word"), list(enumerate(RULES.words["numbers"])))
def test_a_number_word_is_its_number(number: int, word: str) -> None:
    assert compare_answers(f"{number} orang hadir", f"{word} orang") == "same"
    assert compare_answers(f"{number + 1} orang hadir", f"{word} orang") == "substance"
