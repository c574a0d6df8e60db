"""What a question asks for."""

from __future__ import annotations

import pytest

from assistant.question.asked import ExpectedKind, drop_tags, expected_kind, read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Kapan rapat dimulai?", "date"),
        ("rapatnya hari apa", "date"),
        ("mulai jam brp ya", "date"),
        ("On what date was the meeting held?", "date"),
        ("Berapa orang yang hadir?", "number"),
        ("pesertanya brp", "number"),
        ("How long does it last?", "number"),
        ("rapatnya dmn sih", "place"),
        ("Rapat digelar di hotel apa?", "place"),
        ("In which hall was the meeting held?", "place"),
        ("Rapat itu dibuka oleh siapa?", "person"),
        ("Lembaga apa yang menggelar rapat?", "person"),
        ("Who opened the meeting?", "person"),
        ("Siapa Pj. Wali Kota Sukaraja yang membuka rapat?", "person"),
        ("knp pegawai harus netral", "reason"),
        ("apa tujuan rapat", "reason"),
        ("Bagaimana pegawai memilih?", "manner"),
        ("Siapa saja yang hadir?", "list"),
        ("dr instansi mana aja", "list"),
        ("Sebutkan tujuan rapat.", "list"),
        ("What are the sanctions?", "list"),
        ("pns boleh nyoblos gak", "yes_no"),
        ("Saya guru PNS. Bolehkah saya memilih?", "yes_no"),
        ("Can I vote?", "yes_no"),
        ("Apa itu sistem merit?", "definition"),
        ("Siapa Umar Hadi?", "definition"),
        ("Apa kata Umar Hadi tentang rapat?", "statement"),
        ("Apa tema rapat?", "other"),
        ("Apakah tema rapat?", "other"),
        ("Dalam jabatan apakah Umar hadir?", "other"),
        ("Lalu kapan (siapa yang membuka rapat)?", "date"),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: ExpectedKind) -> None:
    assert expected_kind(question) == kind


def test_the_situation_told_before_a_question_does_not_count() -> None:
    assert expected_kind("Saya lupa siapa yang hadir. Kapan rapat dimulai?") == "date"


def test_who_a_named_person_is_and_who_holds_an_office_are_two_questions() -> None:
    assert read_question("Siapa Umar Hadi?").details == {"role"}
    assert read_question("siapa umar hadi", {"umar", "hadi"}).kind == "definition"
    assert read_question("siapa umar hadi").kind == "person"
    assert read_question("Siapa Ketua KASN?").details == {"holder"}


def test_each_part_of_a_question_asks() -> None:
    asked = read_question("Siapa yang membuka rapat, kapan, dan di mana?")
    assert asked.kinds == ("person", "date", "place")
    assert asked.wants_sentence
    assert not read_question("Pada hari dan tanggal berapa rapat digelar?").wants_sentence


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("Pukul berapa rapat dimulai?", "clock"),
        ("Berapa anggaran rapat?", "money"),
        ("Berapa lama rapat itu?", "time"),
        ("Berapa persen pegawai hadir?", "share"),
        ("Instansi mana yang menggelar rapat?", "body"),
        ("Apa yang tidak boleh dilakukan pegawai?", "denied"),
        ("Apa yang boleh dilakukan pegawai?", "allowed"),
    ],
)
def test_a_question_says_more_than_the_kind(question: str, detail: str) -> None:
    assert detail in read_question(question).details


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("pns boleh nyoblos gak?", "apakah pns boleh nyoblos?"),
        ("boleh gak pns nyoblos", "apakah boleh pns nyoblos"),
        ("rapatnya kapan ya kak", "rapatnya kapan"),
        ("pns harus netral atau tidak", "apakah pns harus netral"),
        ("dia hadir gak (rapat Sukaraja)?", "apakah dia hadir (rapat Sukaraja)?"),
        ("siapa yang tidak?", "siapa yang tidak?"),
        ("apa yang tidak boleh dilakukan?", "apa yang tidak boleh dilakukan?"),
    ],
)
def test_a_word_that_asks_for_agreement_is_dropped(question: str, plain: str) -> None:
    assert drop_tags(question) == plain
