"""A heading in capitals as a title to read: "NETRALITAS PEGAWAI ASN" to "Netralitas Pegawai ASN"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.reading_form import shipped_forms

SMALL_WORDS = frozenset(
    {
        "tentang",
        "di",
        "ke",
        "dari",
        "dan",
        "atau",
        "yang",
        "bagi",
        "untuk",
        "pada",
        "dalam",
        "dengan",
        "oleh",
        "atas",
        "serta",
    }
    | {"kepada", "terhadap", "sebagai", "antara"}
)
"""Words that a title writes small."""
ABBREVIATION_LETTERS = 5
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVX]+")
_VOWEL = re.compile("[AEIOUY]")


def readable_title(heading: str, text: str = "") -> str:
    """The heading with its words in capitals written as a title has them; words that it writes otherwise stay.

    Args:
        heading: one line.
        text: where it stands: what that writes in capitals amid small letters is an acronym.
    """
    acronyms = _acronyms_in(text)
    first = _WORD.search(heading)

    def written(match: re.Match[str]) -> str:
        word = match.group()
        if not word.isupper() or len(word) == 1:
            return word
        lowered = word.lower()
        if lowered in SMALL_WORDS:
            return lowered.capitalize() if first and match.start() == first.start() else lowered
        if (
            word in acronyms
            or _ROMAN.fullmatch(word)
            or (len(word) <= ABBREVIATION_LETTERS and not _VOWEL.search(word))
        ):
            return word
        return shipped_forms().get(lowered, lowered.capitalize())

    return _WORD.sub(written, heading).replace(
        "dalam Negeri", "Dalam Negeri"
    )  # the ministry's, whatever small words do


def _acronyms_in(text: str) -> frozenset[str]:
    """The words that the text writes in capitals between words in small letters, and never otherwise."""
    lines = [_WORD.findall(line) for line in text.splitlines()]
    seen = Counter(word for words in lines for word in words if not word.isupper())
    capitals = {word for words in lines for word in _single_capitals(words)}
    return frozenset(word for word in capitals if not seen[word.capitalize()] and not seen[word.lower()])


def _single_capitals(words: Sequence[str]) -> Iterator[str]:
    around = ["", *words, ""]
    for before, word, behind in zip(around, words, around[2:], strict=False):
        beside = [each for each in (before, behind) if each]
        if len(word) > 1 and word.isupper() and beside and not any(each.isupper() for each in beside):
            yield word
