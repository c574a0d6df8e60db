"""An office that a question names, and whether an article has it."""

from __future__ import annotations

import pytest

from assistant.answering.roles import asked_role, role_held
from index.analyzer import Analyzer

ANALYZER = Analyzer.load()
TEXT = (
    "Hadir Ketua Komisi Aparatur Sipil Negara (KASN), Umar Hadi. Rapat di Kantor Gubernur Bali itu dihadiri utusan Kepala Dinas Pasar. "
    "Bupati Bima diwakili Asisten, Sri Ayu. Made Arta, Sekda Provinsi Bali, membuka rapat. Eko menjadi narasumber."
)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Siapa Ketua KASN?", True),
        ("Who chairs the KASN?", True),
        ("Siapa Ketua KPU?", False),
        ("Siapa Gubernur Bali?", False),
        ("Siapa nama Bupati Bima?", False),
        ("Siapa yang mewakili Bupati Bima?", True),
        ("Siapa Sekda Provinsi Bali?", True),
        ("Siapa Sekda Provinsi Papua?", False),
        ("Siapa narasumber rapat?", True),
        ("Siapa moderator rapat?", False),
        ("Siapa Kepala Dinas Pasar?", False),
    ],
)
def test_an_article_has_an_office_with_its_body_and_its_holder(question: str, held: bool) -> None:
    role = asked_role(question, ANALYZER)
    assert role is not None
    assert role_held(role, TEXT, ANALYZER) is held


@pytest.mark.parametrize("question", ["Kapan rapat digelar?", "Di mana Kantor Gubernur Bali?"])
def test_a_question_without_an_office_has_no_role(question: str) -> None:
    assert asked_role(question, ANALYZER) is None
