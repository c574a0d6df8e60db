"""Whether two short answers say the same, spell it differently, or differ.

The words and patterns are those of `data/agreement.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.question.spelling import spelt_alike
from assistant.tuning import TUNING
from index.analyzer import WORD
from index.dates import find_dates
from index.honorifics import HONORIFICS
from index.word_rules import WordRules

Agreement = Literal["same", "spelling", "substance"]

RULES = WordRules(Path(__file__).parents[1] / "data" / "agreement.toml", shared=(HONORIFICS,))


def compare_answers(one: str, other: str) -> Agreement:
    """How two short answers to one question relate.

    Two dates are compared as dates, anything else word by word: titles, degrees and small words do not count, a number word counts as its
    number, and an answer that only says more than the other says the same.
    """
    dates = find_dates(one), find_dates(other)
    if all(dates):
        return "same" if dates[0][0] == dates[1][0] else "substance"
    first, second = _words(one), _words(other)
    if not first or not second:
        return "same" if one.casefold() == other.casefold() else "substance"
    short, long = sorted((first, second), key=len)
    # Both ways: a list that repeats a word is longer and says no more.
    if set(short) <= set(long) or set(long) <= set(short):
        return "same"
    if all(any(spelt_alike(word, candidate) for candidate in long) for word in short):
        return "spelling"
    return "substance"


def without_titles(text: str) -> str:
    """The text without titles, acting titles and degrees: "Drs. Haryono, M.Hum" is "Haryono"."""
    return RULES.pattern("title_or_degree").sub(" ", text)


def same_kind(one: str, other: str) -> bool:
    """Whether two answers are of one kind, so that they can contradict each other: both with numbers, or both names."""
    # Statements may both be true, so two different ones are no disagreement.
    return (_has_number(one) and _has_number(other)) or (_is_name(one) and _is_name(other))


def same_statement(one: str, other: str, share: float = TUNING.same_statement) -> bool:
    """Whether two sentences say nearly the same: at least `share` of the words of the one with fewer are in the other, too."""
    first, second = set(_words(one)), set(_words(other))
    return bool(first and second) and len(first & second) >= share * min(len(first), len(second))


def _is_name(text: str) -> bool:
    """Whether every word has a capital. "ASN yang tidak netral merugikan negara" only begins with one, and is a statement."""
    words = [word for word in WORD.findall(text) if word.casefold() not in RULES.words["small"]]
    return bool(words) and not _has_number(text) and all(word[0].isupper() for word in words)


def _has_number(text: str) -> bool:
    return any(word.isdigit() for word in _words(text))


def _words(text: str) -> list[str]:
    """The words that count, case-folded, numbers as digits."""
    words = [word.casefold() for word in WORD.findall(without_titles(text))]
    return [_number_words().get(word, word) for word in words if word not in RULES.words["small"]]


@cache
def _number_words() -> Mapping[str, str]:
    return {word: str(number) for number, word in enumerate(RULES.words["numbers"])}
