"""Patterns that decide an intent by themselves: requests that must never be missed. They are those of `data/sure_intents.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from index.word_rules import Rule, WordRules

RULES = WordRules(Path(__file__).parent / "data" / "sure_intents.toml", extra=("intent",))


@dataclass(frozen=True, slots=True)
class SureIntent:
    """A rule that decides, and the words of the question that it found."""

    rule: Rule
    matched: str

    @property
    def intent(self) -> Literal["partisan", "override"]:
        """What it decides for."""
        intent: Literal["partisan", "override"] = self.rule.extra["intent"]
        return intent


@cache
def sure_rules() -> tuple[Rule, ...]:
    """The rules that decide, in order: the first that applies counts."""
    # A rule without an intent decides nothing: it is a part of other rules.
    return tuple(rule for rule in RULES.rules.values() if "intent" in rule.extra)


def sure_intents(question: str) -> tuple[SureIntent, ...]:
    """All rules that decide on a question, in order; mostly none."""
    return tuple(
        SureIntent(rule, match.group())
        for rule in sure_rules()
        if rule.applies(question) and (match := rule.pattern.search(question))
    )


def asks_what_is_permitted(question: str) -> bool:
    """Whether a question asks what is allowed, forbidden or punished; parties and candidates may well be part of it."""
    return RULES.rules["asks_what_is_permitted"].applies(question)
