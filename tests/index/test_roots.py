"""Words that come from one root."""

from __future__ import annotations

import pytest

from index.roots import without_enclitic, word_roots


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mengawasi", "pengawasan"),
        ("diawasi", "pengawas"),
        ("menurunkan", "turun"),
        ("penurunan", "diturunkan"),
        ("menilai", "dinilai"),
        ("penilaian", "nilai"),
        ("menunda", "ditunda"),
        ("menyampaikan", "sampai"),
        ("memihak", "keberpihakan"),
        ("merugikan", "kerugian"),
        ("memberhentikan", "henti"),
        ("sanksinya", "sanksi"),
    ],
)
def test_words_of_one_root_share_it(one: str, other: str) -> None:
    assert word_roots(one) & word_roots(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tempat", "empat"), ("sanksi", "saksi"), ("bangsa", "bangsawan"), ("netral", "2024")]
)
def test_words_that_only_look_alike_share_none(one: str, other: str) -> None:
    assert not word_roots(one) & word_roots(other)


def test_an_enclitic_is_taken_off_where_a_word_remains() -> None:
    assert without_enclitic("hukumannya") == "hukuman"
    assert without_enclitic("bunya") == "bunya"
