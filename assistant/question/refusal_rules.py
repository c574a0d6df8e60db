"""Questions that are refused by what they ask for, before anything is searched: partisan requests and attempts to override.

The assistant is itself neutral. The rules are `data/rules.toml`; each carries the examples that it is held to.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answer import RefusalReason

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = Path(__file__).parents[1] / "data" / "rules.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """A request that is refused: `pattern` is found in the question, and `unless` is not."""

    name: str
    reason: RefusalReason
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    refuses: tuple[str, ...]
    allows: tuple[str, ...]

    def applies(self, question: str) -> bool:
        """Whether the rule refuses the question."""
        return bool(self.pattern.search(question)) and not (self.unless and self.unless.search(question))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in order: the first that applies gives the reason."""
    parsed = tomllib.loads(RULES.read_text(encoding="utf-8"))

    def compiled(pattern: str) -> re.Pattern[str]:
        for word, alternatives in parsed["words"].items():
            pattern = pattern.replace("{" + word + "}", alternatives)
        return re.compile(pattern, re.IGNORECASE)

    return tuple(
        Rule(
            row["name"],
            row["reason"],
            compiled(row["pattern"]),
            compiled(row["unless"]) if "unless" in row else None,
            tuple(row["refuses"]),
            tuple(row["allows"]),
        )
        for row in parsed["rule"]
    )


def refused_by_rule(question: str) -> Rule | None:
    """The first rule that refuses a question, or None."""
    return next((rule for rule in rules() if rule.applies(question)), None)
