"""What the names of paragraph styles say in the files of word processors."""

from __future__ import annotations

from pathlib import Path

from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent.parent / "data" / "style_names.toml")
BODY_LEVEL = 9
"""The outline level, counted from 0, of what is no heading; a lower one is that of a heading."""


def level_of_name(name: str) -> int:
    """The level of the heading that a name such as "heading 2" or "Judul 2" tells; 1 for a title's, 0 for any other."""
    found = RULES.pattern("heading").match(name)
    return int(found["level"] or 1) if found else 0


def is_contents(name: str) -> bool:
    """Whether a name is that of a line in a table of contents."""
    return RULES.pattern("contents").match(name) is not None
