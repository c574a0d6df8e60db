"""Words within a line as a reader sees them, for formats whose marks have to go."""

from __future__ import annotations

import re
from collections.abc import Mapping

RAISED: Mapping[int, int] = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED: Mapping[int, int] = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
"""Small digits: without them the mark of a footnote makes another number of the one before it, 2024¹ becomes 20241."""
STRUCK_OUT = "text that is struck through was left out"
"""A warning: what its author has withdrawn must not be quoted as if it stood."""
# Soft hyphens, zero-width characters and other invisible signs; within words they hide them from every search.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAKS = re.compile(r" *\n *")


def tidy(text: str) -> str:
    """The text without invisible characters, and with one space where there are several; line breaks stay."""
    return _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", _INVISIBLE.sub("", text))).strip()
