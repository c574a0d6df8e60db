"""What kind of thing a short answer is."""

from __future__ import annotations

import pytest

from assistant.answering.kinds import AnswerKind, answer_kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("27 November 2024", "date"),
        ("Kamis", "date"),
        ("(6/2/2024)", "date"),
        ("12 orang", "number"),
        ("tiga tujuan", "number"),
        ("Pasal 2 huruf f UU Nomor 5 Tahun 2014", "law"),
        ("Gedung Serbaguna", "place"),
        ("Hotel Melati, Solo", "place"),
        ("Bawaslu RI", "body"),
        ("KASN", "body"),
        ("Komisi Aparatur Sipil Negara", "body"),
        ("Ketua Komisi ASN", "role"),
        ("Plt. Kepala BKN", "role"),
        ("Bupati Bima", "role"),
        ("Bupati Bima, Umar Hadi", "person"),
        ("Drs. Umar Hadi, M.Hum", "person"),
        ("Umar Hadi", "name"),
        ("Umar Hadi dan Rini Sari", "name"),
        ("Umar Hadi dan Bawaslu RI", "text"),
        ("bersikap netral", "text"),
        ("ASN yang tidak netral merugikan negara", "text"),
        ("BERSIKAP NETRAL", "text"),
        ("…", "text"),
    ],
)
def test_the_words_tell_the_kind(answer: str, kind: AnswerKind) -> None:
    assert answer_kind(answer) == kind


def test_a_name_behind_a_word_of_place_is_a_place() -> None:
    assert answer_kind("Legian", "Rapat digelar di ") == "place"
    assert answer_kind("Legian", "Rapat dibuka oleh ") == "name"
