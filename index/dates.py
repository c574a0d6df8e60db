"""Dates as Indonesian news writes them: `18 April 2024`, `(6/2/2024)` (day first), `2024-04-18`."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov"),
    ("desember", "december", "des", "dec"),
)
_MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})\s+(?P<name>{_NAMES})\.?\s+(?P<y>\d{{4}})"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))\b",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[dt.date]:
    """The dates in `text` that the calendar has, in order; "31 Februari 2024" is left out."""
    found = []
    for match in _DATE.finditer(text):
        g = match.groupdict()
        if g["y"]:
            parts = int(g["y"]), _MONTH[g["name"].lower()], int(g["d"])
        elif g["y2"]:
            parts = int(g["y2"]), int(g["m2"]), int(g["d2"])  # 6/2/2024 is in February
        else:
            parts = int(g["y3"]), int(g["m3"]), int(g["d3"])
        try:
            found.append(dt.date(*parts))
        except ValueError:
            continue
    return found


def first_date(text: str) -> dt.date | None:
    """The first date in `text`, or None. In news it is nearly always the day that the article reports on."""
    return next(iter(find_dates(text)), None)
