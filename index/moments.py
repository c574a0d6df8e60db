"""Lines that say when something was published: "Kamis, 3 Oktober 2024 | 08:00 WIB", "Diterbitkan: 3 Oktober 2024"."""

from __future__ import annotations

from pathlib import Path

from index.dates import RULES as DATES
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "moments.toml", shared=(DATES,))


def is_moment(line: str) -> bool:
    """Whether a line is a day with a time, or a day with a word such as "Diterbitkan"; a day alone may be anything's."""
    return RULES.rules["moment"].applies(line) or states_publication(line)


def states_publication(line: str) -> bool:
    """Whether a line says that something was published on a day."""
    return RULES.rules["publication"].applies(line)


def without_day(text: str) -> str:
    """The text without the day that it begins with; as it is where it begins with none."""
    return RULES.pattern("begins_with_day").sub("", text, count=1)
