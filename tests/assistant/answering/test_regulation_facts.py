"""Which facts of a regulation a question asks for."""

from __future__ import annotations

import pytest

from assistant.answering.regulation_facts import asked_facts


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Kapan mulai berlaku?", ("force_date",)),
        ("kapan diberlakukan", ("force_date",)),
        ("Sejak tanggal berapa berlaku?", ("force_date",)),
        ("Kapan ditetapkan?", ("enacted",)),
        ("Tahun berapa disahkan?", ("enacted",)),
        ("Kapan ditetapkan dan mulai berlaku?", ("enacted", "force_date")),
        ("Kapan diundangkan?", ("promulgated",)),
        ("When did take effect?", ("force_date",)),
        ("When was promulgated?", ("promulgated",)),
        ("tentang apa?", ("subject",)),
        ("Apa yang diatur dalam?", ("subject",)),
        ("What is about?", ("subject",)),
        ("Berapa nomor?", ("number",)),
        ("itu tanggal berapa?", ("enacted",)),
        ("Kapan itu ditetapkan (sanksi cuti)?", ("enacted",)),
        # Of something else
        ("Kapan sanksi menurut mulai berlaku?", ()),
        ("Kapan Pasal 5 mulai berlaku?", ()),
        ("Apakah masih berlaku?", ()),
        ("Kapan laporan disampaikan menurut?", ()),
        ("Apa yang dilarang?", ()),
    ],
)
def test_a_question_asks_for_facts_only_where_it_says_no_more(question: str, facts: tuple[str, ...]) -> None:
    """The name of the regulation is taken out already."""
    assert asked_facts(question) == facts
