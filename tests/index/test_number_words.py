"""Numbers in words."""

from __future__ import annotations

import pytest

from index.number_words import RULES, numeral_value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("tujuh", 7), ("sepuluh", 10), ("sebelas", 11), ("tujuh belas", 17), ("dua puluh", 20), ("tiga puluh satu", 31), ("seratus", 100),
        ("seratus sembilan", 109), ("empat ratus dua belas", 412), ("seribu", 1000), ("dua ribu", 2000), ("dua ribu sebelas", 2011),
        ("Dua Ribu Dua Puluh Empat", 2024), ("seribu sembilan ratus sembilan puluh delapan", 1998), ("dua puluh ribu lima", 20005),
        ("seratus dua puluh tiga ribu empat ratus lima puluh enam", 123456),
    ],
)  # fmt: skip
def test_the_value_of_words(words: str, value: int) -> None:
    match = RULES.pattern("numeral").fullmatch(words)
    assert match
    assert numeral_value(words) == value
