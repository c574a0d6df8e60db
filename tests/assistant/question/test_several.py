"""Several questions in one: where they are parted, where they are not, and what each takes from the others."""

from __future__ import annotations

import pytest

from assistant.question.check import QUESTION_LIMIT
from assistant.question.follow_up import FollowUpReader
from assistant.question.several import asked_together, joined_text, make_standing, person_asked, take_apart
from index.analyzer import Analyzer

SEVERAL = {
    "Siapa yang membuka pasar Rawasari, kapan, dan di mana?": [
        "Siapa yang membuka pasar Rawasari?",
        "Kapan?",
        "Di mana?",
    ],
    "Kapan dan di mana apel Rawasari digelar, dan siapa yang memimpin?": [
        "Kapan?",
        "Di mana apel Rawasari digelar?",
        "Siapa yang memimpin?",
    ],
    "kapan & dimana apel digelar": ["Kapan?", "Dimana apel digelar?"],
    "Kapan/di mana apel Rawasari?": ["Kapan?", "Di mana apel Rawasari?"],
    "Apel Rawasari kapan, di mana, dan siapa yang pimpin?": ["Apel Rawasari kapan?", "Di mana?", "Siapa yang pimpin?"],
    "Apa sanksinya, dan siapa yang mengawasi?": ["Apa sanksinya?", "Siapa yang mengawasi?"],
    "Siapa Camat Rawasari? Bolehkah ia ikut kampanye?": ["Siapa Camat Rawasari?", "Bolehkah ia ikut kampanye?"],
    "1. Kapan apel digelar? 2. Siapa yang memimpin?": ["Kapan apel digelar?", "Siapa yang memimpin?"],
    "a) Kapan apel digelar\nb) Siapa yang memimpin": ["Kapan apel digelar?", "Siapa yang memimpin?"],
    "Kalau pegawai berkampanye, apa sanksinya, dan siapa yang mengawasi?": [
        "Kalau pegawai berkampanye, apa sanksinya?",
        "Siapa yang mengawasi?",
    ],
    "Jelaskan kapan dan di mana apel digelar": ["Kapan?", "Di mana apel digelar?"],
    "When and where, and who opened it?": ["When?", "Where?", "Who opened it?"],
    "Who came to the meeting, and how many were there?": ["Who came to the meeting?", "How many were there?"],
    "Can I still vote, and where may I say so?": ["Can I still vote?", "Where may I say so?"],
    "Boleh guru kampanye? Apa sanksinya?": ["Boleh guru kampanye?", "Apa sanksinya?"],
}
ONE = [
    "Kapan apel Rawasari digelar?",
    "Mengapa dan bagaimana pegawai harus netral?",
    "Apa dan bagaimana netralitas pegawai?",
    "Siapa saja yang hadir dan apa jabatannya?",
    "Mana yang boleh dan mana yang dilarang bagi pegawai?",
    "Di mana pegawai boleh memilih, dan di mana tidak boleh?",
    "Bandingkan apel di Rawasari dengan apel di Airbening: kapan, di mana, dan siapa yang memimpin?",
    "Kapan apel digelar? Ada yang tahu?",
    "Saya mau tanya, kapan apel digelar?",
    "Saya guru. Bolehkah saya ikut kampanye?",
    "Netralitas pegawai dan apa hubungannya dengan pilkada?",
    "Kenapa pegawai harus netral, apa alasannya?",
    "Kapan pun dan di mana pun, haruskah pegawai netral?",
    "Pegawai harus netral, mengapa?",
    "What may and may not pegawai do?",
    "Siapa yang membuka dan menutup apel?",
    "",
]


def shown(question: str) -> list[str]:
    return [part.shown for part in take_apart(question)]


def standing(question: str, analyzer: Analyzer) -> list[str]:
    return [each.text for each in make_standing(take_apart(question), FollowUpReader(analyzer))]


@pytest.mark.parametrize(("question", "parts"), SEVERAL.items())
def test_several_questions_are_parted(question: str, parts: list[str]) -> None:
    assert shown(question) == parts


@pytest.mark.parametrize("question", ONE)
def test_one_question_is_left_whole(question: str) -> None:
    assert take_apart(question) == ()


