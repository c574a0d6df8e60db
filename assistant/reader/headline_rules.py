"""The rules about short answers, in `data/headline.toml`, which several modules of this room read."""

from __future__ import annotations

from pathlib import Path

from index.dates import RULES as DATES
from index.honorifics import HONORIFICS
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "headline.toml", shared=(HONORIFICS, DATES))
