"""Figures as CSV, for a spreadsheet. Pure functions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from assistant.quality.insight import AskedSubject, Insight
from index.terminal import visible_block

# What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection), behind what it passes
# over: spaces, and characters that show nothing. Where the semicolon parts cells, as in Indonesia, a cell may begin behind one, too.
# Questions are typed by anyone, and opened by those who may do much.
_FORMULA = re.compile(r"(^|;)(?=[\s\u200b-\u200f\u2060\ufeff\"'\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n])")


def days_csv(insight: Insight) -> str:
    """A row for each day of the period."""
    rows = (
        (
            day.day.isoformat(),
            day.own.questions,
            day.own.refused,
            day.own.judged,
            day.own.bad,
            "" if day.own.confidence is None else f"{day.own.confidence:.3f}",
        )
        for day in insight.days
    )
    return _csv(("day", "questions", "refused", "with_opinion", "bad_opinion", "median_confidence"), rows)


def subjects_csv(insight: Insight) -> str:
    """A row for each subject that the page names."""
    named: dict[AskedSubject, None] = dict.fromkeys((*insight.asked, *insight.refused))
    rows = ((subject.name, subject.questions, subject.refused, subject.wordings) for subject in named)
    return _csv(("subject", "questions", "refused", "wordings"), rows)


def plain_cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: where it would, an apostrophe goes before it."""
    text = _FORMULA.sub(r"\1'", str(value))
    # A line break of any kind is part of a quoted cell, and stays; other control characters are shown.
    return "\r".join(map(visible_block, text.split("\r")))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(header)
    table.writerows([plain_cell(value) for value in row] for row in rows)
    return written.getvalue()
