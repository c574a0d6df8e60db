"""What kind of thing a short answer is by its words: a date, a number, a person. Two kinds cannot contradict each other.

The words are those of `data/agreement.toml`.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.answering.agreement import RULES, counted_words
from index.analyzer import WORD

AnswerKind = Literal["date", "number", "law", "place", "body", "role", "person", "name", "text"]
"""`name`: a person's, a place's or an event's, which the words alone do not tell. `text`: a statement, or things of several kinds."""


def answer_kind(answer: str, before: str = "") -> AnswerKind:
    """The kind of a short answer; `before` is what stands before it in its sentence."""
    kinds = {_kind(part, before) for part in listed_parts(answer)}
    # A body beside a person is no answer to "who": the words were cut out wrongly.
    return kinds.pop() if len(kinds) == 1 else "text"


def listed_parts(answer: str) -> list[str]:
    """What an answer joins by "dan"."""
    return re.split(r",?\s(?:dan|serta|and)\s", answer)


def _kind(answer: str, before: str) -> AnswerKind:
    by_rule: tuple[tuple[str, AnswerKind], ...] = (("law", "law"), ("date", "date"))
    for rule, kind in by_rule:
        if RULES.pattern(rule).search(answer):
            return kind
    words = WORD.findall(answer)
    if any(word.isdigit() for word in counted_words(answer)):
        return "number"
    if not words or not _has_capitals(words):
        return "text"
    if RULES.pattern("place").search(answer):
        return "place"
    if RULES.pattern("role").search(answer):
        # "Bupati Bima, Umar Hadi" and "Ketua KASN Agus Pramusinto" name the person, "Bupati Bima" does not.
        return "person" if RULES.pattern("name_after_role").search(answer) else "role"
    if RULES.pattern("body").search(answer):
        return "body"
    if RULES.pattern("title_or_degree").search(answer):
        return "person"
    return "place" if RULES.pattern("place_follows").search(before) else "name"


def _has_capitals(words: list[str]) -> bool:
    """Whether every word that counts has a capital: "ASN yang tidak netral merugikan negara" is a statement."""
    counted = [word for word in words if word.casefold() not in RULES.words["small"]]
    # Where all is in capitals, they say nothing; one such word alone is an acronym.
    shouted = len(counted) > 1 and all(word.isupper() for word in counted)
    return bool(counted) and not shouted and all(word[0].isupper() for word in counted)
