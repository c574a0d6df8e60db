"""Disjoint stretches of a text that are asked about many times, as in a regulation whose every page repeats its header."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from index.document import Span


class SpanSet:
    """Disjoint stretches, in any order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]
        self._edges = sorted({edge for span in self._spans for edge in (span.start, span.end)})

    def overlap(self, span: Span) -> bool:
        """Whether one of them shares a character with `span`."""
        at = bisect_left(self._starts, span.end)
        return at > 0 and self._spans[at - 1].overlaps(span)

    def edges_within(self, span: Span) -> list[int]:
        """Where they begin and end, strictly inside `span`."""
        return self._edges[bisect_right(self._edges, span.start) : bisect_left(self._edges, span.end)]
