"""Questions that are refused by what they ask for, before anything is searched: partisan requests and attempts to override.

The assistant is itself neutral. The rules are those of `data/refusal_rules.toml` that give a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answer import RefusalReason
from index import word_rules
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "refusal_rules.toml", extra=("reason",))


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """A kind of request that is refused, and for what reason."""

    rule: word_rules.Rule
    reason: RefusalReason

    @property
    def name(self) -> str:
        """Its name in the file."""
        return self.rule.name

    @property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for. A question with the rule's `unless` in it is let through all the same."""
        return self.rule.pattern

    def applies(self, question: str) -> bool:
        """Whether the rule refuses the question."""
        return self.rule.applies(question)


@cache
def all_rules() -> tuple[RefusalRule, ...]:
    """The rules, in order: the first that applies gives the reason."""
    # A rule without a reason refuses nothing: it is a part of other rules.
    return tuple(RefusalRule(rule, rule.extra["reason"]) for rule in RULES.rules.values() if "reason" in rule.extra)


def refused_by_rule(question: str) -> RefusalRule | None:
    """The first rule that refuses a question, or None."""
    return next((rule for rule in all_rules() if rule.applies(question)), None)
