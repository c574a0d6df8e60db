"""Offices and tasks that a text names: "Ketua KASN", "Sekda", "moderator". The words are those of `assistant/data/roles.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.honorifics import HONORIFICS
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "roles.toml", shared=(HONORIFICS,))
QUESTIONS_KEPT = 1_024
"""Questions whose offices are kept: one question asks for them many times, and questions never end."""


@dataclass(frozen=True, slots=True)
class OfficesOfAQuestion:
    """The offices that a question names, by the rules that find them.

    Attributes:
        asked: the one whose holder it asks for: "Siapa Sekda Bali?"; None for none.
        behind: what follows that office in the question, such as its body.
        others: those that it only mentions: "Siapa yang menemani Bupati?"
        joins: whether it asks who comes with somebody.
        besides: whether it asks for somebody else than those it mentions: who comes with them, or stands in for them.
    """

    asked: str | None
    behind: str
    others: frozenset[str]
    joins: bool
    besides: bool


def find_offices(text: str) -> list[tuple[re.Match[str], str]]:
    """The offices and tasks of a text in order, each with the rule that finds it."""
    return [(match, str(match.lastgroup)) for match in _any_office().finditer(text)]


def has_no_holder(text: str, at: int) -> bool:
    """Whether nobody holds the office at a place in a text: that of "Kantor Gubernur"."""
    return bool(RULES.pattern("no_holder_before").search(text, 0, at))


@lru_cache(maxsize=QUESTIONS_KEPT)
def offices_of_a_question(question: str) -> OfficesOfAQuestion:
    """The offices that a question asks for and mentions; without what stands in brackets, which a follow-up takes over."""
    plain = re.sub(r"\s\([^()]*\)\W*$", "", question)
    asked, behind = None, ""
    others: set[str] = set()
    asks_who = RULES.pattern("asks_who").search(plain)
    for match, name in find_offices(plain):
        if has_no_holder(plain, match.start()):
            continue
        before, after = plain[: match.start()], plain[match.end() :]
        if asked is None and (
            RULES.pattern("asks_for_the_holder_before").search(before)
            or RULES.pattern("asks_for_the_holder_behind").search(after)
            or (not asks_who and RULES.pattern("begins_the_words").search(before))
        ):
            end = RULES.pattern("ends").search(after)
            asked, behind = name, after[: end.start() if end else len(after)]
        else:
            others.add(name)
    joins = bool(RULES.pattern("joins_somebody").search(plain))
    besides = joins or bool(RULES.pattern("stands_in").search(plain))
    return OfficesOfAQuestion(asked, behind, frozenset(others - {asked}), joins, besides)


@cache
def _any_office() -> re.Pattern[str]:
    rules = [rule for name, rule in RULES.rules.items() if name.startswith(("role_", "task_"))]
    return re.compile("|".join(f"(?P<{rule.name}>{rule.expression})" for rule in rules), re.IGNORECASE)
