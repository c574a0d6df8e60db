"""Dates as Indonesian news and offices write them: `18 April 2024`, `(6/2/2024)` (day first), `2024-04-18`, and in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.document import Span
from index.number_words import RULES as NUMBERS
from index.number_words import numeral_value
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "dates.toml", shared=(NUMBERS,))

# As some tools write the date of a page: 2024/08/20.
_SLASHES = re.compile(r"^(\d{4})/(\d{2})/(\d{2})\b")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, and where it stands in the text that it was looked for in."""

    day: dt.date
    span: Span


def month_spellings() -> tuple[tuple[str, ...], ...]:
    """The spellings of each month, lower case, January first; the usual one comes first."""
    return tuple(RULES.words.values())


def dates_in(text: str) -> Iterator[FoundDate]:
    """The dates in `text` that the calendar has, in order, each with its place; "31 Februari 2024" is left out."""
    for match in RULES.pattern("date").finditer(text):
        try:
            day = dt.date(*_parts(match))
        except ValueError:  # 31 April, month 13, or month 0: the pattern takes "aprıl" for "april", the list does not
            continue
        yield FoundDate(day, Span(*match.span()))


def find_dates(text: str) -> list[dt.date]:
    """The dates in `text` that the calendar has, in order."""
    return [found.day for found in dates_in(text)]


def first_date(text: str) -> dt.date | None:
    """The first date in `text`, or None. In news it is nearly always the day that the article reports on."""
    return next((found.day for found in dates_in(text)), None)


def stated_date(value: str) -> str | None:
    """A date that a file states of itself, with or without a time, as an ISO date; None for what is no day, such as a year alone."""
    found = first_date(_SLASHES.sub(r"\1-\2-\3", value.strip()))
    return found.isoformat() if found else None


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day."""
    g = match.groupdict()
    if g["y2"]:
        return int(g["y2"]), int(g["m2"]), int(g["d2"])  # 6/2/2024 is in February
    if g["y3"]:
        return int(g["y3"]), int(g["m3"]), int(g["d3"])
    if g["y5"]:
        return numeral_value(g["y5"]), month_number(g["name5"]), numeral_value(g["d5"])
    return int(g["y"] or g["y4"]), month_number(g["name"] or g["name4"]), int(g["d"] or g["d4"])


def month_number(name: str) -> int:
    """The number of a month, 1 to 12, by one of its spellings; 0 for another word."""
    return _month_numbers().get(name.lower(), 0)


@cache
def _month_numbers() -> Mapping[str, int]:
    return {name: number for number, names in enumerate(month_spellings(), 1) for name in names}
