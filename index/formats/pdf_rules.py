"""What the words of a line say about the form of a page; the patterns are those of `data/pdf.toml`."""

from __future__ import annotations

from pathlib import Path

from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "pdf.toml")
