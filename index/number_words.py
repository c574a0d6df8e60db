"""Numbers in words: "dua ribu dua puluh empat" is 2024."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "number_words.toml")
"""Rules that others use within their own: `numeral`."""


def numeral_value(words: str) -> int:
    """The number that a row of number words says, up to 999,999.

    Each power multiplies what stands since the power before it: dua ribu (2 x 1000), dua puluh (2 x 10), empat (4).
    """
    values, powers = _values(), _powers()
    thousands = group = digit = 0
    for word in words.casefold().split():
        if word in values:
            group, digit = group + digit, values[word]
        elif powers[word] == 1000:
            thousands, group, digit = (group + digit) * 1000, 0, 0
        elif word in RULES.words["teen"]:
            digit += 10
        else:
            group, digit = group + digit * powers[word], 0
    return thousands + group + digit


@cache
def _values() -> Mapping[str, int]:
    words = RULES.words
    named = {"ten": 10, "eleven": 11, "hundred": 100, "thousand": 1000}
    return {
        **{word: value for value, word in enumerate(words["digit"], 1)},
        **{word: value for name, value in named.items() for word in words[name]},
    }


@cache
def _powers() -> Mapping[str, int]:
    words = RULES.words
    named = {"teen": 1, "tens": 10, "hundreds": 100, "thousands": 1000}
    return {word: value for name, value in named.items() for word in words[name]}
