"""The roots that a word may come from, for comparing a question with a sentence: "mengawasi" and "pengawasan" both give "awas".

The Snowball stemmer gives one stem, and loses the letter that a prefix swallowed: "menurunkan" becomes "urun", "turun" stays "turun";
"diawasi" becomes "awasi", "pengawasan" "awas". A root may be no word at all ("kawas" of "pengawasan"): two words are akin if they share
one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analyzer import Analyzer, word_tokens

SHORTEST = 4
"""Letters of a root, at least: shorter ones meet by chance ("ada", "adab")."""
ROOTS_KEPT = 1 << 15
_ENCLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
# A prefix, and what may stand in its place: Indonesian drops k, p, s and t behind a nasal ("menurunkan", of "turun").
_PREFIXES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^[mp]eng(?=[aiueo])", ("", "k")),
        (r"^[mp]eng(?=[ghk])", ("",)),
        (r"^[mp]eny(?=[aiueo])", ("s", "ny")),
        (r"^[mp]em(?=[aiueo])", ("p", "m")),
        (r"^[mp]em(?=[bfvp])", ("",)),
        (r"^[mp]en(?=[aiueo])", ("t", "n")),
        (r"^[mp]en(?=[dcjzst])", ("",)),
        (r"^[mp]e(?=[lrwymn])", ("",)),
        (r"^(?:memper|diper|keber|member|pember|diber)", ("",)),
        (r"^(?:di|ter|ber|per|ke|se)", ("",)),
        (r"^(?:be|te)(?=r)", ("",)),
    )
)
_SUFFIXES = ("kan", "an", "i")


def without_enclitic(word: str) -> str:
    """A word without "-nya", "-kah" and the like; unchanged where too little would be left."""
    short = _ENCLITIC.sub("", word)
    return short if len(short) >= SHORTEST else word


@lru_cache(maxsize=ROOTS_KEPT)
def word_roots(word: str) -> frozenset[str]:
    """The possible roots of a case-folded word, itself among them; none for a number or a word too short to have one."""
    if not word.isalpha():
        return frozenset()
    bases = {word, without_enclitic(word)}
    stripped = {
        put + pattern.sub("", base)
        for base in bases
        for pattern, puts in _PREFIXES
        if pattern.search(base)
        for put in puts
    }
    bases |= stripped
    bases |= {base.removesuffix(suffix) for base in bases for suffix in _SUFFIXES if base.endswith(suffix)}
    return frozenset(base for base in bases if len(base) >= SHORTEST)


def terms_and_roots(analyzer: Analyzer, text: str) -> frozenset[str]:
    """The terms of a text and the roots of its words, so that "pengawasan" speaks of what "mengawasi" does."""
    words = analyzer.formal(word_tokens(text))
    roots = frozenset().union(*(word_roots(word) for word in words if word not in analyzer.stopwords))
    return frozenset(analyzer.terms(text)) | roots
