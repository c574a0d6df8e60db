"""The date of a document whose file does not state one.

An office's document has one of its own: where it was written, enacted or recorded, or when it was published. Dates of letters that it
refers to, and of meetings that it invites to, are not it. News has none; its first date is nearly always the day it reports on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from index.dates import dates_in, find_dates, first_date
from index.document import Furniture
from index.document_head import RULES, DocumentHead, read_lines
from index.moments import is_moment

EDGE_LINES = 6
"""So many lines from the beginning the moment of publication stands."""
BEFORE = 160
"""Characters before a date in which another document may be named whose date it is."""


def derive_date(text: str, head: DocumentHead, furniture: Sequence[Furniture] = ()) -> dt.date | None:
    """The date of a text, or None where it has none of its own."""
    return _enacted(text) or _written(text, head) or _published(text, furniture) or _otherwise(text, head)


def _enacted(text: str) -> dt.date | None:
    """When a decision was made, or a meeting recorded."""
    for name in ("enacted_on", "recorded_on"):
        if (match := RULES.pattern(name).search(text)) and (found := first_date(match["when"])):
            return found
    return None


def _written(text: str, head: DocumentHead) -> dt.date | None:
    """When a letter was written: the first of its field "Tanggal" and the line with its place and date."""
    field = dict(head.fields).get("dated")
    found = [(head.lines[field].span.start, first_date(head.value("dated")))] if field is not None else []
    found += [(match.start("when"), first_date(match["when"])) for match in RULES.pattern("written").finditer(text)]
    return next((date for _, date in sorted(found, key=lambda each: each[0]) if date), None)


def _published(text: str, furniture: Sequence[Furniture]) -> dt.date | None:
    lines = islice(read_lines(text, furniture), EDGE_LINES)
    return next((first_date(line.text) for line in lines if is_moment(line.text)), None)


def _otherwise(text: str, head: DocumentHead) -> dt.date | None:
    """The first date; of an office's document, the day of the meeting that it records, else the first that is of no other document."""
    if not head.is_letter and not RULES.rules["is_official"].applies(text):
        return first_date(text)
    if held := find_dates(head.value("held")):
        return held[0]
    own = (found.day for found in dates_in(text) if not _is_of_another(text, found.span.start))
    return next(own, None)


def _is_of_another(text: str, start: int) -> bool:
    before = text[max(0, start - BEFORE) : start]
    return RULES.rules["refers"].applies(before)
