r"""Word lists, and the patterns made of them, in data files: a new way of saying something is a word in a file, not a change of code.

A file contains lists of words, and rules:

    [words]
    going_on = ["lalu", "terus", "what about"]

    [[rule]]
    name = "goes_on"
    pattern = '^{going_on}\b'
    matches = ["Lalu kapan?"]
    not_matches = ["Kapan lalu lintas ditutup?"]

A word stands for itself, letter by letter. In a pattern, a regular expression, `{name}` stands for any word of that list or for the
pattern of an earlier rule. A rule may also have

- several patterns, as a list: any of them will do;
- `unless`, a pattern with which the rule does not apply;
- `case_sensitive = true`: otherwise upper and lower case are alike.

`matches` and `not_matches` are examples. `tests/test_word_rules.py` checks every rule against them, and that every word is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from index.errors import ConfigError, check_keys
from index.toml import read_toml

FIELDS = ("name", "pattern", "unless", "case_sensitive", "matches", "not_matches")
# Lower-case names only, so that a quantifier such as {0,40} is none.
_REFERENCE = re.compile(r"\{([a-z_]+)\}")


# Neither record has slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class Rule:
    """A pattern with its lists filled in.

    Attributes:
        expression: the pattern as text, for patterns that are put together of several.
        unless: where this is found, the rule does not apply; empty for no such exception.
        matches: examples to which the rule applies.
        not_matches: examples to which it does not.
        extra: what one module alone reads, such as the `reason` of a refusal.
    """

    name: str
    expression: str
    unless: str = ""
    case_sensitive: bool = False
    matches: tuple[str, ...] = ()
    not_matches: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def applies(self, text: str) -> bool:
        """Whether the pattern is found in the text, and `unless` is not."""
        return bool(self.pattern.search(text)) and not (self._exception and self._exception.search(text))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern. `unless` is no part of it."""
        return re.compile(self.expression, self._flags)

    @cached_property
    def _exception(self) -> re.Pattern[str] | None:
        return re.compile(self.unless, self._flags) if self.unless else None

    @property
    def _flags(self) -> int:
        # IGNORECASE also takes "ı" for "i", so a match need not be a word of the list: `5 aprıl 2024` once crashed.
        return 0 if self.case_sensitive else re.IGNORECASE


@dataclass(frozen=True)
class WordRules:
    """The lists and rules of one file. The file is read when one of them is first asked for, and a pattern compiled when first used.

    Attributes:
        shared: other files, whose lists and rules this one's patterns may name.
        extra: keys that a rule of this file may have in addition to the usual ones.
    """

    path: Path
    shared: tuple[WordRules, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """The lists by name, in the order of the file."""
        return self._read[0]

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules by name, in the order of the file."""
        return self._read[1]

    def pattern(self, name: str) -> re.Pattern[str]:
        """The compiled pattern of a rule."""
        return self.rules[name].pattern

    def parse(self, parsed: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], dict[str, Rule]]:
        """The lists and rules of a file's contents.

        Raises:
            ConfigError: an unknown key, a name that is given twice, or a pattern that names no list and no earlier rule.
        """
        check_keys(parsed, ("words", "rule"), str(self.path))
        words = {name: tuple(listed) for name, listed in parsed.get("words", {}).items()}
        known = {rule.name: rule.expression for file in self.shared for rule in file.rules.values()}
        known |= {name: any_word(listed) for file in self.shared for name, listed in file.words.items()}
        known |= {name: any_word(listed) for name, listed in words.items()}
        rules: dict[str, Rule] = {}
        for row in parsed.get("rule", []):
            rule = self._rule(row, known)
            if rule.name in rules or rule.name in words:
                raise ConfigError(f"{self.path} has two lists or rules named {rule.name!r}. Rename one.")
            rules[rule.name] = rule
            known[rule.name] = rule.expression
        return words, rules

    @cached_property
    def _read(self) -> tuple[dict[str, tuple[str, ...]], dict[str, Rule]]:
        return self.parse(read_toml(self.path))

    def _rule(self, row: Mapping[str, Any], known: Mapping[str, str]) -> Rule:
        where = f"{self.path}, rule {row.get('name')!r}"
        check_keys(row, (*FIELDS, *self.extra), where)
        return Rule(
            name=row["name"],
            expression=filled_in(row["pattern"], known, where),
            unless=filled_in(row.get("unless", ""), known, where),
            case_sensitive=row.get("case_sensitive", False),
            matches=tuple(row.get("matches", ())),
            not_matches=tuple(row.get("not_matches", ())),
            extra={key: row[key] for key in self.extra if key in row},
        )


def any_word(words: Iterable[str]) -> str:
    """A pattern that matches any of the words; of two that begin alike it tries the longer first. No words: it matches nothing."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else "(?!)"


def filled_in(pattern: str | list[str], known: Mapping[str, str], where: str) -> str:
    """A pattern, or several of which any will do, with the expression of each list or rule in the place of its name.

    Raises:
        ConfigError: it names none of the `known`; `where` says in the message what the pattern is of.
    """

    def expression(reference: re.Match[str]) -> str:
        check_keys([reference.group(1)], known, f"the pattern of {where}")
        return f"(?:{known[reference.group(1)]})"  # a group, so that its alternatives end where the name does

    return _REFERENCE.sub(expression, pattern if isinstance(pattern, str) else "|".join(pattern))