def test_a_part_is_named_in_small_letters_unless_it_begins_with_a_name() -> None:
    parts = take_apart("Siapa yang memimpin apel? Rawasari di mana?")
    assert [part.named for part in parts] == ["siapa yang memimpin apel", "Rawasari di mana"]


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        (
            "Siapa yang membuka pasar Rawasari, kapan, dan di mana?",
            ["kapan (membuka pasar Rawasari)?", "di mana (membuka pasar Rawasari)?"],
        ),
        ("Kapan dan di mana apel Rawasari digelar?", ["di mana apel Rawasari digelar?"]),
        ("Di mana apel Rawasari digelar, dan siapa yang memimpin?", ["siapa yang memimpin (apel Rawasari digelar)?"]),
        ("Apa sanksi bagi guru Rawasari dan kapan pilkada Airbening?", ["kapan pilkada Airbening?"]),
        ("When and where was the Rawasari meeting held?", ["where was the Rawasari meeting held?"]),
    ],
)
def test_what_a_part_leaves_out_stands_in_another_of_its_sentence(
    question: str, whole: list[str], analyzer: Analyzer
) -> None:
    assert standing(question, analyzer)[1:] == whole


def test_question_words_before_the_subject_get_it_too(analyzer: Analyzer) -> None:
    assert standing("Kapan dan di mana apel Rawasari digelar?", analyzer)[0] == "Kapan apel Rawasari digelar?"
    assert standing("When and where was the Rawasari meeting held?", analyzer)[0] == (
        "When was the Rawasari meeting held?"
    )


def test_what_no_part_says_comes_from_the_conversation(analyzer: Analyzer) -> None:
    each = make_standing(take_apart("Kapan dan di mana, dan siapa yang memimpin?"), FollowUpReader(analyzer))
    assert [part.after for part in each] == ["parts"] * 3
    first, second = make_standing(take_apart("Siapa Camat Rawasari? Kapan ia lahir?"), FollowUpReader(analyzer))
    assert (first.after, second.after) == ("conversation", "parts")


def test_a_situation_that_is_told_first_stays_with_each_part(analyzer: Analyzer) -> None:
    asked = "Saya guru di Rawasari. Kapan apel Rawasari digelar, dan di mana?"
    assert standing(asked, analyzer) == [
        "Saya guru di Rawasari. Kapan apel Rawasari digelar?",
        "Saya guru di Rawasari. di mana apel Rawasari digelar?",
    ]
    long = f"Saya guru di Rawasari{' sekali' * 60}. Kapan apel Rawasari digelar, dan di mana?"
    assert all(len(text) <= QUESTION_LIMIT for text in standing(long, analyzer))


def test_those_that_only_ask_when_and_where_are_asked_with_what_they_ask_about(analyzer: Analyzer) -> None:
    each = make_standing(
        take_apart("Kapan dan di mana apel Rawasari digelar, dan siapa yang memimpin?"), FollowUpReader(analyzer)
    )
    assert asked_together(each) == ((0, 1),)
    assert joined_text(each, (0, 1)) == "Kapan dan di mana apel Rawasari digelar?"
    apart = make_standing(
        take_apart("Kapan apel Rawasari digelar, siapa yang memimpin, dan di mana?"), FollowUpReader(analyzer)
    )
    assert joined_text(apart, asked_together(apart)[0]) == "Kapan apel Rawasari digelar, di mana?"


def test_a_reason_is_no_kind_that_words_of_a_sentence_show(analyzer: Analyzer) -> None:
    each = make_standing(take_apart("Mengapa apel Rawasari digelar, dan di mana?"), FollowUpReader(analyzer))
    assert len(each) == 2
    assert asked_together(each) == ()


def test_the_person_of_several_questions_is_the_last_that_is_asked_for(analyzer: Analyzer) -> None:
    reader = FollowUpReader(analyzer)
    asked = "Siapa yang membuka apel Rawasari, siapa yang memimpin, dan di mana?"
    assert person_asked(asked, reader) == "siapa yang memimpin (membuka apel Rawasari)?"
    assert person_asked("Kapan dan di mana apel digelar?", reader) == "Kapan dan di mana apel digelar?"
