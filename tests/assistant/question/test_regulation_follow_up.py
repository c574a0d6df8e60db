"""Which regulation a follow-up is about."""

from __future__ import annotations

import pytest

from assistant.question.held_regulations import HeldRegulations
from assistant.question.regulation_follow_up import name_again
from index.analyzer import Analyzer
from index.document import Regulation

HELD = HeldRegulations(
    (
        ("pp", Regulation("PP", "61", 2024, "", "Disiplin Pegawai Negeri Sipil")),
        ("uu", Regulation("UU", "30", 2022, "", "Aparatur Sipil Negara")),
        ("mekarjaya", Regulation("Perbup", "17", 2023, "Mekarjaya", "Netralitas Pegawai ASN")),
        ("rawajaya", Regulation("Perwali", "8", 2022, "Rawajaya", "Kode Etik")),
    ),
    Analyzer.load(),
)


@pytest.mark.parametrize(
    ("question", "earlier", "meant"),
    [
        ("Kapan peraturan itu berlaku?", ["Apa isi PP 61/2024?"], "Kapan PP 61/2024 berlaku?"),
        ("Kapan perwali itu berlaku?", ["Apa isi Perwali Rawajaya?", "Siapa Bupati?"], "Kapan Perwali Rawajaya berlaku?"),
        ("Kapan perwali itu berlaku?", ["Apa isi PP 61/2024?"], "Kapan perwali itu berlaku?"),
        ("Kapan peraturan itu berlaku?", ["Siapa Bupati?"], "Kapan peraturan itu berlaku?"),
        ("Kapan peraturan itu berlaku?", [], "Kapan peraturan itu berlaku?"),
        ("Bagaimana dengan Perbup Mekarjaya?", ["Apa sanksi menurut PP 61/2024?"], "Apa sanksi menurut Perbup Mekarjaya?"),
        ("Kalau menurut UU 1/2020?", ["Apa sanksi menurut PP Disiplin PNS?"], "Apa sanksi menurut UU 1/2020?"),
        ("Kapan UU ASN berlaku?", ["Apa sanksi menurut PP 61/2024?"], "Kapan UU ASN berlaku?"),
        ("Bagaimana dengan UU ASN?", ["Siapa Bupati?"], "Bagaimana dengan UU ASN?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_about_the_regulation_named_before_or_asks_the_same_of_another(
    question: str, earlier: list[str], meant: str
) -> None:
    assert name_again(HELD, question, earlier) == meant
