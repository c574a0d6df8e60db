"""Small talk around a question is taken off; a turn that has nothing else is small talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question.small_talk import only_small_talk, strip_small_talk


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        ("pagi min, kapan pilkada?", "kapan pilkada?"),
        ("Halo, kapan pilkada?", "kapan pilkada?"),
        ("assalamualaikum wr wb, mau tanya dong, siapa ketuanya?", "siapa ketuanya?"),
        ("oke makasih, terus sanksinya apa", "terus sanksinya apa"),
        ("terima kasih, lalu siapa yang mengawasi?", "lalu siapa yang mengawasi?"),
        ("makasih banyak ya atas infonya, kapan pilkada?", "kapan pilkada?"),
        ("hi there, who opened the event?", "who opened the event?"),
        ("kapan pilkada min?", "kapan pilkada?"),
        ("kapan pilkada? makasih ya", "kapan pilkada?"),
        ("selamat pagi, saya dari BKD", "saya dari BKD"),
    ],
)
def test_greeting_thanks_and_address_are_taken_off(turn: str, question: str) -> None:
    assert strip_small_talk(turn) == question


@pytest.mark.parametrize(
    "question",
    [
        "Terima kasih disampaikan kepada siapa?",
        "makasih banyak atas penjelasan barusan",
        "Malam apa acaranya?",
        "Baik buruknya apa?",
        "Minggu depan ada apa?",
        "Siapa yang berpamitan?",
        "halo",
        "???",
    ],
)
def test_a_word_that_means_something_and_small_talk_alone_stay(question: str) -> None:
    assert strip_small_talk(question) == question


@given(st.text(max_size=40))
def test_something_is_always_left(text: str) -> None:
    assert strip_small_talk(text) or not text.strip()


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ("Halo min!", "greeting"),
        ("selamat pagi", "greeting"),
        ("oke, makasih banyak ya kak", "thanks"),
        ("siap", "thanks"),
        ("👍", "thanks"),
        ("terima kasih, sampai jumpa", "goodbye"),
        ("halo, kapan pilkada?", None),
        ("ya", None),
        ("min", None),
    ],
)
def test_a_turn_of_nothing_else_is_known_for_what_it_is(turn: str, kind: str | None) -> None:
    assert only_small_talk(turn) == kind
