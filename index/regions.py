"""The names of Indonesia's provinces, regencies and cities, so that a place is known for one however it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

REGIONS = Path(__file__).parent / "data" / "regions.txt"
BEFORE_A_REGION = frozenset(
    {"di", "ke", "dari", "se", "in", "at", "from", "to", "of", "kota", "kabupaten", "kab", "provinsi", "prov", "daerah"}
    | {"bupati", "walikota", "wali", "gubernur", "sekda", "pemkab", "pemkot", "pemprov", "camat", "city", "regency"}
)
"""Words behind which a name that is also a common word ("batu", a stone) is a region."""


def region_places(words: Sequence[str]) -> frozenset[int]:
    """The places, in a row of case-folded words, of those that name a region: all words of "Hulu Sungai Utara", the longest name first."""
    found: set[int] = set()
    at = 0
    while at < len(words):
        length = next((n for n in range(_longest(), 0, -1) if _is_region(words, at, n)), 0)
        found.update(range(at, at + length))
        at += length or 1
    return frozenset(found)


def _is_region(words: Sequence[str], at: int, length: int) -> bool:
    name = tuple(words[at : at + length])
    if len(name) < length or name not in _regions():
        return False
    return not _regions()[name] or (at > 0 and words[at - 1] in BEFORE_A_REGION)


@cache
def _regions() -> dict[tuple[str, ...], bool]:
    """Each name as words, and whether it is also a common word."""
    rows = [line.split("#")[0].strip() for line in REGIONS.read_text(encoding="utf-8").splitlines()]
    return {tuple(row.rstrip("*").casefold().replace("-", " ").split()): row.endswith("*") for row in rows if row}


@cache
def _longest() -> int:
    return max(map(len, _regions()))
