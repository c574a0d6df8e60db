"""Which words may be one word, misspelt: typing errors in a question, and names that two articles spell differently."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.tuning import TUNING

VOCABULARIES_KEPT = 8
"""Vocabularies that are kept by first letter: each index that is published brings its own, and those before are not needed."""
_VOWELS = set("aeiou")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURING_KEYS = {
    key: "".join(other[max(0, place - 1) : place + 2] for other in _KEYBOARD[max(0, line - 1) : line + 2])
    for line, keys in enumerate(_KEYBOARD)
    for place, key in enumerate(keys)
}
"""A letter to itself and the letters whose keys touch its own."""


def nearest_word(word: str, vocabulary: frozenset[str]) -> str | None:
    """The word of the vocabulary that a misspelt one is most likely to be; None if none is near enough.

    Distance is optimal string alignment: one each for a letter changed, left out or added, or two neighbours swapped.
    """
    # Only words with the same first letter are compared, so an error there goes uncorrected.
    errors = 2 if len(word) >= TUNING.two_errors_from else 1
    near = process.extractOne(word, _grouped(vocabulary).get(word[0], ()), scorer=OSA.distance, score_cutoff=errors)
    return None if near is None or (near[1] == 1 and not is_typing_slip(word, near[0])) else str(near[0])


def is_typing_slip(given: str, meant: str) -> bool:
    """Whether two words at one edit from each other differ as typing makes them differ.

    Two letters swapped, one left out or doubled, a neighbouring key, or one vowel for another: "sebelah" is no slip of "setelah". One
    letter too many that doubles nothing may well make another word.
    """
    if len(given) == len(meant):
        # At one edit from each other, words that differ in two places have two letters swapped.
        different = [(a, b) for a, b in zip(given, meant, strict=True) if a != b]
        return len(different) > 1 or all({a, b} <= _VOWELS or b in NEIGHBOURING_KEYS.get(a, "") for a, b in different)
    if len(given) < len(meant):
        return True
    return any(given[:i] + given[i + 1 :] == meant and given[i] == given[i - 1] for i in range(1, len(given)))


def spelt_alike(one: str, other: str) -> bool:
    """Whether two lower-case words may be two spellings of one name: Haryono and Haryomo."""
    if one == other:
        return True
    if one[0] != other[0] or not (one.isalpha() and other.isalpha()):
        return False
    # In a short name, one letter may well make another name: Bari is not Bali.
    length = max(len(one), len(other))
    allowed = 2 if length >= TUNING.two_variants_from else 1 if length >= TUNING.variant_from else 0
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def similar_pairs(texts: Sequence[str], least: float) -> list[tuple[int, int, float]]:
    """Pairs (i, j, likeness), i < j, of texts whose likeness, 0 to 1, is at least `least`.

    Likeness is the normalised indel similarity of the texts with their words sorted (rapidfuzz's `token_sort_ratio`).
    """
    found = []
    # Row by row: the matrix of all pairs of a large set would not fit into memory.
    for i, text in enumerate(texts[:-1]):
        scores = process.cdist([text], texts[i + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=100 * least)[0]
        found += [(i, i + 1 + int(j), float(scores[j]) / 100) for j in np.flatnonzero(scores >= 100 * least)]
    return found


@lru_cache(maxsize=VOCABULARIES_KEPT)
def _grouped(vocabulary: frozenset[str]) -> dict[str, list[str]]:
    """The words by first letter. Typing errors are hardly ever in it, so that only a part of a large vocabulary is searched."""
    groups: dict[str, list[str]] = {}
    for word in sorted(vocabulary):
        if len(word) >= TUNING.corrected_from - 1:  # the word meant may lack a letter that was typed twice
            groups.setdefault(word[0], []).append(word)
    return groups
