"""Dates as Indonesian news writes them: `18 April 2024`, `(6/2/2024)` (day first), `2024-04-18`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "dates.toml")


def month_spellings() -> tuple[tuple[str, ...], ...]:
    """The spellings of each month, lower case, January first; the usual one comes first."""
    return tuple(RULES.words.values())


def find_dates(text: str) -> list[dt.date]:
    """The dates in `text` that the calendar has, in order; "31 Februari 2024" is left out."""
    found = []
    for match in RULES.pattern("date").finditer(text):
        g = match.groupdict()
        if g["y"]:
            parts = int(g["y"]), _month_numbers().get(g["name"].lower(), 0), int(g["d"])
        elif g["y2"]:
            parts = int(g["y2"]), int(g["m2"]), int(g["d2"])  # 6/2/2024 is in February
        else:
            parts = int(g["y3"]), int(g["m3"]), int(g["d3"])
        try:
            found.append(dt.date(*parts))
        except ValueError:  # 31 April, month 13, or month 0: the pattern takes "aprıl" for "april", the list does not
            continue
    return found


def first_date(text: str) -> dt.date | None:
    """The first date in `text`, or None. In news it is nearly always the day that the article reports on."""
    return next(iter(find_dates(text)), None)


@cache
def _month_numbers() -> Mapping[str, int]:
    return {name: number for number, names in enumerate(month_spellings(), 1) for name in names}
