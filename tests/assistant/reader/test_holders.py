"""Who holds the office that a question asks for."""

from __future__ import annotations

import pytest

from assistant.question.asked import read_question
from assistant.reader.holders import choose_holder, find_holders
from assistant.reader.person_names import person_spans
from index.document import Span

DELEGATION = "Hadir Pj Bupati Bandung, Andrianto bersama Sekda Yudi, Tri Sasongko dan Kepala Badan Amal dan Zakat (BAZ) Ida Suryani."
HEADS = "Hadir Kepala Dinas Pasar, Umar Hadi dan Kepala Badan Amal (BA) Budi Santoso."


def choose(question: str, sentence: str, *words: str) -> str | None:
    """What remains first of `words` of a sentence."""
    found = [(Span(sentence.index(each), sentence.index(each) + len(each)), 0.0) for each in words]
    chosen = choose_holder(read_question(question), question, sentence, (0, len(sentence)), found)
    return chosen[0][0].of(sentence) if chosen else None


@pytest.mark.parametrize(
    ("question", "sentence", "words", "chosen"),
    [
        ("Siapa Sekretaris Daerah yang menyertai Pj Bupati?", DELEGATION, ("Andrianto",), "Yudi, Tri Sasongko"),
        ("Kepala BAZ siapa?", DELEGATION, ("Andrianto",), "Ida Suryani"),
        ("terus kepala baz nya", DELEGATION, ("Andrianto",), "Ida Suryani"),
        ("Who was the acting regent?", DELEGATION, ("Ida Suryani",), "Andrianto"),
        ("Siapa Penjabat Bupati Bandung?", DELEGATION, ("Ida Suryani",), "Andrianto"),
        ("Siapa Ketua KASN?", "Hadir Agus Hadi, Ketua KASN, dan Umar.", ("Umar",), "Agus Hadi"),
        ("Siapa Gubernur Bandung?", DELEGATION, ("Andrianto",), None),
        ("Siapa Kepala Badan Amal?", HEADS, ("Umar Hadi",), "Budi Santoso"),
        ("Siapa Kepala Dinas Pasar?", HEADS, ("Budi Santoso",), "Umar Hadi"),
        ("Siapa Kepala Desa?", HEADS, ("Budi Santoso",), "Budi Santoso"),
        ("Who went along with the acting regent?", DELEGATION, ("Andrianto", "Ida Suryani"), None),
        (
            "Siapa yang menemani Bupati?",
            "Bupati Umar Hadi datang dengan Budi Amal.",
            ("Umar Hadi", "Budi Amal"),
            "Budi Amal",
        ),
        (
            "Siapa yang mewakili Bupati?",
            "Bupati Umar Hadi diwakili Budi Amal.",
            ("Umar Hadi", "Budi Amal"),
            "Budi Amal",
        ),
        ("Siapa yang membuka rapat?", DELEGATION, ("Pj Bupati",), "Pj Bupati Bandung, Andrianto"),
        ("Siapa yang tidak hadir?", DELEGATION, ("Andrianto",), None),
        ("Lembaga apa yang hadir?", DELEGATION, ("Badan Amal",), "Badan Amal"),
    ],
)
def test_the_person_next_to_the_asked_office_is_chosen(
    question: str, sentence: str, words: tuple[str, ...], chosen: str | None
) -> None:
    assert choose(question, sentence, *words) == chosen


def test_an_office_that_somebody_else_fills_has_no_holder() -> None:
    text = "Bupati Bima diwakili Umar Hadi di Kantor Gubernur Budi Amal."
    assert find_holders(text, (0, len(text)), person_spans(text, (0, len(text)))) == []


def test_a_person_who_only_stands_beside_the_asked_office_does_not_hold_it() -> None:
    assert choose("Siapa Bupati Bandung?", "Bupati Bandung diwakili Asisten Umar Hadi.", "Umar Hadi") is None
