"""Whether two short answers say the same, spell it differently, or differ.

The words and patterns are those of `data/agreement.toml`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.question.spelling import spelt_alike
from assistant.tuning import TUNING
from index.analyzer import WORD
from index.dates import RULES as DATES
from index.dates import find_dates, month_spellings
from index.honorifics import HONORIFICS
from index.word_rules import WordRules

Agreement = Literal["same", "spelling", "substance"]

RULES = WordRules(Path(__file__).parents[1] / "data" / "agreement.toml", shared=(HONORIFICS, DATES))


def compare_answers(one: str, other: str) -> Agreement:
    """How two short answers to one question relate.

    Dates are compared as dates, by what both state ("Rabu" and "14 Februari" may both be right), anything else word by word: titles,
    degrees and small words do not count, a number word counts as its number, and an answer that only says more than the other says
    the same.
    """
    dates = find_dates(one), find_dates(other)
    if all(dates):
        return "same" if dates[0][0] == dates[1][0] else "substance"
    parts = _date_parts(one), _date_parts(other)
    if all(parts):
        stated = parts[0].keys() & parts[1].keys()
        return "same" if all(parts[0][part] == parts[1][part] for part in stated) else "substance"
    first, second = counted_words(one), counted_words(other)
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


def same_statement(one: str, other: str, share: float = TUNING.same_statement) -> bool:
    """Whether two sentences say nearly the same: at least `share` of the words of the one with fewer are in the other, too."""
    first, second = set(counted_words(one)), set(counted_words(other))
    return bool(first and second) and len(first & second) >= share * min(len(first), len(second))


def counted_words(text: str) -> list[str]:
    """The words that count, case-folded, numbers as digits."""
    words = [word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", without_titles(text)))]
    return [_number_words().get(word, word) for word in words if word not in RULES.words["small"]]


def _date_parts(text: str) -> dict[str, str]:
    """What a date states: weekday, day, month and year. Nothing where it names neither weekday nor month."""
    parts = {
        name: found.group(name).casefold()
        for found in RULES.pattern("date_part").finditer(text)
        for name in ("weekday", "day", "month", "year")
        if found.group(name)
    }
    if "month" in parts:
        parts["month"] = next((names[0] for names in month_spellings() if parts["month"] in names), parts["month"])
    return parts if parts.keys() & {"weekday", "month"} else {}


@cache
def _number_words() -> Mapping[str, str]:
    return {word: str(number) for number, word in enumerate(RULES.words["numbers"])}
