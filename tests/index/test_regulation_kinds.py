"""Kinds of regulations and issuers, however they are written."""

from __future__ import annotations

import pytest

from index.analyzer import word_tokens
from index.document import Regulation
from index.regulation_kinds import all_kinds, issuer_words, kind_at, kind_names, kind_of


@pytest.mark.parametrize(
    ("written", "kind", "words"),
    [
        ("PP 55", "PP", 1),
        ("Peraturan Pemerintah Nomor", "PP", 2),
        ("Peraturan Pemerintah Pengganti Undang-Undang", "Perppu", 5),
        ("undang-undang ASN", "UU", 2),
        ("Perwako Sungai", "Perwali", 1),
        ("peraturan walikota", "Perwali", 2),
        ("Permenpan-RB Nomor", "Permen", 2),
        ("permen pan rb", "Permen", 3),
        ("Permendagri", "Permen", 1),
        ("PMK", "Permen", 1),
        ("Keputusan Menpan RB", "Kepmen", 3),
        ("Peraturan BKN", "Perban", 2),
        ("Peraturan Bawaslu", "Perbawaslu", 2),
        ("surat edaran bersama", "SEB", 3),
        ("SK Bupati", "Kepbup", 2),
        ("government regulation", "PP", 2),
        ("circular letter", "SE", 2),
    ],
)
def test_the_longest_name_of_a_kind_counts(written: str, kind: str, words: int) -> None:
    found = kind_at(word_tokens(written))
    assert found is not None
    assert (found[0].kind.short, found[1]) == (kind, words)


@pytest.mark.parametrize("written", ["rakor", "pegawai", "peran bupati", "perundang-undangan"])
def test_other_words_are_no_kind(written: str) -> None:
    assert kind_at(word_tokens(written)) is None


def test_a_word_of_every_day_is_known_for_one() -> None:
    sure = {" ".join(name): known.sure for name, known in kind_names().items()}
    assert [sure[name] for name in ("keputusan", "peraturan", "law", "se", "surat edaran", "pp")] == [False] * 4 + [
        True
    ] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Menpan RB", "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Republik Indonesia"),
        ("Kemendagri", "Kementerian Dalam Negeri"),
        ("mendagri", "Menteri Dalam Negeri"),
        ("KEPALA BKN", "Kepala Badan Kepegawaian Negara"),
        ("wali kota kendari", "Walikota Kendari"),
        ("Kab. Mekarjaya", "Kabupaten Mekarjaya"),
    ],
)
def test_an_issuer_has_the_same_words_in_short_and_in_full(one: str, other: str) -> None:
    assert issuer_words(one) == issuer_words(other)
    assert issuer_words(one) != issuer_words("Gubernur Lintang Timur")


def test_a_general_word_stands_only_for_kinds_that_are_listed() -> None:
    assert {kind.group for kind in all_kinds().values()} - set(all_kinds()) == {""}


def test_a_kind_that_is_not_listed_any_more_is_a_regulation_all_the_same() -> None:
    assert kind_of(Regulation("Pertor", "5", 2020)).short == "Peraturan"
    assert kind_of(Regulation("SKB", "5", 2020)).long == "Keputusan Bersama"
