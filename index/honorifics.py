"""How Indonesian names carry titles before them and degrees after them: the lists and rules of `data/honorifics.toml`."""

from __future__ import annotations

from pathlib import Path

from index.word_rules import WordRules

HONORIFICS = WordRules(Path(__file__).parent / "data" / "honorifics.toml")
"""Rules that others use by themselves or within their own: `title`, `degree`, `titles_before`, `degrees_after`."""
