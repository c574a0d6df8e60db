"""The places of an article that its page marks, as an address names them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Document, Span

MOST_MARKS = 100
"""Most marks in one address."""
# A bounded number of digits, since anybody can write an address.
_MARK = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked spans in the order of the text, none twice; `current` is the number of the one that the page scrolls to.

    `wrong`: the address also asked for places that the article does not have.
    """

    spans: tuple[Span, ...] = ()
    current: int = 0
    wrong: bool = False

    @property
    def quote(self) -> Span | None:
        return self.spans[self.current] if self.spans else None

    def around(self) -> tuple[Marks | None, Marks | None]:
        """The same marks with the one before as the current, and with the one after; None at either end."""
        before, after = self.current - 1, self.current + 1
        return (
            Marks(self.spans, before) if before >= 0 else None,
            Marks(self.spans, after) if after < len(self.spans) else None,
        )

    def query(self) -> str:
        """The query string that `parse_marks` reads back; empty where nothing is marked."""
        if self.quote is None:
            return ""
        others = (span for at, span in enumerate(self.spans) if at != self.current)
        return f"start={self.quote.start}&end={self.quote.end}" + "".join(f"&mark={s.start}-{s.end}" for s in others)


def make_marks(spans: Sequence[Span], current: Span | None = None) -> Marks:
    """At most MOST_MARKS of `spans` as marks, with `current` (else the first) as the current one."""
    kept = sorted({*([current] if current else ()), *spans[: MOST_MARKS - 1]})
    return Marks(tuple(kept), kept.index(current) if current else 0)


def parse_marks(document: Document, start: str | None, end: str | None, more: Sequence[str]) -> Marks:
    """The marks of an address: `start` and `end` of the current quote, and any `more`, each as `START-END`.

    Nothing is raised: people edit and shorten addresses, and the article can be read all the same.
    """
    asked = [(None if start is None and end is None else f"{start}-{end}"), *more]
    found = [_span(document, text) if text is not None else None for text in asked]
    marks = make_marks([span for span in found[1:] if span], found[0])
    wrong = len(found) > MOST_MARKS or any(
        text is not None and span is None for text, span in zip(asked, found, strict=True)
    )
    return Marks(marks.spans, marks.current, wrong)


def _span(document: Document, text: str) -> Span | None:
    found = _MARK.fullmatch(text)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    # A mark on white space alone could not be seen. One past the end is refused, as a slice would silently cut it short.
    shown = start < end <= len(document.text) and document.text[start:end].strip()
    return Span(start, end) if shown else None
